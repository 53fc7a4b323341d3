//! Objects that nothing speaks of: left behind by a stop between storing bytes and noting them, or by an undo.

use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::path::Path;

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

/// Removes what nothing speaks of, now and after a while; says how many.
pub(crate) async fn sweep(app: &Shared, grace: Duration) -> Result<usize, Refused> {
    let mut objects = app.documents.storage.list();
    let mut orphans = Vec::new();
    while let Some(object) = objects.next().await {
        let path = object?.location;
        if is_ours(path.as_ref()) && !store::speaks_of(&app.database, document_path(path.as_ref())).await? {
            orphans.push(path);
        }
    }
    if orphans.is_empty() {
        return Ok(0);
    }
    tokio::time::sleep(grace).await;
    let mut removed = 0;
    for path in orphans {
        if !store::speaks_of(&app.database, document_path(path.as_ref())).await? {
            app.documents.storage.remove(&Path::from(document_path(path.as_ref()))).await;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Whether a path is one that Puente gives: of a clinic, and below it of a patient or received.
fn is_ours(path: &str) -> bool {
    let mut parts = path.split('/');
    let is_id = |part: Option<&str>| part.is_some_and(|part| part.parse::<uuid::Uuid>().is_ok());
    let clinic = is_id(parts.next());
    let second = parts.next();
    clinic && (second == Some("received") || is_id(second)) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_keep_there_is_left_alone() {
        let id = uuid::Uuid::nil();
        assert!(is_ours(&format!("{id}/{id}/2026-01/x.jpg")) && is_ours(&format!("{id}/received/abc")));
        for other in ["backups/x.sql", "incoming/x", "x", &format!("{id}/x"), &format!("{id}/other/x")] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
