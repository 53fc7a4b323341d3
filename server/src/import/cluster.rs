//! Several servers over one database. Each import is run by the server that holds its lease; where that stops renewing it,
//! another one goes on. What an import says of itself reaches all of them.

use std::sync::Arc;
use std::time::Duration;

use api::job::{JobState, Progress};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::progress::{Hub, at_rest};
use super::{job, run};
use crate::store::{self, Database, Dialect, Transaction};
use crate::values;
use crate::{Shared, modules};

/// How long a lease lasts.
const LEASE_SECONDS: i64 = 15;
/// How often it is renewed, and how often others are looked for that nobody renews.
const INTERVAL: Duration = Duration::from_secs(5);
/// Where servers tell each other how far imports are.
const CHANNEL: &str = "puente_progress";

/// This server, among those over its database.
pub(crate) struct Server(Uuid);

impl Default for Server {
    fn default() -> Self {
        Self(Uuid::new_v4())
    }
}

/// What servers tell each other.
#[derive(Serialize, Deserialize)]
struct Said {
    by: Uuid,
    job: Uuid,
    progress: Progress,
}

impl Server {
    /// Takes the lease of a job that begins. Embedded databases have one server.
    pub(super) async fn lease(&self, transaction: &mut Transaction, job: Uuid) -> store::Result<()> {
        if transaction.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let sql = "INSERT INTO puente_import_leases (job_id, holder, expires_at)
             VALUES (?1, ?2, now() + ?3 * interval '1 second')
             ON CONFLICT (job_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at";
        transaction.execute(sql, &values![job, self.0, LEASE_SECONDS]).await.map(drop)
    }

    /// Whether a job is still this server's to end.
    pub(super) async fn holds(&self, transaction: &mut Transaction, job: Uuid) -> store::Result<bool> {
        if transaction.dialect() == Dialect::Sqlite {
            return Ok(true);
        }
        let sql = "SELECT holder = ?2 FROM puente_import_leases WHERE job_id = ?1";
        Ok(transaction.fetch_optional(sql, &values![job, self.0]).await?.unwrap_or(true))
    }

    /// Takes the lease of a job that nobody runs, if there is one.
    async fn claim(&self, database: &Database) -> store::Result<Option<Uuid>> {
        let mut transaction = database.begin_write().await?;
        // Not the key: a load that stands still holds that by its rows' references.
        let sql = "SELECT own.job_id FROM puente_import_jobs AS own
             LEFT JOIN puente_import_leases AS lease ON lease.job_id = own.job_id
             WHERE own.state = 'executing' AND (lease.expires_at IS NULL OR lease.expires_at < now())
             ORDER BY own.job_id LIMIT 1 FOR NO KEY UPDATE OF own SKIP LOCKED";
        let job: Option<Uuid> = transaction.fetch_optional(sql, &[]).await?;
        if let Some(job) = job {
            self.lease(&mut transaction, job).await?;
        }
        transaction.commit().await?;
        Ok(job)
    }

    /// Renews the lease of a job until it is told to stop.
    pub(super) fn keep(&self, app: &Shared, job: Uuid) -> Kept {
        let (database, holder) = (app.database.clone(), self.0);
        let renewing = (database.dialect() == Dialect::Postgres).then(|| {
            tokio::spawn(async move {
                let sql = "UPDATE puente_import_leases SET expires_at = now() + ?3 * interval '1 second'
                     WHERE job_id = ?1 AND holder = ?2";
                loop {
                    tokio::time::sleep(INTERVAL).await;
                    if let Err(error) = database.execute(sql, &values![job, holder, LEASE_SECONDS]).await {
                        tracing::warn!(%job, %error, "the lease of an import could not be renewed");
                    }
                }
            })
        });
        Kept(renewing)
    }
}

/// A lease that is renewed as long as this lives.
pub(super) struct Kept(Option<tokio::task::JoinHandle<()>>);

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(renewing) = &self.0 {
            renewing.abort();
        }
    }
}

/// Goes on with imports that no server runs, now and whenever there is one, and lets servers hear of each other's.
pub(super) async fn join(app: &Shared) -> store::Result<()> {
    resume(app).await?;
    let (sender, receiver) = mpsc::unbounded_channel();
    app.imports.progress.tell(sender);
    tokio::spawn(say(app.database.clone(), app.imports.server.0, receiver));
    let listener = app.database.listen(CHANNEL).await?;
    tokio::spawn(hear(app.imports.server.0, app.imports.progress.clone(), listener));
    let app = Arc::downgrade(app);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(INTERVAL).await;
            let Some(app) = app.upgrade() else { return };
            if let Err(error) = resume(&app).await {
                tracing::warn!(%error, "imports that nobody runs could not be looked for");
            }
        }
    });
    Ok(())
}

async fn resume(app: &Shared) -> store::Result<()> {
    if !modules::is_installed(&app.database).await? {
        return Ok(());
    }
    while let Some(id) = app.imports.server.claim(&app.database).await? {
        tracing::info!(job = %id, "an import begins again from what was staged");
        begin_again(app, id).await?;
    }
    Ok(())
}

async fn begin_again(app: &Shared, id: Uuid) -> store::Result<()> {
    let total = job::find(&app.database, id).await?.map_or(0, |stored| stored.job.total_entities);
    app.imports.progress.publish(id, at_rest(JobState::Executing, 0, total, None));
    tokio::spawn(run(Arc::clone(app), id));
    Ok(())
}

async fn say(database: Database, by: Uuid, mut said: mpsc::UnboundedReceiver<(Uuid, Progress)>) {
    while let Some((job, progress)) = said.recv().await {
        let Ok(text) = serde_json::to_string(&Said { by, job, progress }) else { continue };
        if let Err(error) = database.execute("SELECT pg_notify(?1, ?2)", &values![CHANNEL, text]).await {
            tracing::debug!(%error, "other servers were not told of an import");
        }
    }
}

async fn hear(own: Uuid, hub: Hub, mut listener: store::Listener) {
    loop {
        match listener.next().await {
            Ok(text) => match serde_json::from_str::<Said>(&text) {
                Ok(said) if said.by != own => hub.heard(said.job, said.progress),
                _ => {}
            },
            Err(store::Error::Pool(sqlx::Error::PoolClosed)) => return,
            Err(error) => {
                tracing::warn!(%error, "other servers are not heard");
                tokio::time::sleep(INTERVAL).await;
            }
        }
    }
}
