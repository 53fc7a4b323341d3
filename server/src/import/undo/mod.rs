//! Taking a finished import back, in one transaction (`docs/operations.md#undo`).

mod plan;
mod restore;

use std::path::Path;
use std::time::Instant;

use api::ProblemCode;
use api::job::JobState;
use api::undo::{UndoOrder, UndoPreview, Undone};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use uuid::Uuid;

use super::{Failure, Refused};
use crate::Shared;
use crate::documents::store as documents;
use crate::store::load::{fold_log, open_reader, open_writer};
use crate::store::timestamp;
use plan::Plan;

/// What undoing a completed import would do.
pub(crate) async fn preview(app: &Shared, job: Uuid) -> Result<UndoPreview, Refused> {
    let database = app.database.clone();
    tokio::task::spawn_blocking(move || {
        let mut connection = open_reader(&database).map_err(Failure::Database)?;
        // All of it as of one moment.
        let moment = connection.transaction().map_err(Failure::Database)?;
        let imported = Imported::find(&moment, job)?;
        let plan = Plan::make(&moment, job, &imported.started_at).map_err(Failure::Database)?;
        let removed = plan.removed().map_err(Failure::Database)?;
        Ok(UndoPreview { removed, restored: plan.restored, kept: plan.kept, later_import: imported.later_import })
    })
    .await?
}

/// Undoes it. Nothing happens when it is refused, and nothing stays half undone when the server stops on the way.
pub(crate) async fn undo(app: &Shared, job: Uuid, by: Uuid, order: UndoOrder) -> Result<Undone, Refused> {
    let _alone = app.imports.gate.write().await;
    let database = app.database.clone();
    let documents = documents::paths(&app.pool, job).await?;
    let undone = tokio::task::spawn_blocking(move || run(&database, job, by, order)).await??;
    for path in documents {
        if !documents::speaks_of(&app.pool, &path).await? {
            app.documents.storage.remove(&path.into()).await;
        }
    }
    tracing::info!(%job, seconds = undone.seconds, "an import was undone");
    Ok(undone)
}

fn run(database: &Path, job: Uuid, by: Uuid, order: UndoOrder) -> Result<Undone, Refused> {
    let began = Instant::now();
    let mut connection = open_writer(database).map_err(Failure::Database)?;
    // What is left is seen to before anything goes; one by one it would take as long as the import did.
    connection.pragma_update(None, "foreign_keys", false).map_err(Failure::Database)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Failure::Database)?;
    let imported = Imported::find(&transaction, job)?;
    if let Some(later) = imported.later_import {
        return Err(Refused::because(ProblemCode::UndoLater, later));
    }
    let plan = Plan::make(&transaction, job, &imported.started_at).map_err(Failure::Database)?;
    if plan.kept.total > 0 && !order.keep_worked_on {
        let detail = format!("{} rows were changed and {} are used", plan.kept.changed, plan.kept.used);
        return Err(Refused::because(ProblemCode::UndoInUse, detail));
    }
    let undone = remove(&transaction, &plan, job, by, began)?;
    transaction.commit().map_err(Failure::Database)?;
    fold_log(&connection);
    Ok(undone)
}

fn remove(connection: &Connection, plan: &Plan<'_>, job: Uuid, by: Uuid, began: Instant) -> Result<Undone, Failure> {
    let restored = restore::restore(connection, job)?.restored;
    let removed = plan.remove()?;
    plan.forget_mappings(job)?;
    let id = job.to_string();
    let archived = connection.execute("DELETE FROM migration_import_raw_entities WHERE job_id = ?", [&id])?;
    // With foreign keys off nothing cascades.
    connection.execute(
        "DELETE FROM puente_documents WHERE job_id = ? AND document_id NOT IN (SELECT id FROM documents)",
        [&id],
    )?;
    for table in ["migration_import_file_stagings", "puente_import_rows"] {
        connection.execute(&format!("DELETE FROM {table} WHERE job_id = ?"), [&id])?;
    }
    if let Some(table) = dangling(connection)? {
        return Err(Failure::Dangling { table });
    }
    let undone = Undone {
        removed,
        restored,
        kept: plan.kept.total,
        archived: archived as u64,
        undone_at: timestamp(Timestamp::now()),
        undone_by: by,
        seconds: began.elapsed().as_secs_f64(),
    };
    let json = serde_json::to_string(&undone).map_err(|error| Failure::Job(error.to_string()))?;
    let sql = "UPDATE puente_import_jobs SET state = ?, undone = ? WHERE job_id = ?";
    connection.execute(sql, (super::job::state_name(JobState::Undone), json, &id))?;
    connection.execute("UPDATE migration_import_jobs SET updated_at = ? WHERE id = ?", (&undone.undone_at, &id))?;
    Ok(undone)
}

/// A table with a row whose foreign key leads nowhere. There is none: the plan keeps what others need.
fn dangling(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| row.get(0)).optional()
}

/// State, start, completion, clinic, whether its rows were noted, whether it mapped any.
type JobColumns = (String, Option<String>, Option<String>, String, bool, bool);

/// What an import that can be undone left behind.
struct Imported {
    /// The instant of the import, as its rows have it.
    started_at: String,
    /// The file of a later import into the clinic.
    later_import: Option<String>,
}

impl Imported {
    fn find(connection: &Connection, job: Uuid) -> Result<Self, Refused> {
        let sql = "SELECT own.state, job.started_at, job.completed_at, job.clinic_id,
                EXISTS (SELECT 1 FROM puente_import_rows WHERE job_id = ?1),
                EXISTS (SELECT 1 FROM migration_import_entity_mappings WHERE job_id = ?1)
             FROM migration_import_jobs AS job JOIN puente_import_jobs AS own ON own.job_id = job.id WHERE job.id = ?1";
        let columns = connection.query_row(sql, [job.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        });
        let (state, started_at, completed_at, clinic, is_noted, is_mapped): JobColumns =
            columns.map_err(Failure::Database)?;
        let (true, Some(started_at), Some(completed_at)) = (state == "completed", started_at, completed_at) else {
            return Err(Refused::because(ProblemCode::JobState, format!("the import is {state}: it cannot be undone")));
        };
        if is_mapped && !is_noted && !only_links(connection, job).map_err(Failure::Database)? {
            return Err(Refused::because(ProblemCode::UndoUnknown, "which rows it made was not noted"));
        }
        let sql = "SELECT job.original_filename FROM migration_import_jobs AS job
             JOIN puente_import_jobs AS own ON own.job_id = job.id
             WHERE job.clinic_id = ? AND own.state = 'completed' AND job.completed_at > ? AND job.id <> ?
             ORDER BY job.completed_at DESC LIMIT 1";
        let later = connection.query_row(sql, (clinic, completed_at, job.to_string()), |row| row.get(0));
        Ok(Self { started_at, later_import: later.optional().map_err(Failure::Database)? })
    }
}

/// Whether every row an import mapped was there before it.
fn only_links(connection: &Connection, job: Uuid) -> rusqlite::Result<bool> {
    let accounting: Option<String> = connection.query_row(
        "SELECT accounting FROM puente_import_jobs WHERE job_id = ?",
        [job.to_string()],
        |row| row.get(0),
    )?;
    let lines: Vec<api::job::TypeAccounting> =
        accounting.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(lines.iter().all(|line| line.created == 0))
}
