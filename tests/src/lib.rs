//! What end-to-end tests stand on: a real server on a database of its own, a real browser, and a recorder between them
//! that sees every byte the browser sends.
//!
//! `cargo xtask test` builds what is tested here (the release server with the web app inside, and the command line) and
//! installs the browser. The tests say what is missing when they are run alone.

pub mod browser;
pub mod database;
pub mod dentalpin;
pub mod files;
pub mod golden;
pub mod http;
pub mod look;
pub mod postgres;
pub mod recorder;
pub mod server;
pub mod words;

use std::path::PathBuf;

/// A built program; says what builds it when it is not there.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let file = root().join("target/release").join(name);
    anyhow::ensure!(file.is_file(), "{} is not built: run `cargo xtask test`", file.display());
    Ok(file)
}

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}
