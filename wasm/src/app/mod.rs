//! The app's screens.
//!
//! `shell` frames every screen, `routes` says which screen an address shows, `session` knows who is signed in and which
//! clinic they work in. Screens are built from `ui` and speak through `i18n` and `format`; `http` is their one way to
//! the server.
#![allow(clippy::needless_pass_by_value)] // a view owns its properties

mod address;
pub(crate) mod format;
mod host;
pub(crate) mod http;
pub(crate) mod i18n;
mod journey;
mod json;
mod leaving;
mod patients;
mod preferences;
mod routes;
pub(crate) mod session;
mod shell;
mod sign_in;
pub(crate) mod ui;

use wasm_bindgen_futures::spawn_local;

/// Puts the app into the page.
pub fn run() {
    // `www/boot.js` sees the trap that follows and asks the user to reload.
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    spawn_local(async {
        i18n::start().await;
        host::remove_splash();
        leptos::mount::mount_to_body(routes::App);
    });
}
