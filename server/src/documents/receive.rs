//! What becomes of a file that was received.

use api::ProblemCode;
use api::document::{Binary, BinaryStatus};
use api::job::JobState;
use uuid::Uuid;

use super::attach::{self, Bytes};
use super::incoming::Received;
use super::make::Entry;
use super::storage::received_path;
use super::{classify, store};
use crate::import::Refused;
use crate::import::job::StoredJob;
use crate::{App, Shared};

/// Refuses files for a job that will never have a place for them.
pub(crate) fn only_while_wanted(stored: &StoredJob) -> Result<(), Refused> {
    let is_over = match stored.job.state {
        JobState::Abandoned | JobState::Undone => true,
        JobState::Failed => !stored.is_verified(),
        JobState::Receiving | JobState::Validated | JobState::Executing | JobState::Completed => false,
    };
    if is_over { Err(unwanted("the import was given up, undone, or is not the file's")) } else { Ok(()) }
}

/// What a file with this digest is answered without storing it: nothing, when it is wanted.
pub(crate) async fn known(app: &App, stored: &StoredJob, sha256: &str) -> Result<Option<Binary>, Refused> {
    Ok(match wanted(app, stored, sha256).await? {
        Wanted::AlreadyThere(binary) => Some(binary),
        Wanted::By(_) => None,
    })
}

/// Who wants some bytes.
enum Wanted {
    /// Nobody any more.
    AlreadyThere(Binary),
    /// A file of the manifest, and maybe others.
    By(store::Wanted),
}

async fn wanted(app: &App, stored: &StoredJob, sha256: &str) -> Result<Wanted, Refused> {
    let mut wanted = store::wanted(&app.database, stored.job.id, sha256).await?;
    if wanted.is_empty() {
        let listed = store::listed(&app.database, stored.job.id).await?;
        return Err(if listed < stored.manifest.files {
            Refused::because(ProblemCode::BinaryUnlisted, "its list of files has not arrived whole: try again later")
        } else {
            unwanted("no file of the import has this SHA-256")
        });
    }
    let is_there = wanted.iter().all(|file| file.is_received);
    let has_place = stored.job.state != JobState::Completed || wanted.iter().any(|file| file.patient_id.is_some());
    let first = wanted.swap_remove(0);
    if is_there {
        let status = BinaryStatus::AlreadyReceived;
        return Ok(Wanted::AlreadyThere(Binary { staging_id: first.id, document_id: first.document_id, status }));
    }
    if has_place { Ok(Wanted::By(first)) } else { Err(unwanted("what it belongs to was not brought in")) }
}

/// Keeps a file that is wanted, and gives it to its patients, if they are there already.
pub(crate) async fn receive(app: &Shared, stored: &StoredJob, file: Received) -> Result<Binary, Refused> {
    if file.size == 0 {
        return Err(Refused::because(ProblemCode::BinaryEmpty, "it has no bytes"));
    }
    let _alone = app.documents.alone_with(&file.sha256).await;
    let first = match wanted(app, stored, &file.sha256).await? {
        Wanted::AlreadyThere(binary) => return Ok(binary),
        Wanted::By(first) => first,
    };
    let clinic = stored.job.clinic_id;
    let object = store::Object {
        clinic_id: clinic,
        sha256: file.sha256.clone(),
        size: file.size,
        mime_type: classify::mime_type(&file.head),
    };
    let is_awaited = store::is_awaited(&app.database, clinic, &object.sha256).await?;
    if is_awaited || !attach::attach_new(app, &object, &mut Bytes::File(&file.path)).await? {
        let received = received_path(clinic, &object.sha256);
        app.documents.storage.keep(&file.path, &received).await?;
        app.documents.together.write(app, vec![Entry::Kept(object.clone())]).await?;
        attach::attach_new(app, &object, &mut Bytes::Kept(received)).await?;
        if !is_awaited {
            attach::forget(app, clinic, Some(&object.sha256)).await?;
        }
    }
    // Its document has its id before it is there.
    let document_id = first.document_id.or(Some(first.future_document(clinic)));
    Ok(Binary { staging_id: first.id, document_id, status: BinaryStatus::Received })
}

fn unwanted(why: &str) -> Refused {
    Refused::because(ProblemCode::BinaryUnwanted, why)
}

/// The id of the document that a file of the manifest becomes. The file of a newer export is the same
/// document, unless its bytes are others.
pub(super) fn document_id(clinic: Uuid, source_system: &str, canonical_uuid: &str, sha256: &str) -> Uuid {
    let name = [clinic.as_bytes(), source_system.as_bytes(), b"document", canonical_uuid.as_bytes(), sha256.as_bytes()];
    Uuid::new_v5(&clinic, &name.join(&0))
}
