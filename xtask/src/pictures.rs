//! `cargo xtask pictures`: takes the README's pictures anew, so that they show what is there.

use anyhow::Result;

use crate::process::{cargo, run, say};
use crate::{serve, tools, web};

pub fn pictures() -> Result<()> {
    web::build(&tools::for_tests()?)?;
    serve::binaries()?;
    say("Taking pictures");
    run(cargo().args(["run", "--quiet", "--package", "tests", "--bin", "pictures"]))
}
