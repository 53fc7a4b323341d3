//! The rows of documents and of what is still to come.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::Language;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::classify::About;
use super::receive::document_id;
use super::whose::{FILES, PATIENT, files_by_bytes};
use crate::store::{Database, FromRow, Result, Row, Transaction};
use crate::{modules, values};

/// States of imports that may still be carried out.
const UNFINISHED: &str = "('receiving', 'validated', 'executing', 'failed')";

/// A file of the manifest, as it is staged.
pub(crate) struct StagedFile {
    pub(crate) canonical_uuid: String,
    pub(crate) parent_entity_type: String,
    pub(crate) parent_canonical_uuid: String,
    pub(crate) relative_path: String,
    pub(crate) declared_size: Option<i64>,
    pub(crate) sha256: Option<String>,
    pub(crate) mime_hint: Option<String>,
}

/// Lists files as those of a job. What is listed stays as it is.
pub(crate) async fn list_files(
    transaction: &mut Transaction,
    clinic: Uuid,
    job: Uuid,
    files: &[StagedFile],
) -> Result<()> {
    let now = Timestamp::now();
    for file in files {
        transaction.execute("INSERT INTO migration_import_file_stagings (id, clinic_id, job_id, canonical_uuid, parent_entity_type,
                parent_canonical_uuid, relative_path, declared_size_bytes, sha256, mime_hint, status, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12) ON CONFLICT DO NOTHING", &values![Uuid::new_v5(&job, format!("file {}", file.canonical_uuid).as_bytes()), clinic, job, file.canonical_uuid, file.parent_entity_type, file.parent_canonical_uuid, file.relative_path, file.declared_size, file.sha256, file.mime_hint, if file.sha256.is_some() { "pending" } else { "missing" }, now])
        .await?;
    }
    Ok(())
}

/// How many files of a job are listed.
pub(super) async fn listed(database: &Database, job: Uuid) -> Result<u64> {
    let count: i64 = database
        .fetch_one("SELECT count(*) FROM migration_import_file_stagings WHERE job_id = ?1", &values![job])
        .await?;
    Ok(count.unsigned_abs())
}

/// A file of a job that has a certain digest.
pub(super) struct Wanted {
    pub(super) id: Uuid,
    canonical_uuid: String,
    sha256: String,
    source_system: String,
    pub(super) is_received: bool,
    pub(super) document_id: Option<Uuid>,
    pub(super) patient_id: Option<Uuid>,
}

impl Wanted {
    pub(super) fn future_document(&self, clinic: Uuid) -> Uuid {
        document_id(clinic, &self.source_system, &self.canonical_uuid, &self.sha256)
    }
}

impl FromRow for Wanted {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            canonical_uuid: row.get("canonical_uuid")?,
            sha256: row.get("sha256")?,
            source_system: row.get("source_system")?,
            is_received: row.get::<String>("status")? == "received",
            document_id: row.get("resolved_document_id")?,
            patient_id: row.get("patient_id")?,
        })
    }
}

/// The files of a job with this digest.
pub(super) async fn wanted(database: &Database, job: Uuid, sha256: &str) -> Result<Vec<Wanted>> {
    let sql = format!(
        "SELECT file.id, file.canonical_uuid, file.sha256, coalesce(job.source_system, '') AS source_system,
            file.status, file.resolved_document_id, {PATIENT} AS patient_id
         FROM {} WHERE file.job_id = ?1 AND file.sha256 = ?2 ORDER BY file.canonical_uuid",
        files_by_bytes(database.dialect())
    );
    database.fetch_all(AssertSqlSafe(sql), &values![job, sha256]).await
}

/// Bytes that have arrived.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) clinic_id: Uuid,
    pub(super) sha256: String,
    pub(super) size: u64,
    pub(super) mime_type: String,
}

pub(super) async fn clinics_with_objects(database: &Database) -> Result<Vec<Uuid>> {
    if !modules::is_installed(database).await? {
        return Ok(Vec::new());
    }
    database.fetch_all("SELECT DISTINCT clinic_id FROM puente_objects", &[]).await
}

/// What documents of a clinic are dated and described by.
pub(super) struct Clinic {
    pub(super) id: Uuid,
    pub(super) timezone: TimeZone,
    pub(super) language: Language,
}

impl FromRow for Clinic {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (language, country): (Option<String>, Option<String>) = (row.get("language")?, row.get("country")?);
        Ok(Self {
            id: row.get("id")?,
            timezone: TimeZone::get(&row.get::<String>("timezone")?).unwrap_or(TimeZone::UTC),
            language: Language::of(language.as_deref(), country.as_deref()),
        })
    }
}

pub(super) async fn clinic(database: &Database, id: Uuid) -> Result<Option<Clinic>> {
    let sql = "SELECT id, timezone, settings ->> 'communication_language' AS language,
            upper(coalesce(settings ->> 'country', address ->> 'country')) AS country
         FROM clinics WHERE id = ?1";
    database.fetch_optional(sql, &values![id]).await
}

