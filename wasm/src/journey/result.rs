//! What an import came to, or would: whether everything is in.

use api::job::{Severity, TypeAccounting, WarningGroup};

use super::fate::Fate;

/// What is not in the clinic although it could be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// Rows that could not be brought in.
    pub skipped: u64,
    /// Types that belong into the clinic, and of which not one row came.
    pub absent: Vec<String>,
    /// Whether a remark tells of an error.
    pub has_errors: bool,
}

impl Shortfall {
    #[must_use]
    pub fn of(accounting: &[TypeAccounting], warnings: &[WarningGroup]) -> Self {
        let is_absent = |row: &&TypeAccounting| {
            row.declared > 0
                && row.created + row.linked + row.merged == 0
                && Fate::of(&row.entity_type) == Fate::BroughtIn
        };
        Self {
            skipped: accounting.iter().map(|row| row.skipped).sum(),
            absent: accounting.iter().filter(is_absent).map(|row| row.entity_type.clone()).collect(),
            has_errors: warnings.iter().any(|group| group.severity == Severity::Error),
        }
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(entity_type: &str, counts: [u64; 5]) -> TypeAccounting {
        let [created, linked, merged, archived, skipped] = counts;
        let declared = counts.iter().sum();
        TypeAccounting { entity_type: entity_type.to_owned(), declared, created, linked, merged, archived, skipped }
    }

    #[test]
    fn everything_is_in_only_when_nothing_is_missing() {
        let whole = [row("patient", [3, 1, 0, 0, 0]), row("payment", [0, 0, 0, 0, 0]), row("client", [0, 0, 0, 9, 0])];
        assert!(Shortfall::of(&whole, &[]).is_nothing(), "what is archived by design is not missed");
        let some = [row("patient", [3, 0, 0, 0, 2])];
        assert_eq!(Shortfall::of(&some, &[]), Shortfall { skipped: 2, ..Shortfall::default() });
    }

    #[test]
    fn types_of_which_nothing_came_are_named() {
        let rows =
            [row("appointment", [0, 0, 0, 0, 7]), row("recall", [0, 0, 0, 2, 0]), row("patient", [0, 1, 0, 0, 0])];
        let shortfall = Shortfall::of(&rows, &[]);
        assert_eq!((shortfall.skipped, shortfall.absent), (7, vec!["appointment".to_owned(), "recall".to_owned()]));
    }
}
