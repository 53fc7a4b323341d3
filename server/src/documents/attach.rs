//! Stored bytes become documents of patients.

use api::document::MediaKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use object_store::path::Path;
use uuid::Uuid;

use super::receive::document_id;
use super::storage::received_path;
use super::store::{self, NewDocument, Waiting};
use super::{Documents, classify};
use crate::import::Refused;
use crate::{App, Shared};

/// Files looked at in one go.
const STRETCH: u32 = 200;

/// Makes documents of all files of a clinic's completed imports whose bytes are there, or of those with one digest.
/// Doing it twice is doing it once.
pub(crate) async fn attach(app: &App, clinic: Uuid, sha256: Option<&str>) -> Result<(), Refused> {
    let Some(timezone) = store::timezone(&app.database, clinic).await? else { return Ok(()) };
    let timezone = TimeZone::get(&timezone).unwrap_or(TimeZone::UTC);
    let mut failed = None;
    for job in store::completed_jobs(&app.database, clinic).await? {
        let mut after = String::new();
        loop {
            let waiting = store::waiting(&app.database, job, sha256, &after, STRETCH).await?;
            let Some(last) = waiting.last() else { break };
            after.clone_from(&last.canonical_uuid);
            for file in &waiting {
                // One that fails keeps no other waiting.
                if let Err(error) = attach_one(app, clinic, &timezone, file).await {
                    failed = Some(error);
                }
            }
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let unneeded = {
        let _turn = app.imports.turn(&app.database).await;
        store::forget_unneeded(&app.database, clinic, sha256).await?
    };
    for sha256 in unneeded {
        app.documents.storage.remove(&received_path(clinic, &sha256)).await;
    }
    Ok(())
}

/// The same in the background, for an import that has just completed.
pub(crate) fn settle(app: &Shared, clinic: Uuid) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = attach(&app, clinic, None).await {
            tracing::error!(%error, "files that have arrived did not become documents; they will at the next start");
        }
    });
}

async fn attach_one(app: &App, clinic: Uuid, timezone: &TimeZone, file: &Waiting) -> Result<(), Refused> {
    let id = document_id(clinic, &file.source_system, &file.canonical_uuid, &file.sha256);
    if store::document_exists(&app.database, id).await? {
        let _turn = app.imports.turn(&app.database).await;
        return Ok(store::mark_received(&app.database, file, id).await?);
    }
    let now = Timestamp::now();
    let sorted = classify::classify(&file.about(), timezone);
    let path = place(clinic, file.patient_id, now, id, sorted.extension.as_deref());
    bring(&app.documents, clinic, file, &path).await?;
    let document = NewDocument {
        id,
        clinic_id: clinic,
        patient_id: file.patient_id,
        job_id: file.job_id,
        sha256: &file.sha256,
        size: file.size,
        mime_type: &file.mime_type,
        storage_path: path.as_ref(),
        uploaded_by: file.uploaded_by,
        description: sorted.description.unwrap_or_else(|| format!("Importado dental-bridge (job {})", file.job_id)),
        document_type: sorted.document_type,
        kind: sorted.kind,
        category: sorted.category,
        subtype: sorted.subtype,
        captured_at: sorted.captured_at,
        title: sorted.title,
        filename: sorted.filename,
        has_preview: matches!(sorted.kind, MediaKind::Photo | MediaKind::Xray | MediaKind::Scan)
            || classify::is_picture(&file.mime_type),
        now,
    };
    let _turn = app.imports.turn(&app.database).await;
    store::insert_document(&app.database, &document, file).await?;
    app.documents.arrived.notify_one();
    Ok(())
}

/// Puts the bytes in their place: those that were received, or those of a document that has the same.
async fn bring(documents: &Documents, clinic: Uuid, file: &Waiting, to: &Path) -> Result<(), Refused> {
    let same = file.same_bytes_at.as_deref().map(Path::from);
    let from = same.unwrap_or_else(|| received_path(clinic, &file.sha256));
    Ok(documents.storage.copy(&from, to).await?)
}

fn place(clinic: Uuid, patient: Uuid, now: Timestamp, id: Uuid, extension: Option<&str>) -> Path {
    let month = now.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string();
    let dot = if extension.is_some() { "." } else { "" };
    Path::from(format!("{clinic}/{patient}/{month}/{id}{dot}{}", extension.unwrap_or_default()))
}