/// A file whose bytes and patient are there, and whose document is not.
pub(super) struct Waiting {
    pub(super) job_id: Uuid,
    pub(super) canonical_uuid: String,
    parent_entity_type: String,
    pub(super) source_system: String,
    pub(super) relative_path: String,
    pub(super) sha256: String,
    pub(super) patient_id: Uuid,
    pub(super) uploaded_by: Uuid,
    payload: Option<String>,
    /// As the manifest declares it.
    pub(super) declared_size: Option<i64>,
    pub(super) size: u64,
    pub(super) mime_type: String,
    /// Where a document of the clinic has the same bytes; nowhere when they lie where they were received.
    pub(super) same_bytes_at: Option<String>,
}

impl Waiting {
    pub(super) fn about(&self) -> About<'_> {
        About {
            parent: &self.parent_entity_type,
            path: &self.relative_path,
            mime_type: &self.mime_type,
            payload: self.payload.as_deref(),
        }
    }
}

impl FromRow for Waiting {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            canonical_uuid: row.get("canonical_uuid")?,
            job_id: row.get("job_id")?,
            parent_entity_type: row.get("parent_entity_type")?,
            source_system: row.get("source_system")?,
            relative_path: row.get("relative_path")?,
            sha256: row.get("sha256")?,
            patient_id: row.get("patient_id")?,
            uploaded_by: row.get("uploaded_by")?,
            payload: row.get("payload")?,
            declared_size: row.get("declared_size_bytes")?,
            size: row.get::<i64>("size_bytes")?.unsigned_abs(),
            mime_type: row.get("mime_type")?,
            same_bytes_at: row.get("same_bytes_at")?,
        })
    }
}

/// The imports of a clinic that were completed and not undone.
pub(super) async fn completed_jobs(database: &Database, clinic: Uuid) -> Result<Vec<Uuid>> {
    let jobs: Vec<Uuid> = database
        .fetch_all(
            "SELECT job_id FROM puente_import_jobs WHERE clinic_id = ?1 AND state = 'completed'",
            &values![clinic],
        )
        .await?;
    Ok(jobs)
}

/// The next files of a completed import whose bytes are kept, and that can become documents.
pub(super) async fn waiting(database: &Database, job: Uuid, after: &str, limit: u32) -> Result<Vec<Waiting>> {
    let sql = select(
        FILES,
        "coalesce(object.size_bytes, same.file_size)",
        "coalesce(object.mime_type, same.mime_type)",
        "file.job_id = ?1 AND file.canonical_uuid > ?2 AND (object.sha256 IS NOT NULL OR same.id IS NOT NULL)",
    );
    database.fetch_all(AssertSqlSafe(sql + " ORDER BY file.canonical_uuid LIMIT ?3"), &values![job, after, limit]).await
}

/// The files of a clinic's completed imports that wait for bytes which have just come.
pub(super) async fn waiting_for(database: &Database, object: &Object) -> Result<Vec<Waiting>> {
    let Object { clinic_id, sha256, size, mime_type } = object;
    let sql = select(
        &files_by_bytes(database.dialect()),
        "CAST(?3 AS bigint)",
        "CAST(?4 AS text)",
        "file.job_id IN (SELECT job_id FROM puente_import_jobs WHERE clinic_id = ?1 AND state = 'completed')
            AND file.sha256 = ?2",
    );
    database.fetch_all(AssertSqlSafe(sql), &values![clinic_id, sha256, size.cast_signed(), mime_type]).await
}

/// Selects files that wait, with the size and the type of their bytes.
fn select(files: &str, size: &str, mime_type: &str, which: &str) -> String {
    format!(
        "SELECT file.canonical_uuid, file.job_id, file.parent_entity_type, coalesce(job.source_system, '') AS source_system,
            file.relative_path, file.sha256, file.declared_size_bytes, {PATIENT} AS patient_id,
            coalesce(own.executed_by, job.created_by) AS uploaded_by,
            (SELECT payload FROM migration_import_raw_entities AS raw WHERE raw.clinic_id = file.clinic_id
                AND raw.entity_type = file.parent_entity_type AND raw.canonical_uuid = file.parent_canonical_uuid
             LIMIT 1) AS payload,
            {size} AS size_bytes, {mime_type} AS mime_type,
            CASE WHEN object.sha256 IS NULL THEN same.storage_path END AS same_bytes_at
         FROM {files}
         LEFT JOIN puente_objects AS object ON object.clinic_id = file.clinic_id AND object.sha256 = file.sha256
         LEFT JOIN documents AS same ON same.id = (SELECT document_id FROM puente_documents AS known
             WHERE known.clinic_id = file.clinic_id AND known.sha256 = file.sha256 LIMIT 1)
         WHERE {which} AND file.status = 'pending' AND {PATIENT} IS NOT NULL"
    )
}

/// Whether an import that may still be carried out lists these bytes.
pub(super) async fn is_awaited(database: &Database, clinic: Uuid, sha256: &str) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {} WHERE file.sha256 = ?2 AND file.status = 'pending' AND file.job_id IN
            (SELECT job_id FROM puente_import_jobs WHERE clinic_id = ?1 AND state IN {UNFINISHED}))",
        files_by_bytes(database.dialect())
    );
    database.fetch_one(AssertSqlSafe(sql), &values![clinic, sha256]).await
}

