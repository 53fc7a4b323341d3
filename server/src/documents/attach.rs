//! Stored bytes become documents of patients.

use std::path::Path as FilePath;

use api::document::MediaKind;
use futures_util::future::join_all;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use object_store::Error as StorageError;
use object_store::path::Path;
use uuid::Uuid;

use super::make::{Arrival, Entry, NewDocument};
use super::receive::document_id;
use super::storage::received_path;
use super::store::{self, Clinic, Object, Waiting};
use super::{Documents, classify};
use crate::import::Refused;
use crate::{App, Shared, modules};

/// Files looked at, and written down, in one go.
const STRETCH: u32 = 200;

/// Makes documents of all files of a clinic's completed imports whose bytes are there. Doing it twice is doing it once.
async fn attach(app: &App, clinic: Uuid) -> Result<(), Refused> {
    if !modules::is_installed(&app.database).await? {
        return Ok(());
    }
    let Some(its) = store::clinic(&app.database, clinic).await? else { return Ok(()) };
    let mut failed = None;
    for job in store::completed_jobs(&app.database, clinic).await? {
        let mut after = String::new();
        loop {
            let waiting = store::waiting(&app.database, job, &after, STRETCH).await?;
            let Some(last) = waiting.last() else { break };
            after.clone_from(&last.canonical_uuid);
            if let Err(error) = attach_kept(app, &its, waiting).await {
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(()), Err)?;
    forget(app, clinic, None).await
}

/// The same in the background, for an import that has just completed.
pub(crate) fn settle(app: &Shared, clinic: Uuid) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = attach(&app, clinic).await {
            tracing::error!(%error, "files that have arrived did not become documents; they will at the next start");
        }
    });
}

/// Makes documents of files whose bytes are kept. One that fails keeps no other waiting.
async fn attach_kept(app: &App, clinic: &Clinic, files: Vec<Waiting>) -> Result<(), Refused> {
    let (mut arrived, mut failed) = (Vec::new(), None);
    for file in files {
        let kept = file.same_bytes_at.as_deref().map_or_else(|| received_path(clinic.id, &file.sha256), Path::from);
        match arrive(app, clinic, &file, &mut Bytes::Kept(kept)).await {
            Ok((id, document)) => arrived.push(Entry::Arrived(Box::new(Arrival { file, id, document }))),
            Err(Refused::Storage(StorageError::NotFound { .. })) => {
                failed = lost(app, clinic.id, &file).await.err().or(failed);
            }
            Err(error) => failed = Some(error),
        }
    }
    // Each by itself, so that one that is refused is the only one; what comes at once is written down together.
    let written = arrived.into_iter().map(|entry| write_down(app, vec![entry]));
    for result in join_all(written).await {
        failed = result.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

/// Gives bytes that have just come to all who wait for them and are there; says whether there was somebody. Whoever calls is alone
/// with the bytes.
pub(super) async fn attach_new(app: &App, object: &Object, bytes: &mut Bytes<'_>) -> Result<bool, Refused> {
    let waiting = store::waiting_for(&app.database, object).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let Some(clinic) = store::clinic(&app.database, object.clinic_id).await? else { return Ok(false) };
    let mut arrived = Vec::new();
    for file in waiting {
        let (id, document) = arrive(app, &clinic, &file, bytes).await?;
        arrived.push(Entry::Arrived(Box::new(Arrival { file, id, document })));
    }
    write_down(app, arrived).await.map(|()| true)
}

/// Removes received bytes that no import waits for any more: all, or those that the caller is alone with.
pub(super) async fn forget(app: &App, clinic: Uuid, held: Option<&str>) -> Result<(), Refused> {
    let unneeded = {
        let _turn = app.imports.turn(&app.database).await;
        store::forget_unneeded(&app.database, clinic, held).await?
    };
    for sha256 in unneeded {
        let _alone = if held.is_some() { None } else { Some(app.documents.alone_with(&sha256).await) };
        // They may have come again meanwhile.
        if !store::is_received(&app.database, clinic, &sha256).await? {
            app.documents.storage.remove(&received_path(clinic, &sha256)).await;
        }
    }
    Ok(())
}

/// Bytes that were received are not where they should be: whoever sends files sends them again.
async fn lost(app: &App, clinic: Uuid, file: &Waiting) -> Result<(), Refused> {
    tracing::error!(file = %file.canonical_uuid, job = %file.job_id, "the bytes of a file that was received are gone; it is expected again");
    if file.same_bytes_at.is_some() {
        return Ok(());
    }
    let _alone = app.documents.alone_with(&file.sha256).await;
    if app.documents.storage.named_at(&received_path(clinic, &file.sha256)).await?.is_none() {
        let _turn = app.imports.turn(&app.database).await;
        store::forget_object(&app.database, clinic, &file.sha256).await?;
    }
    Ok(())
}

async fn write_down(app: &App, entries: Vec<Entry>) -> Result<(), Refused> {
    app.documents.together.write(app, entries).await?;
    app.documents.arrived.notify_one();
    Ok(())
}

/// Where bytes are before they are in their place.
pub(super) enum Bytes<'a> {
    /// In a file that nobody else needs.
    File(&'a FilePath),
    Kept(Path),
}

impl Bytes<'_> {
    async fn bring(&mut self, documents: &Documents, to: &Path) -> Result<(), Refused> {
        match self {
            Self::File(file) => {
                documents.storage.keep(file, to).await?;
                *self = Self::Kept(to.clone());
            }
            Self::Kept(from) => documents.storage.copy(from, to).await?,
        }
        Ok(())
    }
}

/// Puts the bytes of a file in their place, and says what it becomes: nothing new when an earlier import made it.
async fn arrive(
    app: &App,
    clinic: &Clinic,
    file: &Waiting,
    bytes: &mut Bytes<'_>,
) -> Result<(Uuid, Option<NewDocument>), Refused> {
    let id = document_id(clinic.id, &file.source_system, &file.canonical_uuid, &file.sha256);
    if store::document_exists(&app.database, id).await? {
        return Ok((id, None));
    }
    if let Some(declared) = file.declared_size.filter(|declared| *declared != file.size.cast_signed()) {
        // The digest is right, so it is what was meant.
        tracing::warn!(file = %file.canonical_uuid, declared, size = file.size, "a file is not as large as its manifest says");
    }
    let now = Timestamp::now();
    let sorted = classify::classify(&file.about(), &clinic.timezone);
    let path = place(clinic.id, file.patient_id, now, id, sorted.extension.as_deref());
    bytes.bring(&app.documents, &path).await?;
    let document = NewDocument {
        clinic_id: clinic.id,
        storage_path: path.to_string(),
        description: sorted.description.unwrap_or_else(|| clinic.language.about_document(file.job_id)),
        line: clinic.language.line_of_document(&sorted.title),
        document_type: sorted.document_type,
        kind: sorted.kind,
        category: sorted.category,
        subtype: sorted.subtype,
        captured_at: sorted.captured_at,
        title: sorted.title,
        filename: sorted.filename,
        has_preview: matches!(sorted.kind, MediaKind::Photo | MediaKind::Xray | MediaKind::Scan)
            || classify::is_picture(&file.mime_type),
        made_at: sorted.captured_at.unwrap_or(now),
    };
    Ok((id, Some(document)))
}

fn place(clinic: Uuid, patient: Uuid, now: Timestamp, id: Uuid, extension: Option<&str>) -> Path {
    let month = now.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string();
    let dot = if extension.is_some() { "." } else { "" };
    Path::from(format!("{clinic}/{patient}/{month}/{id}{dot}{}", extension.unwrap_or_default()))
}
