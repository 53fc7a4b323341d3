//! How far each running import is: published by the import, watched by whoever has its page open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use api::job::{JobState, Phase, Progress};
use dpmf::EntityType;
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

/// How often a running import says where it is.
const INTERVAL: Duration = Duration::from_millis(100);

/// The channels of all jobs somebody watches or works on.
#[derive(Clone, Default)]
pub(crate) struct Hub {
    channels: Arc<Mutex<HashMap<Uuid, watch::Sender<Progress>>>>,
    /// Who tells other servers.
    others: Arc<OnceLock<mpsc::UnboundedSender<(Uuid, Progress)>>>,
}

impl Hub {
    /// Watches a job. Until it says something, it is what `now` says.
    pub(crate) fn subscribe(&self, job: Uuid, now: Progress) -> watch::Receiver<Progress> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, channel| channel.receiver_count() > 0 || channel.borrow().state == JobState::Executing);
        channels.entry(job).or_insert_with(|| watch::channel(now).0).subscribe()
    }

    /// What a job said last, when it is being watched or worked on.
    pub(crate) fn latest(&self, job: Uuid) -> Option<Progress> {
        let channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.get(&job).map(|channel| channel.borrow().clone())
    }

    /// From now on other servers are told, too.
    pub(crate) fn tell(&self, others: mpsc::UnboundedSender<(Uuid, Progress)>) {
        // Who joins twice is told once.
        let _already = self.others.set(others);
    }

    /// Says where a job is.
    pub(crate) fn publish(&self, job: Uuid, progress: Progress) {
        if let Some(others) = self.others.get() {
            // Nobody listens any more when the server stops.
            let _stopping = others.send((job, progress.clone()));
        }
        self.heard(job, progress);
    }

    /// Tells whoever watches here. A final state closes the job's channel: watchers see it and then the end.
    pub(crate) fn heard(&self, job: Uuid, progress: Progress) {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let is_final = progress.state.is_final();
        channels.entry(job).or_insert_with(|| watch::channel(progress.clone()).0).send_replace(progress);
        if is_final {
            channels.remove(&job);
        }
    }
}

/// Where a job is that nobody is working on.
pub(crate) fn at_rest(state: JobState, done: u64, total: u64, error: Option<String>) -> Progress {
    Progress {
        state,
        phase: match state {
            JobState::Receiving | JobState::Validated => Phase::Verifying,
            JobState::Executing => Phase::Preparing,
            JobState::Completed | JobState::Failed | JobState::Undone | JobState::Abandoned => Phase::Done,
        },
        entity_type: None,
        type_done: 0,
        type_total: 0,
        done,
        total,
        entities_per_second: 0.0,
        seconds_left: None,
        error,
    }
}

/// Counts the rows of a running import and publishes them now and then.
pub(crate) struct Meter {
    hub: Hub,
    job: Uuid,
    progress: Progress,
    started: Instant,
    published: Instant,
}

impl Meter {
    /// A meter for an import of so many rows that starts now.
    pub(crate) fn start(hub: Hub, job: Uuid, total: u64) -> Self {
        let now = Instant::now();
        let progress = at_rest(JobState::Executing, 0, total, None);
        let meter = Self { hub, job, progress, started: now, published: now };
        meter.publish();
        meter
    }

    /// Goes on to another phase.
    pub(crate) fn phase(&mut self, phase: Phase) {
        self.progress.phase = phase;
        if phase == Phase::Loading {
            self.started = Instant::now();
        }
        self.publish();
    }

    /// Counts rows of a type as loaded; `declared` is how many it has.
    pub(crate) fn loaded(&mut self, entity_type: &EntityType, declared: u64, rows: u64) {
        let progress = &mut self.progress;
        if progress.entity_type.as_deref() != Some(entity_type.as_str()) {
            progress.entity_type = Some(entity_type.to_string());
            (progress.type_done, progress.type_total) = (0, declared);
        }
        progress.type_done += rows;
        progress.done += rows;
        if self.published.elapsed() >= INTERVAL {
            self.estimate();
            self.publish();
            self.published = Instant::now();
        }
    }

    /// Seconds since loading began.
    pub(crate) fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Publishes the end.
    pub(crate) fn finish(self, state: JobState, error: Option<String>) {
        let progress =
            Progress { state, phase: Phase::Done, entity_type: None, seconds_left: None, error, ..self.progress };
        self.hub.publish(self.job, progress);
    }

    #[allow(clippy::cast_precision_loss)] // a rate for people: rows are far fewer than 2^52
    fn estimate(&mut self) {
        let progress = &mut self.progress;
        progress.entities_per_second = progress.done as f64 / self.started.elapsed().as_secs_f64().max(f64::EPSILON);
        let left = progress.total.saturating_sub(progress.done) as f64;
        progress.seconds_left = Some(left / progress.entities_per_second).filter(|seconds| seconds.is_finite());
    }

    fn publish(&self) {
        self.hub.publish(self.job, self.progress.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_watcher_sees_where_the_job_is_and_then_its_end() {
        let (hub, job) = (Hub::default(), Uuid::from_u128(1));
        let mut watcher = hub.subscribe(job, at_rest(JobState::Receiving, 0, 10, None));
        assert_eq!(watcher.borrow_and_update().state, JobState::Receiving);

        let mut meter = Meter::start(hub.clone(), job, 10);
        meter.phase(Phase::Loading);
        watcher.changed().await.expect("the job is running");
        assert_eq!(watcher.borrow_and_update().phase, Phase::Loading);
        assert_eq!(hub.latest(job).map(|p| p.state), Some(JobState::Executing));

        meter.finish(JobState::Completed, None);
        watcher.changed().await.expect("the last word is still to be seen");
        assert_eq!(watcher.borrow_and_update().state, JobState::Completed);
        assert!(watcher.changed().await.is_err(), "nothing follows the end");
        assert_eq!(hub.latest(job), None);
    }
}
