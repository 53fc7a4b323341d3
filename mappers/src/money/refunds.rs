//! Money given back (`docs/mapping/payments.md#refunds`).
//!
//! Which payment each refund takes back is worked out once, over all refunds by date, before the first is mapped. The
//! rows wait for the last payment.

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::amount::split;
use super::payments::{PAYMENTS, SHARE, method, share_id, share_uuid, tell_of_unknowns};
use super::{Desk, Money, actor, since};
use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity;
use crate::ids;
use crate::import::Output;
use crate::keyed::{Keyed, KeyedList};
use crate::order;
use crate::phrases;
use crate::reconciliation::{Kind, reason};
use crate::record::{Json, PaymentHistory, Record, Refund};
use crate::row::Row;
use crate::warning::kinds;

const REFUNDS: &str = "refunds";
const NOTE_WIDTH: usize = 1_000;
/// How many payments of a payer are looked at, the latest first. Nobody has more.
const CANDIDATES: usize = 500;

/// A payment or refund, as far as matching needs to know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) key: Uuid,
    pub(super) client: Uuid,
    pub(super) patient: Uuid,
    pub(super) treatment: Uuid,
    related: Uuid,
    /// In cents; negative when given back.
    pub(super) amount: Decimal,
    date: Option<Date>,
}

impl Keyed for Fact {
    fn key(&self) -> Uuid {
        self.key
    }
}

impl Fact {
    pub(super) fn of(key: Uuid, source: &entity::Payment<'_>) -> Self {
        Self {
            key,
            client: source.client,
            patient: source.patient,
            treatment: source.treatment,
            related: source.related,
            amount: source.amount.cents().unwrap_or_default(),
            date: source.date,
        }
    }

    /// Who paid: the client, or without one the patient.
    fn payer(&self) -> Uuid {
        if self.client.is_nil() { self.patient } else { self.client }
    }
}

/// Payments and refunds of the file, and what takes back what.
#[derive(Debug, Default)]
pub(super) struct Refunds {
    facts: KeyedList<Fact>,
    plan: Option<HashMap<Uuid, Planned>>,
    held: Vec<(Refund, PaymentHistory)>,
}

/// What a refund takes back.
#[derive(Clone, Debug, Default)]
struct Planned {
    parts: Vec<Part>,
    is_guess: bool,
    /// Whether it names a payment that it cannot take back.
    names_unusable: bool,
    /// Of how many payments the parts are.
    payments: usize,
}

/// A share of a payment, or what of it is taken back.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) payment: Uuid,
    pub(super) patient: Option<Uuid>,
    pub(super) amount: Decimal,
}

/// What of each share of a payment can still be given back. Empty when the payment was not brought in.
type Balances = HashMap<Uuid, Vec<Part>>;

impl Refunds {
    pub(super) fn prepare(&mut self, key: Uuid, source: &entity::Payment<'_>) {
        let fact = Fact::of(key, source);
        if !fact.amount.is_zero() {
            self.facts.push(fact);
        }
    }

    /// The payment with this key. Only after [`Refunds::sort`].
    pub(super) fn payment(&self, key: Uuid) -> Option<&Fact> {
        self.facts.first(key).filter(|fact| fact.amount > Decimal::ZERO)
    }

    /// Brings payments into the order in which they are looked up.
    pub(super) fn sort(&mut self) {
        self.facts.sort(|_| ());
    }

    pub(super) fn finish(&mut self, output: &mut Output) {
        let (refunds, history): (Vec<_>, Vec<_>) = self.held.drain(..).unzip();
        output.records.extend(history.into_iter().map(Record::from));
        output.records.extend(refunds.into_iter().map(Record::from));
    }
}

impl Money {
    /// Maps a negative `payment`.
    pub(super) fn refund(
        &mut self,
        desk: &mut Desk<'_>,
        row: &mut Row<'_>,
        source: &entity::Payment<'_>,
    ) -> Disposition {
        if self.refunds.plan.is_none() {
            self.refunds.plan = Some(self.plan(desk, row));
        }
        let key = ids::key(row.source.canonical_uuid);
        let planned = self.refunds.plan.as_mut().and_then(|plan| plan.remove(&key)).unwrap_or_default();
        let exact = -source.amount.in_file().unwrap_or_default();
        let wanted = -source.amount.cents().unwrap_or_default();
        let placed: Decimal = planned.parts.iter().map(|part| part.amount).sum();
        let missing = wanted - placed;
        let why = if planned.parts.is_empty() {
            row.warn(&kinds::REFUND_UNMAPPABLE, [("amount", &wanted.to_string())]);
            kinds::REFUND_UNMAPPABLE.code
        } else if missing > Decimal::ZERO {
            row.warn(&kinds::REFUND_CAPPED, [("amount", &wanted.to_string()), ("left", &placed.to_string())]);
            row.keep_source();
            kinds::REFUND_CAPPED.code
        } else {
            reason::ROUNDED
        };
        if !planned.parts.is_empty() {
            warn_of_guesses(row, &planned, placed);
        }
        let mut fraction = exact - placed;
        for part in &planned.parts {
            desk.reconciliation.note(row, Kind::Refunds, part.patient, Some(part.amount + fraction), part.amount, why);
            fraction = Decimal::ZERO;
        }
        if planned.parts.is_empty() {
            let patient = row.resolve_key("patient", source.patient);
            desk.reconciliation.note(row, Kind::Refunds, patient, Some(exact), Decimal::ZERO, why);
            return Disposition::Skipped;
        }
        tell_of_unknowns(desk, row, source);
        self.hold(row, source, &planned);
        Disposition::Created
    }

