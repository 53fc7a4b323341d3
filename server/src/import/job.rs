//! A job as it is stored: `migration_import_jobs` and, beside it, `puente_import_jobs`.

use api::job::{ExecuteOptions, Job, JobState, Manifest};
use dpmf::Limits;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{FromRow, Row as _, SqliteExecutor, SqlitePool};
use uuid::Uuid;

use super::Refused;
use super::manifest::Declared;
use crate::store::{begin_write, timestamp};

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

impl FromRow<'_, SqliteRow> for StoredJob {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let manifest: Manifest = parsed(row, "manifest", |text| serde_json::from_str(text))?;
        let id = |column| row.try_get::<Hyphenated, _>(column).map(Hyphenated::into_uuid);
        let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        let job = Job {
            id: id("id")?,
            clinic_id: id("clinic_id")?,
            clinic_name: row.try_get("clinic_name")?,
            created_by: id("created_by")?,
            state: parsed(row, "state", |text| parse_state(text).ok_or_else(|| format!("unknown state {text}")))?,
            error: row.try_get("error")?,
            file_name: row.try_get("original_filename")?,
            file_size: count("file_size")?,
            source_system: row.try_get("source_system")?,
            exporter_tool: row.try_get("exporter_tool")?,
            exporter_version: row.try_get("exporter_version")?,
            format_version: row.try_get("format_version")?,
            tenant_label: row.try_get("tenant_label")?,
            exported_at: manifest.meta.get("exported_at").cloned(),
            digest_declared: row.try_get("integrity_hash_declared")?,
            digest_computed: row.try_get("integrity_hash_computed")?,
            total_entities: count("total_entities")?,
            processed_entities: count("processed_entities")?,
            received_batches: count("received_batches")?,
            received_bytes: count("received_bytes")?,
            created_at: row.try_get("created_at")?,
            started_at: row.try_get("started_at")?,
            completed_at: row.try_get("completed_at")?,
        };
        Ok(Self {
            job,
            manifest,
            received_rows: count("received_rows")?,
            accounting: row.try_get("accounting")?,
            money: row.try_get("money")?,
            load_seconds: row.try_get("load_seconds")?,
            undone: row.try_get("undone")?,
        })
    }
}

fn parsed<T, E>(row: &SqliteRow, column: &str, parse: impl Fn(&str) -> Result<T, E>) -> sqlx::Result<T>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let text: String = row.try_get(column)?;
    parse(&text).map_err(|e| sqlx::Error::ColumnDecode { index: column.to_owned(), source: e.into() })
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
pub(crate) async fn find(database: impl SqliteExecutor<'_>, id: Uuid) -> sqlx::Result<Option<StoredJob>> {
    sqlx::query_as(select_jobs!("WHERE job.id = ?")).bind(id.hyphenated()).fetch_optional(database).await
}

/// What the admin confirmed when a job was last executed; the defaults when it never was.
pub(crate) async fn options(database: impl SqliteExecutor<'_>, id: Uuid) -> Result<ExecuteOptions, Refused> {
    let stored: Option<Option<String>> =
        sqlx::query_scalar("SELECT execute_options FROM migration_import_jobs WHERE id = ?")
            .bind(id.hyphenated())
            .fetch_optional(database)
            .await?;
    let parse = |json: String| serde_json::from_str(&json).map_err(|error| Refused::Corrupt(error.to_string()));
    stored.flatten().map_or_else(|| Ok(ExecuteOptions::default()), parse)
}

/// A page of a clinic's jobs, newest first, and how many there are.
pub(crate) async fn list(
    pool: &SqlitePool,
    clinic: Uuid,
    limit: u32,
    offset: u64,
) -> sqlx::Result<(Vec<StoredJob>, u64)> {
    let jobs =
        sqlx::query_as(select_jobs!("WHERE job.clinic_id = ? ORDER BY job.created_at DESC, job.id LIMIT ? OFFSET ?"))
            .bind(clinic.hyphenated())
            .bind(limit)
            .bind(i64::try_from(offset).unwrap_or(i64::MAX))
            .fetch_all(pool)
            .await?;
    let total: i64 = sqlx::query_scalar("SELECT count(*) FROM puente_import_jobs WHERE clinic_id = ?")
        .bind(clinic.hyphenated())
        .fetch_one(pool)
        .await?;
    Ok((jobs, total.unsigned_abs()))
}

