//! Where the journey of a file stands. A pure state machine: what happens comes in as [`Event`]s, with the time; what
//! to show comes out as a [`Journey`]. An event that does not fit where one stands changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::job::{ExecuteOptions, Job};
use uuid::Uuid;

use crate::protocol::{EntityPreview, Preview, Refusal, Reply, Stage};

pub mod fate;
pub mod open_questions;
mod pace;
pub mod result;
pub mod team;
pub mod undecided;

pub use pace::Pace;

/// The code of a refusal that the user asked for.
const CANCELLED: &str = "cancelled";

#[derive(Clone, Debug, PartialEq)]
pub enum Journey {
    /// No file is chosen.
    Idle,
    /// The worker has the file and is looking at its first bytes.
    Recognising {
        name: String,
        size: u64,
    },
    /// The file is encrypted. `rejected`: the code of the refusal, when a passphrase was tried and did not open it.
    Locked {
        file: Recognised,
        rejected: Option<String>,
    },
    /// Opening and checking. `glance`: counts of a raw file, not yet verified.
    Working {
        file: Recognised,
        stages: Stages,
        glance: Option<Arc<Preview>>,
    },
    Refused {
        refusal: Refusal,
    },
    /// Opened, and every check passed.
    Previewing {
        opened: Opened,
    },
    /// The admin decides what the file leaves open.
    Deciding {
        opened: Opened,
    },
    /// The same, with the question asked.
    Confirming {
        opened: Opened,
    },
    Sending {
        order: Order,
        sent: Sent,
        pace: Option<Pace>,
    },
    /// Sending stopped; the worker still holds everything and can go on.
    Interrupted {
        order: Order,
        sent: Sent,
        /// None where the server did not take the manifest.
        job_id: Option<Uuid>,
        code: String,
        detail: String,
    },
    /// The server has everything; the order to execute is on its way.
    Received {
        order: Order,
        job_id: Uuid,
    },
    /// The server has everything, but did not take the order to execute.
    NotStarted {
        order: Order,
        job_id: Uuid,
        code: String,
        detail: String,
    },
}

/// A chosen file, told by its first bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub name: String,
    pub size: u64,
    pub needs_passphrase: bool,
}

/// A file that passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub file: Recognised,
    pub preview: Arc<Preview>,
}

/// What the admin confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub opened: Opened,
    pub clinic_id: Uuid,
    pub clinic_name: String,
    pub options: ExecuteOptions,
}

/// What has left this computer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub rows: u64,
    pub total_rows: u64,
    pub bytes: u64,
}

/// How far the worker is with each stage it has begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stages(BTreeMap<Stage, StageProgress>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StageProgress {
    pub done: u64,
    pub total: Option<u64>,
    pub milliseconds: f64,
}

/// The steps of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Open,
    Check,
    Look,
    Decide,
    Confirm,
    Import,
    Report,
}

/// What holds the visitor where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Leaving the page would lose the opened file, and what was decided of it.
    pub page: bool,
    /// An order was given for this clinic.
    pub clinic: bool,
}

/// Which screen to show; where one stands, without what changes from moment to moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Open,
    Unlock,
    Check,
    Refusal,
    Look,
    Decide,
    Send,
}

pub enum Event {
    /// The user chose a file; the worker is being told.
    Chosen {
        name: String,
        size: u64,
    },
    /// A passphrase went to the worker.
    PassphraseSent,
    /// The worker said something.
    Heard(Reply),
    /// The user goes on to decide, or back to look once more.
    Looked,
    LookedAgain,
    /// The user wants to confirm, or not yet.
    Asked,
    NotYet,
    /// The user confirmed; the worker is being told to send.
    Confirmed {
        clinic_id: Uuid,
        clinic_name: String,
        options: ExecuteOptions,
    },
    /// The user wants an interrupted sending to go on.
    Resumed,
    /// The server did not take the order to execute.
    StartFailed {
        code: String,
        detail: String,
    },
    /// The user asks again for the execution.
    StartedAgain,
    /// The user dropped the file, or stopped the work.
    Forgotten,
}

