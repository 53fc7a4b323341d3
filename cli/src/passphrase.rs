//! Where passphrases come from: a file, the environment, or whoever sits at the terminal.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use dpmf::passphrase::Passphrase;
use zeroize::Zeroizing;

use crate::failure::Failure;

const VARIABLE: &str = "PUENTE_PASSPHRASE";

#[derive(Default, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Read the passphrase from this file (its first line)
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Arguments {
    /// The passphrase from the file, the environment, or a prompt where there is a terminal; `None` where there is
    /// nobody to ask. With `twice`, a passphrase that is typed is typed again, as it will lock something.
    pub(crate) fn obtain(&self, twice: bool) -> Result<Option<Passphrase>, Failure> {
        if let Some(path) = &self.passphrase_file {
            return read(path).map(Some);
        }
        if let Some(set) = std::env::var(VARIABLE).ok().filter(|set| !set.is_empty()) {
            return Ok(Some(Passphrase::new(set)));
        }
        if std::io::stdin().is_terminal() { ask(twice).map(Some) } else { Ok(None) }
    }
}

fn read(path: &Path) -> Result<Passphrase, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("the passphrase file {} cannot be read: {error}", path.display())))?;
    let text = Zeroizing::new(text);
    Ok(Passphrase::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn ask(twice: bool) -> Result<Passphrase, Failure> {
    let prompt = |words: &str| {
        rpassword::prompt_password(words)
            .map(Zeroizing::new)
            .map_err(|error| Failure::Usage(format!("the passphrase could not be read from the terminal: {error}")))
    };
    let mut typed = prompt("Passphrase: ")?;
    if twice && *prompt("Once more: ")? != *typed {
        return Err(Failure::Usage("the two passphrases are not the same".to_owned()));
    }
    Ok(Passphrase::new(std::mem::take(&mut typed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::expect_used)]
    fn only_the_first_line_of_the_file_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "contraseña con espacios \r\nsomething else\n").expect("written");
        let passphrase = read(&path).expect("readable");
        let candidates = passphrase.candidates();
        assert_eq!(candidates.first().map(|candidate| candidate.as_str()), Some("contraseña con espacios "));
        assert!(matches!(read(&folder.path().join("none")), Err(Failure::Usage(_))));
    }
}
