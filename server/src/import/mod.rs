//! The machine that imports: batches are [staged](staging), [verified](verify), mapped and loaded ([execute]).

mod arrivals;
pub(crate) mod changes;
mod cluster;
mod decisions;
mod destination;
pub(crate) mod execute;
pub mod expiry;
mod failure;
mod fingerprint;
pub(crate) mod job;
mod made;
mod manifest;
pub(crate) mod outcomes;
mod pipeline;
pub(crate) mod progress;
pub(crate) mod report;
mod sidecars;
mod staged;
pub(crate) mod staging;
pub(crate) mod undo;
mod verify;
mod warnings;

use std::sync::Arc;

use api::ProblemCode;
use api::audit::AuditAction;
use api::job::{ExecuteOptions, Job, JobState};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::{OwnedRwLockReadGuard, RwLock, RwLockWriteGuard, Semaphore, SemaphorePermit, oneshot};
use uuid::Uuid;

pub(crate) use self::failure::{Failure, persistently};
use self::job::StoredJob;
use self::progress::at_rest;
use self::verify::Refusal;
use crate::audit::Entry;
use crate::documents::attach;
use crate::store::{self, Database, Dialect, Json, Transaction};
use crate::values;
use crate::{App, Shared, modules};

/// The imports of this server.
#[derive(Default)]
pub struct Imports {
    pub(crate) progress: progress::Hub,
    server: cluster::Server,
    /// The embedded database has one writer. A load takes it for long, alone; batches on their way in wait for it here,
    /// where waiting costs nothing.
    gate: Arc<RwLock<()>>,
    arrivals: arrivals::Arrivals,
    /// Loads and undoings on a database that takes several at once.
    loads: Loads,
}

/// How many loads run at once: each keeps up to three connections and as many threads busy.
struct Loads(Semaphore);

impl Default for Loads {
    fn default() -> Self {
        Self(Semaphore::new(4))
    }
}

/// Leave to write, for a moment. Where several may at once, nobody is asked.
pub(crate) type Turn = Option<OwnedRwLockReadGuard<()>>;

/// Leave to load.
pub(crate) enum Alone<'a> {
    Embedded { _only: RwLockWriteGuard<'a, ()> },
    Remote { _one: Option<SemaphorePermit<'a>> },
}

impl Imports {
    /// Waits until a short transaction is next.
    pub(crate) async fn turn(&self, database: &Database) -> Turn {
        match database.dialect() {
            Dialect::Sqlite => Some(Arc::clone(&self.gate).read_owned().await),
            Dialect::Postgres => None,
        }
    }

    /// Waits until a long one is.
    pub(crate) async fn alone(&self, database: &Database) -> Alone<'_> {
        match database.dialect() {
            Dialect::Sqlite => Alone::Embedded { _only: self.gate.write().await },
            Dialect::Postgres => Alone::Remote { _one: self.loads.0.acquire().await.ok() },
        }
    }

    /// Goes on with the imports that were under way when the server stopped. They were not committed, so they begin
    /// again from what was staged, with the same options and the same instant.
    pub async fn recover(&self, app: &Shared) -> store::Result<()> {
        if app.database.dialect() == Dialect::Postgres {
            return cluster::join(app).await;
        }
        if !modules::is_installed(&app.database).await? {
            return Ok(());
        }
        for StoredJob { job, .. } in job::in_state(&app.database, JobState::Executing).await? {
            tracing::info!(job = %job.id, "an import begins again from what was staged");
            self.progress.publish(job.id, at_rest(JobState::Executing, 0, job.total_entities, None));
            tokio::spawn(run(app.clone(), job.id));
        }
        Ok(())
    }
}

