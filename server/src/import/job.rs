//! A job as it is stored: `migration_import_jobs` and, beside it, `puente_import_jobs`.

use std::collections::BTreeMap;

use api::audit::AuditAction;
use api::job::{ExecuteOptions, Job, JobFailure, JobState, Manifest};
use dpmf::Limits;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::Refused;
use super::manifest::Declared;
use crate::audit::Entry;
use crate::store::{self, Database, FromRow, Json, Row, Transaction};
use crate::{modules, values};

macro_rules! select_jobs {
    ($where:literal) => {
        concat!(
            "SELECT job.*, own.*, clinics.name AS clinic_name FROM migration_import_jobs AS job
             JOIN puente_import_jobs AS own ON own.job_id = job.id
             JOIN clinics ON clinics.id = job.clinic_id ",
            $where
        )
    };
}

/// A stored job.
#[derive(Clone, Debug)]
pub(crate) struct StoredJob {
    pub(crate) job: Job,
    pub(crate) manifest: Manifest,
    pub(crate) received_rows: u64,
    /// `[TypeAccounting]` as JSON, once completed.
    pub(crate) accounting: Option<String>,
    /// Its money, as JSON, once it is completed.
    pub(crate) money: Option<String>,
    pub(crate) load_seconds: Option<f64>,
    /// What undoing it came to, as JSON, once it is undone.
    pub(crate) undone: Option<String>,
}

impl StoredJob {
    /// What the job's manifest declares. It was checked when the job was made.
    pub(crate) fn declared(&self) -> Result<Declared, Refused> {
        Declared::parse(&self.manifest, &Limits::default()).map_err(Refused::Corrupt)
    }

    /// Whether the batches were once found to be the file: then they can be executed.
    pub(crate) fn is_verified(&self) -> bool {
        self.job.digest_computed.as_ref() == Some(&self.job.digest_declared)
    }
}

impl FromRow for StoredJob {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let manifest: Manifest = parsed(row, "manifest", "no manifest", |text| serde_json::from_str(text))?;
        let count = |column| row.get::<i64>(column).map(i64::unsigned_abs);
        let job = Job {
            id: row.get("id")?,
            clinic_id: row.get("clinic_id")?,
            clinic_name: row.get("clinic_name")?,
            created_by: row.get("created_by")?,
            state: parsed(row, "state", "an unknown state", |text| parse_state(text).ok_or(()))?,
            error: row.get("error")?,
            failure: row.get::<Option<String>>("failure")?.and_then(|json| serde_json::from_str(&json).ok()),
            file_name: row.get("original_filename")?,
            file_size: count("file_size")?,
            source_system: row.get("source_system")?,
            exporter_tool: row.get("exporter_tool")?,
            exporter_version: row.get("exporter_version")?,
            format_version: row.get("format_version")?,
            tenant_label: row.get("tenant_label")?,
            exported_at: manifest.meta.get("exported_at").cloned(),
            digest_declared: row.get("integrity_hash_declared")?,
            digest_computed: row.get("integrity_hash_computed")?,
            total_entities: count("total_entities")?,
            processed_entities: count("processed_entities")?,
            received_batches: count("received_batches")?,
            received_bytes: count("received_bytes")?,
            created_at: row.get("created_at")?,
            started_at: row.get("started_at")?,
            completed_at: row.get("completed_at")?,
        };
        Ok(Self {
            job,
            manifest,
            received_rows: count("received_rows")?,
            accounting: row.get("accounting")?,
            money: row.get("money")?,
            load_seconds: row.get("load_seconds")?,
            undone: row.get("undone")?,
        })
    }
}

fn parsed<T, E>(
    row: &Row<'_>,
    column: &'static str,
    found: &'static str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> store::Result<T> {
    parse(&row.text(column)?).map_err(|_| store::Error::Column { column: column.to_owned(), found })
}

