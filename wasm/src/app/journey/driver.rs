//! Drives a journey: what the user does goes to the worker and the server, what they answer moves the state machine.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use api::Page;
use api::ProblemCode::{BatchInvalid, HashMismatch, JobState};
use api::decisions::{CatalogItem, Decisions, ReviewedProfessional};
use api::job::{DryRun, ExecuteOptions, WarningLine};
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use uuid::Uuid;
use web_sys::File;
use zeroize::Zeroize as _;

use super::asking::Questions;
use super::worker_link::WorkerLink;
use crate::app::address;
use crate::app::http::{self, Failure};
use crate::app::session;
use crate::journey::{Event, Journey, Screen, Sent};
use crate::protocol::{LegalData, PAGE_SIZE, Reply, Request, Sample, SampleRow};

/// How long the admin pauses before what they chose is tried out.
const PAUSE: Duration = Duration::from_millis(600);

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

/// Trying the import out, beside looking at what the file holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Trial {
    None,
    Running { done: u64, total: u64 },
    Done,
    Failed,
}

impl Trial {
    #[expect(clippy::cast_precision_loss, reason = "a part to look at")]
    pub(super) fn part(self) -> Option<f64> {
        match self {
            Self::Running { done, total } if total > 0 => Some(done as f64 / total as f64),
            _ => None,
        }
    }
}

/// Rows to look at, fetched when they are asked for.
#[derive(Default)]
pub(super) struct Samples {
    /// Which are being looked at.
    pub(super) open: Option<Sample>,
    known: HashMap<Sample, (Vec<SampleRow>, u64)>,
}

impl Samples {
    /// The open rows and how many there are on all pages; nothing while they are being fetched.
    pub(super) fn rows(&self) -> Option<&(Vec<SampleRow>, u64)> {
        self.known.get(self.open.as_ref()?)
    }

    /// What another trial may tell otherwise.
    fn forget_outcomes(&mut self) {
        self.known.retain(|of, _| of.outcome.is_none());
    }
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

    /// What was found out by trying, and decided on single rows, was about the clinic before. The rules hold in any.
    fn look_from_another_clinic(self) {
        if self.journey.with_untracked(Journey::screen) != Screen::Preview {
            return;
        }
        self.forget_trial();
        self.choose(|options| options.decisions = Decisions::default());
    }

    fn forget_trial(self) {
        self.samples.set(Samples::default());
        self.outcome.set(None);
        self.legal.set(LegalData::default());
        self.team.set(Arc::default());
        self.found.set(Default::default());
    }

    pub(super) fn journey(self) -> ReadSignal<Journey> {
        self.journey.read_only()
    }

    pub(super) fn left(self) -> ReadSignal<Option<Sent>> {
        self.left.read_only()
    }

    pub(super) fn trial(self) -> ReadSignal<Trial> {
        self.trial.read_only()
    }

    pub(super) fn trouble(self) -> ReadSignal<(String, String)> {
        self.trouble.read_only()
    }

    pub(super) fn outcome(self) -> ReadSignal<Option<Arc<DryRun>>> {
        self.outcome.read_only()
    }

    pub(super) fn options(self) -> ReadSignal<ExecuteOptions> {
        self.options.read_only()
    }

    pub(super) fn legal(self) -> ReadSignal<LegalData> {
        self.legal.read_only()
    }

    pub(super) fn team(self) -> ReadSignal<Arc<Vec<ReviewedProfessional>>> {
        self.team.read_only()
    }

    /// As [`Driver::choose`], for what the staff are judged by: [`Driver::team`] follows at once.
    pub(super) fn judge(self, change: impl FnOnce(&mut ExecuteOptions)) {
        self.choose(change);
        let options = self.options.get_untracked();
        self.with_worker(|worker| worker.send(&Request::Professionals { options }));
    }

    /// Changes what the import will be told, and tries it out anew once the admin pauses.
    pub(super) fn choose(self, change: impl FnOnce(&mut ExecuteOptions)) {
        self.options.update(change);
        self.trial.set(Trial::Running { done: 0, total: 0 });
        self.changes.update_value(|changes| *changes = changes.wrapping_add(1));
        let change = self.changes.get_value();
        let try_out = move || {
            if self.changes.try_get_value() == Some(change) {
                self.try_out();
            }
        };
        set_timeout(try_out, PAUSE);
    }

    pub(super) fn found(self) -> ReadSignal<(String, Vec<CatalogItem>)> {
        self.found.read_only()
    }

    /// Looks for a treatment of the clinic.
    pub(super) fn search_catalog(self, words: String) {
        self.with_worker(|worker| worker.send(&Request::SearchCatalog { words }));
    }

    /// Tries the import out. Only who may import can: others are not told what the clinic holds.
    pub(super) fn try_out(self) {
        let clinic = untrack(session::clinic).filter(|_| untrack(session::is_admin));
        let (Some(clinic), Some(imported_by)) = (clinic, untrack(session::user_id)) else {
            return self.trial.set(Trial::None);
        };
        self.tried.set_value(self.changes.get_value());
        self.trial.set(Trial::Running { done: 0, total: 0 });
        let options = self.options.get_untracked();
        self.with_worker(|worker| worker.send(&Request::DryRun { clinic_id: clinic.id, imported_by, options }));
    }

