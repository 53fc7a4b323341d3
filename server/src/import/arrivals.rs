//! Checked batches that wait to be stored. A commit waits for the disk: those that come while one does share the next.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;

use super::Refused;
use super::manifest::Declared;
use super::staging::{Checked, put};
use crate::Shared;
use crate::store::Database;

/// Batches that share a commit, at most.
const TOGETHER: usize = 16;

/// A batch of a job, under its number.
pub(super) struct Arrival {
    pub(super) job: Uuid,
    pub(super) clinic: Uuid,
    pub(super) seq: i64,
    pub(super) declared: Declared,
    pub(super) batch: Checked,
}

type Outcome = Result<(), Refused>;

/// The batches that wait. For each there is a task that comes to store it.
#[derive(Default)]
pub(super) struct Arrivals {
    waiting: Mutex<Vec<(Arrival, oneshot::Sender<Outcome>)>>,
    storing: tokio::sync::Mutex<()>,
}

impl Arrivals {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<(Arrival, oneshot::Sender<Outcome>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores what waits, once others have been stored.
    async fn store(&self, database: &Database) {
        let _alone = self.storing.lock().await;
        let mut waiting = {
            let mut waiting = self.waiting();
            let count = waiting.len().min(TOGETHER);
            waiting.drain(..count).collect::<Vec<_>>()
        };
        // Servers over one database lock jobs in one order.
        waiting.sort_by_key(|(arrival, _)| arrival.job);
        let (arrivals, answers): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
        for (answer, outcome) in answers.into_iter().zip(commit(database, &arrivals).await) {
            // Who does not hear it asks what has arrived.
            drop(answer.send(outcome));
        }
    }
}

/// Stores a batch for good.
pub(super) async fn store(app: &Shared, arrival: Arrival) -> Outcome {
    let (answer, outcome) = oneshot::channel();
    app.imports.arrivals.waiting().push((arrival, answer));
    // On its own: the batches of others must not go with a request that is cut off.
    let storing = tokio::spawn({
        let app = app.clone();
        async move { app.imports.arrivals.store(&app.database).await }
    });
    storing.await?;
    outcome.await.unwrap_or_else(|_| Err(Refused::Corrupt("whoever stored the batch stopped".to_owned())))
}

async fn commit(database: &Database, arrivals: &[Arrival]) -> Vec<Outcome> {
    match commit_all(database, arrivals).await {
        Ok(()) => arrivals.iter().map(|_| Ok(())).collect(),
        Err(refused) if arrivals.len() < 2 => vec![Err(refused)],
        Err(_) => {
            // One that is refused keeps no other out.
            let mut outcomes = Vec::new();
            for arrival in arrivals {
                outcomes.push(commit_all(database, std::slice::from_ref(arrival)).await);
            }
            outcomes
        }
    }
}

async fn commit_all(database: &Database, arrivals: &[Arrival]) -> Outcome {
    if arrivals.is_empty() {
        return Ok(());
    }
    let mut transaction = database.begin_write().await?;
    for arrival in arrivals {
        put(&mut transaction, arrival).await?;
    }
    Ok(transaction.commit().await?)
}
