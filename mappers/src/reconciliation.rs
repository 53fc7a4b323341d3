//! Every euro of the file against every euro brought into the clinic (`docs/mapping/reconciliation.md`).
//!
//! Mappers note each amount once, with what became of it. What did not come in as the file has it is listed row by row
//! with the reason; beyond [`Reconciliation::LISTED`] rows the rest is summed up by reason, so memory stays bounded.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::row::Row;

/// Money is no finer than this; more decimals would make sums inexact.
const DECIMALS: u32 = 8;

/// What money is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What patients were offered.
    Budgets,
    /// What patients owe, or owed.
    Debts,
    /// What was paid.
    Payments,
    /// What was paid back, as positive amounts.
    Refunds,
    /// What was invoiced; credit notes count as negative.
    Invoices,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Budgets, Self::Debts, Self::Payments, Self::Refunds, Self::Invoices];

    /// What the rows of a type are, if they are money.
    pub(crate) fn of(entity_type: &str) -> Option<Self> {
        match entity_type {
            "budget_line" => Some(Self::Budgets),
            "debt" => Some(Self::Debts),
            "payment" => Some(Self::Payments),
            "fiscal_document" => Some(Self::Invoices),
            _ => None,
        }
    }

    /// As in reports: `budgets`, `debts`, …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Budgets => "budgets",
            Self::Debts => "debts",
            Self::Payments => "payments",
            Self::Refunds => "refunds",
            Self::Invoices => "invoices",
        }
    }
}

/// Money in the file and in the clinic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What the file says, as far as it can be read.
    pub in_file: Decimal,
    /// What this import brought into the clinic.
    pub in_clinic: Decimal,
    /// Rows whose amount cannot be read. They are in neither sum.
    pub unreadable: u64,
}

/// A row whose money did not come in as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub kind: Kind,
    /// The type of the source row.
    pub entity_type: Box<str>,
    /// The source row's id in the source system.
    pub source_id: Box<str>,
    /// The patient, when known.
    pub patient: Option<Uuid>,
    /// What the file has more than the clinic; `None` when it cannot be read.
    pub amount: Option<Decimal>,
    /// Why: the code of a warning, or one of [`reason`].
    pub reason: &'static str,
}

/// All rows that differ for one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// How many rows.
    pub rows: u64,
    /// What the file has more than the clinic because of it.
    pub amount: Decimal,
}

/// Reasons that are no warnings.
pub mod reason {
    /// Nothing differs. Given with an amount that does differ it stands out as unexplained.
    pub const NONE: &str = "unexplained";
    /// An earlier import brought it in, so this one did not.
    pub const IMPORTED_BEFORE: &str = "imported_before";
    /// Fractions of a cent were rounded.
    pub const ROUNDED: &str = "rounded";
}

/// Sums by kind and patient, and what explains their differences.
///
/// `in_file = in_clinic + Σ explained` holds for every kind by construction; that `in_clinic` is the sum of the records
/// is what tests hold mappers to.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation {
    totals: BTreeMap<Kind, Sums>,
    patients: BTreeMap<(Uuid, Kind), Sums>,
    explained: BTreeMap<(Kind, &'static str), Explained>,
    listed: Vec<Difference>,
}

impl Reconciliation {
    /// How many rows are listed one by one.
    pub const LISTED: usize = 1_000;

    /// Notes what a row says and what came of it. Call it once for each amount of the file: for a row, or for each
    /// patient's share of it.
    ///
    /// `in_file` is `None` when the row's amount cannot be read; an amount that is not there is zero. `reason` says why
    /// the two differ, and does not matter when they do not.
    pub(crate) fn note(
        &mut self,
        row: &Row<'_>,
        kind: Kind,
        patient: Option<Uuid>,
        in_file: Option<Decimal>,
        in_clinic: Decimal,
        reason: &'static str,
    ) {
        let in_file = in_file.map(|amount| amount.round_dp(DECIMALS));
        let sums = Sums { in_file: in_file.unwrap_or_default(), in_clinic, unreadable: u64::from(in_file.is_none()) };
        self.totals.entry(kind).or_default().add(sums);
        if let Some(patient) = patient {
            self.patients.entry((patient, kind)).or_default().add(sums);
        }
        let amount = sums.difference();
        if in_file.is_some() && amount.is_zero() {
            return;
        }
        let explained = self.explained.entry((kind, reason)).or_default();
        explained.rows += 1;
        explained.amount = explained.amount.saturating_add(amount);
        if self.listed.len() < Self::LISTED {
            self.listed.push(Difference {
                kind,
                entity_type: row.entity_type().into(),
                source_id: row.source_id(),
                patient,
                amount: in_file.map(|_| amount),
                reason,
            });
        }
    }

