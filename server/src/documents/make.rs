//! Writing down what has come: bytes that wait for their patient, or a document with its line in the patient's history and the file of
//! the manifest that has arrived.

use api::document::MediaKind;
use jiff::Timestamp;
use uuid::Uuid;

use super::store::{Object, Waiting};
use crate::store::{Database, Json, Result, Transaction};
use crate::values;

/// A document to be made of a file.
pub(super) struct NewDocument {
    pub(super) clinic_id: Uuid,
    pub(super) storage_path: String,
    pub(super) title: String,
    pub(super) description: String,
    /// What the patient's history says of it.
    pub(super) line: String,
    pub(super) filename: String,
    pub(super) document_type: &'static str,
    pub(super) kind: MediaKind,
    pub(super) category: Option<&'static str>,
    pub(super) subtype: Option<&'static str>,
    pub(super) captured_at: Option<Timestamp>,
    pub(super) has_preview: bool,
    /// When it was made as far as the source knows, or else now.
    pub(super) made_at: Timestamp,
}

/// A file of the manifest whose bytes are in their place.
pub(super) struct Arrival {
    pub(super) file: Waiting,
    /// Its document.
    pub(super) id: Uuid,
    /// Nothing when an earlier import made it.
    pub(super) document: Option<NewDocument>,
}

/// What is written down.
pub(super) enum Entry {
    /// Bytes wait.
    Kept(Object),
    Arrived(Box<Arrival>),
}

/// Writes all of it down in one transaction. What was undone meanwhile is left out.
pub(super) async fn make(database: &Database, entries: &[&Entry]) -> Result<()> {
    let mut transaction = database.begin_write().await?;
    for entry in entries {
        match entry {
            Entry::Kept(object) => keep(&mut transaction, object).await?,
            Entry::Arrived(arrival) => arrive(&mut transaction, arrival).await?,
        }
    }
    transaction.commit().await
}

async fn keep(transaction: &mut Transaction, object: &Object) -> Result<()> {
    let sql = "INSERT INTO puente_objects (clinic_id, sha256, size_bytes, mime_type, received_at)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let (now, size) = (Timestamp::now(), object.size.cast_signed());
    transaction.execute(sql, &values![object.clinic_id, object.sha256, size, object.mime_type, now]).await.map(drop)
}

async fn arrive(transaction: &mut Transaction, arrival: &Arrival) -> Result<()> {
    let Arrival { file, id, document } = arrival;
    let sql = "UPDATE migration_import_file_stagings
        SET status = 'received', resolved_document_id = ?3, received_at = ?4, updated_at = ?4
        WHERE job_id = ?1 AND canonical_uuid = ?2";
    let is_listed =
        transaction.execute(sql, &values![file.job_id, file.canonical_uuid, id, Timestamp::now()]).await? > 0;
    match document {
        Some(document) if is_listed => insert(transaction, *id, document, file).await,
        _ => Ok(()),
    }
}

async fn insert(transaction: &mut Transaction, id: Uuid, new: &NewDocument, file: &Waiting) -> Result<()> {
    let is_new = transaction
        .execute(
            "INSERT INTO documents (id, clinic_id, patient_id, document_type, title, description, original_filename,
                storage_path, mime_type, file_size, media_kind, media_category, media_subtype, captured_at, tags,
                extra_data, uploaded_by, status, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, 'active', ?18, ?18)
             ON CONFLICT DO NOTHING",
            &values![
                id,
                new.clinic_id,
                file.patient_id,
                new.document_type,
                new.title,
                new.description,
                new.filename,
                new.storage_path,
                file.mime_type,
                file.size.cast_signed(),
                new.kind.as_str(),
                new.category,
                new.subtype,
                new.captured_at,
                Json("[]"),
                Json("{}"),
                file.uploaded_by,
                new.made_at
            ],
        )
        .await?
        > 0;
    transaction
        .execute(
            "INSERT INTO puente_documents (document_id, clinic_id, job_id, sha256, preview) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            &values![id, new.clinic_id, file.job_id, file.sha256, if new.has_preview { "waiting" } else { "none" }],
        )
        .await?;
    if is_new {
        tell(transaction, id, new, file).await?;
    }
    Ok(())
}

/// The line that DentalPin writes into the patient's history for a document.
async fn tell(transaction: &mut Transaction, id: Uuid, new: &NewDocument, file: &Waiting) -> Result<()> {
    let data = serde_json::json!({ "document_type": new.document_type }).to_string();
    transaction
        .execute(
            "INSERT INTO patient_timeline (id, clinic_id, patient_id, event_type, event_category, source_table, source_id,
                title, event_data, occurred_at)
             VALUES (?1, ?2, ?3, 'document.uploaded', 'document', 'documents', ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            &values![
                Uuid::new_v5(&id, b"timeline"),
                new.clinic_id,
                file.patient_id,
                id,
                new.line,
                Json(data),
                new.made_at
            ],
        )
        .await
        .map(drop)
}
