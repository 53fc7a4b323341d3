//! `puente import`: check a file, post it to a server, wait for the import and report what became of it.

mod job;
mod posting;
mod report;

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use api::account::{Me, Membership};
use api::clinic::ClinicSummary;
use api::job::ExecuteOptions;
use uuid::Uuid;

use crate::check::Report as Checked;
use crate::failure::Failure;
use crate::inspect::{Inspected, inspect};
use crate::output::{self, grouped};
use crate::passphrase;
use crate::server::Server;

/// Check a file, then import it into a clinic of a server
///
/// The file is decrypted and checked on this computer; what is sent is its rows, after you confirm. Passphrase and file
/// stay here. An import that was cut off goes on where it stopped when the same command is given again.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The .dpm file, in any layering
    file: PathBuf,
    /// The address of the server, beginning with `https://`
    #[arg(long, value_name = "URL")]
    server: String,
    /// Your API token there
    #[arg(long, value_name = "T", env = "PUENTE_TOKEN", hide_env_values = true, allow_hyphen_values = true)]
    token: String,
    /// The clinic to import into; needed when you belong to several
    #[arg(long, value_name = "ID")]
    clinic: Option<Uuid>,
    /// What the confirm dialog would ask, as a JSON file; what it leaves out keeps its default
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: passphrase::Arguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let options = options(arguments.options.as_deref())?;
    let server = Server::new(&arguments.server, &arguments.token)?;
    let inspected = inspect(&arguments.file, &arguments.passphrase)?;
    if !arguments.json {
        output::print(&Checked::new(&inspected).text(&arguments.file));
    }
    let me: Me = server.get("/api/v1/auth/me").context("who you are could not be asked")?;
    let clinic = choose(me.clinics, arguments.clinic)?;
    if !arguments.yes {
        confirm(&server, &inspected, &clinic)?;
    }
    let report = job::carry_out(&server, &inspected, &arguments.file, clinic.id, &options)?;
    if arguments.json {
        output::print_json(&report::json(&report));
    } else {
        output::print(&report::text(&report));
    }
    Ok(())
}

fn options(path: Option<&Path>) -> Result<ExecuteOptions, Failure> {
    let Some(path) = path else { return Ok(ExecuteOptions::default()) };
    let usage = |problem: String| Failure::Usage(format!("the options in {}: {problem}", path.display()));
    let text = std::fs::read(path).map_err(|error| usage(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| usage(error.to_string()))
}

/// The clinic asked for, or the only one there is.
fn choose(clinics: Vec<Membership>, wanted: Option<Uuid>) -> Result<Membership, Failure> {
    let listed: Vec<_> = clinics.iter().map(|clinic| format!("  {}  {}", clinic.id, clinic.name)).collect();
    let mut candidates = clinics.into_iter().filter(|clinic| wanted.is_none_or(|wanted| wanted == clinic.id));
    match (candidates.next(), candidates.next()) {
        (Some(clinic), None) => Ok(clinic),
        (None, _) if listed.is_empty() => Err(Failure::Usage("this account belongs to no clinic".to_owned())),
        _ => Err(Failure::Usage(format!("choose a clinic with --clinic:\n{}", listed.join("\n")))),
    }
}

/// Names the clinic, says what it holds and what would be sent, and waits for a yes.
fn confirm(server: &Server, inspected: &Inspected, clinic: &Membership) -> Result<(), Failure> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Failure::Usage("there is nobody to confirm; give --yes to import without asking".to_owned()));
    }
    let path = format!("/api/v1/clinics/{}/summary", clinic.id);
    let holds: ClinicSummary = server.get(&path).context("what the clinic holds could not be asked")?;
    let rows: u64 = inspected.checked.entities.iter().map(|declared| declared.row_count).sum();
    let question = output::printable(&question(&clinic.name, &holds, rows));
    let mut answer = String::new();
    let mut terminal = std::io::stderr().lock();
    let asked = write!(terminal, "{question}").and_then(|()| terminal.flush());
    asked.and_then(|()| input.lock().read_line(&mut answer)).context("the terminal could not be asked")?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Failed(anyhow::anyhow!("not confirmed; nothing was sent"))),
    }
}

fn question(clinic: &str, holds: &ClinicSummary, rows: u64) -> String {
    let ClinicSummary { patients, appointments, staff, imports, .. } = holds;
    let now = if *patients == 0 && *appointments == 0 {
        "It holds no patients yet".to_owned()
    } else {
        format!("It holds {} patients and {} appointments", grouped(*patients), grouped(*appointments))
    };
    format!(
        "\nImport into {clinic}? {now}; {} people work there, {} imports came before.\n{} rows will be sent. [y/N] ",
        grouped(*staff),
        grouped(*imports),
        grouped(rows)
    )
}

#[cfg(test)]
mod tests;