/// The name of a state, as stored and sent.
pub(crate) fn state_name(state: JobState) -> &'static str {
    match state {
        JobState::Receiving => "receiving",
        JobState::Validated => "validated",
        JobState::Executing => "executing",
        JobState::Completed => "completed",
        JobState::Failed => "failed",
        JobState::Undone => "undone",
        JobState::Abandoned => "abandoned",
    }
}

fn parse_state(name: &str) -> Option<JobState> {
    use JobState::{Abandoned, Completed, Executing, Failed, Receiving, Undone, Validated};
    [Receiving, Validated, Executing, Completed, Failed, Undone, Abandoned].into_iter().find(|s| state_name(*s) == name)
}

/// The state in DentalPin's vocabulary, for `migration_import_jobs.status`.
pub(crate) fn shared_status(state: JobState) -> &'static str {
    match state {
        JobState::Receiving => "uploaded",
        JobState::Validated => "validated",
        JobState::Executing => "executing",
        JobState::Completed | JobState::Undone => "completed",
        JobState::Failed | JobState::Abandoned => "failed",
    }
}

/// The job of that id.
pub(crate) async fn find(database: &Database, id: Uuid) -> store::Result<Option<StoredJob>> {
    modules::found(database.fetch_optional(select_jobs!("WHERE job.id = ?1"), &values![id]).await)
}

/// What the admin confirmed when a job was last executed; the defaults when it never was.
pub(crate) async fn options(database: &Database, id: Uuid) -> Result<ExecuteOptions, Refused> {
    let stored: Option<Option<String>> = database
        .fetch_optional("SELECT execute_options FROM migration_import_jobs WHERE id = ?1", &values![id])
        .await?;
    let parse = |json: String| serde_json::from_str(&json).map_err(|error| Refused::Corrupt(error.to_string()));
    stored.flatten().map_or_else(|| Ok(ExecuteOptions::default()), parse)
}

/// A page of a clinic's jobs, newest first, and how many there are.
pub(crate) async fn list(
    database: &Database,
    clinic: Uuid,
    limit: u32,
    offset: u64,
) -> store::Result<(Vec<StoredJob>, u64)> {
    let jobs = database
        .fetch_all(
            select_jobs!("WHERE job.clinic_id = ?1 ORDER BY job.created_at DESC, job.id LIMIT ?2 OFFSET ?3"),
            &values![clinic, limit, i64::try_from(offset).unwrap_or(i64::MAX)],
        )
        .await?;
    let total: i64 =
        database.fetch_one("SELECT count(*) FROM puente_import_jobs WHERE clinic_id = ?1", &values![clinic]).await?;
    Ok((jobs, total.unsigned_abs()))
}

/// How many of a clinic's imports were completed.
pub(crate) async fn completed(database: &Database, clinic: Uuid) -> store::Result<u64> {
    if !modules::is_installed(database).await? {
        return Ok(0);
    }
    let sql = "SELECT count(*) FROM migration_import_jobs WHERE clinic_id = ?1 AND status = 'completed'";
    Ok(database.fetch_one::<i64>(sql, &values![clinic]).await?.unsigned_abs())
}

/// The jobs in a state, in all clinics.
pub(crate) async fn in_state(database: &Database, state: JobState) -> store::Result<Vec<StoredJob>> {
    database.fetch_all(select_jobs!("WHERE own.state = ?1 ORDER BY job.started_at"), &values![state_name(state)]).await
}

