//! Batches on their way in: checked, stored, and only then acknowledged.

use api::ProblemCode;
use api::job::{JobState, ReceivedBatches};
use dpmf::Limits;
use dpmf::batch::Batch;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Refused;
use super::job::StoredJob;
use super::manifest::Declared;
use crate::store::{self, Database, Transaction};
use crate::values;

/// A batch that fits the job's manifest.
struct Checked {
    table: String,
    first_index: u64,
    rows: u64,
    sha256: [u8; 32],
    body: Vec<u8>,
}

/// Stores a batch under its number. The same batch again changes nothing.
pub(crate) async fn receive(
    database: &Database,
    job: &StoredJob,
    seq: u64,
    sha256: [u8; 32],
    body: Vec<u8>,
) -> Result<(), Refused> {
    only_while_receiving(job.job.state)?;
    let declared = job.declared()?;
    let batch = tokio::task::spawn_blocking(move || check(&declared, sha256, body)).await??;
    let seq = i64::try_from(seq).map_err(|_| Refused::invalid("the number of the batch is too large"))?;

    let mut transaction = database.begin_write().await?;
    let id = job.job.id;
    let known: Option<Vec<u8>> = transaction
        .fetch_optional("SELECT sha256 FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2", &values![id, seq])
        .await?;
    match known {
        Some(known) if known == batch.sha256 => return Ok(()),
        Some(_) => return Err(Refused::because(ProblemCode::BatchConflict, format!("batch {seq}"))),
        None => {}
    }
    count(&mut transaction, job.job.id, &batch, &job.declared()?).await?;
    transaction
        .execute(
            "INSERT INTO puente_import_batches (job_id, seq, table_name, first_index, row_count, sha256, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &values![
                id,
                seq,
                batch.table,
                batch.first_index.cast_signed(),
                batch.rows.cast_signed(),
                batch.sha256.as_slice(),
                batch.body
            ],
        )
        .await?;
    transaction.commit().await?;
    Ok(())
}

fn only_while_receiving(state: JobState) -> Result<(), Refused> {
    match state {
        JobState::Receiving => Ok(()),
        other => Err(Refused::wrong_state(other, "batches are taken only while it is receiving")),
    }
}

fn check(declared: &Declared, sha256: [u8; 32], body: Vec<u8>) -> Result<Checked, Refused> {
    if <[u8; 32]>::from(Sha256::digest(&body)) != sha256 {
        return Err(Refused::because(ProblemCode::BatchDigest, "send it again"));
    }
    let malformed = |detail: String| Refused::because(ProblemCode::BatchInvalid, detail);
    let batch = Batch::decode(&body, &Limits::default()).map_err(|e| malformed(e.to_string()))?;
    let table = batch.rows.table();
    let (first_index, rows) = (batch.first_index, batch.rows.len() as u64);
    let declared = declared.rows_of(&table);
    if rows == 0 {
        return Err(malformed("it has no rows".to_owned()));
    }
    if first_index.checked_add(rows).is_none_or(|end| end > declared) {
        let detail = format!("{} has {declared} rows; the batch has {rows} from {first_index}", table.name());
        return Err(malformed(detail));
    }
    Ok(Checked { table: table.name().to_owned(), first_index, rows, sha256, body })
}

/// Adds a batch to what the job has received, unless it no longer receives or it would be more than was declared.
async fn count(transaction: &mut Transaction, job: Uuid, batch: &Checked, declared: &Declared) -> Result<(), Refused> {
    let received: Option<(i64, i64)> = transaction
        .fetch_optional(
            "UPDATE puente_import_jobs SET received_batches = received_batches + 1, received_rows = received_rows + ?1,
            received_bytes = received_bytes + ?2
         WHERE job_id = ?3 AND state = 'receiving' RETURNING received_rows, received_bytes",
            &values![batch.rows.cast_signed(), (batch.body.len() as u64).cast_signed(), job],
        )
        .await?;
    let Some((rows, bytes)) = received else {
        return Err(Refused::because(ProblemCode::JobState, "it no longer receives batches"));
    };
    if rows.unsigned_abs() > declared.rows() {
        return Err(Refused::because(ProblemCode::BatchInvalid, "more rows were received than are declared"));
    }
    if bytes.unsigned_abs() > Limits::default().image_bytes {
        return Err(Refused::because(
            ProblemCode::BodyTooLarge,
            "the batches together are larger than any file accepted",
        ));
    }
    Ok(())
}

/// What has arrived, as inclusive ranges of batch numbers.
pub(crate) async fn received(database: &Database, job: &StoredJob) -> store::Result<ReceivedBatches> {
    let ranges: Vec<(i64, i64)> = database
        .fetch_all(
            "SELECT min(seq), max(seq) FROM (
            SELECT seq, seq - row_number() OVER (ORDER BY seq) AS island FROM puente_import_batches WHERE job_id = ?1
         ) GROUP BY island ORDER BY 1",
            &values![job.job.id],
        )
        .await?;
    Ok(ReceivedBatches {
        ranges: ranges.into_iter().map(|(first, last)| (first.unsigned_abs(), last.unsigned_abs())).collect(),
        rows: job.received_rows,
        bytes: job.job.received_bytes,
    })
}

/// Forgets the batches of a job.
pub(crate) async fn discard(transaction: &mut Transaction, job: Uuid) -> store::Result<()> {
    transaction.execute("DELETE FROM puente_import_batches WHERE job_id = ?1", &values![job]).await?;
    Ok(())
}
