//! `puente check`: every check there is, and what the file holds.

mod report;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::inspect::inspect;
use crate::{output, passphrase};

pub(crate) use report::Report;

/// Open a file and check all of it: layers, shape, limits, every row, the integrity hash
///
/// Nothing is sent anywhere. Exit status: 0 the file is valid, 1 it is refused, 2 the command is wrong.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The .dpm file, in any layering
    file: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: passphrase::Arguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match inspect(&arguments.file, &arguments.passphrase) {
        Ok(inspected) => {
            let report = Report::new(&inspected);
            if arguments.json {
                output::print_json(&report);
            } else {
                output::print(&report.text(&arguments.file));
            }
            Ok(())
        }
        Err(Failure::Refused(error)) if arguments.json => {
            output::print_json(&report::Refusal::from(&error));
            Err(Failure::Told)
        }
        Err(failure) => Err(failure),
    }
}
