//! Applying changes, on an admin's word.

use std::collections::HashSet;

use api::ProblemCode;
use api::changes::{AppliedChanges, ApplyChanges, ChangeState};
use api::job::JobState;
use jiff::Timestamp;
use sqlx::error::ErrorKind;
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{AssertSqlSafe, SqliteConnection};
use uuid::Uuid;

use super::super::Refused;
use super::super::job::StoredJob;
use super::columns::changeable;
use crate::Shared;
use crate::store::{begin_write, timestamp};

/// More are applied all at once, or in several calls.
const MOST_IDS: usize = 10_000;

/// A change that is offered.
#[derive(sqlx::FromRow)]
struct Offered {
    seq: i64,
    table_name: String,
    row_id: Hyphenated,
    column_name: String,
    before: Option<String>,
    after: Option<String>,
}

/// What became of one.
enum Became {
    /// When the row said to have been changed until then.
    Applied {
        row_updated_at: String,
    },
    Edited,
    Refused,
}

/// Applies some of the changes of an import, or all that are offered, in one transaction: a column is set only where it
/// still has the value that was shown.
pub(crate) async fn apply(app: &Shared, stored: &StoredJob, asked: &ApplyChanges) -> Result<AppliedChanges, Refused> {
    if asked.all != asked.ids.is_empty() || asked.ids.len() > MOST_IDS {
        return Err(Refused::invalid(format!("either all, or 1 to {MOST_IDS} ids")));
    }
    if stored.job.state != JobState::Completed {
        return Err(Refused::because(ProblemCode::JobState, "only a completed import has changes to apply"));
    }
    let _turn = app.imports.gate.read().await;
    let mut transaction = begin_write(&app.pool).await?;
    let job = stored.job.id;
    let mut offered: Vec<Offered> = sqlx::query_as(
        "SELECT seq, table_name, row_id, column_name, before, after FROM puente_import_changes
         WHERE job_id = ? AND state = 'offered' ORDER BY seq",
    )
    .bind(job.hyphenated())
    .fetch_all(&mut *transaction)
    .await?;
    let ids: HashSet<u64> = asked.ids.iter().copied().collect();
    offered.retain(|change| asked.all || ids.contains(&change.seq.unsigned_abs()));

    let now = timestamp(Timestamp::now());
    let mut outcome = AppliedChanges::default();
    for change in &offered {
        match set(&mut transaction, stored.job.clinic_id, change, &now).await? {
            Became::Applied { row_updated_at } => {
                outcome.applied += 1;
                mark(&mut transaction, job, change.seq, ChangeState::Applied, Some((&now, &row_updated_at))).await?;
            }
            Became::Edited => {
                outcome.edited += 1;
                mark(&mut transaction, job, change.seq, ChangeState::Edited, None).await?;
            }
            Became::Refused => outcome.refused += 1,
        }
    }
    transaction.commit().await?;
    Ok(outcome)
}

/// Sets a column, if it is still as it was shown.
async fn set(connection: &mut SqliteConnection, clinic: Uuid, change: &Offered, now: &str) -> sqlx::Result<Became> {
    let Some((table, column)) = changeable(&change.table_name, &change.column_name) else { return Ok(Became::Refused) };
    // Both names are the program's own.
    let sql = format!("SELECT updated_at FROM {table} WHERE id = ? AND clinic_id = ? AND \"{column}\" IS ?");
    let row_updated_at: Option<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(change.row_id)
        .bind(clinic.hyphenated())
        .bind(&change.before)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row_updated_at) = row_updated_at else { return Ok(Became::Edited) };
    let updated =
        sqlx::query(AssertSqlSafe(format!("UPDATE {table} SET \"{column}\" = ?, updated_at = ? WHERE id = ?")))
            .bind(&change.after)
            .bind(now)
            .bind(change.row_id)
            .execute(connection)
            .await;
    match updated {
        Ok(_) => Ok(Became::Applied { row_updated_at }),
        // A rule of the table is broken; the transaction goes on.
        Err(sqlx::Error::Database(error)) if error.kind() != ErrorKind::Other => Ok(Became::Refused),
        Err(error) => Err(error),
    }
}

async fn mark(
    connection: &mut SqliteConnection,
    job: Uuid,
    seq: i64,
    state: ChangeState,
    times: Option<(&str, &str)>,
) -> sqlx::Result<()> {
    let (applied_at, row_updated_at) = times.unzip();
    let sql =
        "UPDATE puente_import_changes SET state = ?, applied_at = ?, row_updated_at = ? WHERE job_id = ? AND seq = ?";
    sqlx::query(sql)
        .bind(state.as_str())
        .bind(applied_at)
        .bind(row_updated_at)
        .bind(job.hyphenated())
        .bind(seq)
        .execute(connection)
        .await?;
    Ok(())
}
