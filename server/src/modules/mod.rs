//! What a clinic has switched on: Data migration itself, and whether legal data of Spanish invoices are kept (Verifactu).

pub(crate) mod activate;
pub(crate) mod export;
pub(crate) mod uninstall;

use api::module::{Module, ModuleControl, ModuleName};
use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{Database, Dialect, Result, Session, Transaction, module_tables};
use crate::values;

/// Where Verifactu is for: it is Spanish law.
const COUNTRY: &str = "ES";

const IS_ACTIVE: &str = "SELECT is_active FROM puente_clinic_modules WHERE clinic_id = ?1 AND module = ?2";

const IS_INSTALLED: &str = "SELECT NOT EXISTS (SELECT 1 FROM puente_dropped_tables)";

/// Whether a clinic has Data migration, and so whether its tables are there: whoever looks into them on behalf of no clinic, or of one
/// that may not have it, asks before.
pub(crate) async fn is_installed(database: &Database) -> Result<bool> {
    database.fetch_one(IS_INSTALLED, &[]).await
}

/// The same on a session of a thread.
fn is_installed_in(session: &Session) -> Result<bool> {
    session.fetch_one(IS_INSTALLED, &[])
}

/// What was found in its tables: nothing where they are not there. For what is asked too often to ask something else before.
pub(crate) fn found<T>(result: Result<Option<T>>) -> Result<Option<T>> {
    match result {
        Err(error) if module_tables::are_missed_by(&error) => Ok(None),
        result => result,
    }
}

/// Whether Data migration is active in a clinic. One that has not said has it as long as it is installed.
pub(crate) async fn is_migration_active(database: &Database, clinic: Uuid) -> Result<bool> {
    let said: Option<bool> =
        database.fetch_optional(IS_ACTIVE, &values![clinic, ModuleName::MigrationImport.as_str()]).await?;
    match said {
        Some(said) => Ok(said),
        None => is_installed(database).await,
    }
}

/// Whether legal data of a clinic's invoices have a module that keeps them: DentalPin's where that is installed, otherwise the
/// clinic's own word.
pub(crate) fn has_verifactu(session: &Session, clinic: Uuid) -> Result<bool> {
    if session.dialect() == Dialect::Postgres && session.fetch_one(HAS_MODULES, &[])? {
        return session.fetch_one(DENTALPIN_HAS_VERIFACTU, &[]);
    }
    let said: Option<bool> = session.fetch_optional(IS_ACTIVE, &values![clinic, ModuleName::Verifactu.as_str()])?;
    Ok(said.unwrap_or_default())
}

const HAS_MODULES: &str = "SELECT to_regclass('core_module') IS NOT NULL";
const DENTALPIN_HAS_VERIFACTU: &str =
    "SELECT EXISTS (SELECT 1 FROM core_module WHERE name = 'verifactu' AND state = 'installed')";

/// The modules of a clinic.
pub(crate) async fn list(database: &Database, clinic: Uuid) -> Result<Vec<Module>> {
    let migration = Module {
        name: ModuleName::MigrationImport,
        is_active: is_migration_active(database, clinic).await?,
        control: ModuleControl::Admin,
    };
    Ok(vec![migration, verifactu(database, clinic).await?])
}

/// How Verifactu stands in a clinic.
pub(crate) async fn verifactu(database: &Database, clinic: Uuid) -> Result<Module> {
    let name = ModuleName::Verifactu;
    if database.is_dentalpin() && database.fetch_one(HAS_MODULES, &[]).await? {
        let is_active = database.fetch_one(DENTALPIN_HAS_VERIFACTU, &[]).await?;
        return Ok(Module { name, is_active, control: ModuleControl::Dentalpin });
    }
    let said: Option<bool> = database.fetch_optional(IS_ACTIVE, &values![clinic, name.as_str()]).await?;
    let sql = "SELECT upper(coalesce(settings ->> 'country', address ->> 'country')) FROM clinics WHERE id = ?1";
    let country: Option<String> = database.fetch_one(sql, &values![clinic]).await?;
    let is_active = said.unwrap_or_default();
    let control = if country.as_deref() == Some(COUNTRY) { ModuleControl::Admin } else { ModuleControl::Country };
    Ok(Module { name, is_active, control })
}

const SWITCH: &str = "INSERT INTO puente_clinic_modules (clinic_id, module, is_active, changed_by, changed_at)
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (clinic_id, module) DO UPDATE
     SET is_active = excluded.is_active, changed_by = excluded.changed_by, changed_at = excluded.changed_at";

/// Switches a module that only needs the word.
pub(crate) async fn switch(
    transaction: &mut Transaction,
    clinic: Uuid,
    name: ModuleName,
    is_active: bool,
    by: Uuid,
) -> Result<()> {
    transaction.execute(SWITCH, &values![clinic, name.as_str(), is_active, by, Timestamp::now()]).await.map(drop)
}

/// The same on a session of a thread.
fn switch_in(session: &Session, clinic: Uuid, name: ModuleName, is_active: bool, by: Uuid) -> Result<()> {
    session.execute(SWITCH, &values![clinic, name.as_str(), is_active, by, Timestamp::now()]).map(drop)
}

/// The jobs of a clinic that are Puente's, as a subquery: over a database that is DentalPin's, its importer's jobs are its own. The second
/// kind is what [`activate`] leaves.
const JOBS: &str = "(SELECT id FROM migration_import_jobs WHERE clinic_id = ?1 AND (file_path = 'puente:provenance'
     OR id IN (SELECT job_id FROM puente_import_jobs)))";
