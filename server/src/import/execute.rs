//! An import, in one transaction: everything lands, or nothing.

use api::audit::AuditAction;
use api::job::{ExecuteOptions, JobState, Manifest, Money, Phase, TypeAccounting};
use dpmf::Limits;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::{Context, Import};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::failure::persistently;
use super::manifest::{Declared, DeclaredType};
use super::pipeline::{self, Writer};
use super::progress::{Hub, Meter};
use super::{Failure, changes, decisions, destination, sidecars, undo};
use crate::audit::Entry;
use crate::store::{Access, Database, Json, Session};
use crate::values;

/// Runs a job that is marked as executing, and says on the way how far it is.
pub(super) fn run(database: &Database, job: Uuid, hub: &Hub) -> Result<(), Failure> {
    persistently(Failure::is_conflict, || {
        let mut writer = database.writer()?;
        let imported = import(&mut writer, database, job, hub);
        writer.tidy();
        imported
    })
}

fn import(writer: &mut Session, database: &Database, job: Uuid, hub: &Hub) -> Result<(), Failure> {
    writer.take_over(job)?;
    // Before the load: it takes as long again, and others may write meanwhile.
    let changes = changes::find(database, job)?;
    writer.claim(undo::clinic_of(writer, job)?)?;
    let transaction = writer.begin(Access::Write)?;
    let (context, declared) = load_job(&transaction, job)?;
    let mut meter = Meter::start(hub.clone(), job, declared.entities());

    let (destination, gone) = destination::load_beside(database, &transaction, context.clinic_id)?;
    gone.forget(&transaction, context.clinic_id)?;
    let mut import = Import::new(context.clone(), destination);
    pipeline::prepare(database, job, &mut import)?;

    meter.phase(Phase::Loading);
    // First, as the changes that the import makes by itself are numbered after these.
    changes::store(&transaction, job, &changes)?;
    let mut writer = Writer::new(&transaction, &context, &declared, &mut meter)?;
    let import = pipeline::load(database, &mut writer, import)?;
    let (loader, warnings) = writer.rest();
    sidecars::load(database, &context, loader, warnings)?;
    let outcome = Outcome { accounting: account(&import, &declared)?, money: reconcile(&import)? };

    meter.phase(Phase::Committing);
    changes::raise(&transaction, job, import.raised_series())?;
    decisions::remember(&transaction, context.clinic_id, job, &context.decisions)?;
    complete(&transaction, job, &outcome, meter.seconds())?;
    Entry::by_itself(AuditAction::JobCompleted, context.clinic_id)
        .about_job(job)
        .with(json!({ "rows": declared.entities() }))
        .record_in(&transaction)?;
    transaction.commit()?;
    tracing::info!(%job, entities = declared.entities(), seconds = meter.seconds(), "an import completed");
    meter.finish(JobState::Completed, None);
    Ok(())
}

/// What the import is told, and what it must come to.
pub(super) fn load_job(session: &Session, job: Uuid) -> Result<(Context, Declared), Failure> {
    let columns: JobColumns = session.fetch_one(
        "SELECT job.clinic_id, coalesce(own.executed_by, job.created_by), job.started_at, clinics.timezone,
            job.execute_options, own.manifest
         FROM migration_import_jobs AS job JOIN puente_import_jobs AS own ON own.job_id = job.id
         JOIN clinics ON clinics.id = job.clinic_id
         WHERE job.id = ?1 AND own.state = 'executing'",
        &values![job],
    )?;
    parse_job(job, &columns).map_err(Failure::Job)
}

/// Clinic, importer, start, timezone, options, manifest.
type JobColumns = (Uuid, Uuid, Timestamp, String, String, String);

fn parse_job(job: Uuid, columns: &JobColumns) -> Result<(Context, Declared), String> {
    let (clinic_id, imported_by, now, timezone, options, manifest) = columns;
    let options: ExecuteOptions = serde_json::from_str(options).map_err(|e| e.to_string())?;
    let manifest: Manifest = serde_json::from_str(manifest).map_err(|e| e.to_string())?;
    let context = Context {
        clinic_id: *clinic_id,
        job_id: job,
        imported_by: *imported_by,
        now: *now,
        exported_at: manifest.meta.get("exported_at").and_then(|text| text.parse().ok()),
        timezone: TimeZone::get(timezone).map_err(|e| e.to_string())?,
        language: mappers::Language::default(),
        professional_filters: (&options).into(),
        import_legal_data: options.import_fiscal_compliance,
        fallback_professional: options.fallback_professional,
        decisions: options.decisions,
    };
    Ok((context, Declared::parse(&manifest, &Limits::default())?))
}

/// What became of the rows of every type, in processing order. It must come to what was declared.
fn account(import: &Import, declared: &Declared) -> Result<Vec<TypeAccounting>, Failure> {
    let mut types: Vec<_> = declared.types.iter().collect();
    types.sort_by(|a, b| a.entity_type.processing_key().cmp(&b.entity_type.processing_key()));
    let account_type = |declared: &DeclaredType| {
        let counts = import.accounting().of(&declared.entity_type);
        if counts.total() != declared.rows {
            return Err(Failure::Unaccounted {
                entity_type: declared.entity_type.to_string(),
                declared: declared.rows,
                accounted: counts.total(),
            });
        }
        Ok(import.accounting().line(&declared.entity_type, declared.rows))
    };
    types.into_iter().map(account_type).collect()
}

/// The money of the file, every difference explained. Money that went another way than anybody can say comes to nothing
/// but an error.
fn reconcile(import: &Import) -> Result<Vec<Money>, Failure> {
    let reconciliation = import.reconciliation();
    if reconciliation.is_closed() { Ok(reconciliation.lines()) } else { Err(Failure::Unexplained) }
}

/// What an import came to.
struct Outcome {
    accounting: Vec<TypeAccounting>,
    money: Vec<Money>,
}

/// Marks the job as completed, and forgets what was staged: with the rows, or not at all.
fn complete(session: &Session, job: Uuid, outcome: &Outcome, seconds: f64) -> Result<(), Failure> {
    let accounting = json(&outcome.accounting)?;
    let money = json(&outcome.money)?;
    session.execute(
        "UPDATE puente_import_jobs SET state = 'completed', accounting = ?2, money = ?3, load_seconds = ?4,
            load_number = (SELECT coalesce(max(load_number), 0) + 1 FROM puente_import_jobs AS other
                WHERE other.clinic_id = puente_import_jobs.clinic_id)
         WHERE job_id = ?1",
        &values![job, Json(accounting), Json(money), seconds],
    )?;
    session.execute(
        "UPDATE migration_import_jobs SET status = 'completed', error = NULL, processed_entities = total_entities,
            completed_at = ?2, updated_at = ?2
         WHERE id = ?1",
        &values![job, Timestamp::now()],
    )?;
    session.execute("DELETE FROM puente_import_batches WHERE job_id = ?1", &values![job])?;
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Job(error.to_string()))
}
