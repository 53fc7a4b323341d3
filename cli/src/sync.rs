//! `puente sync`: send the radiographs and documents an import lists, until all are there.

mod ahead;
mod find;
mod look;
mod memory;
mod report;
mod throttle;
mod upload;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use api::document::{FileCounts, FileLine, FileState};
use api::job::{Job, JobState};
use uuid::Uuid;

use crate::failure::Failure;
use crate::server::{Server, ServerError};
use crate::{output, passphrase};

use self::memory::Memory;
use self::report::Report;
use self::throttle::Throttle;

const JOBS: &str = "/api/v1/migration_import/jobs";
/// Files asked for at once.
const PAGE: u32 = 1_000;

/// Send the radiographs and documents that an import lists
///
/// Files are looked for at the path the source had them, below --root, and then by their contents: what was moved is found. Only what
/// the import lists is sent. Giving the command again goes on where it stopped.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The address of the server, beginning with `https://`
    #[arg(long, value_name = "URL")]
    server: String,
    /// The import
    #[arg(long, value_name = "ID")]
    job: Uuid,
    /// Your API token there
    #[arg(long, value_name = "T", env = "PUENTE_TOKEN", hide_env_values = true, allow_hyphen_values = true)]
    token: String,
    /// The folder with the old program's images
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// The import's own .dpm file: what it lists is looked for at once, before the server has its list
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    passphrase: passphrase::Arguments,
    /// Files on their way at once
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    parallel: u8,
    /// At most so many kB a second
    #[arg(long, value_name = "KB", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// What was read before, so that it need not be read again; beside where you are when not given
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Go on looking until every file has arrived
    #[arg(long)]
    watch: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "S", default_value_t = 30, requires = "watch")]
    every: u64,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if !arguments.root.is_dir() {
        return Err(Failure::Usage(format!("--root {}: there is no such folder", arguments.root.display())));
    }
    let server = Server::new(&arguments.server, &arguments.token)?;
    let state = arguments.state.clone().unwrap_or_else(|| format!("puente-sync-{}.json", arguments.job).into());
    let mut memory = Memory::open(state);
    let mut report = Report::default();
    if let Some(file) = &arguments.file {
        ahead::read(arguments, file, &server, &mut memory)?;
        memory.save()?;
    }
    loop {
        let round = round(arguments, &server, &mut memory, &mut report);
        memory.save()?;
        match round {
            Ok(is_over) if is_over || !arguments.watch => break,
            Ok(_) => {}
            // Whoever watches waits for better times, where there may be some.
            Err(error) if arguments.watch && may_pass(&error) => {
                output::say(&format!("puente: {error:#}; trying again in {} s", arguments.every));
            }
            Err(error) => {
                if report.has_begun() {
                    tell(arguments, &report);
                }
                return Err(error.into());
            }
        }
        std::thread::sleep(Duration::from_secs(arguments.every));
    }
    tell(arguments, &report);
    if report.is_complete() { Ok(()) } else { Err(Failure::Incomplete) }
}

fn may_pass(error: &anyhow::Error) -> bool {
    error.downcast_ref::<ServerError>().is_some_and(ServerError::may_pass)
}

fn tell(arguments: &Arguments, report: &Report) {
    if arguments.json {
        output::print_json(report);
    } else {
        output::print(&report.text());
    }
}

/// Sends what can be sent now; says whether nothing more can come.
fn round(arguments: &Arguments, server: &Server, memory: &mut Memory, report: &mut Report) -> anyhow::Result<bool> {
    let here = format!("{JOBS}/{}", arguments.job);
    let job: Job = server.get(&here).context("the import could not be asked for")?;
    if matches!(job.state, JobState::Abandoned | JobState::Undone) {
        anyhow::bail!("the import was given up or undone: it takes no files");
    }
    let lines = lines(server, &here)?;
    let is_first = report.begin(&lines);
    let wanted: Vec<FileLine> = lines.into_iter().filter(|line| line.state == FileState::Expected).collect();
    if is_first && !arguments.json {
        output::say(&format!("{} files to send", output::grouped(wanted.len() as u64)));
    }
    let counts = || server.get::<FileCounts>(&format!("{here}/files/counts"));
    let throttle = Throttle::new(arguments.limit.map(|kilobytes| kilobytes.saturating_mul(1_000)));
    let uploader = upload::Uploader {
        server,
        job: arguments.job,
        largest: counts()?.largest,
        throttle: &throttle,
        share: arguments.limit.map(|kilobytes| kilobytes.saturating_mul(1_000) / u64::from(arguments.parallel)),
    };
    look::send(arguments, &uploader, memory, report, &wanted)?;
    let counts = counts()?;
    report.is_listed = counts.is_listed;
    // What is stored gets its patient from the import, without us.
    Ok(counts.is_listed && (counts.expected == 0 || report.nothing_more_helps(counts.expected)))
}

fn lines(server: &Server, here: &str) -> anyhow::Result<Vec<FileLine>> {
    let mut lines = Vec::new();
    for page in 1.. {
        let path = format!("{here}/files?page={page}&page_size={PAGE}");
        let next = server.get_page::<FileLine>(&path).context("the list of files could not be read")?;
        let is_last = next.data.is_empty();
        lines.extend(next.data);
        if is_last || lines.len() as u64 >= next.total {
            break;
        }
    }
    Ok(lines)
}
