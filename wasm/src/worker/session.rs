//! The conversation with the page: one file at a time.

use std::ops::ControlFlow;
use std::rc::Rc;

use dpmf::passphrase::Passphrase;
use dpmf::{EntityType, Error};
use futures::StreamExt as _;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::dry_run::{Order, dry_run};
use super::opening::{Chosen, Locked, Opened, choose};
use super::port::{Job, Stop, breathe, listen, post, report_panics};
use super::{in_place, preview, sending};
use crate::protocol::{BUILD, Refusal, Reply, Request};

/// Rows of a type that are shown at most.
const MOST_SAMPLES: usize = 200;

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
    /// Shared with a dry run, which goes on beside other requests.
    Opened(Rc<Opened>),
}

impl Session {
    async fn answer(&mut self, Job { request, file, stop }: Job) -> ControlFlow<()> {
        match request {
            Request::Hello { build } => return greet(&build),
            Request::Open => self.open(file, &stop).await,
            Request::Unlock { passphrase } => self.unlock(Passphrase::new(passphrase), &stop).await,
            Request::Sample { entity_type, limit } => self.sample(&entity_type, limit),
            Request::SearchCatalog { words } => self.search_catalog(words),
            Request::DryRun { clinic_id, imported_by, options } => {
                self.dry_run(Order { clinic_id, imported_by, options }, stop);
            }
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
            Some(Ok(Chosen::Opened(opened))) => self.show(opened),
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
        *self = Self::Opened(Rc::new(opened));
    }

    fn sample(&self, entity_type: &str, limit: u32) {
        let Self::Opened(opened) = self else { return };
        let limit = usize::try_from(limit).unwrap_or(MOST_SAMPLES).min(MOST_SAMPLES);
        let rows = EntityType::parse(entity_type)
            .and_then(|entity_type| preview::samples(&opened.container, &entity_type, limit));
        // Every table of a checked file reads: only a type the file does not have comes to nothing.
        post(&Reply::Samples { entity_type: entity_type.to_owned(), rows: rows.unwrap_or_default() });
    }

    fn search_catalog(&self, words: String) {
        let Self::Opened(opened) = self else { return };
        let items = opened.catalog.borrow().find(&words);
        post(&Reply::CatalogFound { words, items });
    }

    fn dry_run(&self, order: Order, stop: Stop) {
        let Self::Opened(opened) = self else { return };
        let opened = Rc::clone(opened);
        spawn_local(async move {
            match stop.or(dry_run(&opened, &order, &stop)).await {
                Some(Ok(outcome)) => post(&Reply::Tried { outcome }),
                Some(Err(failure)) => post(&Reply::NotTried { code: failure.code, detail: failure.detail }),
                None => {}
            }
        });
    }

    async fn send(&mut self, clinic_id: Uuid, stop: &Stop) {
        let Self::Opened(opened) = self else { return };
        let mut job_id = None;
        let sent = stop.or(sending::send(opened, clinic_id, stop, &mut job_id)).await;
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
