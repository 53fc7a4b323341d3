//! The browser side: the worker that opens, checks and posts files, and the app's screens.
//!
//! Two WebAssembly modules are made of it, by the features `app` and `worker`; they meet in `protocol`.

pub mod protocol;

#[cfg(all(feature = "app", target_arch = "wasm32"))]
pub mod app;
#[cfg(feature = "app")]
pub mod journey;
#[cfg(feature = "app")]
pub mod messages;
#[cfg(feature = "worker")]
pub mod worker;
