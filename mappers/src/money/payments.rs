//! Payments (`docs/mapping/payments.md#payments`).

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::attribution::{Attribution, Guess, Share};
use super::refunds::Fact;
use super::{Desk, Money, actor, first_patient, since, tell_of_orphan};
use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity;
use crate::ids::{self, RowIds};
use crate::phrases;
use crate::reconciliation::{Kind, reason};
use crate::record::{Json, Payment, PaymentAllocation, PaymentHistory};
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

pub(super) const PAYMENTS: &str = "payments";
/// The mapping under which shares beyond the first are found again.
pub(super) const SHARE: &str = "payment_share";

const OTHER: &str = "other";

/// How it was paid.
pub(super) fn method(kind: Option<i64>) -> &'static str {
    match kind {
        Some(1) => "cash",
        Some(2) => "bank_transfer",
        Some(3) => "card",
        Some(4) => "direct_debit",
        Some(5) => "insurance",
        _ => OTHER,
    }
}

/// The id of a share of a payment, whoever asks for it and whenever.
pub(super) fn share_id(row: &Row<'_>, payment: Uuid, number: usize) -> Uuid {
    let ids = RowIds::new(row.context.clinic_id, row.source.source_system, "payment", &payment.to_string());
    ids.part(&format!("share-{number}"))
}

/// The uuid under which a share beyond the first is mapped.
pub(super) fn share_uuid(payment: Uuid, number: usize) -> String {
    format!("{payment}:{number}")
}

impl Money {
    /// Maps a `payment`; a negative one is a refund.
    pub(crate) fn payment(&mut self, desk: &mut Desk<'_>, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = entity::Payment::read(fields);
        let kind = match source.amount.cents() {
            None => &kinds::PAYMENT_INVALID,
            Some(cents) if cents.is_zero() => &kinds::PAYMENT_ZERO,
            Some(cents) if cents < Decimal::ZERO => return self.refund(desk, row, &source),
            Some(_) => return self.receive(desk, row, &source),
        };
        row.warn(kind, []);
        let patient = row.resolve_key("patient", source.patient);
        desk.reconciliation.note(row, Kind::Payments, patient, source.amount.in_file(), Decimal::ZERO, kind.code);
        Disposition::Skipped
    }

    fn receive(&self, desk: &mut Desk<'_>, row: &mut Row<'_>, source: &entity::Payment<'_>) -> Disposition {
        let fact = Fact::of(ids::key(row.source.canonical_uuid), source);
        let attribution = self.attribute(desk, row, &fact);
        let exact = source.amount.in_file().unwrap_or_default();
        warn_of_guesses(row, source, &attribution);
        let Some(first) = attribution.shares.first() else {
            row.warn(&kinds::PAYMENT_NO_PATIENT, []);
            let code = kinds::PAYMENT_NO_PATIENT.code;
            desk.reconciliation.note(row, Kind::Payments, None, Some(exact), Decimal::ZERO, code);
            return Disposition::Skipped;
        };
        tell_of_unknowns(desk, row, source);
        let fraction = exact - fact.amount;
        desk.reconciliation.note(
            row,
            Kind::Payments,
            Some(first.patient),
            Some(first.amount + fraction),
            first.amount,
            reason::ROUNDED,
        );
        let recorded_by = actor(row, source.user);
        for (number, share) in (1..).zip(&attribution.shares) {
            self.share(row, source, &fact, share, (number, attribution.shares.len()), recorded_by);
            if number > 1 {
                let amount = share.amount;
                desk.reconciliation.note(row, Kind::Payments, Some(share.patient), Some(amount), amount, reason::NONE);
            }
        }
        if source.date.is_none() {
            row.warn(&kinds::PAYMENT_NO_DATE, []);
            row.keep_source();
        }
        if !source.related.is_nil() {
            row.keep_source();
        }
        Disposition::Created
    }

    /// One patient's share, with what it is for.
    fn share(
        &self,
        row: &mut Row<'_>,
        source: &entity::Payment<'_>,
        fact: &Fact,
        share: &Share,
        (number, of): (usize, usize),
        recorded_by: Uuid,
    ) {
        let Context { clinic_id, now, .. } = *row.context;
        let id = share_id(row, fact.key, number);
        let at = since(source.date, row.context);
        let today = now.to_zoned(row.context.timezone.clone()).date();
        let method = method(source.kind);
        row.insert(Payment {
            id,
            clinic_id,
            patient_id: share.patient,
            amount: share.amount,
            currency: self.currency.clone(),
            method,
            payment_date: source.date.unwrap_or(today),
            reference: None,
            notes: Some(notes(row, source, number, of)),
            recorded_by,
            created_at: at,
            updated_at: now,
        });
        if number == 1 {
            row.map_to(PAYMENTS, id);
        } else {
            let part = format!("share_mapping-{number}");
            row.map_as(SHARE, &share_uuid(fact.key, number), &part, PAYMENTS, id);
        }
        let allocations = allocate(row, share, (id, number), recorded_by, at);
        row.insert(PaymentHistory {
            id: row.id(&format!("history-{number}")),
            clinic_id,
            payment_id: id,
            action: "created",
            changed_by: recorded_by,
            changed_at: at,
            previous_state: None,
            new_state: Some(state(share.amount, method, &allocations)),
            notes: None,
        });
        for allocation in allocations {
            row.insert(allocation);
        }
    }
}

