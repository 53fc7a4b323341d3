//! Measures what takes a browser or a server; `cargo xtask bench` runs it and puts its JSON into BENCHMARKS.md.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for another program

mod files;
mod floor;
mod importing;
mod mapping;
mod unnest;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::files::PASSPHRASE;
use tests::server::Server;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["browser", file] => browser(Path::new(file)).await,
        ["embedded", file] => importing::embedded(file),
        ["dentalpin", file] => importing::dentalpin(file),
        ["mapping", file] => mapping::mapping(Path::new(file)),
        ["files", count, bytes] => sent(count, bytes),
        _ => Err(anyhow::anyhow!("usage: measure browser | embedded | dentalpin | mapping FILE, or files COUNT BYTES")),
    };
    match outcome {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("measure: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn sent(count: &str, bytes: &str) -> Result<Value> {
    files::sent(count.parse()?, bytes.parse()?)
}

/// From the passphrase (or, for a raw file, from choosing it) to the verified preview; what each stage took; the longest
/// time the page did not answer; the memory of the page's process; and from there to the end of the dry run.
async fn browser(file: &Path) -> Result<Value> {
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.page.execute(WATCH, vec![]).await?;
    let idle = renderer_memory(browser.driver_process())?;
    let encrypted = file.extension().is_some_and(|extension| extension == "enc" || extension == "age");
    let mut began = Instant::now();
    browser.choose(file).await?;
    if encrypted {
        browser.see("#passphrase").await?.send_keys(PASSPHRASE).await?;
        began = Instant::now();
        browser.press("#unlock").await?;
    }
    let counts = until(&browser, ".counts").await?.duration_since(began);
    let verified = until(&browser, "#preview-digest").await?.duration_since(began);
    let peak = renderer_memory(browser.driver_process())?;
    // The dry run draws more than the preview.
    let tried = until(&browser, "#trial").await?.duration_since(began);
    let longest = browser.page.execute("return window.longestTask", vec![]).await?;
    Ok(json!({
        "counts_ms": milliseconds(counts),
        "verified_ms": milliseconds(verified),
        "dry_run_ms": milliseconds(tried.saturating_sub(verified)),
        "dry_run_memory_bytes": renderer_memory(browser.driver_process())?.saturating_sub(idle),
        "stages": browser.page.execute("return window.stages", vec![]).await?.json(),
        "longest_task_ms": longest.json(),
        "memory_bytes": peak.saturating_sub(idle),
        "file_bytes": file.metadata()?.len(),
    }))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Notes the longest task of the main thread, and how long each stage takes before its row goes.
const WATCH: &str = "window.longestTask = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        window.longestTask = Math.max(window.longestTask, entry.duration);
    })).observe({type: 'longtask'});
    window.stages = {};
    new MutationObserver(() => document.querySelectorAll('[data-stage]').forEach(row => {
        window.stages[row.dataset.stage] = Number(row.dataset.milliseconds);
    })).observe(document.body, {subtree: true, childList: true, attributeFilter: ['data-milliseconds']});";

async fn until(browser: &Browser, css: &str) -> Result<Instant> {
    let patience = Instant::now() + Duration::from_mins(10);
    loop {
        let there = browser.page.execute(&format!("return document.querySelector('{css}') !== null"), vec![]).await?;
        if there.json() == &Value::Bool(true) {
            return Ok(Instant::now());
        }
        anyhow::ensure!(Instant::now() < patience, "{css} did not appear in ten minutes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The greatest resident memory of any page process below the driver, in bytes.
fn renderer_memory(driver: u32) -> Result<u64> {
    let mut greatest = 0;
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Ok(process) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if !String::from_utf8_lossy(&command).contains("--type=renderer") || !descends_from(process, driver) {
            continue;
        }
        let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
        greatest = greatest.max(peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024);
    }
    anyhow::ensure!(greatest > 0, "no page process was found");
    Ok(greatest)
}

fn descends_from(mut process: u32, ancestor: u32) -> bool {
    while process > 1 {
        if process == ancestor {
            return true;
        }
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse().ok());
        process = parent.unwrap_or(0);
    }
    false
}