pub(super) async fn document_exists(database: &Database, id: Uuid) -> Result<bool> {
    database.fetch_one("SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?1)", &values![id]).await
}

/// Forgets received bytes that no import waits for any more, and names them.
pub(super) async fn forget_unneeded(database: &Database, clinic: Uuid, sha256: Option<&str>) -> Result<Vec<String>> {
    let only = if sha256.is_some() { "AND sha256 = ?2" } else { "AND ?2 IS NULL" };
    let sql = format!(
        "DELETE FROM puente_objects WHERE clinic_id = ?1 {only} AND NOT EXISTS
            (SELECT 1 FROM {FILES} WHERE own.clinic_id = puente_objects.clinic_id
                AND file.sha256 = puente_objects.sha256 AND file.status = 'pending'
                AND (own.state IN {UNFINISHED}
                    OR own.state = 'completed' AND {PATIENT} IS NOT NULL))
         RETURNING sha256"
    );
    let mut transaction = database.begin_write().await?;
    let forgotten = transaction.fetch_all(AssertSqlSafe(sql), &values![clinic, sha256]).await?;
    transaction.commit().await?;
    Ok(forgotten)
}

/// Whether bytes are noted as received.
pub(super) async fn is_received(database: &Database, clinic: Uuid, sha256: &str) -> Result<bool> {
    if !modules::is_installed(database).await? {
        return Ok(false);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM puente_objects WHERE clinic_id = ?1 AND sha256 = ?2)";
    database.fetch_one(sql, &values![clinic, sha256]).await
}

/// Bytes that were received are gone: their files are expected again.
pub(super) async fn forget_object(database: &Database, clinic: Uuid, sha256: &str) -> Result<()> {
    let sql = "DELETE FROM puente_objects WHERE clinic_id = ?1 AND sha256 = ?2";
    database.execute(sql, &values![clinic, sha256]).await.map(drop)
}

/// Whether a row speaks of an object.
pub(crate) async fn speaks_of(database: &Database, path: &str) -> Result<bool> {
    if let Some((clinic, sha256)) = path.split_once("/received/")
        && let Ok(clinic) = clinic.parse::<Uuid>()
    {
        return is_received(database, clinic, sha256).await;
    }
    database.fetch_one("SELECT EXISTS (SELECT 1 FROM documents WHERE storage_path = ?1)", &values![path]).await
}

/// The clinics of this database; none when it has no document, for then it may be another one than the documents are of.
pub(super) async fn clinics_with_documents(database: &Database) -> Result<Vec<Uuid>> {
    database.fetch_all("SELECT id FROM clinics WHERE EXISTS (SELECT 1 FROM documents)", &[]).await
}

/// Where the documents are that a job made.
pub(crate) async fn paths(database: &Database, job: Uuid) -> Result<Vec<String>> {
    database
        .fetch_all(
            "SELECT storage_path FROM documents JOIN puente_documents AS own ON own.document_id = documents.id
         WHERE own.job_id = ?1",
            &values![job],
        )
        .await
}

/// A document whose previews are still to be made.
pub(super) struct Unseen {
    pub(super) id: Uuid,
    pub(super) storage_path: String,
    pub(super) mime_type: String,
    pub(super) size: u64,
    pub(super) timezone: String,
}

impl FromRow for Unseen {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            storage_path: row.get("storage_path")?,
            mime_type: row.get("mime_type")?,
            size: row.get::<i64>("file_size")?.unsigned_abs(),
            timezone: row.get("timezone")?,
        })
    }
}

/// The next document whose previews are still to be made.
pub(super) async fn unseen(database: &Database, after: Uuid) -> Result<Option<Unseen>> {
    database
        .fetch_optional(
            "SELECT documents.id, storage_path, mime_type, file_size, clinics.timezone
         FROM puente_documents AS own JOIN documents ON documents.id = own.document_id
         JOIN clinics ON clinics.id = documents.clinic_id WHERE own.preview = 'waiting' AND own.document_id > ?1
         ORDER BY own.document_id LIMIT 1",
            &values![after],
        )
        .await
}

/// Notes whether a document has previews, and when it was made, if nothing else says so.
pub(super) async fn mark_seen(
    database: &Database,
    document: Uuid,
    is_shown: bool,
    captured_at: Option<Timestamp>,
) -> Result<()> {
    let mut transaction = database.begin_write().await?;
    transaction
        .execute(
            "UPDATE puente_documents SET preview = ?1 WHERE document_id = ?2",
            &values![if is_shown { "ready" } else { "none" }, document],
        )
        .await?;
    if let Some(captured_at) = captured_at {
        transaction
            .execute(
                "UPDATE documents SET captured_at = ?1 WHERE id = ?2 AND captured_at IS NULL",
                &values![captured_at, document],
            )
            .await?;
    }
    transaction.commit().await
}
