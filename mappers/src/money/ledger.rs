//! What the file says of debts and of what settled them, known before the first of them is mapped.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::amount::Amount;
use crate::entity;
use crate::keyed::{Keyed, KeyedList};

/// How many debts of a treatment, and applications to a debt, are looked at. None has more.
const LOOKED_AT: usize = 200;

/// Debts and applications. A file has hundreds of thousands of each, so only what others ask for is kept.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    debts: KeyedList<Debt>,
    /// By payment.
    applications: KeyedList<Application>,
    /// Positions in `applications`, by debt.
    by_debt: KeyedList<(Uuid, u32)>,
    /// The debts of each treatment that stand.
    charges: KeyedList<(Uuid, Uuid)>,
    /// What each patient owes in the file, by the patient's key.
    owed: HashMap<Uuid, Decimal>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Debt {
    key: Uuid,
    pub(super) patient: Uuid,
    pub(super) client: Uuid,
    pub(super) treatment: Uuid,
    pub(super) owed: Decimal,
}

/// How much of a payment settled a debt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Application {
    pub(super) payment: Uuid,
    pub(super) debt: Uuid,
    /// All that both have, when the source does not say.
    pub(super) amount: Option<Decimal>,
}

impl Keyed for Debt {
    fn key(&self) -> Uuid {
        self.key
    }
}

impl Keyed for Application {
    fn key(&self) -> Uuid {
        self.payment
    }
}

impl Ledger {
    pub(super) fn prepare_debt(&mut self, key: Uuid, debt: &entity::Debt<'_>) {
        let owed = debt.owed.cents().unwrap_or_default();
        let is_standing = !debt.is_cancelled && !owed.is_zero();
        if is_standing && !debt.treatment.is_nil() {
            self.charges.push((debt.treatment, key));
        }
        if is_standing && !debt.is_uncollectible {
            let sum = self.owed.entry(debt.patient).or_default();
            *sum = sum.saturating_add(owed);
        }
        let fact = Debt { key, patient: debt.patient, client: debt.client, treatment: debt.treatment, owed };
        self.debts.push(fact);
    }

    pub(super) fn prepare_application(&mut self, application: &entity::Application) {
        let amount = match application.amount {
            Amount::Missing => None,
            amount => Some(amount.cents().unwrap_or_default().max(Decimal::ZERO)),
        };
        self.applications.push(Application { payment: application.payment, debt: application.debt, amount });
    }

    /// Brings everything into the order in which it is looked up.
    pub(super) fn sort(&mut self) {
        let Self { debts, applications, by_debt, charges, .. } = self;
        debts.sort(|_| ());
        charges.sort(|(_, debt)| *debt);
        if applications.sort(|application| application.debt) {
            *by_debt = (0..).zip(applications.items()).map(|(position, it)| (it.debt, position)).collect();
            by_debt.sort(|(_, position)| *position);
        }
    }

    /// A debt. Only after [`Ledger::sort`], as all that follow.
    pub(super) fn debt(&self, key: Uuid) -> Option<&Debt> {
        self.debts.first(key)
    }

    /// What a payment settled, debt by debt.
    pub(super) fn settled_by(&self, payment: Uuid) -> &[Application] {
        self.applications.all(payment)
    }

    /// What settled a debt, with the application's number in the file.
    pub(super) fn settling(&self, debt: Uuid) -> impl Iterator<Item = (u32, &Application)> {
        let of = |position: u32| Some((position, self.applications.items().get(position as usize)?));
        self.by_debt.all(debt).iter().filter_map(move |(_, position)| of(*position)).take(LOOKED_AT)
    }

    /// How much of a debt was paid, as far as the applications say.
    pub(super) fn paid(&self, debt: Uuid) -> Decimal {
        let owed = self.debt(debt).map_or(Decimal::ZERO, |debt| debt.owed);
        self.settling(debt).fold(Decimal::ZERO, |sum, (_, it)| sum.saturating_add(it.amount.unwrap_or(owed)))
    }

    /// The debts of a treatment that were not cancelled.
    pub(super) fn charges_of(&self, treatment: Uuid) -> impl Iterator<Item = Uuid> {
        self.charges.all(treatment).iter().map(|(_, debt)| *debt).take(LOOKED_AT)
    }

    /// What is owed for a treatment by all its debts that stand, given up or not.
    pub(super) fn owed_for(&self, treatment: Uuid) -> Decimal {
        let debts = self.charges_of(treatment).filter_map(|debt| self.debt(debt));
        debts.fold(Decimal::ZERO, |sum, debt| sum.saturating_add(debt.owed))
    }

    /// What a patient owes in the file, paid or not.
    pub(super) fn owed_by(&self, patient: Uuid) -> Decimal {
        self.owed.get(&patient).copied().unwrap_or_default()
    }
}
