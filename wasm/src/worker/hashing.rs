//! Hashing in a worker of its own: the integrity hash takes as long as reading the rows does, and computers have more
//! than one core.
//!
//! Lines pass through memory that both workers share, slot after slot, round and round; whoever is ahead waits for the
//! other. Browsers share memory only in a cross-origin isolated page, which takes a secure context: elsewhere the rows
//! are hashed where they are read.

use std::cell::Cell;
use std::rc::Rc;

use dpmf::integrity::{Digester, IntegrityHasher};
use dpmf::{Error, LogicalHash};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Atomics, Function, Int32Array, Reflect, SharedArrayBuffer, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::port::scope;
use super::source::describe;

/// By this name a worker knows that it is the one that hashes.
const NAME: &str = "hashing";
/// As much as is read at a time: rows come in windows, and hashing one must not keep the next from being read.
const SLOTS: i32 = 32;
const SLOT_BYTES: u32 = 1024 * 1024;
/// Four-byte words of the shared memory that are not slots: counters, then the length of what is in each slot.
const WORDS: u32 = 64;
const WRITTEN: u32 = 0;
const HASHED: u32 = 1;
const LENGTHS: u32 = 2;
/// Milliseconds without any progress of the other worker.
const PATIENCE: f64 = 30_000.0;
/// Milliseconds the other worker may take to start.
const START: u32 = 5_000;

/// The memory both workers see.
struct Ring {
    words: Int32Array,
    slots: Uint8Array,
}

impl Ring {
    fn new(memory: &SharedArrayBuffer) -> Self {
        Self { words: Int32Array::new(memory), slots: Uint8Array::new_with_byte_offset(memory, WORDS * 4) }
    }

    fn get(&self, word: u32) -> Result<i32, Error> {
        Atomics::load(&self.words, word).map_err(|error| stopped(&error))
    }

    /// Counts one further and wakes the other worker.
    fn advance(&self, word: u32) -> Result<(), Error> {
        Atomics::add(&self.words, word, 1)
            .and_then(|_| Atomics::notify(&self.words, word))
            .map(drop)
            .map_err(|e| stopped(&e))
    }

    /// Waits until a counter is no longer at `value`.
    fn wait(&self, word: u32, value: i32) -> Result<(), Error> {
        let waited = Atomics::wait_with_timeout(&self.words, word, value, PATIENCE).map_err(|error| stopped(&error))?;
        if waited == "timed-out" { Err(stopped(&JsValue::NULL)) } else { Ok(()) }
    }

    /// Where the slot of a round lies.
    fn slot(&self, round: i32, length: u32) -> Uint8Array {
        let start = round.rem_euclid(SLOTS).unsigned_abs() * SLOT_BYTES;
        self.slots.subarray(start, start + length)
    }

    fn length_word(round: i32) -> u32 {
        LENGTHS + round.rem_euclid(SLOTS).unsigned_abs()
    }

    /// Puts bytes into the next slot once it is free. No bytes: there are no more.
    fn put(&self, bytes: &[u8]) -> Result<(), Error> {
        let round = self.get(WRITTEN)?;
        loop {
            let hashed = self.get(HASHED)?;
            if round.wrapping_sub(hashed) < SLOTS {
                break;
            }
            self.wait(HASHED, hashed)?;
        }
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.slot(round, length).copy_from(bytes);
        Atomics::store(&self.words, Self::length_word(round), length.cast_signed()).map_err(|error| stopped(&error))?;
        self.advance(WRITTEN)
    }

    /// Takes the next bytes into `buffer`, once they are there. `false` when there are no more.
    fn take(&self, buffer: &mut Vec<u8>) -> Result<bool, Error> {
        let round = self.get(HASHED)?;
        while self.get(WRITTEN)? == round {
            self.wait(WRITTEN, round)?;
        }
        let length = self.get(Self::length_word(round))?.unsigned_abs();
        buffer.resize(length as usize, 0);
        self.slot(round, length).copy_to(buffer);
        Ok(length > 0)
    }
}

