//! What an import wants the admin to know.

pub mod kinds;

use std::fmt;

use kinds::Kind;

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
    /// The source row's id in the source system; empty where it is about all rows of the type.
    pub source_id: Box<str>,
    /// What the message names: `("name", "Box 1")`.
    pub args: Vec<(&'static str, String)>,
}

impl Warning {
    /// One about all rows of a type.
    pub(crate) fn of_type<const N: usize>(kind: &Kind, entity_type: &str, args: [(&'static str, String); N]) -> Self {
        let Kind { severity, code, .. } = *kind;
        Self { severity, code, entity_type: entity_type.into(), source_id: "".into(), args: args.into() }
    }

    /// What it says, in plain English.
    #[must_use]
    pub fn message(&self) -> String {
        let template = kinds::ALL.iter().find(|kind| kind.code == self.code).map_or(self.code, |kind| kind.english);
        let mut message = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, name, after)) = placeholder(rest) {
            message.push_str(before);
            message.push_str(self.args.iter().find(|(arg, _)| *arg == name).map_or("?", |(_, value)| value));
            rest = after;
        }
        message.push_str(rest);
        message
    }
}

/// The first `{name}` of a template, with what stands before and after it.
fn placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}: {}", self.severity.as_str(), self.entity_type, self.source_id, self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_what_it_is_about() {
        let warning = Warning {
            severity: kinds::CHAIR_MERGED.severity,
            code: kinds::CHAIR_MERGED.code,
            entity_type: "catalog_item".into(),
            source_id: "7".into(),
            args: vec![("name", "Box {name}".to_owned())],
        };
        assert!(warning.message().contains("Box {name}"), "{}", warning.message());
        assert!(warning.to_string().starts_with("info catalog_item 7: "));
    }
}
