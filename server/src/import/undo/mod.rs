//! Taking a finished import back, in one transaction (`docs/operations.md#undo`).

mod kept;
mod loose;
mod plan;
mod restore;

use std::time::Instant;

use api::ProblemCode;
use api::audit::AuditAction;
use api::job::JobState;
use api::undo::{UndoOrder, UndoPreview, Undone};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::failure::persistently;
use super::{Failure, Refused};
use crate::Shared;
use crate::audit::Entry;
use crate::documents::store as documents;
use crate::store::{self, Access, Database, Json, Session, timestamp};
use crate::values;
use plan::Plan;

/// What undoing a completed import would do.
pub(crate) async fn preview(app: &Shared, job: Uuid) -> Result<UndoPreview, Refused> {
    let database = app.database.clone();
    tokio::task::spawn_blocking(move || {
        let mut session = database.reader()?;
        // All of it as of one moment.
        let moment = session.begin(Access::Read)?;
        let imported = Imported::find(&moment, job)?;
        let mut plan = Plan::make(&moment, job, imported.started_at)?;
        plan.describe_kept(job)?;
        let removed = plan.removed()?;
        Ok(UndoPreview { removed, restored: plan.restored, kept: plan.kept, later_import: imported.later_import })
    })
    .await?
}

/// Undoes it. Nothing happens when it is refused, and nothing stays half undone when the server stops on the way.
pub(crate) async fn undo(app: &Shared, job: Uuid, by: Uuid, order: UndoOrder) -> Result<Undone, Refused> {
    let _alone = app.imports.alone(&app.database).await;
    let database = app.database.clone();
    let documents = documents::paths(&app.database, job).await?;
    let undone =
        tokio::task::spawn_blocking(move || persistently(Refused::is_conflict, || run(&database, job, by, order)))
            .await??;
    for path in documents {
        if !documents::speaks_of(&app.database, &path).await? {
            app.documents.storage.remove(&path.into()).await;
        }
    }
    tracing::info!(%job, seconds = undone.seconds, "an import was undone");
    Ok(undone)
}

fn run(database: &Database, job: Uuid, by: Uuid, order: UndoOrder) -> Result<Undone, Refused> {
    let began = Instant::now();
    let mut session = database.writer()?;
    // What is left is seen to before anything goes; one by one it would take as long as the import did.
    session.defer_references()?;
    let clinic = clinic_of(&session, job)?;
    session.claim(clinic)?;
    let transaction = session.begin(Access::Write)?;
    let imported = Imported::find(&transaction, job)?;
    if let Some(later) = imported.later_import {
        return Err(Refused::because(ProblemCode::UndoLater, later));
    }
    let plan = Plan::make(&transaction, job, imported.started_at)?;
    if plan.kept.total > 0 && !order.keep_worked_on {
        let detail = format!("{} rows were changed and {} are used", plan.kept.changed, plan.kept.used);
        return Err(Refused::because(ProblemCode::UndoInUse, detail));
    }
    let undone = remove(&transaction, &plan, job, by, began)?;
    let rows: u64 = undone.removed.iter().map(|table| table.rows).sum();
    Entry::in_clinic(AuditAction::JobUndone, clinic, by)
        .about_job(job)
        .with(json!({ "removed": rows, "restored": undone.restored, "kept": undone.kept }))
        .record_in(&transaction)?;
    transaction.commit()?;
    session.tidy();
    Ok(undone)
}

/// The clinic a job brings its file into.
pub(super) fn clinic_of(session: &Session, job: Uuid) -> store::Result<Uuid> {
    session.fetch_one("SELECT clinic_id FROM migration_import_jobs WHERE id = ?1", &values![job])
}

fn remove(session: &Session, plan: &Plan<'_>, job: Uuid, by: Uuid, began: Instant) -> Result<Undone, Failure> {
    let restored = restore::restore(session, job)?.restored;
    let removed = plan.remove()?;
    plan.forget_mappings(job)?;
    let archived = session.execute("DELETE FROM migration_import_raw_entities WHERE job_id = ?1", &values![job])?;
    // With foreign keys off nothing cascades.
    session.execute(
        "DELETE FROM puente_documents WHERE job_id = ?1 AND document_id NOT IN (SELECT id FROM documents)",
        &values![job],
    )?;
    for table in ["migration_import_file_stagings", "puente_import_rows"] {
        session.execute(&format!("DELETE FROM {table} WHERE job_id = ?1"), &values![job])?;
    }
    if let Some(table) = session.dangling()? {
        return Err(Failure::Dangling { table });
    }
    let now = Timestamp::now();
    let undone = Undone {
        removed,
        restored,
        kept: plan.kept.total,
        archived,
        undone_at: timestamp(now),
        undone_by: by,
        seconds: began.elapsed().as_secs_f64(),
    };
    let json = serde_json::to_string(&undone).map_err(|error| Failure::Job(error.to_string()))?;
    let sql = "UPDATE puente_import_jobs SET state = ?1, undone = ?2 WHERE job_id = ?3";
    session.execute(sql, &values![super::job::state_name(JobState::Undone), Json(json), job])?;
    session.execute("UPDATE migration_import_jobs SET updated_at = ?1 WHERE id = ?2", &values![now, job])?;
    Ok(undone)
}

/// State, start, which of the clinic's imports it is, clinic, whether its rows were noted, whether it mapped any.
type JobColumns = (String, Option<Timestamp>, Option<i64>, Uuid, bool, bool);

/// What an import that can be undone left behind.
struct Imported {
    /// The instant of the import, as its rows have it.
    started_at: Timestamp,
    /// The file of a later import into the clinic.
    later_import: Option<String>,
}

impl Imported {
    fn find(session: &Session, job: Uuid) -> Result<Self, Refused> {
        let sql = "SELECT own.state, job.started_at, own.load_number, job.clinic_id,
                EXISTS (SELECT 1 FROM puente_import_rows WHERE job_id = ?1),
                EXISTS (SELECT 1 FROM migration_import_entity_mappings WHERE job_id = ?1)
             FROM migration_import_jobs AS job JOIN puente_import_jobs AS own ON own.job_id = job.id WHERE job.id = ?1";
        let (state, started_at, number, clinic, is_noted, is_mapped): JobColumns =
            session.fetch_one(sql, &values![job])?;
        let (true, Some(started_at), Some(number)) = (state == "completed", started_at, number) else {
            return Err(Refused::because(ProblemCode::JobState, format!("the import is {state}: it cannot be undone")));
        };
        if is_mapped && !is_noted && !only_links(session, job)? {
            return Err(Refused::because(ProblemCode::UndoUnknown, "which rows it made was not noted"));
        }
        let sql = "SELECT job.original_filename FROM migration_import_jobs AS job
             JOIN puente_import_jobs AS own ON own.job_id = job.id
             WHERE job.clinic_id = ?1 AND own.state = 'completed' AND own.load_number > ?2
             ORDER BY own.load_number DESC LIMIT 1";
        let later_import = session.fetch_optional(sql, &values![clinic, number])?;
        Ok(Self { started_at, later_import })
    }
}

/// Whether every row an import mapped was there before it.
fn only_links(session: &Session, job: Uuid) -> store::Result<bool> {
    let sql = "SELECT accounting FROM puente_import_jobs WHERE job_id = ?1";
    let accounting: Option<String> = session.fetch_one(sql, &values![job])?;
    let lines: Vec<api::job::TypeAccounting> =
        accounting.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(lines.iter().all(|line| line.created == 0))
}
