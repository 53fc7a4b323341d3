//! The rows of documents and of what is still to come.

use api::document::MediaKind;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{AssertSqlSafe, FromRow, Row as _, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::classify::About;
use super::receive::document_id;
use crate::store::{begin_write, timestamp};

/// The patient whom a file of the manifest belongs to: by the row its parent became.
pub(super) const PATIENT: &str = "(SELECT CASE mapping.dentalpin_table
        WHEN 'patients' THEN mapping.dentalpin_id
        WHEN 'clinical_notes' THEN (SELECT owner_id FROM clinical_notes WHERE id = mapping.dentalpin_id AND owner_type = 'patient')
        WHEN 'treatments' THEN (SELECT patient_id FROM treatments WHERE id = mapping.dentalpin_id)
        WHEN 'appointments' THEN (SELECT patient_id FROM appointments WHERE id = mapping.dentalpin_id)
        WHEN 'budgets' THEN (SELECT patient_id FROM budgets WHERE id = mapping.dentalpin_id)
        WHEN 'invoices' THEN (SELECT patient_id FROM invoices WHERE id = mapping.dentalpin_id)
     END
     FROM migration_import_entity_mappings AS mapping
     WHERE mapping.clinic_id = file.clinic_id AND mapping.entity_type = file.parent_entity_type
        AND mapping.source_canonical_uuid = file.parent_canonical_uuid
     ORDER BY mapping.source_system LIMIT 1)";

/// A file of the manifest with its job.
pub(super) const FILES: &str = "migration_import_file_stagings AS file
    JOIN migration_import_jobs AS job ON job.id = file.job_id
    JOIN puente_import_jobs AS own ON own.job_id = file.job_id";

pub(super) fn uuid(row: &SqliteRow, column: &str) -> sqlx::Result<Uuid> {
    row.try_get::<Hyphenated, _>(column).map(Hyphenated::into_uuid)
}

pub(super) fn optional_uuid(row: &SqliteRow, column: &str) -> sqlx::Result<Option<Uuid>> {
    Ok(row.try_get::<Option<Hyphenated>, _>(column)?.map(Hyphenated::into_uuid))
}

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
    connection: &mut SqliteConnection,
    clinic: Uuid,
    job: Uuid,
    files: &[StagedFile],
) -> sqlx::Result<()> {
    let now = timestamp(Timestamp::now());
    for file in files {
        sqlx::query(
            "INSERT INTO migration_import_file_stagings (id, clinic_id, job_id, canonical_uuid, parent_entity_type,
                parent_canonical_uuid, relative_path, declared_size_bytes, sha256, mime_hint, status, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12) ON CONFLICT DO NOTHING",
        )
        .bind(Uuid::new_v5(&job, format!("file {}", file.canonical_uuid).as_bytes()).hyphenated())
        .bind(clinic.hyphenated())
        .bind(job.hyphenated())
        .bind(&file.canonical_uuid)
        .bind(&file.parent_entity_type)
        .bind(&file.parent_canonical_uuid)
        .bind(&file.relative_path)
        .bind(file.declared_size)
        .bind(&file.sha256)
        .bind(&file.mime_hint)
        .bind(if file.sha256.is_some() { "pending" } else { "missing" })
        .bind(&now)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// How many files of a job are listed.
pub(super) async fn listed(pool: &SqlitePool, job: Uuid) -> sqlx::Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM migration_import_file_stagings WHERE job_id = ?")
        .bind(job.hyphenated())
        .fetch_one(pool)
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

impl FromRow<'_, SqliteRow> for Wanted {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: uuid(row, "id")?,
            canonical_uuid: row.try_get("canonical_uuid")?,
            sha256: row.try_get("sha256")?,
            source_system: row.try_get("source_system")?,
            is_received: row.try_get::<String, _>("status")? == "received",
            document_id: optional_uuid(row, "resolved_document_id")?,
            patient_id: optional_uuid(row, "patient_id")?,
        })
    }
}