    fn hold(&mut self, row: &mut Row<'_>, source: &entity::Payment<'_>, planned: &Planned) {
        let Context { clinic_id, now, .. } = *row.context;
        let refunded_at = since(source.date, row.context);
        let refunded_by = actor(row, source.user);
        if source.date.is_none() {
            row.warn(&kinds::PAYMENT_NO_DATE, []);
            row.keep_source();
        }
        let note = match source.notes.as_deref() {
            Some(note) => row.fit("notes", note, NOTE_WIDTH),
            None => row.say(phrases::REFUND_IMPORTED, &[&row.source_id()]).into(),
        };
        row.map_to(REFUNDS, row.id("refund-1"));
        for (number, part) in (1..).zip(&planned.parts) {
            let refund = Refund {
                id: row.id(&format!("refund-{number}")),
                clinic_id,
                payment_id: part.payment,
                amount: part.amount,
                method: method(source.kind),
                reason_code: "other",
                reason_note: Some(note.clone()),
                refunded_at,
                refunded_by,
                created_at: refunded_at,
                updated_at: now,
            };
            let history = PaymentHistory {
                id: row.id(&format!("refund-history-{number}")),
                clinic_id,
                payment_id: part.payment,
                action: "refunded",
                changed_by: refunded_by,
                changed_at: refunded_at,
                previous_state: None,
                new_state: Some(state(&refund)),
                notes: None,
            };
            self.refunds.held.push((refund, history));
        }
    }

    /// Matches the refunds of the file that no earlier import brought in, by date.
    fn plan(&self, desk: &Desk<'_>, row: &Row<'_>) -> HashMap<Uuid, Planned> {
        let facts = self.refunds.facts.items();
        let mut refunds: Vec<&Fact> = facts
            .iter()
            .filter(|fact| fact.amount < Decimal::ZERO && row.resolve_key("payment", fact.key).is_none())
            .collect();
        order::by_key(&mut refunds, |fact| (fact.date.unwrap_or(Date::MAX), fact.key));
        let mut payments: Vec<&Fact> = facts.iter().filter(|fact| fact.amount > Decimal::ZERO).collect();
        order::by_key(&mut payments, |fact| (fact.date, fact.key));
        let index = Index::new(&payments);
        let mut balances = Balances::new();
        let mut plan = HashMap::with_capacity(refunds.len());
        for refund in refunds {
            if let Some(planned) = self.place(desk, row, refund, &index, &mut balances) {
                plan.insert(refund.key, planned);
            }
        }
        plan
    }

    /// What a refund takes back: the payment it names; else the latest of its treatment; else the latest of its
    /// payer with the same amount; else the latest of its payer that is large enough, which is a guess. What is more
    /// than that, from others of its treatment and then of its payer, the latest first.
    fn place(
        &self,
        desk: &Desk<'_>,
        row: &Row<'_>,
        refund: &Fact,
        index: &Index<'_>,
        balances: &mut Balances,
    ) -> Option<Planned> {
        let wanted = -refund.amount;
        let mut left = |payment: &Fact| -> Decimal {
            let parts = balances.entry(payment.key).or_insert_with(|| self.balance(desk, row, payment));
            parts.iter().map(|part| part.amount).sum()
        };
        let before = self.brought_before(row, refund.related);
        let named = self.refunds.payment(refund.related).or(before.as_ref());
        let named = named.filter(|payment| left(payment) > Decimal::ZERO);
        let of_treatment = || earlier(&index.treatments, refund.treatment, refund.date);
        let of_payer = || earlier(&index.payers, refund.payer(), refund.date);
        let certain = named
            .or_else(|| of_treatment().find(|payment| left(payment) > Decimal::ZERO))
            .or_else(|| of_payer().find(|payment| payment.amount == wanted && left(payment) >= wanted));
        let likely = certain.or_else(|| of_payer().find(|payment| left(payment) >= wanted));
        let mut planned = Planned {
            is_guess: certain.is_none(),
            names_unusable: named.is_none() && !refund.related.is_nil(),
            ..Planned::default()
        };
        let mut missing = wanted;
        for payment in likely.into_iter().chain(of_treatment()).chain(of_payer()) {
            if missing <= Decimal::ZERO {
                break;
            }
            let parts = balances.entry(payment.key).or_insert_with(|| self.balance(desk, row, payment));
            let taken = take(parts, missing);
            missing -= taken.iter().map(|part| part.amount).sum::<Decimal>();
            planned.payments += usize::from(!taken.is_empty());
            planned.parts.extend(taken);
        }
        (!planned.parts.is_empty()).then_some(planned)
    }