    /// The sums of a kind; zeros when the file has none of it.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Sums {
        self.totals.get(&kind).copied().unwrap_or_default()
    }

    /// Whether anything was noted of a kind.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        self.totals.contains_key(&kind)
    }

    /// The sums of every patient who has any, by kind.
    pub fn patients(&self) -> impl Iterator<Item = (Uuid, Kind, Sums)> + '_ {
        self.patients.iter().map(|((patient, kind), sums)| (*patient, *kind, *sums))
    }

    /// What explains the differences: kind, reason, rows and amount.
    pub fn explained(&self) -> impl Iterator<Item = (Kind, &'static str, Explained)> + '_ {
        self.explained.iter().map(|((kind, reason), explained)| (*kind, *reason, *explained))
    }

    /// The rows that differ: the first [`Reconciliation::LISTED`].
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.listed
    }

    /// How many rows differ beyond those listed.
    #[must_use]
    pub fn unlisted(&self) -> u64 {
        let rows: u64 = self.explained.values().map(|explained| explained.rows).sum();
        rows - self.listed.len() as u64
    }

    /// Whether the file's money is the clinic's plus what is explained, and nothing is unexplained.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        Kind::ALL.into_iter().all(|kind| {
            let explained: Decimal =
                self.explained().filter(|(of, ..)| *of == kind).map(|(_, _, explained)| explained.amount).sum();
            self.of(kind).difference() == explained && !self.explained.contains_key(&(kind, reason::NONE))
        })
    }
}

impl Sums {
    /// What the file has more than the clinic.
    #[must_use]
    pub fn difference(self) -> Decimal {
        self.in_file.saturating_sub(self.in_clinic)
    }

    fn add(&mut self, other: Self) {
        self.in_file = self.in_file.saturating_add(other.in_file);
        self.in_clinic = self.in_clinic.saturating_add(other.in_clinic);
        self.unreadable += other.unreadable;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Output;
    use crate::resolver::Mappings;
    use crate::testing;

    const ANA: Uuid = Uuid::from_u128(1);

    fn noted(amounts: &[(Option<i64>, i64, &'static str)]) -> Reconciliation {
        let (context, mut mappings, mut output) = (testing::context(), Mappings::default(), Output::default());
        let row = Row::new(&context, &mut mappings, "debt", testing::row("d", "D-1", "{}", "{}"), &mut output, None);
        let mut reconciliation = Reconciliation::default();
        for (in_file, in_clinic, reason) in amounts {
            let in_file = in_file.map(|cents| Decimal::new(cents, 2));
            reconciliation.note(&row, Kind::Debts, Some(ANA), in_file, Decimal::new(*in_clinic, 2), reason);
        }
        reconciliation
    }

    #[test]
    fn what_differs_is_listed_with_its_reason() {
        let reconciliation = noted(&[(Some(1050), 1050, reason::NONE), (Some(700), 0, "debt.no_patient")]);
        let sums = Sums { in_file: Decimal::new(1750, 2), in_clinic: Decimal::new(1050, 2), unreadable: 0 };
        assert_eq!(reconciliation.of(Kind::Debts), sums);
        assert_eq!(reconciliation.patients().collect::<Vec<_>>(), [(ANA, Kind::Debts, sums)]);
        assert_eq!(
            reconciliation.differences(),
            [Difference {
                kind: Kind::Debts,
                entity_type: "debt".into(),
                source_id: "D-1".into(),
                patient: Some(ANA),
                amount: Some(Decimal::new(700, 2)),
                reason: "debt.no_patient",
            }]
        );
        assert!(reconciliation.is_closed());
        assert_eq!(reconciliation.of(Kind::Budgets), Sums::default());
    }

    #[test]
    fn what_cannot_be_read_counts_as_a_row_and_not_as_zero() {
        let reconciliation = noted(&[(None, 0, "debt.invalid_amount")]);
        assert_eq!(reconciliation.of(Kind::Debts), Sums { unreadable: 1, ..Sums::default() });
        assert_eq!(reconciliation.differences()[0].amount, None);
    }

    #[test]
    fn a_difference_without_reason_is_not_closed() {
        assert!(!noted(&[(Some(1), 0, reason::NONE)]).is_closed());
    }

    #[test]
    fn of_many_rows_the_rest_is_summed_up() {
        let reconciliation = noted(&vec![(Some(1), 0, "debt.no_patient"); Reconciliation::LISTED + 500]);
        assert_eq!((reconciliation.differences().len(), reconciliation.unlisted()), (Reconciliation::LISTED, 500));
        let explained = Explained { rows: 1_500, amount: Decimal::new(1_500, 2) };
        assert_eq!(reconciliation.explained().collect::<Vec<_>>(), [(Kind::Debts, "debt.no_patient", explained)]);
        assert!(reconciliation.is_closed());
    }
}
