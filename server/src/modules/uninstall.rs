//! Takes Data migration out of a clinic: all that imports keep beside what they brought. Every row they brought stays, and of each
//! where it came from. The tables go with the last clinic.

use std::time::Instant;

use api::ProblemCode;
use api::audit::AuditAction;
use api::module::{ModuleName, UninstallPreview};
use object_store::path::Path;
use serde_json::json;
use uuid::Uuid;

use super::JOBS;
use crate::Shared;
use crate::audit::Entry;
use crate::import::{Refused, persistently};
use crate::store::{Access, Database, Result, Session, module_tables};
use crate::{from_row, values};

struct Counts {
    jobs: i64,
    mappings: i64,
    warnings: i64,
    archived: i64,
    decisions: i64,
    staged_batches: i64,
    files_expected: i64,
    files_waiting: i64,
    undoable: i64,
    running: i64,
}

from_row!(Counts {
    jobs,
    mappings,
    warnings,
    archived,
    decisions,
    staged_batches,
    files_expected,
    files_waiting,
    undoable,
    running
});

/// What uninstalling would remove.
pub(crate) async fn preview(database: &Database, clinic: Uuid) -> Result<UninstallPreview> {
    if !super::is_installed(database).await? {
        return Ok(UninstallPreview::default());
    }
    let sql = format!(
        "SELECT (SELECT count(*) FROM puente_import_jobs WHERE clinic_id = ?1) AS jobs,
            (SELECT count(*) FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND job_id IN {JOBS}) AS mappings,
            (SELECT count(*) FROM migration_import_warnings WHERE job_id IN {JOBS}) AS warnings,
            (SELECT count(*) FROM migration_import_raw_entities WHERE clinic_id = ?1 AND job_id IN {JOBS}) AS archived,
            (SELECT count(*) FROM puente_decisions WHERE clinic_id = ?1) AS decisions,
            (SELECT count(*) FROM puente_import_batches WHERE job_id IN {JOBS}) AS staged_batches,
            (SELECT count(*) FROM migration_import_file_stagings WHERE status = 'pending' AND job_id IN {JOBS})
                AS files_expected,
            (SELECT count(*) FROM puente_objects WHERE clinic_id = ?1) AS files_waiting,
            (SELECT count(*) FROM puente_import_jobs WHERE clinic_id = ?1 AND state = 'completed') AS undoable,
            (SELECT count(*) FROM puente_import_jobs WHERE clinic_id = ?1 AND state = 'executing') AS running"
    );
    let counts: Counts = database.fetch_one(sqlx::AssertSqlSafe(sql), &values![clinic]).await?;
    Ok(UninstallPreview {
        jobs: counts.jobs.unsigned_abs(),
        mappings: counts.mappings.unsigned_abs(),
        warnings: counts.warnings.unsigned_abs(),
        archived: counts.archived.unsigned_abs(),
        decisions: counts.decisions.unsigned_abs(),
        staged_batches: counts.staged_batches.unsigned_abs(),
        files_expected: counts.files_expected.unsigned_abs(),
        files_waiting: counts.files_waiting.unsigned_abs(),
        undoable: counts.undoable.unsigned_abs(),
        is_busy: counts.running > 0,
    })
}

/// Uninstalls, in one transaction. Refused while an import runs; who comes next waits.
pub(crate) async fn uninstall(app: Shared, clinic: Uuid, by: Uuid) -> std::result::Result<(), Refused> {
    match preview(&app.database, clinic).await {
        Ok(preview) if preview.is_busy => return Err(busy()),
        // Another clinic's uninstalling has just dropped them.
        Err(error) if !error.is_missing_table() => return Err(error.into()),
        _ => {}
    }
    let began = Instant::now();
    let _alone = app.imports.alone(&app.database).await;
    let database = app.database.clone();
    let act = move || persistently(Refused::is_conflict, || run(&database, clinic, by));
    let received = tokio::task::spawn_blocking(act).await??;
    // The bytes go when nothing speaks of them any more.
    for sha256 in received {
        let path = Path::from(format!("{clinic}/received/{sha256}"));
        app.documents.storage.remove(&path).await;
    }
    tracing::info!(%clinic, seconds = began.elapsed().as_secs_f64(), "data migration was uninstalled");
    Ok(())
}

fn busy() -> Refused {
    Refused::because(ProblemCode::ClinicBusy, "an import is running: uninstall when it has ended")
}

/// Removes it all; names the files whose bytes are to go.
fn run(database: &Database, clinic: Uuid, by: Uuid) -> std::result::Result<Vec<String>, Refused> {
    let mut session = database.writer()?;
    session.claim(clinic)?;
    session.claim_schema()?;
    let transaction = session.begin(Access::Write)?;
    let received = if super::is_installed_in(&transaction)? { remove(&transaction, clinic)? } else { Vec::new() };
    super::switch_in(&transaction, clinic, ModuleName::MigrationImport, false, by)?;
    Entry::in_clinic(AuditAction::ModuleUninstalled, clinic, by)
        .with(json!({ "module": ModuleName::MigrationImport }))
        .record_in(&transaction)?;
    // At the end: what their foreign keys lead to is locked with them.
    module_tables::drop_unused(&transaction)?;
    transaction.commit()?;
    session.tidy();
    Ok(received)
}

fn remove(session: &Session, clinic: Uuid) -> std::result::Result<Vec<String>, Refused> {
    let running = "SELECT EXISTS (SELECT 1 FROM puente_import_jobs WHERE clinic_id = ?1 AND state = 'executing')";
    if session.fetch_one(running, &values![clinic])? {
        return Err(busy());
    }
    // Rows of mappings that were linked, not made, are told of, too.
    session.execute(
        &format!(
            "INSERT INTO puente_provenance (clinic_id, entity_type, source_canonical_uuid, source_system, dentalpin_table,
                dentalpin_id)
             SELECT clinic_id, entity_type, source_canonical_uuid, source_system, dentalpin_table, dentalpin_id
             FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND job_id IN {JOBS} ON CONFLICT DO NOTHING"
        ),
        &values![clinic],
    )?;
    // Table by table, and the jobs last: cascading row by row would look each of them up.
    for table in [
        "migration_import_entity_mappings",
        "migration_import_raw_entities",
        "migration_import_warnings",
        "migration_import_file_stagings",
        "migration_import_mapping_decisions",
        "puente_import_batches",
        "puente_import_changes",
        "puente_import_rows",
        "puente_import_outcomes",
        "puente_agent_tokens",
    ] {
        session.execute(&format!("DELETE FROM {table} WHERE job_id IN {JOBS}"), &values![clinic])?;
    }
    session.execute("DELETE FROM puente_decisions WHERE clinic_id = ?1", &values![clinic])?;
    let received =
        session.fetch_all("DELETE FROM puente_objects WHERE clinic_id = ?1 RETURNING sha256", &values![clinic])?;
    let jobs: Vec<Uuid> = session.fetch_all(&format!("SELECT id FROM {JOBS} AS job"), &values![clinic])?;
    session.execute("DELETE FROM puente_import_jobs WHERE clinic_id = ?1", &values![clinic])?;
    for job in jobs {
        session.execute("DELETE FROM migration_import_jobs WHERE id = ?1", &values![job])?;
    }
    Ok(received)
}
