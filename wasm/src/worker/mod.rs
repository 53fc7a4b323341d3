//! The worker: opens the chosen file, checks it, shows it, and posts it once the admin has confirmed.
//!
//! `session` is the conversation with the page, over `port`. A file's way: `source` and `in_place` (from the disk),
//! `opening` with `cipher` and `hashing` (decrypted, decompressed, checked), `preview` and `samples` (shown, with `mask`),
//! `dry_run` with `findings` on a `shelf` (tried out), `sending` over `server` (posted).

pub mod blocks;
pub mod legal;
pub mod mask;
pub mod meter;
pub mod refusal;
pub mod retry;
pub mod shelf;
pub mod years;

#[cfg(target_arch = "wasm32")]
mod cipher;
#[cfg(target_arch = "wasm32")]
mod dry_run;
#[cfg(target_arch = "wasm32")]
mod findings;
#[cfg(target_arch = "wasm32")]
mod garbage;
#[cfg(target_arch = "wasm32")]
mod hashing;
#[cfg(target_arch = "wasm32")]
mod in_place;
#[cfg(target_arch = "wasm32")]
mod opening;
#[cfg(target_arch = "wasm32")]
mod port;
#[cfg(target_arch = "wasm32")]
mod preview;
#[cfg(target_arch = "wasm32")]
mod samples;
#[cfg(target_arch = "wasm32")]
mod sending;
#[cfg(target_arch = "wasm32")]
mod server;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod source;

/// Starts whichever of the two workers this is: the one that answers the page, or the one that hashes for it.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    if hashing::is_here() { hashing::serve() } else { session::start() }
}