/// The files of a job with this digest.
pub(super) async fn wanted(pool: &SqlitePool, job: Uuid, sha256: &str) -> sqlx::Result<Vec<Wanted>> {
    let sql = format!(
        "SELECT file.id, file.canonical_uuid, file.sha256, coalesce(job.source_system, '') AS source_system,
            file.status, file.resolved_document_id, {PATIENT} AS patient_id
         FROM {FILES} WHERE file.job_id = ? AND file.sha256 = ? ORDER BY file.canonical_uuid"
    );
    sqlx::query_as(AssertSqlSafe(sql)).bind(job.hyphenated()).bind(sha256).fetch_all(pool).await
}

/// Bytes that have arrived.
pub(super) struct Object {
    pub(super) clinic_id: Uuid,
    pub(super) sha256: String,
    pub(super) size: u64,
    pub(super) mime_type: String,
}

pub(super) async fn insert_object(pool: &SqlitePool, object: &Object) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO puente_objects (clinic_id, sha256, size_bytes, mime_type, received_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )
    .bind(object.clinic_id.hyphenated())
    .bind(&object.sha256)
    .bind(object.size.cast_signed())
    .bind(&object.mime_type)
    .bind(timestamp(Timestamp::now()))
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn clinics_with_objects(pool: &SqlitePool) -> sqlx::Result<Vec<Uuid>> {
    let clinics: Vec<Hyphenated> =
        sqlx::query_scalar("SELECT DISTINCT clinic_id FROM puente_objects").fetch_all(pool).await?;
    Ok(clinics.into_iter().map(Hyphenated::into_uuid).collect())
}

pub(super) async fn timezone(pool: &SqlitePool, clinic: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT timezone FROM clinics WHERE id = ?").bind(clinic.hyphenated()).fetch_optional(pool).await
}

/// A file whose bytes and patient are there, and whose document is not.
pub(super) struct Waiting {
    pub(super) job_id: Uuid,
    pub(super) canonical_uuid: String,
    pub(super) source_system: String,
    pub(super) relative_path: String,
    pub(super) sha256: String,
    pub(super) patient_id: Uuid,
    pub(super) uploaded_by: String,
    payload: Option<String>,
    pub(super) size: u64,
    pub(super) mime_type: String,
    /// Where a document of the clinic has the same bytes; nowhere when they lie where they were received.
    pub(super) same_bytes_at: Option<String>,
}

impl Waiting {
    pub(super) fn about(&self) -> About<'_> {
        About { path: &self.relative_path, mime_type: &self.mime_type, payload: self.payload.as_deref() }
    }
}

impl FromRow<'_, SqliteRow> for Waiting {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            canonical_uuid: row.try_get("canonical_uuid")?,
            job_id: uuid(row, "job_id")?,
            source_system: row.try_get("source_system")?,
            relative_path: row.try_get("relative_path")?,
            sha256: row.try_get("sha256")?,
            patient_id: uuid(row, "patient_id")?,
            uploaded_by: row.try_get("uploaded_by")?,
            payload: row.try_get("payload")?,
            size: row.try_get::<i64, _>("size_bytes")?.unsigned_abs(),
            mime_type: row.try_get("mime_type")?,
            same_bytes_at: row.try_get("same_bytes_at")?,
        })
    }
}

/// The imports of a clinic that were completed and not undone.
pub(super) async fn completed_jobs(pool: &SqlitePool, clinic: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let jobs: Vec<Hyphenated> =
        sqlx::query_scalar("SELECT job_id FROM puente_import_jobs WHERE clinic_id = ? AND state = 'completed'")
            .bind(clinic.hyphenated())
            .fetch_all(pool)
            .await?;
    Ok(jobs.into_iter().map(Hyphenated::into_uuid).collect())
}

