//! Batches on their way in: checked, stored, and only then acknowledged.

use api::ProblemCode;
use api::job::{JobState, ReceivedBatches};
use axum::body::Bytes;
use dpmf::Limits;
use dpmf::batch::{Batch, Rows};
use dpmf::row::FileRow;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Refused;
use super::arrivals::{self, Arrival};
use super::job::{StoredJob, cut};
use super::manifest::Declared;
use super::staged;
use crate::Shared;
use crate::documents::store::{self as documents, StagedFile};
use crate::store::{self, Database, Transaction};
use crate::values;

/// Characters of a path that are kept.
pub(crate) const PATH_WIDTH: usize = 1024;

/// A batch that fits the job's manifest.
pub(super) struct Checked {
    table: String,
    first_index: u64,
    rows: u64,
    sha256: [u8; 32],
    size: i64,
    packed: Vec<u8>,
    /// What it lists of radiographs and documents.
    files: Vec<StagedFile>,
}

/// Stores a batch under its number. The same batch again changes nothing.
pub(crate) async fn receive(
    app: &Shared,
    job: &StoredJob,
    seq: u64,
    sha256: [u8; 32],
    body: Bytes,
) -> Result<(), Refused> {
    let turn = app.imports.turn(&app.database).await;
    only_while_receiving(job.job.state)?;
    let declared = job.declared()?;
    let seq = i64::try_from(seq).map_err(|_| Refused::invalid("the number of the batch is too large"))?;
    let (declared, batch) = tokio::task::spawn_blocking(move || {
        let batch = check(&declared, sha256, &body)?;
        Ok::<_, Refused>((declared, batch))
    })
    .await??;
    let (id, clinic) = (job.job.id, job.job.clinic_id);
    arrivals::store(app, Arrival { job: id, clinic, seq, declared, batch, _turn: turn }).await
}

/// Puts a batch to those that have arrived.
pub(super) async fn put(transaction: &mut Transaction, arrival: &Arrival) -> Result<(), Refused> {
    let Arrival { job, clinic, seq, declared, batch, .. } = arrival;
    let known: Option<Vec<u8>> = transaction
        .fetch_optional("SELECT sha256 FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2", &values![*job, *seq])
        .await?;
    match known {
        Some(known) if known == batch.sha256 => return Ok(()),
        Some(_) => return Err(Refused::because(ProblemCode::BatchConflict, format!("batch {seq}"))),
        None => {}
    }
    count(transaction, *job, batch, declared).await?;
    transaction
        .execute(
            "INSERT INTO puente_import_batches (job_id, seq, table_name, first_index, row_count, sha256, body, body_size)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &values![
                *job,
                *seq,
                batch.table,
                batch.first_index.cast_signed(),
                batch.rows.cast_signed(),
                batch.sha256.as_slice(),
                batch.packed,
                batch.size
            ],
        )
        .await?;
    // From here on they may arrive.
    documents::list_files(transaction, *clinic, *job, &batch.files).await?;
    Ok(())
}

fn only_while_receiving(state: JobState) -> Result<(), Refused> {
    match state {
        JobState::Receiving => Ok(()),
        other => Err(Refused::wrong_state(other, "batches are taken only while it is receiving")),
    }
}

fn check(declared: &Declared, sha256: [u8; 32], body: &[u8]) -> Result<Checked, Refused> {
    if <[u8; 32]>::from(Sha256::digest(body)) != sha256 {
        return Err(Refused::because(ProblemCode::BatchDigest, "send it again"));
    }
    let malformed = |detail: String| Refused::because(ProblemCode::BatchInvalid, detail);
    let batch = Batch::decode(body, &Limits::default()).map_err(|e| malformed(e.to_string()))?;
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
    let files = match &batch.rows {
        Rows::Files(rows) => rows.iter().map(staged_file).collect(),
        Rows::Entities(_) | Rows::Entity(..) | Rows::Warnings(_) => Vec::new(),
    };
    let size = (body.len() as u64).cast_signed();
    Ok(Checked { table: table.name().to_owned(), first_index, rows, sha256, size, packed: staged::pack(body), files })
}

fn staged_file(row: &FileRow<'_>) -> StagedFile {
    StagedFile {
        canonical_uuid: fitting(row.canonical_uuid),
        parent_entity_type: cut(row.parent_entity_type, 50).to_owned(),
        parent_canonical_uuid: fitting(row.parent_canonical_uuid),
        relative_path: cut(row.relative_path, PATH_WIDTH).to_owned(),
        declared_size: row.declared_size_bytes.filter(|size| *size >= 0),
        sha256: row.sha256.and_then(sha256_hex),
        mime_hint: row.mime_hint.map(|hint| cut(hint, 100).to_owned()),
    }
}

/// A canonical uuid as its column holds it: one that is too long is replaced by a UUID made from it.
fn fitting(canonical_uuid: &str) -> String {
    if canonical_uuid.len() <= 36 {
        canonical_uuid.to_owned()
    } else {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, canonical_uuid.as_bytes()).to_string()
    }
}

/// A SHA-256 in lower case, when it is one.
pub(crate) fn sha256_hex(text: &str) -> Option<String> {
    let is_digest = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_digest.then(|| text.to_ascii_lowercase())
}

/// Adds a batch to what the job has received, unless it no longer receives or it would be more than was declared.
async fn count(transaction: &mut Transaction, job: Uuid, batch: &Checked, declared: &Declared) -> Result<(), Refused> {
    let received: Option<(i64, i64)> = transaction
        .fetch_optional(
            "UPDATE puente_import_jobs SET received_batches = received_batches + 1, received_rows = received_rows + ?1,
            received_bytes = received_bytes + ?2
         WHERE job_id = ?3 AND state = 'receiving' RETURNING received_rows, received_bytes",
            &values![batch.rows.cast_signed(), batch.size, job],
        )
        .await?;
    // It is not idle.
    let sql = "UPDATE migration_import_jobs SET updated_at = ?1 WHERE id = ?2";
    transaction.execute(sql, &values![Timestamp::now(), job]).await?;
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
         ) AS numbered GROUP BY island ORDER BY 1",
            &values![job.job.id],
        )
        .await?;
    Ok(ReceivedBatches {
        ranges: ranges.into_iter().map(|(first, last)| (first.unsigned_abs(), last.unsigned_abs())).collect(),
        rows: job.received_rows,
        bytes: job.job.received_bytes,
    })
}

/// Forgets the batches of a job, and the files it listed.
pub(crate) async fn discard(transaction: &mut Transaction, job: Uuid) -> store::Result<()> {
    transaction.execute("DELETE FROM puente_import_batches WHERE job_id = ?1", &values![job]).await?;
    transaction.execute("DELETE FROM migration_import_file_stagings WHERE job_id = ?1", &values![job]).await?;
    Ok(())
}
