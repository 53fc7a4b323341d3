//! What is owed and what is paid, family by family: one payer settles the month of everyone they pay for.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;

use super::clinic::{Clinic, clerk};
use super::clinical::Treatment;
use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::{Cents, Object};
use super::out::Out;

/// The money of a household.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) debts: Vec<Debt>,
    payments: Vec<Payment>,
    applications: Vec<Application>,
    /// What was paid in full together, as indices of debts: what invoices are made of.
    pub(crate) settled: Vec<Vec<usize>>,
}

pub(crate) struct Debt {
    pub(crate) id: u64,
    pub(crate) patient: u64,
    pub(crate) client: u64,
    pub(crate) treatment: u64,
    professional: usize,
    pub(crate) phase: Option<u8>,
    pub(crate) due: Date,
    pub(crate) owed: Cents,
    pub(crate) concept: &'static str,
    pub(crate) vat_percent: Cents,
    /// What was taken off the price, in `owed` already.
    pub(crate) discount_percent: Cents,
    fate: Fate,
}

#[derive(Clone, Copy)]
enum Fate {
    Stands,
    /// Written by mistake and replaced by the debt with this id.
    ReplacedBy(u64),
    /// Given up.
    Uncollectible,
}

struct Payment {
    id: u64,
    client: u64,
    /// Named when it is for one patient alone, and reception wrote it down.
    patient: Option<u64>,
    clerk: usize,
    amount: Cents,
    day: Date,
    kind: u8,
    related: Option<u64>,
    treatment: Option<u64>,
    note: Option<&'static str>,
}

/// How much of a payment went to a debt.
struct Application {
    debt: u64,
    payment: u64,
    amount: Cents,
}

impl Ledger {
    pub(crate) fn rows(&self) -> usize {
        self.debts.len() + self.payments.len() + self.applications.len()
    }
}

pub(crate) fn ledger(clinic: &Clinic, dice: &mut Dice, household: &Household<'_>) -> Ledger {
    let mut ledger = Ledger { debts: debts(dice, household), ..Ledger::default() };
    for months_debts in by_payer_and_month(&ledger.debts) {
        settle(clinic, dice, &mut ledger, months_debts);
    }
    ledger
}

/// A debt for each treatment done, or for each of its phases that is.
fn debts(dice: &mut Dice, household: &Household<'_>) -> Vec<Debt> {
    let mut debts = Vec::new();
    for treatment in household.treatments.iter().filter(|treatment| treatment.amount > 0) {
        let client = household.payer_of(treatment.patient).id;
        for (phase, due, owed) in parts(treatment) {
            let id = treatment.id * 10 + u64::from(phase.unwrap_or(0));
            let debt = |id, fate| Debt {
                id,
                patient: treatment.patient,
                client,
                treatment: treatment.id,
                professional: treatment.professional,
                phase,
                due,
                owed,
                concept: treatment.act.description,
                vat_percent: treatment.act.vat_percent(),
                discount_percent: treatment.discount_percent,
                fate,
            };
            if dice.percent(1) {
                debts.push(debt(id + 5, Fate::ReplacedBy(id)));
            }
            let fate = if dice.between(0, 149) == 0 { Fate::Uncollectible } else { Fate::Stands };
            debts.push(debt(id, fate));
        }
    }
    debts
}

/// Phase, day and amount of what a treatment makes the patient owe; the last phase takes the odd cents.
fn parts(treatment: &Treatment) -> Vec<(Option<u8>, Date, Cents)> {
    if treatment.phases.is_empty() {
        return treatment.done.map(|day| (None, day, treatment.amount)).into_iter().collect();
    }
    let last = treatment.phases.len();
    let share = |share: u16| treatment.amount * Cents::from(share) / 10_000;
    let before_last: Cents = treatment.phases[..last - 1].iter().map(|phase| share(phase.share)).sum();
    let parts = treatment.phases.iter().filter_map(|phase| {
        let is_last = usize::from(phase.number) == last;
        let amount = if is_last { treatment.amount - before_last } else { share(phase.share) };
        Some((Some(phase.number), phase.done?, amount))
    });
    parts.collect()
}

/// Indices of the debts that stand, payer by payer and month by month.
fn by_payer_and_month(debts: &[Debt]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(u64, i16, i8), Vec<usize>> = BTreeMap::new();
    for (index, debt) in debts.iter().enumerate().filter(|(_, debt)| matches!(debt.fate, Fate::Stands)) {
        groups.entry((debt.client, debt.due.year(), debt.due.month())).or_default().push(index);
    }
    groups.into_values().collect()
}

