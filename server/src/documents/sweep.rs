//! Objects that nothing speaks of: left behind by a stop between storing bytes and noting them, or by an undo.

use std::time::{Duration, SystemTime};

use futures_util::StreamExt as _;
use uuid::{Uuid, Version};

use super::storage::document_path;
use super::{attach, store};
use crate::Shared;
use crate::import::Refused;

/// Bytes are stored before they are noted; so long an object may go without.
const GRACE: Duration = Duration::from_mins(1);

/// At start: forgets files that were cut off, makes documents of what has arrived, and removes orphans in the background.
pub(crate) async fn recover(app: &Shared) -> Result<(), Refused> {
    app.documents.storage.clear_incoming().map_err(|error| Refused::Corrupt(error.to_string()))?;
    for clinic in store::clinics_with_objects(&app.database).await? {
        attach::settle(app, clinic);
    }
    let app = app.clone();
    tokio::spawn(async move {
        match sweep(&app, GRACE).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "objects that no document needs were removed"),
            Err(error) => tracing::warn!(%error, "not all objects could be looked at"),
        }
    });
    Ok(())
}

/// Removes what nothing speaks of, now and after a while; says how many. Only objects of this database's clinics, with names that
/// Puente gives, and that were there before: others may keep theirs in the same place, and what is being received has no row yet.
pub(super) async fn sweep(app: &Shared, grace: Duration) -> Result<usize, Refused> {
    let (database, storage) = (&app.database, &app.documents.storage);
    let before = SystemTime::now() - grace;
    let mut orphans = Vec::new();
    for clinic in store::clinics_with_documents(database).await? {
        let mut objects = storage.list(clinic);
        while let Some(object) = objects.next().await {
            let object = object?;
            let path = document_path(object.location.as_ref());
            let is_old = SystemTime::from(object.last_modified) < before;
            if is_old && is_ours(path) && !store::speaks_of(database, path).await? {
                orphans.push(object.location);
            }
        }
    }
    if orphans.is_empty() {
        return Ok(0);
    }
    tokio::time::sleep(grace).await;
    let mut removed = 0;
    for path in orphans {
        let is_old = storage.named_at(&path).await?.is_some_and(|named_at| named_at < before);
        if is_old && !store::speaks_of(database, document_path(path.as_ref())).await? {
            storage.remove(&path).await;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Whether a name is one that Puente gives: received bytes by their digest, a document by an id made from where it comes from.
/// DentalPin's own are drawn by lot.
fn is_ours(path: &str) -> bool {
    let is_id = |part: &str| part.parse::<Uuid>().is_ok();
    match *path.split('/').collect::<Vec<_>>() {
        [_, "received", sha256] => sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit()),
        [_, patient, _, file] => {
            let id = file.split_once('.').map_or(file, |(id, _)| id);
            is_id(patient) && id.parse::<Uuid>().is_ok_and(|id| id.get_version() == Some(Version::Sha1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_keep_there_is_left_alone() {
        let (id, made, drawn) = (Uuid::nil(), Uuid::new_v5(&Uuid::nil(), b"document"), Uuid::new_v4());
        for ours in [format!("{id}/{id}/2026-01/{made}.jpg"), format!("{id}/received/{}", "a".repeat(64))] {
            assert!(is_ours(&ours), "{ours}");
        }
        let dentalpins = format!("{id}/{id}/2026-01/{drawn}.jpg");
        for other in ["backups/x.sql", "incoming/x", "x", &dentalpins, &format!("{id}/received/x"), &format!("{id}/x")]
        {
            assert!(!is_ours(other), "{other}");
        }
    }
}