/// The next files of a completed import, or of those with a digest, that can become documents.
pub(super) async fn waiting(
    pool: &SqlitePool,
    job: Uuid,
    sha256: Option<&str>,
    after: &str,
    limit: u32,
) -> sqlx::Result<Vec<Waiting>> {
    let only = if sha256.is_some() { "AND file.sha256 = ?2" } else { "AND ?2 IS NULL" };
    let sql = format!(
        "SELECT file.canonical_uuid, file.job_id, coalesce(job.source_system, '') AS source_system,
            file.relative_path, file.sha256, {PATIENT} AS patient_id,
            coalesce(own.executed_by, job.created_by) AS uploaded_by,
            (SELECT payload FROM migration_import_raw_entities AS raw WHERE raw.clinic_id = file.clinic_id
                AND raw.entity_type = file.parent_entity_type AND raw.canonical_uuid = file.parent_canonical_uuid
             LIMIT 1) AS payload,
            coalesce(object.size_bytes, same.file_size) AS size_bytes, coalesce(object.mime_type, same.mime_type) AS mime_type,
            CASE WHEN object.sha256 IS NULL THEN same.storage_path END AS same_bytes_at
         FROM {FILES}
         LEFT JOIN puente_objects AS object ON object.clinic_id = file.clinic_id AND object.sha256 = file.sha256
         LEFT JOIN documents AS same ON same.id = (SELECT document_id FROM puente_documents AS known
             WHERE known.clinic_id = file.clinic_id AND known.sha256 = file.sha256 LIMIT 1)
         WHERE file.job_id = ?1 AND file.status = 'pending' {only} AND file.canonical_uuid > ?3
            AND coalesce(object.sha256, same.id) IS NOT NULL AND {PATIENT} IS NOT NULL
         ORDER BY file.canonical_uuid LIMIT ?4"
    );
    sqlx::query_as(AssertSqlSafe(sql)).bind(job.hyphenated()).bind(sha256).bind(after).bind(limit).fetch_all(pool).await
}

pub(super) async fn document_exists(pool: &SqlitePool, id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?)")
        .bind(id.hyphenated())
        .fetch_one(pool)
        .await
}

/// A document to be made.
pub(super) struct NewDocument<'a> {
    pub(super) id: Uuid,
    pub(super) clinic_id: Uuid,
    pub(super) patient_id: Uuid,
    pub(super) job_id: Uuid,
    pub(super) sha256: &'a str,
    pub(super) size: u64,
    pub(super) mime_type: &'a str,
    pub(super) storage_path: &'a str,
    pub(super) uploaded_by: &'a str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) filename: String,
    pub(super) document_type: &'static str,
    pub(super) kind: MediaKind,
    pub(super) category: Option<&'static str>,
    pub(super) subtype: Option<&'static str>,
    pub(super) captured_at: Option<Timestamp>,
    pub(super) has_preview: bool,
    pub(super) now: Timestamp,
}

/// Makes a document of a file, and notes the file as received.
pub(super) async fn insert_document(pool: &SqlitePool, new: &NewDocument<'_>, file: &Waiting) -> sqlx::Result<()> {
    let mut transaction = begin_write(pool).await?;
    sqlx::query(
        "INSERT INTO documents (id, clinic_id, patient_id, document_type, title, description, original_filename,
            storage_path, mime_type, file_size, media_kind, media_category, media_subtype, captured_at, tags, extra_data,
            uploaded_by, status, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '[]', '{}', ?15, 'active', ?16, ?16)
         ON CONFLICT DO NOTHING",
    )
    .bind(new.id.hyphenated())
    .bind(new.clinic_id.hyphenated())
    .bind(new.patient_id.hyphenated())
    .bind(new.document_type)
    .bind(&new.title)
    .bind(&new.description)
    .bind(&new.filename)
    .bind(new.storage_path)
    .bind(new.mime_type)
    .bind(new.size.cast_signed())
    .bind(new.kind.as_str())
    .bind(new.category)
    .bind(new.subtype)
    .bind(new.captured_at.map(timestamp))
    .bind(new.uploaded_by)
    .bind(timestamp(new.now))
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO puente_documents (document_id, clinic_id, job_id, sha256, preview) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )
    .bind(new.id.hyphenated())
    .bind(new.clinic_id.hyphenated())
    .bind(new.job_id.hyphenated())
    .bind(new.sha256)
    .bind(if new.has_preview { "waiting" } else { "none" })
    .execute(&mut *transaction)
    .await?;
    received(&mut transaction, file, new.id).await?;
    transaction.commit().await
}