/// Most months are paid in full; some in part, a few not yet. Now and then too much is paid, and given back.
fn settle(clinic: &Clinic, dice: &mut Dice, ledger: &mut Ledger, group: Vec<usize>) {
    let fate = dice.between(0, 99);
    let owed: Cents = group.iter().map(|&index| ledger.debts[index].owed).sum();
    let paid = match fate {
        0..6 => return,
        6..12 => owed * 6 / 10,
        _ => owed,
    };
    let first = &ledger.debts[group[0]];
    let due = group.iter().map(|&index| ledger.debts[index].due).max().unwrap_or(first.due);
    let day = days_after(due, if dice.percent(70) { 0 } else { dice.between(1, 12) }).min(clinic.today);
    let alone = group.iter().all(|&index| ledger.debts[index].patient == first.patient);
    let payment = Payment {
        id: first.client * 1_000 + ledger.payments.len() as u64,
        client: first.client,
        patient: (alone && dice.percent(60)).then_some(first.patient),
        clerk: clerk(dice),
        amount: paid,
        day,
        kind: dice.pick(&[1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 4, 5]),
        related: None,
        treatment: (group.len() == 1).then_some(first.treatment),
        note: dice.percent(5).then_some("Pago en recepción"),
    };
    apply(ledger, &group, payment.id, paid);
    ledger.payments.push(payment);
    if fate >= 12 {
        ledger.settled.push(group);
    }
    if fate >= 97 {
        deposit_and_refund(clinic, dice, ledger, day);
    }
}

/// The oldest debts first, until the payment is used up.
fn apply(ledger: &mut Ledger, group: &[usize], payment: u64, mut left: Cents) {
    for &index in group {
        let amount = ledger.debts[index].owed.min(left);
        if amount > 0 {
            ledger.applications.push(Application { debt: ledger.debts[index].id, payment, amount });
            left -= amount;
        }
    }
}

/// A deposit for something that was not done after all; the source links some refunds to it, and some not.
fn deposit_and_refund(clinic: &Clinic, dice: &mut Dice, ledger: &mut Ledger, day: Date) {
    let Some(last) = ledger.payments.last() else { return };
    let (client, clerk, id) = (last.client, last.clerk, last.id);
    let amount = 5_000 * dice.between(1, 8);
    let deposit = Payment {
        id: id + 1,
        client,
        patient: None,
        clerk,
        amount,
        day,
        kind: 3,
        related: None,
        treatment: None,
        note: Some("A cuenta"),
    };
    let refund = Payment {
        id: id + 2,
        amount: -amount,
        day: days_after(day, dice.between(5, 40)).min(clinic.today),
        related: dice.percent(50).then_some(deposit.id),
        note: Some("Devolución: no se realiza el tratamiento"),
        ..deposit
    };
    ledger.payments.extend([deposit, refund]);
}

pub(crate) fn debt_rows(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for debt in &household.ledger.debts {
        let replaced_by = if let Fate::ReplacedBy(id) = debt.fate { Some(id) } else { None };
        let is_uncollectible = matches!(debt.fate, Fate::Uncollectible);
        let source = Object::new()
            .plain("IdDeuda", debt.id)
            .plain("IdentTM", debt.treatment)
            .money("Adeudo", debt.owed)
            .quoted("FecPlazo", debt.due);
        let fields = Object::new()
            .refers("patient_uuid", "patient", debt.patient)
            .refers("client_uuid", "client", debt.client)
            .refers("professional_uuid", "professional", household.staff_id(debt.professional))
            .refers("applied_treatment_uuid", "applied_treatment", debt.treatment)
            .money("owed_amount", debt.owed)
            .quoted("due_date", debt.due)
            .refers_if("cancelled_by_uuid", "debt", replaced_by)
            .plain("uncollectible", is_uncollectible)
            .text_if("uncollectible_description", is_uncollectible.then_some("Se traslada de ciudad, no localizable"))
            .quoted("treatment_number", debt.treatment)
            .plain("phase_number", debt.phase.unwrap_or(1));
        out.row(debt.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn payments(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for payment in &household.ledger.payments {
        let source = Object::new()
            .plain("IdPagoCli", payment.id)
            .plain("IdCli", payment.client)
            .money("Pagado", payment.amount)
            .plain("Tipo", payment.kind);
        let fields = Object::new()
            .refers("client_uuid", "client", payment.client)
            .refers_if("patient_uuid", "patient", payment.patient)
            .refers("user_uuid", "user", payment.clerk)
            .money("amount", payment.amount)
            .quoted("paid_on", payment.day)
            .plain("payment_kind", payment.kind)
            .text_if("notes", payment.note)
            .refers_if("related_payment_uuid", "payment", payment.related)
            .refers_if("applied_treatment_uuid", "applied_treatment", payment.treatment);
        out.row(payment.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn applications(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for application in &household.ledger.applications {
        let id = format!("{}-{}", application.debt, application.payment);
        let source = Object::new()
            .plain("IdDeuda", application.debt)
            .plain("IdPagoCli", application.payment)
            .money("Importe", application.amount);
        let fields = Object::new()
            .refers("debt_uuid", "debt", application.debt)
            .refers("payment_uuid", "payment", application.payment)
            .money("amount", application.amount);
        out.row(&id, &source, &fields)?;
    }
    Ok(())
}