/// Says so when what a payment names is not here.
pub(super) fn tell_of_unknowns(desk: &Desk<'_>, row: &mut Row<'_>, source: &entity::Payment<'_>) {
    let deed = Money::deed(desk.acts, row, source.treatment);
    tell_of_orphan(row, source.treatment, deed.as_ref(), &kinds::PAYMENT_ORPHAN);
    if let Some(client) = source.client_uuid.as_deref()
        && desk.payers.client(source.client).is_none()
        && first_patient(desk.payers, row, source.client).is_none()
    {
        row.warn(&kinds::PAYMENT_UNKNOWN_CLIENT, [("client", client)]);
        row.keep_source();
    }
    if let Some(kind) = source.kind.filter(|kind| method(Some(*kind)) == OTHER) {
        row.warn(&kinds::PAYMENT_KIND, [("found", &kind.to_string())]);
        row.keep_source();
    }
}

fn warn_of_guesses(row: &mut Row<'_>, source: &entity::Payment<'_>, attribution: &Attribution) {
    let client = source.client_uuid.as_deref().unwrap_or_default();
    if attribution.is_named_unknown {
        row.warn(&kinds::PAYMENT_UNMAPPED_PATIENT, []);
        row.keep_source();
    }
    if attribution.is_overapplied {
        row.warn(&kinds::PAYMENT_OVERAPPLIED, []);
        row.keep_source();
    }
    match attribution.guess {
        Some(Guess::Payer) => row.warn(&kinds::PAYMENT_TO_PAYER, []),
        Some(Guess::Family) => {
            row.warn(&kinds::PAYMENT_SPLIT, [("client", client), ("patients", &attribution.shares.len().to_string())]);
        }
        None => return,
    }
    row.keep_source();
}

fn notes(row: &Row<'_>, source: &entity::Payment<'_>, number: usize, of: usize) -> Box<str> {
    let notes = source.notes.as_deref();
    let mut notes = notes.map_or_else(|| row.say(phrases::IMPORTED, &[&row.source_id()]), str::to_owned);
    if of > 1 {
        let client = source.client_uuid.as_deref().unwrap_or("—");
        notes = row.say(phrases::FAMILY_SHARE, &[&notes, &number, &of, &client]);
    }
    notes.into()
}

/// Budgets first, the rest on account: together the whole of the share.
fn allocate(
    row: &Row<'_>,
    share: &Share,
    (payment_id, number): (Uuid, usize),
    created_by: Uuid,
    at: Timestamp,
) -> Vec<PaymentAllocation> {
    let budgets: Decimal = share.budgets.iter().map(|(_, amount)| amount).sum();
    let rest = share.amount - budgets;
    let on_account = (rest > Decimal::ZERO).then_some((None, rest));
    let targets = share.budgets.iter().map(|(budget, amount)| (Some(*budget), *amount)).chain(on_account);
    let allocation = |(position, (budget_id, amount)): (usize, (Option<Uuid>, Decimal))| PaymentAllocation {
        id: row.id(&format!("allocation-{number}-{position}")),
        clinic_id: row.context.clinic_id,
        payment_id,
        target_type: if budget_id.is_some() { "budget" } else { "on_account" },
        budget_id,
        amount,
        created_by,
        created_at: at,
        updated_at: row.context.now,
    };
    targets.enumerate().map(allocation).collect()
}

/// A payment as DentalPin writes it into its history.
fn state(amount: Decimal, method: &str, allocations: &[PaymentAllocation]) -> Json {
    let allocations: Vec<_> = allocations
        .iter()
        .map(|it| {
            let budget = it.budget_id.map_or_else(|| "null".to_owned(), |id| format!("\"{id}\""));
            let PaymentAllocation { target_type, amount, .. } = it;
            format!(r#"{{"target_type": "{target_type}", "budget_id": {budget}, "amount": "{amount}"}}"#)
        })
        .collect();
    Json::known(format!(
        r#"{{"amount": "{amount}", "method": "{method}", "allocations": [{}]}}"#,
        allocations.join(", ")
    ))
}
