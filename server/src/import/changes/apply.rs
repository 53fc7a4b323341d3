//! Applying changes, on an admin's word.

use std::collections::HashSet;

use api::ProblemCode;
use api::changes::{AppliedChanges, ApplyChanges, ChangeState};
use api::job::JobState;
use jiff::{SignedDuration, Timestamp};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::super::Refused;
use super::super::job::StoredJob;
use super::columns::{Changeable, changeable};
use crate::Shared;
use crate::store::{self, Transaction};
use crate::{from_row, values};

/// More are applied all at once, or in several calls.
const MOST_IDS: usize = 10_000;

/// A change that is offered.
struct Offered {
    seq: i64,
    table_name: String,
    row_id: Uuid,
    column_name: String,
    before: Option<String>,
    after: Option<String>,
}

from_row!(Offered { seq, table_name, row_id, column_name, before, after });

/// What became of one.
enum Became {
    /// When the row said to have been changed until then.
    Applied {
        row_updated_at: Timestamp,
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
    if !asked.even_older && super::older_than(&app.database, &stored.job).await?.is_some() {
        let why = "an export made later was imported before: its values would be replaced by older ones";
        return Err(Refused::because(ProblemCode::JobState, why));
    }
    let _turn = app.imports.turn(&app.database).await;
    let mut transaction = app.database.begin_write().await?;
    let job = stored.job.id;
    if !transaction.claim(stored.job.clinic_id).await? {
        return Err(Refused::because(ProblemCode::ClinicBusy, "wait until it has finished"));
    }
    let mut offered: Vec<Offered> = transaction
        .fetch_all(
            "SELECT seq, table_name, row_id, column_name, before, after FROM puente_import_changes
         WHERE job_id = ?1 AND state = 'offered' ORDER BY seq",
            &values![job],
        )
        .await?;
    let ids: HashSet<u64> = asked.ids.iter().copied().collect();
    offered.retain(|change| asked.all || ids.contains(&change.seq.unsigned_abs()));

    let now = later_than_before(&mut transaction, job).await?;
    let mut outcome = AppliedChanges::default();
    for change in &offered {
        match set(&mut transaction, stored.job.clinic_id, change, now).await? {
            Became::Applied { row_updated_at } => {
                outcome.applied += 1;
                mark(&mut transaction, job, change.seq, ChangeState::Applied, Some((now, row_updated_at))).await?;
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

/// Now, or just after what was applied last where the clock went back: undoing puts the last one back first.
async fn later_than_before(transaction: &mut Transaction, job: Uuid) -> store::Result<Timestamp> {
    let sql = "SELECT max(applied_at) FROM puente_import_changes WHERE job_id = ?1";
    let last: Option<Timestamp> = transaction.fetch_one(sql, &values![job]).await?;
    let after = last.and_then(|last| last.checked_add(SignedDuration::from_micros(1)).ok());
    Ok(after.map_or_else(Timestamp::now, |after| after.max(Timestamp::now())))
}

/// Sets a column, if it is still as it was shown.
async fn set(transaction: &mut Transaction, clinic: Uuid, change: &Offered, now: Timestamp) -> store::Result<Became> {
    let Some(found) = changeable(&change.table_name, &change.column_name) else { return Ok(Became::Refused) };
    let Changeable { table, column, key, is_of_clinic } = found;
    let before = transaction.spelled(table, column, "?3").await?;
    let after = transaction.spelled(table, column, "?1").await?;
    // All names are the program's own.
    let sql = format!(
        "SELECT updated_at FROM {table} WHERE {key} = ?1 AND {is_of_clinic} AND \"{column}\" IS NOT DISTINCT FROM {before}{}",
        transaction.dialect().for_update()
    );
    let row_updated_at: Option<Timestamp> =
        transaction.fetch_optional(AssertSqlSafe(sql), &values![change.row_id, clinic, change.before]).await?;
    let Some(row_updated_at) = row_updated_at else { return Ok(Became::Edited) };
    let updated = transaction
        .attempt(
            AssertSqlSafe(format!("UPDATE {table} SET \"{column}\" = {after}, updated_at = ?2 WHERE {key} = ?3")),
            &values![change.after, now, change.row_id],
        )
        .await;
    match updated {
        Ok(_) => Ok(Became::Applied { row_updated_at }),
        // A rule of the table is broken; the transaction goes on.
        Err(error) if error.is_broken_rule() => Ok(Became::Refused),
        Err(error) => Err(error),
    }
}

async fn mark(
    transaction: &mut Transaction,
    job: Uuid,
    seq: i64,
    state: ChangeState,
    times: Option<(Timestamp, Timestamp)>,
) -> store::Result<()> {
    let (applied_at, row_updated_at) = times.unzip();
    let sql = "UPDATE puente_import_changes SET state = ?1, applied_at = ?2, row_updated_at = ?3 WHERE job_id = ?4 AND seq = ?5";
    transaction.execute(sql, &values![state.as_str(), applied_at, row_updated_at, job, seq]).await?;
    Ok(())
}
