//! Packages of Debian and Ubuntu; elsewhere, advice.

use anyhow::{Result, bail};

use crate::process::{command, find, output, run, say};

/// Installs packages with apt, or says what to install where there is no apt.
pub fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let names = packages.join(" ");
    if find("apt-get").is_none() {
        bail!("{purpose} is missing. Install what your system calls {names}, then run this again.");
    }
    say(&format!("Installing {names} ({purpose})"));
    run(&mut as_root(&["apt-get", "update", "-q"])?)?;
    run(as_root(&["apt-get", "install", "-y", "-q", "--no-install-recommends"])?.args(packages))
}

fn as_root(words: &[&str]) -> Result<std::process::Command> {
    let is_root = output(command("id").arg("-u")).is_some_and(|id| id == "0");
    let (program, arguments) = match (is_root, find("sudo")) {
        (true, _) => (words[0], &words[1..]),
        (false, Some(_)) => ("sudo", words),
        (false, None) => bail!("not root and no sudo: as root, run `{} …` and try again", words.join(" ")),
    };
    let mut command = command(program);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}
