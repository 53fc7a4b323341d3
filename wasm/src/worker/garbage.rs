//! What the browser made for this worker and nobody needs any more: buffers with pieces of the file, mostly. They do not
//! lie in the heap whose size makes it collect garbage, so it must be nudged, or it would keep hundreds of megabytes.

use std::cell::Cell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::port::{breathe, scope};

/// Bytes that are asked for to make the browser look what it could free. Nothing is written there, so they take no memory.
const ASKED: u32 = 256 * 1024 * 1024;
/// How much garbage is made between two nudges, in bytes.
const BETWEEN_NUDGES: usize = 32 * 1024 * 1024;
/// The browser collects in small steps, between other tasks. So many nudges take it to the end.
const NUDGES: u32 = 16;

thread_local! {
    static SINCE_NUDGE: Cell<usize> = const { Cell::new(0) };
}

/// Says that `bytes` have become garbage.
pub fn made(bytes: usize) {
    let since = SINCE_NUDGE.get() + bytes;
    SINCE_NUDGE.set(since % BETWEEN_NUDGES);
    if since >= BETWEEN_NUDGES {
        nudge();
    }
}

/// Has all of it collected before what comes next needs the memory.
pub async fn collect() {
    for _ in 0..NUDGES {
        nudge();
        breathe().await;
    }
}

fn nudge() {
    let constructor = Reflect::get(&scope(), &"ArrayBuffer".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    // Where there is no room for it, the garbage stays a little longer.
    let _dropped = constructor.map(|it| Reflect::construct(&it, &Array::of1(&JsValue::from(ASKED))));
}
