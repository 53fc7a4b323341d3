//! What was staged for imports that nobody goes on with is deleted after a while (`docs/operations.md#idle-imports`).

use std::sync::Arc;
use std::time::Duration;

use api::audit::AuditAction;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::job;
use crate::audit::Entry;
use crate::store::Result;
use crate::values;
use crate::{Shared, modules};

/// How often idle imports are looked for.
const INTERVAL: Duration = Duration::from_hours(1);

/// Jobs that wait for somebody, with something staged, of which nothing was heard since a moment.
const IDLE: &str =
    "SELECT own.job_id FROM puente_import_jobs AS own JOIN migration_import_jobs AS job ON job.id = own.job_id
     WHERE job.updated_at < ?1 AND (own.state IN ('receiving', 'validated') OR own.state = 'failed' AND EXISTS
        (SELECT 1 FROM puente_import_batches AS batch WHERE batch.job_id = own.job_id))";

/// Gives idle imports up, now and every hour, as long as the server runs.
pub fn watch(app: &Shared) {
    let app = Arc::downgrade(app);
    tokio::spawn(async move {
        while let Some(app) = app.upgrade() {
            if let Err(error) = expire(&app, Timestamp::now()).await {
                tracing::warn!(%error, "idle imports could not be looked for");
            }
            drop(app);
            tokio::time::sleep(INTERVAL).await;
        }
    });
}

/// Gives up the imports that are idle at a moment; says how many. Of several servers that look at once, one does it.
pub async fn expire(app: &Shared, now: Timestamp) -> Result<u64> {
    if !modules::is_installed(&app.database).await? {
        return Ok(0);
    }
    let days = app.config.idle_days;
    let idle_since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days)));
    let idle_since = idle_since.unwrap_or(Timestamp::MIN);
    let idle: Vec<Uuid> = app.database.fetch_all(IDLE, &values![idle_since]).await?;
    let mut expired = 0;
    for id in idle {
        let Some(stored) = job::find(&app.database, id).await? else { continue };
        let turn = app.imports.turn(&app.database).await;
        let mut transaction = app.database.begin_write().await?;
        // Somebody may have gone on with it meanwhile.
        let still: Vec<Uuid> = transaction.fetch_all(IDLE, &values![idle_since]).await?;
        let entry =
            Entry::by_itself(AuditAction::JobAbandoned, stored.job.clinic_id).with(json!({ "idle_days": days }));
        if still.contains(&id) && super::give_up(&mut transaction, id, entry).await? {
            transaction.commit().await?;
            drop(turn);
            expired += 1;
            tracing::info!(job = %id, days, "an idle import was given up");
            super::given_up(app, &stored.job);
        }
    }
    Ok(expired)
}
