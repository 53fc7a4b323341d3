//! Previews are made in the background, one document at a time, so that they take the memory of one.

use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use object_store::GetOptions;
use object_store::path::Path;
use uuid::Uuid;

use super::picture::{self, Place, Previews, Unshown};
use super::storage::{PreviewSize, preview_path};
use super::store::{self, Unseen};
use crate::Shared;

/// Larger files are downloaded only.
pub(super) const LARGEST: u64 = 64 << 20;
/// Until the next try, when storage or database fail.
const PAUSE: Duration = Duration::from_secs(30);

/// Makes previews as documents arrive, for as long as the server runs. One that fails keeps no other waiting.
pub(crate) async fn run(app: Shared) {
    let (mut after, mut has_failed) = (Uuid::nil(), false);
    loop {
        match store::unseen(&app.database, after).await {
            Ok(Some(document)) => {
                after = document.id;
                if let Err(error) = make(&app, &document).await {
                    tracing::warn!(error = format!("{error:#}"), "a preview could not be made; it will be tried again");
                    has_failed = true;
                }
            }
            Ok(None) if has_failed => {
                tokio::time::sleep(PAUSE).await;
                (after, has_failed) = (Uuid::nil(), false);
            }
            // Ids are in no order: what came meanwhile may be before.
            Ok(None) if !after.is_nil() => after = Uuid::nil(),
            Ok(None) => app.documents.arrived.notified().await,
            Err(error) => {
                tracing::warn!(%error, "documents without previews could not be asked for");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn make(app: &Shared, document: &Unseen) -> anyhow::Result<()> {
    let path = Path::from(document.storage_path.as_str());
    let made = if document.size > LARGEST {
        Err(Unshown::TooLarge)
    } else {
        match app.documents.storage.get(&path, GetOptions::default()).await {
            Ok(found) => decoded(app, &document.mime_type, found.bytes().await?).await?,
            Err(object_store::Error::NotFound { .. }) => Err(Unshown::Gone),
            Err(error) => return Err(error.into()),
        }
    };
    let taken = match made {
        Ok(Previews { small, large, taken }) => {
            for (size, bytes) in [(PreviewSize::Small, small), (PreviewSize::Large, large)] {
                app.documents.storage.put(&preview_path(&path, size), bytes).await?;
            }
            Some(taken)
        }
        Err(why) => {
            tracing::info!(document = %document.id, %why, "a document has no preview");
            None
        }
    };
    let captured_at = taken.flatten().and_then(|taken| instant(taken, &document.timezone));
    let _turn = app.imports.turn(&app.database).await;
    Ok(store::mark_seen(&app.database, document.id, taken.is_some(), captured_at).await?)
}

/// Decodes here what has an end, and in a process of its own what may have none.
async fn decoded<B>(app: &Shared, mime_type: &str, bytes: B) -> anyhow::Result<Result<Previews, Unshown>>
where
    B: AsRef<[u8]> + Clone + Send + 'static,
{
    let (mime, copy) = (mime_type.to_owned(), bytes.clone());
    let made = tokio::task::spawn_blocking(move || picture::previews(&mime, copy.as_ref(), Place::Here)).await;
    match made {
        Ok(Err(Unshown::Risky)) => {
            let made = app.documents.decoders.previews(mime_type, bytes.as_ref()).await;
            made.context("no process can be started to decode in")
        }
        Ok(made) => Ok(made),
        // A decoder that panics has met a file it does not understand.
        Err(_) => Ok(Err(Unshown::Decode("the decoder stopped".to_owned()))),
    }
}

/// Cameras stand in the clinic and go by its clock; those whose clock was never set do not count.
fn instant(taken: DateTime, timezone: &str) -> Option<Timestamp> {
    let timezone = TimeZone::get(timezone).ok()?;
    let at = taken.to_zoned(timezone).ok()?.timestamp();
    (taken.year() >= 1990 && at <= Timestamp::now()).then_some(at)
}
