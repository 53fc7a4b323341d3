//! `cargo xtask soak`: the tests that kill the server, with other moments and larger files, for hours.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::process::{cargo, run, say};
use crate::{serve, tools, web};

/// Rows of the files, one after the other.
const ROWS: [u32; 3] = [2_000, 20_000, 100_000];

/// As long as told; an hour when not.
pub fn soak(arguments: &[String]) -> Result<()> {
    let hours: f64 = match arguments {
        [] => 1.0,
        [hours] => hours.parse().context("expected a number of hours")?,
        _ => anyhow::bail!("expected a number of hours alone"),
    };
    ensure!(hours > 0.0 && hours < 1_000.0, "expected hours between 0 and 1000");
    let tools = tools::for_tests()?;
    web::build(&tools)?;
    serve::binaries()?;
    let end = Instant::now() + Duration::from_secs_f64(hours * 3600.0);
    for (seed, rows) in (1..).zip(ROWS.into_iter().cycle()) {
        if Instant::now() >= end {
            break;
        }
        say(&format!("Killing the server, {rows} rows, seed {seed}"));
        let mut killing = cargo();
        killing.args(["test", "--package", "tests", "--", "kills::", "faults::", "--test-threads", "1"]);
        killing.env("PUENTE_SOAK_SEED", seed.to_string()).env("PUENTE_SOAK_ROWS", rows.to_string());
        run(killing.env("PUENTE_SOAK_KILLS", "50"))?;
    }
    Ok(())
}
