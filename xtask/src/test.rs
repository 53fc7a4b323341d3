//! `cargo xtask test`: every test there is.

use anyhow::Result;

use crate::process::{cargo, command, run, say};
use crate::{serve, tools, web};

/// Formatting and lints, then unit and integration tests, then the web app end to end in a browser.
pub fn test() -> Result<()> {
    let tools = tools::for_tests()?;

    say("Checking format and lints");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;

    say("Checking lints of what runs in the browser");
    web::lint(&tools)?;

    say("Checking what dependencies may be");
    run(command(tools::cargo_deny()?).args(["--log-level", "error", "check", "bans", "licenses", "sources"]))?;

    say("Testing each crate");
    run(cargo().args(["test", "--workspace", "--exclude", "tests"]))?;

    web::build(&tools)?;
    serve::binaries()?;

    say("Testing the whole, in a browser");
    run(cargo().args(["test", "--package", "tests"]))
}
