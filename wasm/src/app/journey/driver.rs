//! Drives a journey: what the user does goes to the worker and the server, what they answer moves the state machine.

mod looking;
mod ordering;
mod trying;

use std::sync::Arc;

use api::decisions::{CatalogItem, ReviewedProfessional};
use api::job::{DryRun, ExecuteOptions};
use js_sys::Date;
use leptos::prelude::*;
use web_sys::File;
use zeroize::Zeroize as _;

pub(super) use looking::Samples;
pub(super) use ordering::start_job;
pub(super) use trying::Trial;

use super::asking::Questions;
use super::worker_link::WorkerLink;
use crate::app::session;
use crate::journey::{Event, Journey, Sent};
use crate::protocol::{LegalData, Reply, Request};

/// The page's journey. Ends, with its worker, when the page is left.
#[derive(Clone, Copy)]
pub(super) struct Driver {
    journey: RwSignal<Journey>,
    /// What has left this computer since the page was opened.
    left: RwSignal<Option<Sent>>,
    samples: RwSignal<Samples>,
    trial: RwSignal<Trial>,
    /// Why the last one failed: a code, and its English.
    trouble: RwSignal<(String, String)>,
    /// What the last finished trial came to; stays while another runs.
    outcome: RwSignal<Option<Arc<DryRun>>>,
    options: RwSignal<ExecuteOptions>,
    legal: RwSignal<LegalData>,
    /// How many appointments each year had.
    years: RwSignal<Vec<(String, u64)>>,
    /// The staff as the last trial knows them, judged by the options of now.
    team: RwSignal<Arc<Vec<ReviewedProfessional>>>,
    /// What was found of the clinic's catalog, by which words.
    found: RwSignal<(String, Vec<CatalogItem>)>,
    /// Counts changes of the options, so that only the last of several in a row starts a trial.
    changes: StoredValue<u32>,
    /// How many changes there were when the trial was started.
    tried: StoredValue<u32>,
    questions: StoredValue<Questions, LocalStorage>,
    worker: StoredValue<Option<WorkerLink>, LocalStorage>,
}

impl Driver {
    pub(super) fn start() -> Self {
        let driver = Self {
            journey: RwSignal::new(Journey::Idle),
            left: RwSignal::new(None),
            samples: RwSignal::new(Samples::default()),
            trial: RwSignal::new(Trial::None),
            trouble: RwSignal::default(),
            outcome: RwSignal::new(None),
            options: RwSignal::new(ExecuteOptions::default()),
            legal: RwSignal::default(),
            years: RwSignal::default(),
            team: RwSignal::default(),
            found: RwSignal::new(Default::default()),
            changes: StoredValue::new(0),
            tried: StoredValue::new(0),
            questions: StoredValue::new_local(Questions::default()),
            worker: StoredValue::new_local(None),
        };
        driver.start_worker();
        let clinic = Memo::new(|_| session::clinic().map(|clinic| clinic.id));
        Effect::watch(move || clinic.get(), move |_, _, _| driver.look_from_another_clinic(), false);
        driver
    }

    pub(super) fn journey(self) -> ReadSignal<Journey> {
        self.journey.read_only()
    }

    pub(super) fn left(self) -> ReadSignal<Option<Sent>> {
        self.left.read_only()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number")]
    pub(super) fn open(self, file: &File) {
        self.start_over();
        self.happened(Event::Chosen { name: file.name(), size: file.size() as u64 });
        self.with_worker(|worker| worker.open(file));
    }

    /// The passphrase goes to the worker and is wiped here.
    pub(super) fn unlock(self, passphrase: String) {
        let mut request = Request::Unlock { passphrase };
        self.with_worker(|worker| worker.send(&request));
        if let Request::Unlock { passphrase } = &mut request {
            passphrase.zeroize();
        }
        self.happened(Event::PassphraseSent);
    }

    /// Drops the file and stops whatever is being done with it: a fresh worker takes over.
    pub(super) fn forget(self) {
        self.happened(Event::Forgotten);
        self.start_over();
        self.start_worker();
    }

    /// Another file: what was seen and chosen for the last one is no more.
    fn start_over(self) {
        self.forget_trial();
        self.trial.set(Trial::None);
        self.options.set(ExecuteOptions::default());
    }

    pub(super) fn found(self) -> ReadSignal<(String, Vec<CatalogItem>)> {
        self.found.read_only()
    }

    /// Looks for a treatment of the clinic.
    pub(super) fn search_catalog(self, words: String) {
        self.with_worker(|worker| worker.send(&Request::SearchCatalog { words }));
    }

    /// On from looking to deciding, and back.
    pub(super) fn decide(self) {
        self.happened(Event::Looked);
    }

    pub(super) fn look_again(self) {
        self.happened(Event::LookedAgain);
    }

    /// On from deciding to the question, and back.
    pub(super) fn ask(self) {
        self.happened(Event::Asked);
    }

    pub(super) fn not_yet(self) {
        self.happened(Event::NotYet);
    }

    fn hear(self, reply: Reply) {
        match reply {
            Reply::Samples { of, rows, kept } => {
                self.samples.update(|samples| samples.learn(of, rows, kept));
            }
            Reply::CatalogFound { words, items } => self.found.set((words, items)),
            Reply::Trying { done, total } => self.trial.set(Trial::Running { done, total }),
            Reply::Tried { outcome, legal, years } => self.was_tried(outcome, legal, years),
            Reply::Professionals { professionals } => self.team.set(Arc::new(professionals)),
            Reply::Warnings { ask, .. } => {
                self.questions.update_value(|questions| questions.answer(ask, reply));
            }
            Reply::NotTried { code, detail } => {
                self.trouble.set((code, detail));
                self.trial.set(Trial::Failed);
            }
            Reply::Preview { .. } => {
                self.happened(Event::Heard(reply));
                self.try_out();
            }
            Reply::Sending { sent_rows, total_rows, sent_bytes, .. } => {
                self.left.set(Some(Sent { rows: sent_rows, total_rows, bytes: sent_bytes }));
                self.happened(Event::Heard(reply));
            }
            Reply::Sent { .. } => {
                self.happened(Event::Heard(reply));
                self.execute();
            }
            _ => self.happened(Event::Heard(reply)),
        }
    }

    fn happened(self, event: Event) {
        self.journey.update(|journey| *journey = std::mem::replace(journey, Journey::Idle).on(event, Date::now()));
    }

    fn start_worker(self) {
        // The page may be gone when the worker's last words arrive.
        let hear = move |reply| {
            if !self.journey.is_disposed() {
                self.hear(reply);
            }
        };
        match WorkerLink::start(hear) {
            Ok(link) => self.worker.set_value(Some(link)),
            Err(refusal) => self.happened(Event::Heard(Reply::Refused { refusal })),
        }
    }

    fn with_worker(self, tell: impl FnOnce(&WorkerLink)) {
        self.worker.with_value(|worker| worker.as_ref().map(tell));
    }
}
