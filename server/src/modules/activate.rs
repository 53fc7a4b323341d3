//! Brings Data migration back into a clinic, with what is known of earlier imports' rows; and its tables, where no clinic had it.

use api::audit::AuditAction;
use api::module::ModuleName;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::Shared;
use crate::audit::Entry;
use crate::import::{Refused, persistently};
use crate::store::{Access, Database, Error, Result, Session, module_tables};
use crate::values;

/// Activates it, in one transaction. Where it is active already, nothing happens.
pub(crate) async fn activate(app: Shared, clinic: Uuid, by: Uuid) -> std::result::Result<(), Refused> {
    if super::is_migration_active(&app.database, clinic).await? {
        return Ok(());
    }
    let _alone = app.imports.alone(&app.database).await;
    let database = app.database.clone();
    let act = move || persistently(Error::is_conflict, || run(&database, clinic, by));
    Ok(tokio::task::spawn_blocking(act).await??)
}

fn run(database: &Database, clinic: Uuid, by: Uuid) -> Result<()> {
    let mut session = database.writer()?;
    session.claim(clinic)?;
    session.claim_schema()?;
    let transaction = session.begin(Access::Write)?;
    module_tables::make(&transaction)?;
    remember(&transaction, clinic, by)?;
    super::switch_in(&transaction, clinic, ModuleName::MigrationImport, true, by)?;
    Entry::in_clinic(AuditAction::ModuleActivated, clinic, by)
        .with(json!({ "module": ModuleName::MigrationImport }))
        .record_in(&transaction)?;
    transaction.commit()?;
    session.tidy();
    Ok(())
}

/// Mappings belong to a job: one that stands for all that was uninstalled. It is nobody's to see, run or undo.
fn remember(session: &Session, clinic: Uuid, by: Uuid) -> Result<()> {
    let known = "SELECT EXISTS (SELECT 1 FROM puente_provenance WHERE clinic_id = ?1)";
    if !session.fetch_one(known, &values![clinic])? {
        return Ok(());
    }
    let (job, now) = (Uuid::new_v4(), Timestamp::now());
    session.execute(
        "INSERT INTO migration_import_jobs (id, clinic_id, created_by, status, original_filename, file_path, created_at,
            updated_at)
         VALUES (?1, ?2, ?3, 'completed', '', 'puente:provenance', ?4, ?4)",
        &values![job, clinic, by, now],
    )?;
    session.execute(
        &format!(
            "INSERT INTO migration_import_entity_mappings (id, clinic_id, job_id, source_system, entity_type,
                source_canonical_uuid, dentalpin_table, dentalpin_id, created_at, updated_at)
             SELECT {}, clinic_id, ?2, source_system, entity_type, source_canonical_uuid, dentalpin_table, dentalpin_id,
                ?3, ?3
             FROM puente_provenance WHERE clinic_id = ?1 ON CONFLICT DO NOTHING",
            session.dialect().new_id()
        ),
        &values![clinic, job, now],
    )?;
    session.execute("DELETE FROM puente_provenance WHERE clinic_id = ?1", &values![clinic]).map(drop)
}
