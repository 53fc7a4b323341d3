//! Checked batches that wait to be stored. A commit waits for the disk: those that come while one does share the next.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{mem, slice};

use api::ProblemCode;
use tokio::sync::oneshot::{self, Sender};
use uuid::Uuid;

use super::manifest::Declared;
use super::staging::{Checked, put};
use super::{Refused, Turn};
use crate::Shared;
use crate::store::Database;

/// A batch of a job, under its number.
pub(super) struct Arrival {
    pub(super) job: Uuid,
    pub(super) clinic: Uuid,
    pub(super) seq: i64,
    pub(super) declared: Declared,
    pub(super) batch: Checked,
    /// Kept until it is stored, whether or not somebody still waits for that.
    pub(super) _turn: Turn,
}

type Outcome = Result<(), Refused>;

/// The batches that wait. For each there is a task that comes to store it.
#[derive(Default)]
pub(super) struct Arrivals {
    waiting: Mutex<Vec<(Arrival, Sender<Outcome>)>>,
    storing: tokio::sync::Mutex<()>,
}

/// Stores a batch for good.
pub(super) async fn store(app: &Shared, arrival: Arrival) -> Outcome {
    let (answer, outcome) = oneshot::channel();
    app.imports.arrivals.waiting().push((arrival, answer));
    // On its own: the batches of others must not go with a request that is cut off.
    let storing = tokio::spawn({
        let app = app.clone();
        async move { app.imports.arrivals.store_waiting(&app.database).await }
    });
    storing.await?;
    outcome.await.unwrap_or_else(|_| Err(come_again()))
}

impl Arrivals {
    fn waiting(&self) -> MutexGuard<'_, Vec<(Arrival, Sender<Outcome>)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores what waits, once others have been stored. That may be nothing any more.
    async fn store_waiting(&self, database: &Database) {
        let _alone = self.storing.lock().await;
        let waiting = mem::take(&mut *self.waiting());
        let (arrivals, answers): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
        if arrivals.is_empty() {
            return;
        }
        let tell = |answer: Sender<Outcome>, outcome| {
            // Who is gone asks what has arrived.
            let _gone = answer.send(outcome);
        };
        match commit(database, &arrivals).await {
            Ok(()) => answers.into_iter().for_each(|answer| tell(answer, Ok(()))),
            // One that is refused keeps no other out.
            Err(Refused::Because { .. }) if arrivals.len() > 1 => {
                for (arrival, answer) in arrivals.iter().zip(answers) {
                    tell(answer, commit(database, slice::from_ref(arrival)).await);
                }
            }
            Err(failure) => {
                let mut failure = Some(failure);
                for answer in answers {
                    tell(answer, Err(failure.take().unwrap_or_else(come_again)));
                }
            }
        }
    }
}

fn come_again() -> Refused {
    Refused::because(ProblemCode::Busy, "the database took none of the batches that came together")
}

async fn commit(database: &Database, arrivals: &[Arrival]) -> Outcome {
    let mut transaction = database.begin_write().await?;
    for arrival in arrivals {
        put(&mut transaction, arrival).await?;
    }
    Ok(transaction.commit().await?)
}