impl Journey {
    /// What becomes of it when `event` happens at `now`, in milliseconds.
    #[must_use]
    pub fn on(self, event: Event, now: f64) -> Self {
        match (self, event) {
            (_, Event::Chosen { name, size }) => Self::Recognising { name, size },
            (_, Event::Forgotten) => Self::Idle,
            (stands, Event::Heard(reply)) => stands.heard(reply, now),
            (Self::Locked { file, .. }, Event::PassphraseSent) => Self::working(file),
            (Self::Previewing { opened }, Event::Looked) | (Self::Confirming { opened }, Event::NotYet) => {
                Self::Deciding { opened }
            }
            (Self::Deciding { opened }, Event::LookedAgain) => Self::Previewing { opened },
            (Self::Deciding { opened }, Event::Asked) => Self::Confirming { opened },
            (Self::Confirming { opened }, Event::Confirmed { clinic_id, clinic_name, options }) => Self::Sending {
                order: Order { opened, clinic_id, clinic_name, options },
                sent: Sent::default(),
                pace: None,
            },
            (Self::Interrupted { order, sent, .. }, Event::Resumed) => Self::Sending { order, sent, pace: None },
            (Self::Received { order, job_id }, Event::StartFailed { code, detail }) => {
                Self::NotStarted { order, job_id, code, detail }
            }
            (Self::NotStarted { order, job_id, .. }, Event::StartedAgain) => Self::Received { order, job_id },
            (stands, _) => stands,
        }
    }

    fn heard(self, reply: Reply, now: f64) -> Self {
        match (self, reply) {
            (Self::Recognising { .. }, Reply::Recognised { name, size, needs_passphrase }) => {
                let file = Recognised { name, size, needs_passphrase };
                if needs_passphrase { Self::Locked { file, rejected: None } } else { Self::working(file) }
            }
            (Self::Working { file, mut stages, glance }, Reply::Progress { stage, done, total, milliseconds }) => {
                stages.reach(stage, StageProgress { done, total, milliseconds });
                Self::Working { file, stages, glance }
            }
            (Self::Working { file, stages, .. }, Reply::Glance { preview }) => {
                Self::Working { file, stages, glance: Some(Arc::new(preview)) }
            }
            (Self::Working { file, .. }, Reply::Preview { preview }) => {
                Self::Previewing { opened: Opened { file, preview: Arc::new(preview) } }
            }
            (Self::Working { file, .. }, Reply::Refused { refusal }) if refusal.retry_passphrase => {
                Self::Locked { file, rejected: Some(refusal.code) }
            }
            (_, Reply::Refused { refusal }) if refusal.code == CANCELLED => Self::Idle,
            // The first thing that went wrong explains the others.
            (stands @ Self::Refused { .. }, _) => stands,
            (_, Reply::Refused { refusal }) => Self::Refused { refusal },
            (Self::Sending { order, pace, .. }, Reply::Sending { sent_rows, total_rows, sent_bytes, .. }) => {
                Self::Sending {
                    order,
                    sent: Sent { rows: sent_rows, total_rows, bytes: sent_bytes },
                    pace: Some(pace.map_or(Pace::begin(now, sent_rows), |pace| pace.reached(now, sent_rows))),
                }
            }
            (Self::Sending { order, .. }, Reply::Sent { job_id }) => Self::Received { order, job_id },
            (Self::Sending { order, sent, .. }, Reply::SendFailed { job_id, code, detail }) => {
                Self::Interrupted { order, sent, job_id, code, detail }
            }
            (stands, _) => stands,
        }
    }

    fn working(file: Recognised) -> Self {
        Self::Working { file, stages: Stages::default(), glance: None }
    }

