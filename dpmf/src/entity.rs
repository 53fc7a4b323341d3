//! Entity types: the names of a `.dpm`'s tables, and the order in which they are imported.

use std::fmt;

use crate::Error;

/// The 32 entity types of format 0.1, in the order in which an import processes them
/// (`docs/format.md#entity-order`). Types not listed come last, alphabetically.
pub const PROCESSING_ORDER: [&str; 32] = [
    "center",
    "professional",
    "user",
    "catalog_item",
    "treatment_catalog_item",
    "treatment_catalog_variant",
    "treatment_phase_template",
    "patient",
    "client",
    "patient_client_link",
    "work_calendar",
    "work_calendar_day",
    "work_calendar_shift",
    "appointment_recurrence",
    "budget",
    "budget_line",
    "appointment",
    "applied_treatment",
    "applied_treatment_phase",
    "patient_alert",
    "recall",
    "consent",
    "pharmacological_history",
    "prescription",
    "prescription_item",
    "communication",
    "debt",
    "payment",
    "debt_payment_application",
    "fiscal_document",
    "fiscal_document_line",
    "patient_document",
];

/// The name of an entity type: `[a-z][a-z0-9_]{0,49}`. It is the name of a table in the file, so nothing else is
/// ever put into SQL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityType(Box<str>);

impl EntityType {
    /// The longest name, in bytes.
    pub const MAX_LENGTH: usize = 50;

    /// Accepts a well-formed name, known or not.
    ///
    /// # Errors
    /// [`Error::InvalidEntityType`] when the name has other characters, is empty or too long.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let mut bytes = name.bytes();
        let starts_well = bytes.next().is_some_and(|b| b.is_ascii_lowercase());
        let goes_on_well = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if starts_well && goes_on_well && name.len() <= Self::MAX_LENGTH {
            Ok(Self(name.into()))
        } else {
            Err(Error::InvalidEntityType { name: name.chars().take(60).collect() })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether format 0.1 knows this type.
    #[must_use]
    pub fn is_known(&self) -> bool {
        PROCESSING_ORDER.contains(&self.as_str())
    }

    /// A key that sorts types in the order in which an import processes them.
    #[must_use]
    pub fn processing_key(&self) -> (usize, &str) {
        let level = PROCESSING_ORDER.iter().position(|known| *known == self.as_str()).unwrap_or(PROCESSING_ORDER.len());
        (level, self.as_str())
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_break_out_of_sql_are_refused() {
        for name in ["", "Patient", "1a", "a\"b", "a b", "_meta", "ñ", &"a".repeat(51)] {
            assert!(EntityType::parse(name).is_err(), "{name:?}");
        }
        assert!(EntityType::parse("zz_future_entity2").is_ok());
    }

    #[test]
    fn unknown_types_come_last_alphabetically() {
        let mut types: Vec<_> = ["zebra", "payment", "alpha", "center"]
            .iter()
            .map(|n| EntityType::parse(n).expect("well-formed"))
            .collect();
        types.sort_by(|a, b| a.processing_key().cmp(&b.processing_key()));
        let names: Vec<_> = types.iter().map(EntityType::as_str).collect();
        assert_eq!(names, ["center", "payment", "alpha", "zebra"]);
    }
}
