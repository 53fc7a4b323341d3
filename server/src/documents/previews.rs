//! Previews are made in the background, one document at a time, so that they take the memory of one.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use object_store::GetOptions;
use object_store::path::Path;

use super::picture::{self, Unshown};
use super::storage::{PreviewSize, preview_path};
use super::store::{self, Unseen};
use crate::Shared;
use crate::import::Refused;

/// Larger files are downloaded only.
const LARGEST: u64 = 64 << 20;
/// Until the next try, when storage or database fail.
const PAUSE: Duration = Duration::from_secs(30);

/// Makes previews as documents arrive, for as long as the server runs.
pub(crate) async fn run(app: Shared) {
    loop {
        match store::unseen(&app.database).await {
            Ok(Some(document)) => {
                if let Err(error) = make(&app, &document).await {
                    tracing::warn!(%error, "a preview could not be made; it will be tried again");
                    tokio::time::sleep(PAUSE).await;
                }
            }
            Ok(None) => app.documents.arrived.notified().await,
            Err(error) => {
                tracing::warn!(%error, "documents without previews could not be asked for");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The two previews as JPEGs, and when the picture was taken.
type Made = ([(PreviewSize, Vec<u8>); 2], Option<DateTime>);

async fn make(app: &Shared, document: &Unseen) -> Result<(), Refused> {
    let path = Path::from(document.storage_path.as_str());
    let made = if document.size > LARGEST {
        Err(Unshown::TooLarge)
    } else {
        let bytes = app.documents.storage.get(&path, GetOptions::default()).await?.bytes().await?;
        let mime_type = document.mime_type.clone();
        let made = tokio::task::spawn_blocking(move || sizes(&mime_type, &bytes)).await;
        // A decoder that panics has met a file it does not understand.
        made.unwrap_or_else(|_| Err(Unshown::Decode("the decoder stopped".to_owned())))
    };
    let taken = match made {
        Ok((previews, taken)) => {
            for (size, bytes) in previews {
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

fn sizes(mime_type: &str, bytes: &[u8]) -> Result<Made, Unshown> {
    let picture = picture::decode(mime_type, bytes)?;
    let shrink = |size| Ok((size, picture::shrink(&picture.image, size)?));
    Ok(([shrink(PreviewSize::Small)?, shrink(PreviewSize::Large)?], picture.taken))
}

/// Cameras stand in the clinic and go by its clock; those whose clock was never set do not count.
fn instant(taken: DateTime, timezone: &str) -> Option<Timestamp> {
    let timezone = TimeZone::get(timezone).ok()?;
    let at = taken.to_zoned(timezone).ok()?.timestamp();
    (taken.year() >= 1990 && at <= Timestamp::now()).then_some(at)
}
