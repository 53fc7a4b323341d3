//! What a newcomer runs: `cargo xtask serve`, `cargo xtask test`, and for those who measure, `cargo xtask bench`.
//!
//! Every command sets up what it needs, says what it is doing, and skips what is there.
#![allow(clippy::print_stdout, clippy::print_stderr)] // it talks to a person at a terminal

mod apt;
mod bench;
mod pictures;
mod process;
mod serve;
mod soak;
mod test;
mod tools;
mod wasm_std;
mod web;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>

  serve [PUENTE-SERVER OPTIONS]   build everything and run it at http://127.0.0.1:8080
  test                            run every test there is
  bench [ROWS]                    measure, and write BENCHMARKS.md (default 1000000 rows)
  pictures                        take the README's pictures anew
  soak [HOURS]                    kill the server again and again, for hours (default 1)
  web                             build the web app alone, into dist/
  setup                           install what the others need, and nothing else
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("serve", options)) => serve::serve(options),
        Some(("test", [])) => test::test(),
        Some(("bench", rest)) => bench::bench(rest),
        Some(("pictures", [])) => pictures::pictures(),
        Some(("soak", rest)) => soak::soak(rest),
        Some(("web", [])) => tools::for_web().and_then(|tools| web::build(&tools)),
        Some(("setup", [])) => tools::for_tests().map(drop),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