fn stopped(error: &JsValue) -> Error {
    Error::Io { detail: format!("the part that computes the hash stopped: {}", describe(error)) }
}

/// A worker that hashes what this one reads. Dropping it ends it.
pub struct Hashing {
    worker: Worker,
    ring: Ring,
}

impl Drop for Hashing {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Hashing {
    /// Starts it; nothing where memory cannot be shared, or when it does not start.
    pub async fn start() -> Option<Self> {
        let isolated = Reflect::get(&scope(), &"crossOriginIsolated".into()).ok()?;
        if isolated != JsValue::TRUE {
            return None;
        }
        let memory = SharedArrayBuffer::new(WORDS * 4 + SLOTS.unsigned_abs() * SLOT_BYTES);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(NAME);
        let worker = Worker::new_with_options(&scope().location().href(), &options).ok()?;
        let hashing = Self { worker, ring: Ring::new(&memory) };
        hashing.greet(&memory).await.then_some(hashing)
    }

    /// A worker hears nothing before its WASM runs: the memory is handed over until it answers.
    async fn greet(&self, memory: &SharedArrayBuffer) -> bool {
        const STEP: u32 = 20;
        let answered = Rc::new(Cell::new(false));
        let heard = Rc::clone(&answered);
        let hear = Closure::<dyn FnMut()>::new(move || heard.set(true));
        self.worker.set_onmessage(Some(hear.as_ref().unchecked_ref::<Function>()));
        for _ in 0..START / STEP {
            if answered.get() || self.worker.post_message(memory).is_err() {
                break;
            }
            TimeoutFuture::new(STEP).await;
        }
        self.worker.set_onmessage(None);
        answered.get()
    }

    /// Takes the lines of one file.
    pub fn digester(self) -> impl Digester {
        Elsewhere(SendWrapper::new(self))
    }
}

/// There is one thread here, which makes what belongs to it sendable.
struct Elsewhere(SendWrapper<Hashing>);

impl Digester for Elsewhere {
    fn lines(&mut self, lines: &[u8]) -> Result<(), Error> {
        lines.chunks(SLOT_BYTES as usize).try_for_each(|piece| self.0.ring.put(piece))
    }

    fn finish(self) -> Result<LogicalHash, Error> {
        let ring = &self.0.ring;
        ring.put(&[])?;
        let end = ring.get(WRITTEN)?;
        // It counts once more when the hash is there, in place of lines.
        let mut hashed = ring.get(HASHED)?;
        while hashed != end {
            ring.wait(HASHED, hashed)?;
            hashed = ring.get(HASHED)?;
        }
        let mut digest = [0; 32];
        ring.slot(end, 32).copy_to(&mut digest);
        Ok(digest.into())
    }
}

/// Whether this worker is the one that hashes.
pub fn is_here() -> bool {
    scope().name() == NAME
}

/// Hashes what comes through the shared memory, as soon as it is handed over.
pub fn serve() {
    let hear = Closure::<dyn FnMut(MessageEvent)>::once_into_js(move |event: MessageEvent| {
        let Ok(memory) = event.data().dyn_into::<SharedArrayBuffer>() else { return };
        scope().set_onmessage(None);
        // Only a closed worker does not take it.
        let _ = scope().post_message(&JsValue::TRUE);
        // An error leaves the counters where they are, which the other worker notices.
        let _ = hash(&Ring::new(&memory));
    });
    scope().set_onmessage(Some(hear.unchecked_ref()));
}

fn hash(ring: &Ring) -> Result<(), Error> {
    let (mut hasher, mut lines) = (IntegrityHasher::new(), Vec::new());
    while ring.take(&mut lines)? {
        hasher.lines(&lines);
        ring.advance(HASHED)?;
    }
    let end = ring.get(WRITTEN)?;
    ring.slot(end, 32).copy_from(hasher.finish().as_bytes());
    ring.advance(HASHED)
}
