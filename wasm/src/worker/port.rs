//! The worker's end of the wire to the page.

use std::cell::RefCell;
use std::pin::pin;

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue, UnwrapThrowExt as _};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::protocol::{Refusal, Reply, Request};

/// A request, the file beside it, and the means to learn that it was called off.
pub struct Job {
    /// What the page wants.
    pub request: Request,
    /// The `file` property of the message.
    pub file: Option<File>,
    /// Set once the page wants something else instead.
    pub stop: Stop,
}

/// Tells work that it was called off. Fetches take it as their signal.
#[derive(Clone)]
pub struct Stop(AbortSignal);

impl Stop {
    /// Does the work, or drops it where it stands once it is called off.
    pub async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        match select(pin!(work), pin!(self.raised())).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    async fn raised(&self) {
        if !self.0.aborted() {
            let aborted = Promise::new(&mut |resolve, _| self.0.set_onabort(Some(&resolve)));
            // It is never rejected.
            let _ = JsFuture::from(aborted).await;
        }
    }

    /// For fetches.
    pub fn signal(&self) -> &AbortSignal {
        &self.0
    }
}

/// Lets messages that wait be heard. Work without pauses cannot be called off: between its stages it takes this one.
pub async fn breathe() {
    TimeoutFuture::new(0).await;
}

/// Starts to listen. Jobs come out in the order in which they were asked for; a message that calls off what is being
/// done is heard at once.
pub fn listen() -> UnboundedReceiver<Job> {
    let (sender, receiver) = unbounded();
    let current = RefCell::new(controller());
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((request, file)) = read(&event.data()) else {
            return post(&crashed("a message that is no request"));
        };
        if calls_off(&request) {
            current.replace(controller()).abort();
        }
        let stop = Stop(current.borrow().signal());
        // The receiver lives as long as the worker.
        let _ = sender.unbounded_send(Job { request, file, stop });
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    receiver
}

/// Whether a request is for something else instead of what is being done.
fn calls_off(request: &Request) -> bool {
    match request {
        Request::Open | Request::Cancel | Request::Forget | Request::DryRun { .. } | Request::Send { .. } => true,
        Request::Hello { .. }
        | Request::Unlock { .. }
        | Request::Sample { .. }
        | Request::SearchCatalog { .. }
        | Request::Professionals { .. }
        | Request::Warnings { .. } => false,
    }
}

fn controller() -> AbortController {
    AbortController::new().expect_throw("a browser that has workers has this")
}

fn read(message: &JsValue) -> Option<(Request, Option<File>)> {
    let part = |name: &str| Reflect::get(message, &name.into()).ok();
    let file = part("file").and_then(|file| file.dyn_into().ok());
    Some((serde_wasm_bindgen::from_value(part("request")?).ok()?, file))
}

/// Tells the page.
pub fn post(reply: &Reply) {
    if let Ok(message) = serde_wasm_bindgen::to_value(reply) {
        // Only a message that cannot be cloned fails, and these are plain.
        let _ = scope().post_message(&message);
    }
}

/// The page learns of a panic where it happened; what was being worked on is not told, it may be a patient's.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        post(&crashed(&place));
    }));
}

fn crashed(place: &str) -> Reply {
    Reply::Refused {
        refusal: Refusal {
            code: "worker.crashed".to_owned(),
            message: format!("the part that opens files stopped unexpectedly ({place})"),
            help: "Reload the page and try again; if it happens again, report it with this message.".to_owned(),
            retry_passphrase: false,
        },
    }
}

/// The worker's global object.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since the worker began.
pub fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}
