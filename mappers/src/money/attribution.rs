//! Whose money a payment is (`docs/mapping/payments.md#whose`).
//!
//! A share never falls below a cent, and shares always add up to the payment.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::amount::split;
use super::refunds::Fact;
use super::{Desk, FAMILY, Money, first_patient, patients_of};
use crate::row::Row;

/// One patient's part of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) patient: Uuid,
    pub(super) amount: Decimal,
    /// What of it is for which budget. The rest is on account.
    pub(super) budgets: Vec<(Uuid, Decimal)>,
}

/// What had to be assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// The payer, of several patients they pay for.
    Payer,
    /// Everybody the payer pays for, in proportion to what they owe.
    Family,
}

#[derive(Debug, Default)]
pub(super) struct Attribution {
    /// Empty when it is nobody's.
    pub(super) shares: Vec<Share>,
    pub(super) guess: Option<Guess>,
    /// Whether it names a patient who was not imported.
    pub(super) is_named_unknown: bool,
    /// Whether more was applied to debts than was paid.
    pub(super) is_overapplied: bool,
}

impl Attribution {
    fn give(&mut self, patient: Uuid, amount: Decimal, budget: Option<Uuid>) {
        if amount <= Decimal::ZERO {
            return;
        }
        let position = self.shares.iter().position(|share| share.patient == patient).unwrap_or_else(|| {
            self.shares.push(Share { patient, amount: Decimal::ZERO, budgets: Vec::new() });
            self.shares.len() - 1
        });
        let Some(share) = self.shares.get_mut(position) else { return };
        share.amount += amount;
        if let Some(budget) = budget {
            match share.budgets.iter_mut().find(|(known, _)| *known == budget) {
                Some((_, sum)) => *sum += amount,
                None => share.budgets.push((budget, amount)),
            }
        }
    }
}

impl Money {
    /// Says whose a positive payment is: the patient's it names; else of those whose debts it settled; else of the
    /// treatment's; else the payer's own; and only when all else fails everybody's.
    pub(super) fn attribute(&self, desk: &Desk<'_>, row: &Row<'_>, payment: &Fact) -> Attribution {
        let mut attribution = Attribution::default();
        let named = row.resolve_key("patient", payment.patient);
        attribution.is_named_unknown = named.is_none() && !payment.patient.is_nil();
        let mut left = self.settle(desk, row, payment, named, &mut attribution);
        let deed = Self::deed(desk.acts, row, payment.treatment);
        let of_deed = deed.and_then(|deed| deed.patient);
        if let Some(patient) = named.or(of_deed) {
            let budget = deed.filter(|_| of_deed == Some(patient)).and_then(|deed| deed.budget);
            attribution.give(patient, left, budget);
            left = Decimal::ZERO;
        }
        if left > Decimal::ZERO {
            self.give_family(desk, row, payment, left, &mut attribution);
        }
        attribution
    }

    /// Gives out what settled debts; with a patient named, only that patient's. Says what is left.
    fn settle(
        &self,
        desk: &Desk<'_>,
        row: &Row<'_>,
        payment: &Fact,
        named: Option<Uuid>,
        attribution: &mut Attribution,
    ) -> Decimal {
        let mut left = payment.amount;
        for application in self.ledger.settled_by(payment.key) {
            let Some(debt) = self.ledger.debt(application.debt) else { continue };
            let deed = Self::deed(desk.acts, row, debt.treatment);
            let of_deed = deed.and_then(|deed| deed.patient);
            let Some(patient) = row
                .resolve_key("patient", debt.patient)
                .or(of_deed.filter(|_| debt.patient.is_nil()))
                .or_else(|| only_patient(desk, row, debt.client).filter(|_| debt.patient.is_nil()))
            else {
                continue;
            };
            if named.is_some_and(|named| named != patient) {
                continue;
            }
            let wanted = application.amount.unwrap_or(debt.owed);
            attribution.is_overapplied |= application.amount.is_some() && wanted > left;
            let amount = wanted.min(left);
            let budget = deed.filter(|_| of_deed == Some(patient)).and_then(|deed| deed.budget);
            attribution.give(patient, amount, budget);
            left -= amount.max(Decimal::ZERO);
        }
        left
    }

    /// Gives what nothing says more about.
    fn give_family(
        &self,
        desk: &Desk<'_>,
        row: &Row<'_>,
        payment: &Fact,
        left: Decimal,
        attribution: &mut Attribution,
    ) {
        if let [only] = attribution.shares.as_slice() {
            let patient = only.patient;
            return attribution.give(patient, left, None);
        }
        let family = patients_of(desk.payers, row, payment.client);
        let own = desk.payers.own_patient(payment.client).and_then(|own| row.resolve_key("patient", own));
        match (family.as_slice(), own) {
            (family, None) if family.is_empty() || family.len() > FAMILY => {
                let first = first_patient(desk.payers, row, payment.client).filter(|_| family.is_empty());
                if let Some(first) = first {
                    attribution.give(first, left, None);
                } else if let Some(largest) = attribution.shares.iter().max_by_key(|share| share.amount) {
                    let patient = largest.patient;
                    attribution.give(patient, left, None);
                }
            }
            ([(_, only)], _) => attribution.give(*only, left, None),
            (_, Some(own)) => {
                attribution.guess = Some(Guess::Payer);
                attribution.give(own, left, None);
            }
            (family, None) => {
                attribution.guess = Some(Guess::Family);
                let weights: Vec<Decimal> = family.iter().map(|(key, _)| self.ledger.owed_by(*key)).collect();
                for ((_, patient), part) in family.iter().zip(split(left, &weights)) {
                    attribution.give(*patient, part, None);
                }
            }
        }
    }
}

/// The patient of a client who stands for one alone.
fn only_patient(desk: &Desk<'_>, row: &Row<'_>, client: Uuid) -> Option<Uuid> {
    match patients_of(desk.payers, row, client).as_slice() {
        [(_, only)] => Some(*only),
        _ => None,
    }
}
