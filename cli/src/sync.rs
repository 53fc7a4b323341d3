//! `puente sync`: send the radiographs and documents an import lists, until all are there.

mod find;
mod memory;
mod report;
mod throttle;
mod upload;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use api::document::{FileCounts, FileLine, FileState};
use api::job::{Job, JobState};
use uuid::Uuid;

use crate::failure::Failure;
use crate::output;
use crate::progress::StatusLine;
use crate::server::Server;

use self::find::Found;
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
    loop {
        let round = round(arguments, &server, &mut memory, &mut report);
        memory.save()?;
        let is_over = match round {
            Ok(is_over) => is_over,
            // Whoever watches waits for better times, too.
            Err(error) if arguments.watch => {
                output::say(&format!("puente: {error:#}; trying again in {} s", arguments.every));
                false
            }
            Err(error) => return Err(error.into()),
        };
        if is_over || !arguments.watch {
            break;
        }
        std::thread::sleep(Duration::from_secs(arguments.every));
    }
    if arguments.json {
        output::print_json(&report);
    } else {
        output::print(&report.text());
    }
    if report.is_complete() { Ok(()) } else { Err(Failure::Incomplete) }
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
    let uploader = upload::Uploader { server, job: arguments.job, largest: counts()?.largest, throttle: &throttle };
    send(arguments, &uploader, memory, report, &wanted);
    let counts = counts()?;
    let is_listed = !matches!(job.state, JobState::Receiving);
    // What is stored gets its patient from the import, without us.
    Ok(is_listed && (counts.expected == 0 || report.nothing_more_helps(counts.expected)))
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

/// Sends what is where it should be, and then what is found elsewhere.
fn send(
    arguments: &Arguments,
    uploader: &upload::Uploader<'_>,
    memory: &mut Memory,
    report: &mut Report,
    wanted: &[FileLine],
) {
    let workers = usize::from(arguments.parallel);
    let mut status = StatusLine::new();
    let mut show = |report: &Report| status.show(|| report.line());

    // Two rows may list the same bytes: one file brings both.
    let mut by_digest: HashMap<&str, Vec<&FileLine>> = HashMap::new();
    for line in wanted {
        if let Some(sha256) = line.sha256.as_deref() {
            by_digest.entry(sha256).or_default().push(line);
        }
    }
    let places: Vec<_> = by_digest.values().cloned().collect();
    let mut elsewhere = Vec::new();
    upload::in_parallel(
        workers,
        &places,
        memory,
        |lines, memory| {
            let place = lines.iter().find_map(|line| find::in_place(&arguments.root, line, memory));
            place.map(|place| uploader.send(&place))
        },
        |lines, sent| match sent {
            Some(sent) => {
                report.sent(lines, sent);
                show(report);
            }
            None => elsewhere.push(lines.clone()),
        },
    );
    if elsewhere.is_empty() {
        return;
    }
    let digests = elsewhere.iter().filter_map(|lines| lines[0].sha256.as_deref().map(|digest| (digest, lines[0].size)));
    let found = find::by_contents(&arguments.root, &digests.collect(), workers, memory);
    report.unreadable_here = found.unreadable;
    let moved: Vec<(Vec<&FileLine>, Found)> = elsewhere
        .into_iter()
        .filter_map(|lines| {
            let place = found.places.get(lines[0].sha256.as_deref()?)?.clone();
            Some((lines, place))
        })
        .collect();
    upload::in_parallel(
        workers,
        &moved,
        memory,
        |(_, place), _| Some(uploader.send(place)),
        |(lines, _), sent| {
            if let Some(sent) = sent {
                report.sent(lines, sent);
            }
            show(report);
        },
    );
}