    pub(super) fn samples(self) -> ReadSignal<Samples> {
        self.samples.read_only()
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

    /// Looks at rows.
    pub(super) fn sample(self, of: Sample) {
        self.samples.update(|samples| samples.open = Some(of.clone()));
        if self.samples.with_untracked(|samples| samples.rows().is_none()) {
            self.with_worker(|worker| worker.send(&Request::Sample { of }));
        }
    }

    pub(super) fn close_samples(self) {
        self.samples.update(|samples| samples.open = None);
    }

    /// A page of the warnings of a code that the last trial gave about rows of a type.
    pub(super) async fn warnings(
        self,
        code: String,
        entity_type: Option<String>,
        page: u32,
    ) -> Result<Page<WarningLine>, Failure> {
        let (ask, answer) = self.questions.try_update_value(Questions::ask).ok_or(Failure::Unreachable)?;
        self.with_worker(|worker| worker.send(&Request::Warnings { ask, code, entity_type, page }));
        match answer.await {
            Some(Reply::Warnings { lines, kept, .. }) => {
                Ok(Page { data: lines, total: kept, page, page_size: PAGE_SIZE })
            }
            _ => Err(Failure::Unreachable),
        }
    }

    pub(super) fn ask(self) {
        self.happened(Event::Asked);
    }

    pub(super) fn look_again(self) {
        self.happened(Event::LookedAgain);
    }

    /// From here on rows leave this computer.
    pub(super) fn confirm(self, clinic_id: Uuid, clinic_name: String) {
        let options = self.options.get_untracked();
        self.happened(Event::Confirmed { clinic_id, clinic_name, options });
        self.send_to(clinic_id);
    }

    pub(super) fn resume(self) {
        let clinic_id = self.journey.with_untracked(|journey| match journey {
            Journey::Interrupted { order, .. } => Some(order.clinic_id),
            _ => None,
        });
        if let Some(clinic_id) = clinic_id {
            self.happened(Event::Resumed);
            self.send_to(clinic_id);
        }
    }

    pub(super) fn start_again(self) {
        self.happened(Event::StartedAgain);
        self.execute();
    }

    fn send_to(self, clinic_id: Uuid) {
        self.left.update(|left| *left = left.or(Some(Sent::default())));
        self.with_worker(|worker| worker.send(&Request::Send { clinic_id }));
    }

    /// Gives the order to execute, once everything has been received, and goes to the import's own page.
    fn execute(self) {
        let received = self.journey.with_untracked(|journey| match journey {
            Journey::Received { order, job_id } => Some((*job_id, order.options.clone())),
            _ => None,
        });
        let Some((job_id, options)) = received else { return };
        spawn_local(async move {
            match start_job(job_id, &options).await {
                Ok(()) => address::go(&job_path(job_id)),
                Err(failure) => {
                    self.happened(Event::StartFailed { code: failure_code(&failure), detail: failure.message() });
                }
            }
        });
    }

    fn hear(self, reply: Reply) {
        match reply {
            Reply::Samples { of, rows, kept } => {
                self.samples.update(|samples| drop(samples.known.insert(of, (rows, kept))));
            }
            Reply::CatalogFound { words, items } => self.found.set((words, items)),
            Reply::Trying { done, total } => self.trial.set(Trial::Running { done, total }),
            // It was tried with what is no longer chosen; what is chosen is about to be tried.
            Reply::Tried { .. } if self.tried.get_value() != self.changes.get_value() => {}
            Reply::Tried { outcome, legal } => {
                self.legal.set(legal);
                self.samples.update(Samples::forget_outcomes);
                self.team.set(Arc::new(outcome.review.professionals.clone()));
                let show = move || {
                    // The page may be gone by then.
                    let _unless_gone = self.outcome.try_set(Some(Arc::new(outcome)));
                    let _unless_gone = self.trial.try_set(Trial::Done);
                };
                // All of it drawn at once would keep the browser from answering.
                set_timeout(show, Duration::ZERO);
            }
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

/// The page of an import.
pub(super) fn job_path(id: Uuid) -> String {
    format!("/settings/data-migration/{id}")
}

/// Orders the server to execute a job it has received. Done, too, where the job's page tells why not.
pub(super) async fn start_job(id: Uuid, options: &impl Serialize) -> Result<(), Failure> {
    match http::post(&format!("/migration_import/jobs/{id}/execute"), options).await {
        // It is over or given up, or what was received was not the file: another order comes to the same.
        Err(failure) if matches!(failure.code(), Some(JobState | HashMismatch | BatchInvalid)) => Ok(()),
        outcome => outcome,
    }
}

fn failure_code(failure: &Failure) -> String {
    failure.code().map_or("network", api::ProblemCode::as_str).to_owned()
}