    #[must_use]
    pub fn screen(&self) -> Screen {
        match self {
            Self::Idle | Self::Recognising { .. } => Screen::Open,
            Self::Locked { .. } => Screen::Unlock,
            Self::Working { .. } => Screen::Check,
            Self::Refused { .. } => Screen::Refusal,
            Self::Previewing { .. } => Screen::Look,
            Self::Deciding { .. } | Self::Confirming { .. } => Screen::Decide,
            Self::Sending { .. } | Self::Interrupted { .. } | Self::Received { .. } | Self::NotStarted { .. } => {
                Screen::Send
            }
        }
    }

    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Idle | Self::Recognising { .. } => Step::Open,
            Self::Locked { .. } | Self::Working { .. } | Self::Refused { .. } => Step::Check,
            Self::Previewing { .. } => Step::Look,
            Self::Deciding { .. } => Step::Decide,
            Self::Confirming { .. } => Step::Confirm,
            Self::Sending { .. } | Self::Interrupted { .. } | Self::Received { .. } | Self::NotStarted { .. } => {
                Step::Import
            }
        }
    }

    /// What leaving would lose, and whether an order was given.
    #[must_use]
    pub fn ties(&self) -> Ties {
        let is_at_stake = self.opened().is_some() || matches!(self, Self::Sending { .. } | Self::Interrupted { .. });
        Ties { page: is_at_stake, clinic: self.screen() == Screen::Send }
    }

    /// The file that is looked at or decided on.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        match self {
            Self::Previewing { opened } | Self::Deciding { opened } | Self::Confirming { opened } => Some(opened),
            _ => None,
        }
    }

    /// How many rows the open file declares: of a type, or in all.
    #[must_use]
    pub fn declared(&self, entity_type: Option<&str>) -> u64 {
        let entities = self.opened().into_iter().flat_map(|opened| &opened.preview.entities);
        let is_meant = |entity: &&EntityPreview| entity_type.is_none_or(|wanted| entity.entity_type == wanted);
        entities.filter(is_meant).map(|entity| entity.rows).sum()
    }

    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        match self {
            Self::Idle | Self::Refused { .. } => None,
            Self::Recognising { name, .. } => Some(name),
            Self::Locked { file, .. } | Self::Working { file, .. } => Some(&file.name),
            Self::Previewing { opened } | Self::Deciding { opened } | Self::Confirming { opened } => {
                Some(&opened.file.name)
            }
            Self::Sending { order, .. }
            | Self::Interrupted { order, .. }
            | Self::Received { order, .. }
            | Self::NotStarted { order, .. } => Some(&order.opened.file.name),
        }
    }
}

impl Stages {
    /// The stages begun, and [`Stage::Verify`], which always comes.
    pub fn rows(&self) -> impl Iterator<Item = (Stage, Option<StageProgress>)> {
        let verify_to_come = (!self.0.contains_key(&Stage::Verify)).then_some((Stage::Verify, None));
        self.0.iter().map(|(stage, progress)| (*stage, Some(*progress))).chain(verify_to_come)
    }

    /// Work has come to `stage`: those before it are over, whether or not they said so.
    fn reach(&mut self, stage: Stage, progress: StageProgress) {
        self.0.insert(stage, progress);
        for (_, before) in self.0.range_mut(..stage) {
            before.total = Some(before.done);
        }
    }

    #[must_use]
    pub fn of(&self, stage: Stage) -> Option<StageProgress> {
        self.0.get(&stage).copied()
    }
}

impl StageProgress {
    #[must_use]
    pub fn is_over(self) -> bool {
        self.total == Some(self.done)
    }

    /// Seconds until the stage is over, as far as its pace so far tells.
    #[must_use]
    pub fn seconds_left(self) -> Option<f64> {
        let begun = Pace::begin(0.0, 0).reached(self.milliseconds, self.done);
        self.total.filter(|total| *total > self.done).and_then(|total| begun.seconds_left(total))
    }
}

/// Whether the server still has what it received of a failed import. What was not the file it has deleted.
#[must_use]
pub fn is_kept(job: &Job) -> bool {
    job.digest_computed.as_ref() == Some(&job.digest_declared)
}

impl Step {
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Check, Self::Look, Self::Decide, Self::Confirm, Self::Import, Self::Report];
}

#[cfg(test)]
mod tests;
