//! `puente`: check, import and make samples of `.dpm` files, and send their images, without a browser.

mod check;
mod failure;
mod import;
mod inspect;
mod output;
mod passphrase;
mod progress;
mod sample;
mod sampling;
mod server;
mod sync;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Check, import and make samples of .dpm files: the browser's way, without a browser.
///
/// Passphrases come from a prompt, --passphrase-file or the variable `PUENTE_PASSPHRASE`, never from an argument: other
/// programs can read arguments. The passphrase is used on this computer and goes nowhere else.
#[derive(Parser)]
#[command(name = "puente", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Import(import::Arguments),
    Sample(sampling::Arguments),
    Sync(sync::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Sample(arguments) => sampling::run(&arguments),
        Command::Sync(arguments) => sync::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure);
            failure.exit_code()
        }
    }
}

#[cfg(test)]
mod tests {
    const JOB: &str = "0190a3e4-0000-7000-8000-000000000000";

    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_may_begin_with_a_hyphen() {
        use clap::Parser as _;
        let common = ["--server", "https://puente.example", "--token", "-cR7"];
        for command in [vec!["import", "clinic.dpm"], vec!["sync", "--job", JOB, "--root", "images"]] {
            let words = ["puente"].into_iter().chain(command).chain(common);
            assert!(super::Arguments::try_parse_from(words).is_ok());
        }
    }
}
