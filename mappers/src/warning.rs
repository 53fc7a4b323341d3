//! What an import wants the admin to know.

use std::fmt;

/// How much a warning matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was done that one may want to know.
    Info,
    /// Something was left out, cut or guessed: have a look.
    Warn,
    /// Something could not be brought in.
    Error,
}

impl Severity {
    /// As stored: `info`, `warn`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// A warning: a stable code and what to put into its message, which screens word in the admin's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How much it matters.
    pub severity: Severity,
    /// Stable, such as `appointment.unmapped_actor`.
    pub code: &'static str,
    /// The type of the source row.
    pub entity_type: Box<str>,
    /// The source row's id in the source system.
    pub source_id: Box<str>,
    /// What the message names: `("name", "Box 1")`.
    pub args: Vec<(&'static str, String)>,
}

impl fmt::Display for Warning {
    /// The code and its arguments; the message proper is worded by `docs/mapping/warnings.md` and the message files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)?;
        self.args.iter().try_for_each(|(name, value)| write!(f, " {name}={value:?}"))
    }
}
