//! Room for files on their way: so many in all, and of one import fewer, so that a slow sender does not keep others out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// Files at a time.
const AT_ONCE: usize = 16;
/// Of one import.
const OF_A_JOB: usize = 8;

pub(crate) struct Room {
    all: Arc<Semaphore>,
    jobs: Mutex<HashMap<Uuid, Arc<Semaphore>>>,
}

impl Default for Room {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), jobs: Mutex::default() }
    }
}

/// A place for a file, until dropped.
pub(super) struct Place {
    _held: [OwnedSemaphorePermit; 2],
}

impl Room {
    /// Waits for a place for a file of a job.
    pub(super) async fn enter(&self, job: Uuid) -> Result<Place, AcquireError> {
        let of_job = self.of(job).acquire_owned().await?;
        let of_all = Arc::clone(&self.all).acquire_owned().await?;
        Ok(Place { _held: [of_job, of_all] })
    }

    fn of(&self, job: Uuid) -> Arc<Semaphore> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        // Those nobody holds a place of, or waits for one, are only kept here.
        jobs.retain(|_, places| Arc::strong_count(places) > 1);
        Arc::clone(jobs.entry(job).or_insert_with(|| Arc::new(Semaphore::new(OF_A_JOB))))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_import_leaves_room_for_others() {
        let room = Room::default();
        let (slow, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let enter = async |job| tokio::time::timeout(Duration::from_mins(1), room.enter(job)).await;
        let mut places = Vec::new();
        for _ in 0..OF_A_JOB {
            places.push(enter(slow).await.unwrap().unwrap());
        }
        assert!(enter(slow).await.is_err(), "it has all it may have");
        for _ in OF_A_JOB..AT_ONCE {
            places.push(enter(other).await.unwrap().unwrap());
        }
        places.clear();
        assert!(enter(slow).await.is_ok());
        assert_eq!(room.jobs.lock().unwrap().len(), 1, "imports without files on their way are forgotten");
    }
}