/// Why what was asked for is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("{detail}")]
    Because { code: ProblemCode, detail: String },
    #[error(transparent)]
    Database(#[from] store::Error),
    #[error("the stored job is not valid: {0}")]
    Corrupt(String),
    #[error("a task of the import stopped: {0}")]
    Task(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("the bytes of a document: {0}")]
    Storage(#[from] object_store::Error),
}

impl Refused {
    pub(crate) fn because(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self::Because { code, detail: detail.into() }
    }

    /// Whether another transaction was in the way.
    pub(crate) fn is_conflict(&self) -> bool {
        match self {
            Self::Database(error) => error.is_conflict(),
            Self::Failed(failure) => failure.is_conflict(),
            _ => false,
        }
    }

    fn invalid(detail: impl Into<String>) -> Self {
        Self::because(ProblemCode::Invalid, detail)
    }

    fn wrong_state(state: JobState, why: &str) -> Self {
        Self::because(ProblemCode::JobState, format!("the import is {}: {why}", job::state_name(state)))
    }
}

/// What a clinic holds, as CBOR, for a dry run.
pub(crate) async fn snapshot(app: &App, clinic: Uuid) -> Result<Vec<u8>, Refused> {
    let database = app.database.clone();
    let snapshot = tokio::task::spawn_blocking(move || destination::snapshot(&database, clinic)).await?;
    minicbor_serde::to_vec(&snapshot?).map_err(|error| Refused::Corrupt(error.to_string()))
}

/// Starts a job's execution, after verifying what was received. Asked again while it runs, it just says so.
pub(crate) async fn execute(app: Shared, id: Uuid, by: Uuid, options: ExecuteOptions) -> Result<StoredJob, Refused> {
    if options.professional_min_activity_months > 120 {
        return Err(Refused::invalid("professional_min_activity_months is at most 120"));
    }
    let not_found = || Refused::because(ProblemCode::NotFound, "no such job");
    let stored = job::find(&app.database, id).await?.ok_or_else(not_found)?;
    match stored.job.state {
        JobState::Executing => return Ok(stored),
        JobState::Receiving => verify(&app, &stored).await?,
        JobState::Validated => {}
        JobState::Failed if stored.is_verified() => {}
        state => return Err(Refused::wrong_state(state, "it cannot be executed")),
    }
    if start(&app, &stored.job, by, &options).await? {
        app.imports.progress.publish(id, at_rest(JobState::Executing, 0, stored.job.total_entities, None));
        tokio::spawn(run(app.clone(), id));
    }
    job::find(&app.database, id).await?.ok_or_else(not_found)
}

/// Recomputes the digest of what was received. A job whose batches are not the file fails and forgets them.
async fn verify(app: &Shared, stored: &StoredJob) -> Result<(), Refused> {
    let declared = stored.declared()?;
    if stored.received_rows < declared.rows() {
        let detail = format!("{} of {} rows were received", stored.received_rows, declared.rows());
        return Err(Refused::because(ProblemCode::JobIncomplete, detail));
    }
    let (database, id) = (app.database.clone(), stored.job.id);
    let verdict = tokio::task::spawn_blocking(move || verify::staged(&database, id, &declared)).await??;

    let _turn = app.imports.turn(&app.database).await;
    let mut transaction = app.database.begin_write().await?;
    let refused = match &verdict {
        Ok(computed) => {
            set_computed(&mut transaction, id, computed).await?;
            None
        }
        Err(refusal @ Refusal::TooFew { .. }) => {
            return Err(Refused::because(ProblemCode::JobIncomplete, refusal.to_string()));
        }
        Err(refusal @ Refusal::OtherDigest { computed, .. }) => {
            set_computed(&mut transaction, id, computed).await?;
            Some((ProblemCode::HashMismatch, refusal.to_string()))
        }
        Err(refusal) => Some((ProblemCode::BatchInvalid, refusal.to_string())),
    };
    let to = if refused.is_some() { JobState::Failed } else { JobState::Validated };
    let reason = refused.as_ref().map(|(code, detail)| failure::of_refusal(*code, detail));
    let changed = job::change_state(&mut transaction, id, &[JobState::Receiving], to, reason.as_ref()).await?;
    if refused.is_some() && changed {
        staging::discard(&mut transaction, id).await?;
        failed_entry(&stored.job).record(&mut transaction).await?;
    }
    transaction.commit().await?;
    match refused {
        Some((code, detail)) => {
            let error = reason.map(|reason| reason.text);
            app.imports.progress.publish(id, at_rest(JobState::Failed, 0, stored.job.total_entities, error));
            Err(Refused::because(code, detail))
        }
        None => Ok(()),
    }
}

async fn set_computed(transaction: &mut Transaction, id: Uuid, digest: &dpmf::LogicalHash) -> store::Result<()> {
    transaction
        .execute(
            "UPDATE migration_import_jobs SET integrity_hash_computed = ?1 WHERE id = ?2",
            &values![digest.to_string(), id],
        )
        .await?;
    Ok(())
}

/// Marks a verified job as executing, one a clinic at a time. False when another request was faster.
async fn start(app: &Shared, job: &Job, by: Uuid, options: &ExecuteOptions) -> Result<bool, Refused> {
    let (id, clinic) = (job.id, job.clinic_id);
    let _turn = app.imports.turn(&app.database).await;
    let mut transaction = app.database.begin_write().await?;
    let from = [JobState::Validated, JobState::Failed];
    let changed = match job::change_state(&mut transaction, id, &from, JobState::Executing, None).await {
        Err(error) if error.is_unique_violation() => {
            return Err(Refused::because(ProblemCode::ClinicBusy, "wait until it has finished"));
        }
        other => other?,
    };
    if changed {
        let json = serde_json::to_string(options).map_err(|error| Refused::Corrupt(error.to_string()))?;
        transaction
            .execute(
                "UPDATE migration_import_jobs SET execute_options = ?1, import_fiscal_compliance = ?2, started_at = ?3,
                completed_at = NULL, processed_entities = 0
             WHERE id = ?4",
                &values![Json(json), options.import_fiscal_compliance, Timestamp::now(), id],
            )
            .await?;
        transaction
            .execute("UPDATE puente_import_jobs SET executed_by = ?1 WHERE job_id = ?2", &values![by, id])
            .await?;
        Entry::in_clinic(AuditAction::JobExecuted, clinic, by)
            .about_job(id)
            .with(json!({ "legal_data": options.import_fiscal_compliance }))
            .record(&mut transaction)
            .await?;
        app.imports.server.lease(&mut transaction, id).await?;
    }
    transaction.commit().await?;
    Ok(changed)
}

/// Runs a job that is marked as executing, when its turn comes, on a thread of its own.
async fn run(app: Shared, id: Uuid) {
    let kept = app.imports.server.keep(&app, id);
    let alone = app.imports.alone(&app.database).await;
    let (sender, receiver) = oneshot::channel();
    let (database, hub) = (app.database.clone(), app.imports.progress.clone());
    let thread = std::thread::Builder::new().name("import".to_owned());
    let spawned = thread.spawn(move || sender.send(execute::run(&database, id, &hub)));
    let failure = match spawned {
        Err(e) => Failure::Job(e.to_string()),
        Ok(_) => match receiver.await {
            Ok(Ok(())) => {
                drop(alone);
                return settle(&app, id).await;
            }
            Ok(Err(failure)) => failure,
            Err(_) => Failure::Panicked,
        },
    };
    drop(alone);
    if failure.is_interruption() {
        // Whoever finds its lease expired goes on with it.
        tracing::error!(job = %id, error = %failure, "an import was interrupted; it begins again");
        return;
    }
    tracing::error!(job = %id, error = %failure, "an import failed; nothing of it is in the clinic");
    let failed = fail(&app, id, &failure).await;
    drop(kept);
    if let Err(error) = failed {
        tracing::error!(job = %id, %error, "the state of a failed import could not be stored; it begins again at the next start");
    }
}

/// Files that arrived before their patients are theirs from now on.
async fn settle(app: &Shared, id: Uuid) {
    match job::find(&app.database, id).await {
        Ok(Some(stored)) => attach::settle(app, stored.job.clinic_id),
        Ok(None) => {}
        Err(error) => tracing::error!(job = %id, %error, "files that have arrived wait for the next start"),
    }
}

fn failed_entry(job: &Job) -> Entry {
    Entry::by_itself(AuditAction::JobFailed, job.clinic_id).about_job(job.id)
}

async fn fail(app: &Shared, id: Uuid, failure: &Failure) -> store::Result<()> {
    let reason = failure.reason();
    let Some(StoredJob { job, .. }) = job::find(&app.database, id).await? else { return Ok(()) };
    let mut transaction = app.database.begin_write().await?;
    if !app.imports.server.holds(&mut transaction, id).await? {
        // Another server has gone on with it.
        return Ok(());
    }
    let changed =
        job::change_state(&mut transaction, id, &[JobState::Executing], JobState::Failed, Some(&reason)).await?;
    if changed {
        failed_entry(&job).record(&mut transaction).await?;
    }
    transaction.commit().await?;
    if changed {
        app.imports.progress.publish(id, at_rest(JobState::Failed, 0, job.total_entities, Some(reason.text)));
    }
    Ok(())
}

/// Gives up a job that is not executed: what was received is forgotten.
pub(crate) async fn abandon(app: &Shared, stored: &StoredJob, by: Uuid) -> Result<(), Refused> {
    let turn = app.imports.turn(&app.database).await;
    let mut transaction = app.database.begin_write().await?;
    let entry = Entry::in_clinic(AuditAction::JobAbandoned, stored.job.clinic_id, by);
    if !give_up(&mut transaction, stored.job.id, entry).await? {
        return Err(Refused::wrong_state(stored.job.state, "it can no longer be given up"));
    }
    transaction.commit().await?;
    drop(turn);
    given_up(app, &stored.job);
    Ok(())
}

/// Marks a job as given up and forgets what was received for it. False when it can no longer be.
async fn give_up(transaction: &mut Transaction, id: Uuid, entry: Entry) -> store::Result<bool> {
    let from = [JobState::Receiving, JobState::Validated, JobState::Failed];
    if !job::change_state(transaction, id, &from, JobState::Abandoned, None).await? {
        return Ok(false);
    }
    staging::discard(transaction, id).await?;
    entry.about_job(id).record(transaction).await?;
    Ok(true)
}

/// What follows when that is committed.
fn given_up(app: &Shared, job: &Job) {
    app.imports.progress.publish(job.id, at_rest(JobState::Abandoned, 0, job.total_entities, None));
    // What had arrived for it is removed.
    attach::settle(app, job.clinic_id);
}