/// Finds the job of this file and clinic that can be gone on with, or makes one; says whether it is new.
pub(crate) async fn open(database: &Database, manifest: &Manifest, by: Uuid) -> Result<(StoredJob, bool), Refused> {
    let declared = Declared::parse(manifest, &Limits::default()).map_err(Refused::invalid)?;
    let digest = declared.digest.to_string();
    let mut transaction = database.begin_write().await?;
    let resumable: Option<StoredJob> = transaction
        .fetch_optional(
            select_jobs!(
                "WHERE own.clinic_id = ?1 AND own.digest = ?2 AND (own.state IN ('receiving', 'validated')
            OR own.state = 'failed' AND job.integrity_hash_computed = own.digest)
         ORDER BY job.created_at DESC LIMIT 1"
            ),
            &values![manifest.clinic_id, digest],
        )
        .await?;
    if let Some(job) = resumable {
        return Ok((job, false));
    }
    let id = Uuid::new_v4();
    insert(&mut transaction, id, manifest, &declared, by).await?;
    let rows: BTreeMap<_, _> = declared.types.iter().map(|it| (it.entity_type.to_string(), it.rows)).collect();
    Entry::in_clinic(AuditAction::JobCreated, manifest.clinic_id, by)
        .about_job(id)
        .with(json!({ "rows": rows, "files": manifest.files, "warnings": manifest.warnings }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    let job = find(database, id).await?.ok_or(store::Error::NoRow)?;
    Ok((job, true))
}

async fn insert(
    transaction: &mut Transaction,
    id: Uuid,
    manifest: &Manifest,
    declared: &Declared,
    by: Uuid,
) -> Result<(), Refused> {
    let meta = |key: &str, width| manifest.meta.get(key).map(|value| cut(value, width));
    let digest = declared.digest.to_string();
    transaction
        .execute(
            "INSERT INTO migration_import_jobs (id, clinic_id, created_by, status, original_filename, file_path,
                 file_size, source_system, source_adapter_version, exporter_tool, exporter_version, format_version,
                 tenant_label, integrity_hash_declared, total_entities, created_at, updated_at)
             VALUES (?1, ?2, ?3, 'uploaded', ?4, '', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
            &values![
                id,
                manifest.clinic_id,
                by,
                cut(&manifest.file_name, 255),
                i64::try_from(manifest.file_size).unwrap_or(i64::MAX),
                meta("source_system", 50),
                meta("source_adapter_version", 30),
                meta("exporter_tool", 50),
                meta("exporter_version", 30),
                meta("format_version", 20),
                meta("tenant_label", 255),
                digest,
                i64::try_from(declared.entities()).unwrap_or(i64::MAX),
                Timestamp::now()
            ],
        )
        .await?;
    let json = serde_json::to_string(manifest).map_err(|error| Refused::Corrupt(error.to_string()))?;
    transaction
        .execute(
            "INSERT INTO puente_import_jobs (job_id, clinic_id, state, digest, manifest)
             VALUES (?1, ?2, 'receiving', ?3, ?4)",
            &values![id, manifest.clinic_id, digest, Json(json)],
        )
        .await?;
    Ok(())
}

/// The first so many characters.
pub(crate) fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Why a job failed: for screens, and in English.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) failure: JobFailure,
    pub(crate) text: String,
}

/// Moves a job from one of some states to another, in both tables. False when it was in none of them.
pub(crate) async fn change_state(
    transaction: &mut Transaction,
    id: Uuid,
    from: &[JobState],
    to: JobState,
    reason: Option<&Reason>,
) -> store::Result<bool> {
    // Of two that are asked for at once, the second sees what the first did.
    let sql = format!("SELECT state FROM puente_import_jobs WHERE job_id = ?1{}", transaction.dialect().for_update());
    let current: Option<String> = transaction.fetch_optional(sqlx::AssertSqlSafe(sql), &values![id]).await?;
    if !current.and_then(|name| parse_state(&name)).is_some_and(|state| from.contains(&state)) {
        return Ok(false);
    }
    let failure = reason.and_then(|reason| serde_json::to_string(&reason.failure).ok());
    transaction
        .execute(
            "UPDATE puente_import_jobs SET state = ?1, failure = ?2 WHERE job_id = ?3",
            &values![state_name(to), failure.map(Json), id],
        )
        .await?;
    transaction
        .execute(
            "UPDATE migration_import_jobs SET status = ?1, error = ?2, updated_at = ?3 WHERE id = ?4",
            &values![shared_status(to), reason.map(|reason| reason.text.as_str()), Timestamp::now(), id],
        )
        .await?;
    Ok(true)
}
