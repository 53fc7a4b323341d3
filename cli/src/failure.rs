//! Why a command did not do what it was asked.

use std::fmt;
use std::process::ExitCode;

/// What went wrong; it prints as the line or lines the user reads.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The file was refused.
    Refused(dpmf::Error),
    /// The same, already told as JSON.
    Told,
    /// The work was done as far as it could be, and the report says what is missing.
    Incomplete,
    /// The command cannot be done as it was given.
    Usage(String),
    /// Anything else.
    Failed(anyhow::Error),
}

impl Failure {
    /// 2 when the command should be given differently, 3 when something is missing, 1 otherwise.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Incomplete => ExitCode::from(3),
            _ => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "{error}\n{} [{}]", error.help(), error.code()),
            Self::Told | Self::Incomplete => Ok(()),
            Self::Usage(message) => f.write_str(message),
            Self::Failed(error) => write!(f, "{error:#}"),
        }
    }
}

impl From<dpmf::Error> for Failure {
    fn from(error: dpmf::Error) -> Self {
        Self::Refused(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}
