//! The Web Worker in which files are opened (`docs/architecture.md#worker`).

#[cfg(target_arch = "wasm32")]
fn main() {
    wasm::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