/// The jobs in a state, in all clinics.
pub(crate) async fn in_state(pool: &SqlitePool, state: JobState) -> sqlx::Result<Vec<StoredJob>> {
    sqlx::query_as(select_jobs!("WHERE own.state = ? ORDER BY job.started_at"))
        .bind(state_name(state))
        .fetch_all(pool)
        .await
}

/// Finds the job of this file and clinic that can be gone on with, or makes one; says whether it is new.
pub(crate) async fn open(pool: &SqlitePool, manifest: &Manifest, by: Uuid) -> Result<(StoredJob, bool), Refused> {
    let declared = Declared::parse(manifest, &Limits::default()).map_err(Refused::invalid)?;
    let digest = declared.digest.to_string();
    let mut transaction = begin_write(pool).await?;
    let resumable: Option<StoredJob> = sqlx::query_as(select_jobs!(
        "WHERE own.clinic_id = ? AND own.digest = ? AND (own.state IN ('receiving', 'validated')
            OR own.state = 'failed' AND job.integrity_hash_computed = own.digest)
         ORDER BY job.created_at DESC LIMIT 1"
    ))
    .bind(manifest.clinic_id.hyphenated())
    .bind(&digest)
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(job) = resumable {
        return Ok((job, false));
    }
    let id = Uuid::new_v4();
    insert(&mut transaction, id, manifest, &declared, by).await?;
    let job = find(&mut *transaction, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok((job, true))
}

async fn insert(
    connection: &mut sqlx::SqliteConnection,
    id: Uuid,
    manifest: &Manifest,
    declared: &Declared,
    by: Uuid,
) -> sqlx::Result<()> {
    let meta = |key: &str, width| manifest.meta.get(key).map(|value| cut(value, width));
    let digest = declared.digest.to_string();
    sqlx::query(
        "INSERT INTO migration_import_jobs (id, clinic_id, created_by, status, original_filename, file_path, file_size,
            source_system, source_adapter_version, exporter_tool, exporter_version, format_version, tenant_label,
            integrity_hash_declared, total_entities, created_at, updated_at)
         VALUES (?1, ?2, ?3, 'uploaded', ?4, '', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
    )
    .bind(id.hyphenated())
    .bind(manifest.clinic_id.hyphenated())
    .bind(by.hyphenated())
    .bind(cut(&manifest.file_name, 255))
    .bind(i64::try_from(manifest.file_size).unwrap_or(i64::MAX))
    .bind(meta("source_system", 50))
    .bind(meta("source_adapter_version", 30))
    .bind(meta("exporter_tool", 50))
    .bind(meta("exporter_version", 30))
    .bind(meta("format_version", 20))
    .bind(meta("tenant_label", 255))
    .bind(&digest)
    .bind(i64::try_from(declared.entities()).unwrap_or(i64::MAX))
    .bind(timestamp(Timestamp::now()))
    .execute(&mut *connection)
    .await?;
    let json = serde_json::to_string(manifest).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query(
        "INSERT INTO puente_import_jobs (job_id, clinic_id, state, digest, manifest) VALUES (?, ?, 'receiving', ?, ?)",
    )
    .bind(id.hyphenated())
    .bind(manifest.clinic_id.hyphenated())
    .bind(&digest)
    .bind(json)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The first so many characters.
pub(crate) fn cut(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Moves a job from one of some states to another, in both tables. False when it was in none of them.
pub(crate) async fn change_state(
    connection: &mut sqlx::SqliteConnection,
    id: Uuid,
    from: &[JobState],
    to: JobState,
    error: Option<&str>,
) -> sqlx::Result<bool> {
    let current: Option<String> = sqlx::query_scalar("SELECT state FROM puente_import_jobs WHERE job_id = ?")
        .bind(id.hyphenated())
        .fetch_optional(&mut *connection)
        .await?;
    if !current.and_then(|name| parse_state(&name)).is_some_and(|state| from.contains(&state)) {
        return Ok(false);
    }
    sqlx::query("UPDATE puente_import_jobs SET state = ? WHERE job_id = ?")
        .bind(state_name(to))
        .bind(id.hyphenated())
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE migration_import_jobs SET status = ?, error = ?, updated_at = ? WHERE id = ?")
        .bind(shared_status(to))
        .bind(error)
        .bind(timestamp(Timestamp::now()))
        .bind(id.hyphenated())
        .execute(&mut *connection)
        .await?;
    Ok(true)
}
