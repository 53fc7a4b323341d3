//! The page's end of the wire to its worker.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use js_sys::{Object, Reflect};
use leptos::logging::error;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::protocol::{BUILD, Refusal, Reply, Request};

const LOADER: &str = "/worker_loader.js";
/// A worker hears nothing before its WASM runs, and does not say when that is: the greeting is repeated.
const GREETING_MS: u32 = 100;

/// A running worker. Dropping it ends the worker wherever it stands, and everything it holds with it.
pub(super) struct WorkerLink {
    worker: Worker,
    outbox: Rc<RefCell<Outbox>>,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _fail: Closure<dyn FnMut(ErrorEvent)>,
}

/// What waits until the worker has answered the greeting.
enum Outbox {
    Greeting { _repeat: Interval, waiting: Vec<JsValue> },
    Open,
}

impl WorkerLink {
    /// Starts a worker; `hear` gets what it says, and a refusal when it fails.
    pub(super) fn start(hear: impl Fn(Reply) + Clone + 'static) -> Result<Self, Refusal> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(LOADER, &options).map_err(|error| crashed(format!("{error:?}")))?;

        let greeted = worker.clone();
        let repeat = Interval::new(GREETING_MS, move || {
            post(&greeted, &Request::Hello { build: BUILD.to_owned() }, None);
        });
        let outbox = Rc::new(RefCell::new(Outbox::Greeting { _repeat: repeat, waiting: Vec::new() }));

        let on_message = {
            let (worker, outbox, hear) = (worker.clone(), Rc::clone(&outbox), hear.clone());
            Closure::new(move |event: MessageEvent| match serde_wasm_bindgen::from_value(event.data()) {
                Ok(Reply::Ready { build }) if build == BUILD => outbox.borrow_mut().open(&worker),
                Ok(Reply::Ready { build }) => hear(Reply::Refused { refusal: another_build(&build) }),
                Ok(reply) => hear(reply),
                Err(_) => hear(Reply::Refused { refusal: another_build("?") }),
            })
        };
        let on_error = Closure::new(move |event: ErrorEvent| {
            hear(Reply::Refused { refusal: crashed(event.message()) });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, outbox, _hear: on_message, _fail: on_error })
    }

    pub(super) fn send(&self, request: &Request) {
        self.deliver(request, None);
    }

    /// Hands the worker a file to look at.
    pub(super) fn open(&self, file: &File) {
        self.deliver(&Request::Open, Some(file));
    }

    fn deliver(&self, request: &Request, file: Option<&File>) {
        match &mut *self.outbox.borrow_mut() {
            Outbox::Greeting { waiting, .. } => waiting.extend(message(request, file)),
            Outbox::Open => post(&self.worker, request, file),
        }
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Outbox {
    fn open(&mut self, worker: &Worker) {
        if let Self::Greeting { waiting, .. } = std::mem::replace(self, Self::Open) {
            for message in waiting {
                post_message(worker, &message);
            }
        }
    }
}

fn post(worker: &Worker, request: &Request, file: Option<&File>) {
    if let Some(message) = message(request, file) {
        post_message(worker, &message);
    }
}

fn post_message(worker: &Worker, message: &JsValue) {
    if worker.post_message(message).is_err() {
        error!("a message to the worker could not be cloned");
    }
}

/// The request, with the file beside it.
fn message(request: &Request, file: Option<&File>) -> Option<JsValue> {
    let message = JsValue::from(Object::new());
    Reflect::set(&message, &"request".into(), &serde_wasm_bindgen::to_value(request).ok()?).ok()?;
    if let Some(file) = file {
        Reflect::set(&message, &"file".into(), file).ok()?;
    }
    Some(message)
}

fn another_build(build: &str) -> Refusal {
    refusal("worker.build_mismatch", format!("the page is build {BUILD}, its worker is build {build}"))
}

fn crashed(message: String) -> Refusal {
    refusal("worker.crashed", message)
}

fn refusal(code: &str, message: String) -> Refusal {
    Refusal { code: code.to_owned(), message, help: "Reload the page.".to_owned(), retry_passphrase: false }
}