    /// A payment that an earlier import brought, which this file need not have.
    fn brought_before(&self, row: &Row<'_>, key: Uuid) -> Option<Fact> {
        let target = row.target("payment", key).filter(|target| target.table == PAYMENTS)?;
        let nobody = Uuid::nil();
        let amount = self.known.get(&target.id)?.amount;
        Some(Fact { key, client: nobody, patient: nobody, treatment: nobody, related: nobody, amount, date: None })
    }

    /// What can be given back of a payment, share by share.
    pub(super) fn balance(&self, desk: &Desk<'_>, row: &Row<'_>, payment: &Fact) -> Vec<Part> {
        let target = row.target("payment", payment.key);
        if target.is_some_and(|target| target.table != PAYMENTS) {
            // To an earlier export it was money given back.
            return Vec::new();
        }
        let Some(first) = target.map(|target| target.id).filter(|id| self.known.contains_key(id)) else {
            let shares = self.attribute(desk, row, payment).shares;
            let part = |(number, share): (usize, super::attribution::Share)| Part {
                payment: share_id(row, payment.key, number),
                patient: Some(share.patient),
                amount: share.amount,
            };
            return (1..).zip(shares).map(part).collect();
        };
        let others = (2..).map_while(|number| row.resolve(SHARE, &share_uuid(payment.key, number)));
        std::iter::once(first)
            .chain(others)
            .filter_map(|id| {
                let known = self.known.get(&id)?;
                let amount = (known.amount - known.refunded).max(Decimal::ZERO);
                Some(Part { payment: id, patient: Some(known.patient_id), amount })
            })
            .collect()
    }
}

fn warn_of_guesses(row: &mut Row<'_>, planned: &Planned, placed: Decimal) {
    let amount = placed.to_string();
    if planned.names_unusable {
        row.warn(&kinds::REFUND_REFERENCE, [("amount", &amount)]);
    } else if planned.is_guess && planned.payments == 1 {
        row.warn(&kinds::REFUND_GUESSED, [("amount", &amount)]);
    }
    if planned.payments > 1 {
        row.warn(&kinds::REFUND_SPREAD, [("amount", &amount), ("payments", &planned.payments.to_string())]);
    }
    if planned.is_guess || planned.names_unusable || planned.payments > 1 {
        row.keep_source();
    }
}

/// A refund as it stands in its payment's history.
fn state(refund: &Refund) -> Json {
    let Refund { id, amount, method, reason_code, .. } = refund;
    Json::known(format!(
        r#"{{"refund_id": "{id}", "amount": "{amount}", "method": "{method}", "reason_code": "{reason_code}"}}"#
    ))
}

/// Takes an amount, or what there is of it, from all shares alike.
fn take(balance: &mut [Part], wanted: Decimal) -> Vec<Part> {
    let weights: Vec<Decimal> = balance.iter().map(|part| part.amount).collect();
    let amount = wanted.min(weights.iter().sum());
    let mut taken = Vec::new();
    for (part, amount) in balance.iter_mut().zip(split(amount, &weights)) {
        if amount > Decimal::ZERO {
            part.amount -= amount;
            taken.push(Part { amount, ..part.clone() });
        }
    }
    taken
}

/// Payments by what refunds know of them, each list by date.
#[derive(Default)]
struct Index<'a> {
    treatments: HashMap<Uuid, Vec<&'a Fact>>,
    payers: HashMap<Uuid, Vec<&'a Fact>>,
}

impl<'a> Index<'a> {
    fn new(payments: &[&'a Fact]) -> Self {
        let mut index = Self::default();
        for payment in payments {
            index.treatments.entry(payment.treatment).or_default().push(payment);
            index.payers.entry(payment.payer()).or_default().push(payment);
        }
        index
    }
}

/// The payments of a list that were made until a day, the latest first.
fn earlier<'a>(list: &HashMap<Uuid, Vec<&'a Fact>>, of: Uuid, day: Option<Date>) -> impl Iterator<Item = &'a Fact> {
    let payments = if of.is_nil() { &[] } else { list.get(&of).map_or(&[][..], Vec::as_slice) };
    let end = payments.partition_point(|payment| day.is_none() || payment.date <= day);
    payments.get(..end).unwrap_or(&[]).iter().rev().take(CANDIDATES).copied()
}
