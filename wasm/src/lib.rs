//! The browser side: the worker that opens, checks and posts files, and the app's screens.

pub mod journey;
pub mod messages;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod app;
pub mod worker;
