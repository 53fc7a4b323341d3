//! An import job from its manifest to its report.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use api::ProblemCode;
use api::job::{DeclaredEntities, ExecuteOptions, Job, JobState, Manifest, ReceivedBatches, Report};
use dpmf::Meta;
use uuid::Uuid;

use super::posting;
use crate::inspect::Inspected;
use crate::output::{grouped, size};
use crate::progress::StatusLine;
use crate::server::{Server, ServerError, data};

pub(super) const JOBS: &str = "/api/v1/migration_import/jobs";

/// Between two looks at a job that executes.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// The longest pause between two tries to begin while others are at work.
const LONGEST_TURN: Duration = Duration::from_secs(15);

/// Announces the file, posts its batches, executes the job and waits until it is over.
pub(super) fn carry_out(
    server: &Server,
    inspected: &Inspected,
    file: &Path,
    clinic: Uuid,
    options: &ExecuteOptions,
) -> anyhow::Result<Report> {
    let announced = server.post(JOBS, &manifest(inspected, file, clinic)).and_then(data::<Job>);
    let job = announced.context("the server did not take the file's manifest")?;
    let here = format!("{JOBS}/{}", job.id);
    let received: ReceivedBatches = server.get(&format!("{here}/batches"))?;

    let mut line = StatusLine::new();
    let sent = posting::post(server, job.id, &inspected.opened.container, &received.ranges, &mut |bytes| {
        line.show(|| format!("Sending: {}", size(bytes)));
    });
    sent.context("not everything was sent; the same command goes on where this one stopped")?;

    execute(server, &here, options, &mut line)?;
    let job = wait(server, &here, &mut line)?;
    drop(line);
    if job.state != JobState::Completed {
        let reason = job.error.unwrap_or_else(|| format!("it is {:?}", job.state).to_lowercase());
        bail!("the import did not complete, and the clinic is as it was before: {reason}");
    }
    server.get(&format!("{here}/report")).context("the import completed, but its report could not be read")
}

fn manifest(inspected: &Inspected, file: &Path, clinic_id: Uuid) -> Manifest {
    let checked = &inspected.checked;
    let entities = checked.entities.iter().map(|declared| DeclaredEntities {
        entity_type: declared.entity_type.to_string(),
        row_count: declared.row_count,
        schema_version: declared.schema_version.clone(),
    });
    Manifest {
        clinic_id,
        file_name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        file_size: file.metadata().map_or(0, |metadata| metadata.len()),
        meta: meta(&checked.meta),
        entities: entities.collect(),
        files: checked.files.total,
        warnings: checked.extractor_warnings.iter().map(|group| group.count).sum(),
        digest: checked.digest.to_string(),
    }
}

/// The keys the file has, with their values.
fn meta(meta: &Meta) -> std::collections::BTreeMap<String, String> {
    let known = serde_json::to_value(meta).ok().and_then(|value| serde_json::from_value(value).ok());
    let known: std::collections::BTreeMap<String, Option<String>> = known.unwrap_or_default();
    known.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// Asks for execution, once the clinic's other imports are over. A try whose answer was lost may have begun it: then the
/// next is told so, and all is well.
fn execute(server: &Server, here: &str, options: &ExecuteOptions, line: &mut StatusLine) -> anyhow::Result<()> {
    let mut pause = LOOK_EVERY;
    loop {
        match server.post(&format!("{here}/execute"), options) {
            Ok(_) => return Ok(()),
            // Many who wait are told to ask less often, and wait on.
            Err(ServerError::Refused { code: ProblemCode::ClinicBusy | ProblemCode::TooManyRequests, .. }) => {
                line.show(|| "Waiting: another import is running in this clinic".to_owned());
                std::thread::sleep(pause);
                pause = (pause * 2).min(LONGEST_TURN);
            }
            Err(ServerError::Refused { code: ProblemCode::JobState, detail }) => {
                let job: Job = server.get(here)?;
                match job.state {
                    JobState::Executing | JobState::Completed | JobState::Failed => return Ok(()),
                    _ => bail!("the server does not execute the import: {detail}"),
                }
            }
            Err(error) => return Err(error).context("the server does not execute the import"),
        }
    }
}

fn wait(server: &Server, here: &str, line: &mut StatusLine) -> anyhow::Result<Job> {
    loop {
        let job: Job = server.get(here).context("the import goes on, but the server cannot be asked how")?;
        if job.state.is_final() {
            return Ok(job);
        }
        line.show(|| format!("Importing: {} of {} rows", grouped(job.processed_entities), grouped(job.total_entities)));
        std::thread::sleep(LOOK_EVERY);
    }
}
