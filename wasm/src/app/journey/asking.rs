//! Questions to the worker that have one answer each, whenever it comes.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::protocol::Reply;

/// What was asked and not answered yet, by number.
#[derive(Default)]
pub(super) struct Questions {
    last: u32,
    open: HashMap<u32, Question>,
}

struct Question {
    answered: Function,
    answer: Rc<Cell<Option<Reply>>>,
}

impl Questions {
    /// The number of a new question, and what waits for its answer.
    pub(super) fn ask(&mut self) -> (u32, impl Future<Output = Option<Reply>> + use<>) {
        self.last = self.last.wrapping_add(1);
        let answer = Rc::new(Cell::new(None));
        let mut resolve = None;
        let promise = Promise::new(&mut |answered, _| resolve = Some(answered));
        if let Some(answered) = resolve {
            self.open.insert(self.last, Question { answered, answer: Rc::clone(&answer) });
        }
        let wait = async move {
            // It is never rejected.
            let _ = JsFuture::from(promise).await;
            answer.take()
        };
        (self.last, wait)
    }

    /// Gives a question its answer.
    pub(super) fn answer(&mut self, ask: u32, reply: Reply) {
        if let Some(Question { answered, answer }) = self.open.remove(&ask) {
            answer.set(Some(reply));
            // Resolving a promise throws nothing.
            let _ = answered.call0(&JsValue::NULL);
        }
    }
}
