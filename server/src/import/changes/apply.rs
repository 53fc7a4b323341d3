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
    Applied,
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
        let state = match set(&mut transaction, stored.job.clinic_id, change, &now).await? {
            Became::Applied => ChangeState::Applied,
            Became::Edited => ChangeState::Edited,
            Became::Refused => {
                outcome.refused += 1;
                continue;
            }
        };
        *(if state == ChangeState::Applied { &mut outcome.applied } else { &mut outcome.edited }) += 1;
        mark(&mut transaction, job, change.seq, state, &now).await?;
    }
    transaction.commit().await?;
    Ok(outcome)
}

/// Sets a column, if it is still as it was shown.
async fn set(connection: &mut SqliteConnection, clinic: Uuid, change: &Offered, now: &str) -> sqlx::Result<Became> {
    let Some((table, column)) = changeable(&change.table_name, &change.column_name) else { return Ok(Became::Refused) };
    // Both names are the program's own.
    let sql = format!(
        "UPDATE {table} SET \"{column}\" = ?1, updated_at = ?2 WHERE id = ?3 AND clinic_id = ?4 AND \"{column}\" IS ?5"
    );
    let updated = sqlx::query(AssertSqlSafe(sql))
        .bind(&change.after)
        .bind(now)
        .bind(change.row_id)
        .bind(clinic.hyphenated())
        .bind(&change.before)
        .execute(connection)
        .await;
    match updated {
        Ok(updated) if updated.rows_affected() == 1 => Ok(Became::Applied),
        Ok(_) => Ok(Became::Edited),
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
    now: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE puente_import_changes SET state = ?, applied_at = ? WHERE job_id = ? AND seq = ?")
        .bind(state.as_str())
        .bind((state == ChangeState::Applied).then_some(now))
        .bind(job.hyphenated())
        .bind(seq)
        .execute(connection)
        .await?;
    Ok(())
}
