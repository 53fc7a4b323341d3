//! The conversation with the page: one file at a time.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use dpmf::passphrase::Passphrase;
use dpmf::{EntityType, Error};
use futures::StreamExt as _;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::dry_run::{Order, dry_run};
use super::findings::Findings;
use super::opening::{Chosen, Locked, Opened, choose};
use super::port::{Job, Stop, breathe, listen, post, report_panics};
use super::{in_place, mask, preview, sending};
use crate::protocol::{BUILD, Refusal, Reply, Request, Sample, SampleRow};

/// Rows of a type that are shown of the file itself.
const SAMPLES: usize = 5;

/// Answers the page until it goes.
pub fn start() {
    report_panics();
    let mut jobs = listen();
    // What the page said before was not heard.
    post(&ready());
    spawn_local(async move {
        let mut session = Session::Empty;
        while let Some(job) = jobs.next().await {
            if session.answer(job).await.is_break() {
                break;
            }
        }
    });
}

enum Session {
    Empty,
    Locked(Locked),
    Opened(Rc<Work>),
}

/// An open file; shared with a dry run, which goes on beside other requests.
struct Work {
    opened: Opened,
    /// Of the last dry run that finished.
    findings: RefCell<Option<Findings>>,
}

impl Work {
    /// Something of the last dry run; an empty list before there is one.
    fn found<T: Default>(&self, read: impl FnOnce(&Findings) -> T) -> T {
        self.findings.borrow().as_ref().map(read).unwrap_or_default()
    }

    /// The rows to look at, and how many there are on all pages.
    fn rows(&self, entity_type: EntityType, of: &Sample) -> (Vec<SampleRow>, u64) {
        let (mut rows, kept) = self.rows_in_clear(entity_type, of);
        mask::unasked(of, &mut rows);
        (rows, kept)
    }

    fn rows_in_clear(&self, entity_type: EntityType, of: &Sample) -> (Vec<SampleRow>, u64) {
        let container = &self.opened.container;
        if let Some(outcome) = of.outcome {
            return self.found(|findings| findings.outcomes(container, entity_type, outcome, of.page));
        }
        let rows = preview::samples(container, &entity_type, SAMPLES).unwrap_or_default();
        let kept = rows.len() as u64;
        (rows, kept)
    }
}

impl Session {
    async fn answer(&mut self, Job { request, file, stop }: Job) -> ControlFlow<()> {
        match request {
            Request::Hello { build } => return greet(&build),
            Request::Open => self.open(file, &stop).await,
            Request::Unlock { passphrase } => self.unlock(Passphrase::new(passphrase), &stop).await,
            Request::Sample { of } => self.sample(of),
            Request::SearchCatalog { words } => self.answer_with(|work| {
                let items = work.opened.catalog.borrow().find(&words);
                Reply::CatalogFound { words, items }
            }),
            Request::DryRun { clinic_id, imported_by, options } => {
                self.dry_run(Order { clinic_id, imported_by, options }, stop);
            }
            Request::Professionals { options } => self.answer_with(|work| Reply::Professionals {
                professionals: work.found(|findings| findings.professionals(&options)),
            }),
            Request::Warnings { ask, code, entity_type, page } => self.answer_with(|work| {
                let (lines, kept) = work.found(|findings| findings.warnings(&code, entity_type.as_deref(), page));
                Reply::Warnings { ask, lines, kept }
            }),
            Request::Send { clinic_id } => self.send(clinic_id, &stop).await,
            Request::Cancel => self.cancel().await,
            Request::Forget => self.forget().await,
        }
        ControlFlow::Continue(())
    }

    async fn open(&mut self, file: Option<File>, stop: &Stop) {
        self.forget().await;
        let Some(file) = file else {
            return refuse(Error::Io { detail: "no file came with the message".to_owned() });
        };
        match stop.or(choose(file)).await {
            Some(Ok(Chosen::Locked(locked))) => *self = Self::Locked(locked),
            Some(Ok(Chosen::Opened(opened))) => self.show(*opened),
            Some(Err(error)) => refuse(error),
            None => {}
        }
    }

    async fn unlock(&mut self, passphrase: Passphrase, stop: &Stop) {
        let Self::Locked(locked) = self else { return };
        match stop.or(locked.unlock(passphrase)).await {
            Some(Ok(opened)) => self.show(opened),
            Some(Err(error)) => refuse(error),
            None => {}
        }
    }

    fn show(&mut self, opened: Opened) {
        post(&Reply::Preview { preview: preview::whole(&opened) });
        *self = Self::Opened(Rc::new(Work { opened, findings: RefCell::new(None) }));
    }

    fn sample(&self, of: Sample) {
        self.answer_with(|work| {
            // Every table of a checked file reads: only a type the file does not have comes to nothing.
            let (rows, kept) = EntityType::parse(&of.entity_type).map(|name| work.rows(name, &of)).unwrap_or_default();
            Reply::Samples { of, rows, kept }
        });
    }

    fn dry_run(&self, order: Order, stop: Stop) {
        let Self::Opened(work) = self else { return };
        let work = Rc::clone(work);
        spawn_local(async move {
            match stop.or(dry_run(&work.opened, &order, &stop)).await {
                Some(Ok((tried, findings))) => {
                    work.findings.replace(Some(findings));
                    post(&tried);
                }
                Some(Err(failure)) => post(&Reply::NotTried { code: failure.code, detail: failure.detail }),
                None => {}
            }
        });
    }

    fn answer_with(&self, answer: impl FnOnce(&Work) -> Reply) {
        if let Self::Opened(work) = self {
            post(&answer(work));
        }
    }

    async fn send(&mut self, clinic_id: Uuid, stop: &Stop) {
        let Self::Opened(work) = self else { return };
        let mut job_id = None;
        let sent = stop.or(sending::send(&work.opened, clinic_id, stop, &mut job_id)).await;
        post(&match sent.unwrap_or_else(|| Err(Error::Cancelled.into())) {
            Ok(job_id) => Reply::Sent { job_id },
            Err(failure) => Reply::SendFailed { job_id, code: failure.code, detail: failure.detail },
        });
    }

    /// What was being done is over by now. A file that is open stays so, as sending it can be resumed.
    async fn cancel(&mut self) {
        if !matches!(self, Self::Opened(_)) {
            self.forget().await;
        }
        refuse(Error::Cancelled);
    }

    async fn forget(&mut self) {
        // A dry run that was called off lets go of the file first.
        breathe().await;
        *self = Self::Empty;
        in_place::close();
    }
}

fn ready() -> Reply {
    Reply::Ready { build: BUILD.to_owned() }
}

fn greet(build: &str) -> ControlFlow<()> {
    if build == BUILD {
        post(&ready());
        return ControlFlow::Continue(());
    }
    let refusal = Refusal {
        code: "worker.build_mismatch".to_owned(),
        message: format!("the page is of version {build}, the part that opens files of version {BUILD}"),
        help: "Reload the page.".to_owned(),
        retry_passphrase: false,
    };
    post(&Reply::Refused { refusal });
    ControlFlow::Break(())
}

fn refuse(error: Error) {
    post(&Reply::Refused { refusal: error.into() });
}