/// Notes a file as received.
pub(super) async fn mark_received(pool: &SqlitePool, file: &Waiting, document: Uuid) -> sqlx::Result<()> {
    let mut transaction = begin_write(pool).await?;
    received(&mut transaction, file, document).await?;
    transaction.commit().await
}

async fn received(connection: &mut SqliteConnection, file: &Waiting, document: Uuid) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE migration_import_file_stagings SET status = 'received', resolved_document_id = ?3, received_at = ?4,
            updated_at = ?4
         WHERE job_id = ?1 AND canonical_uuid = ?2",
    )
    .bind(file.job_id.hyphenated())
    .bind(&file.canonical_uuid)
    .bind(document.hyphenated())
    .bind(timestamp(Timestamp::now()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets received bytes that no import waits for any more, and names them.
pub(super) async fn forget_unneeded(
    pool: &SqlitePool,
    clinic: Uuid,
    sha256: Option<&str>,
) -> sqlx::Result<Vec<String>> {
    let only = if sha256.is_some() { "AND sha256 = ?2" } else { "AND ?2 IS NULL" };
    let sql = format!(
        "DELETE FROM puente_objects WHERE clinic_id = ?1 {only} AND NOT EXISTS
            (SELECT 1 FROM puente_import_jobs AS own JOIN migration_import_file_stagings AS file
                ON file.job_id = own.job_id AND file.sha256 = puente_objects.sha256
             WHERE own.clinic_id = puente_objects.clinic_id AND file.status = 'pending'
                AND own.state IN ('receiving', 'validated', 'executing', 'failed'))
         RETURNING sha256"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(clinic.hyphenated()).bind(sha256).fetch_all(pool).await
}

/// Whether a row speaks of an object.
pub(crate) async fn speaks_of(pool: &SqlitePool, path: &str) -> sqlx::Result<bool> {
    if let Some((clinic, sha256)) = path.split_once("/received/") {
        return sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM puente_objects WHERE clinic_id = ? AND sha256 = ?)")
            .bind(clinic)
            .bind(sha256)
            .fetch_one(pool)
            .await;
    }
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM documents WHERE storage_path = ?)")
        .bind(path)
        .fetch_one(pool)
        .await
}

/// Where the documents are that a job made.
pub(crate) async fn paths(pool: &SqlitePool, job: Uuid) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT storage_path FROM documents JOIN puente_documents AS own ON own.document_id = documents.id
         WHERE own.job_id = ?",
    )
    .bind(job.hyphenated())
    .fetch_all(pool)
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

impl FromRow<'_, SqliteRow> for Unseen {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: uuid(row, "id")?,
            storage_path: row.try_get("storage_path")?,
            mime_type: row.try_get("mime_type")?,
            size: row.try_get::<i64, _>("file_size")?.unsigned_abs(),
            timezone: row.try_get("timezone")?,
        })
    }
}

/// The next document whose previews are still to be made.
pub(super) async fn unseen(pool: &SqlitePool) -> sqlx::Result<Option<Unseen>> {
    sqlx::query_as(
        "SELECT documents.id, storage_path, mime_type, file_size, clinics.timezone
         FROM puente_documents AS own JOIN documents ON documents.id = own.document_id
         JOIN clinics ON clinics.id = documents.clinic_id WHERE own.preview = 'waiting' LIMIT 1",
    )
    .fetch_optional(pool)
    .await
}

/// Notes whether a document has previews, and when it was made, if nothing else says so.
pub(super) async fn mark_seen(
    pool: &SqlitePool,
    document: Uuid,
    is_shown: bool,
    captured_at: Option<Timestamp>,
) -> sqlx::Result<()> {
    let mut transaction = begin_write(pool).await?;
    sqlx::query("UPDATE puente_documents SET preview = ? WHERE document_id = ?")
        .bind(if is_shown { "ready" } else { "none" })
        .bind(document.hyphenated())
        .execute(&mut *transaction)
        .await?;
    if let Some(captured_at) = captured_at {
        sqlx::query("UPDATE documents SET captured_at = ? WHERE id = ? AND captured_at IS NULL")
            .bind(timestamp(captured_at))
            .bind(document.hyphenated())
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}
