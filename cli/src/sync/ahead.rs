//! Reading what an import lists before the server has its list: from the import's own file.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context as _;
use api::document::{FileLine, FileState};
use api::job::Job;
use dpmf::Limits;
use dpmf::batch::{Batch, Rows};
use dpmf::container::{BatchReader, Container};

use super::memory::Memory;
use super::{Arguments, JOBS, find, may_pass, upload};
use crate::failure::Failure;
use crate::inspect::{Inspected, inspect};
use crate::output;
use crate::server::Server;

/// Reads the files that are listed in a `.dpm`, where they should be or wherever they are, so that their digests are known.
pub(super) fn read(arguments: &Arguments, file: &Path, server: &Server, memory: &mut Memory) -> Result<(), Failure> {
    let inspected = inspect(file, &arguments.passphrase)?;
    belongs(arguments, file, server, &inspected)?;
    let lines = lines(&inspected.opened.container)?;
    output::say(&format!("{} files to look for", output::grouped(lines.len() as u64)));
    let workers = usize::from(arguments.parallel);
    let mut elsewhere = Vec::new();
    upload::in_parallel(
        workers,
        &lines,
        memory,
        |line, memory| find::in_place(&arguments.root, line, memory).is_some(),
        |line, is_there| {
            if !is_there {
                elsewhere.push(line.clone());
            }
            ControlFlow::Continue(())
        },
    );
    if !elsewhere.is_empty() {
        let digests = elsewhere.iter().filter_map(|line| Some((line.sha256.as_deref()?, line.size)));
        find::by_contents(&arguments.root, &digests.collect(), workers, memory);
    }
    Ok(())
}

/// Refuses a file that is not the import's.
fn belongs(arguments: &Arguments, file: &Path, server: &Server, inspected: &Inspected) -> Result<(), Failure> {
    let asked = server.get::<Job>(&format!("{JOBS}/{}", arguments.job)).context("the import could not be asked for");
    match asked {
        Ok(job) if job.digest_declared != inspected.checked.digest.to_string() => {
            Err(Failure::Usage(format!("--file {}: this is not the file of that import", file.display())))
        }
        Ok(_) => Ok(()),
        Err(error) if arguments.watch && may_pass(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What a file lists, but for what its extractor could not read.
fn lines(container: &Container) -> Result<Vec<FileLine>, Failure> {
    let mut lines = Vec::new();
    let mut batches = BatchReader::new(container)?;
    while let Some(batch) = batches.next()? {
        let Rows::Files(files) = Batch::decode(&batch, &Limits::default())?.rows else { continue };
        lines.extend(files.into_iter().filter(|file| file.sha256.is_some()).map(|file| FileLine {
            id: file.canonical_uuid.to_owned(),
            path: file.relative_path.to_owned(),
            size: file.declared_size_bytes.map(i64::unsigned_abs),
            sha256: file.sha256.map(str::to_ascii_lowercase),
            state: FileState::Expected,
            patient_id: None,
            patient_name: None,
            document_id: None,
        }));
    }
    Ok(lines)
}
