//! `cargo xtask serve`: everything built, and running.

use anyhow::Result;

use crate::process::{cargo, command, root, run, say};
use crate::{tools, web};

/// Builds the web app, the server with the app inside and the command line, then runs the server.
pub fn serve(options: &[String]) -> Result<()> {
    web::build(&tools::for_web()?)?;
    binaries()?;
    say("Starting the server (Ctrl-C stops it)");
    run(command(root().join("target/release/puente-server")).args(options))
}

/// Builds `puente-server`, with the web app inside, and `puente`.
pub fn binaries() -> Result<()> {
    say("Building the server and the command line");
    // One at a time: built together they would share dpmf with every feature, and the server must not have `open`.
    ["server", "cli"].iter().try_for_each(|package| run(cargo().args(["build", "--release", "--package", package])))
}
