//! Debts, payments and invoices.

use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::Text;
use crate::ids;
use crate::money::{Amount, Width};
use crate::value::Fields;
use crate::warning::kinds;

/// Years money can move in. Outside, a date is a placeholder of the source or a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// The first of several fields that is a usable date.
fn date(fields: &mut Fields<'_>, names: &[&'static str]) -> Option<Date> {
    names.iter().find_map(|name| {
        let date = fields.date(name)?;
        if YEARS.contains(&date.year()) {
            return Some(date);
        }
        fields.problem(&kinds::BAD_DATE, name, &date.to_string());
        None
    })
}

/// The [`ids::key`] of what a field refers to; nil when it refers to nothing.
fn reference(fields: &mut Fields<'_>, name: &'static str) -> Uuid {
    fields.text(name).map_or(Uuid::nil(), |uuid| ids::key(&uuid))
}

/// `debt`: what a patient owes for a treatment, or for a phase of it.
pub(crate) struct Debt<'a> {
    pub(crate) patient: Uuid,
    pub(crate) client: Uuid,
    pub(crate) treatment: Uuid,
    pub(crate) professional: Uuid,
    pub(crate) owed: Amount,
    pub(crate) due: Option<Date>,
    /// Annulled, and often replaced by another.
    pub(crate) is_cancelled: bool,
    /// Given up.
    pub(crate) is_uncollectible: bool,
    pub(crate) why_uncollectible: Text<'a>,
    pub(crate) treatment_number: Text<'a>,
    pub(crate) phase_number: Text<'a>,
}

impl<'a> Debt<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: reference(fields, "patient_uuid"),
            client: reference(fields, "client_uuid"),
            treatment: reference(fields, "applied_treatment_uuid"),
            professional: reference(fields, "professional_uuid"),
            owed: Amount::read(fields, "owed_amount", Width::Ten),
            due: date(fields, &["due_date"]),
            is_cancelled: fields.text("cancelled_by_uuid").is_some(),
            is_uncollectible: fields.flag("uncollectible").unwrap_or(false),
            why_uncollectible: fields.text("uncollectible_description"),
            treatment_number: fields.text("treatment_number"),
            phase_number: fields.text("phase_number"),
        }
    }
}

/// `payment`: money received, or paid back when it is negative.
pub(crate) struct Payment<'a> {
    pub(crate) client: Uuid,
    pub(crate) patient: Uuid,
    pub(crate) treatment: Uuid,
    pub(crate) related: Uuid,
    pub(crate) amount: Amount,
    pub(crate) date: Option<Date>,
    pub(crate) kind: Option<i64>,
    pub(crate) user: Uuid,
    pub(crate) notes: Text<'a>,
    /// The client, as the source spells it.
    pub(crate) client_uuid: Text<'a>,
}

impl<'a> Payment<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            client: reference(fields, "client_uuid"),
            patient: reference(fields, "patient_uuid"),
            treatment: reference(fields, "applied_treatment_uuid"),
            related: reference(fields, "related_payment_uuid"),
            amount: Amount::read(fields, "amount", Width::Twelve),
            date: date(fields, &["paid_on", "paid_at", "payment_date"]),
            kind: fields.integer("payment_kind"),
            user: reference(fields, "user_uuid"),
            notes: fields.text("notes"),
            client_uuid: fields.text("client_uuid"),
        }
    }
}

/// `debt_payment_application`: how much of a payment settled a debt.
pub(crate) struct Application {
    pub(crate) debt: Uuid,
    pub(crate) payment: Uuid,
    pub(crate) amount: Amount,
}

impl Application {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            debt: reference(fields, "debt_uuid"),
            payment: reference(fields, "payment_uuid"),
            amount: Amount::read(fields, "amount", Width::Twelve),
        }
    }
}

/// `fiscal_document`: an invoice, a credit note, or something like one.
pub(crate) struct Document<'a> {
    pub(crate) patient: Uuid,
    pub(crate) client: Uuid,
    pub(crate) user: Uuid,
    pub(crate) series: Text<'a>,
    pub(crate) number: Text<'a>,
    pub(crate) year: Text<'a>,
    pub(crate) kind: Text<'a>,
    /// The document it corrects.
    pub(crate) corrects: Uuid,
    pub(crate) issued_on: Option<Date>,
    pub(crate) due: Option<Date>,
    pub(crate) status: Text<'a>,
    pub(crate) subtotal: Amount,
    pub(crate) tax: Amount,
    pub(crate) total: Amount,
}

impl<'a> Document<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        let mut first = |names: [&'static str; 2]| {
            let both = names.map(|name| reference(fields, name));
            if both[0].is_nil() { both[1] } else { both[0] }
        };
        Self {
            client: first(["client_uuid", "guardian_client_uuid"]),
            corrects: first(["rectified_document_uuid", "related_document_uuid"]),
            patient: reference(fields, "patient_uuid"),
            user: reference(fields, "user_uuid"),
            series: fields.text("series"),
            number: fields.text("number"),
            year: fields.text("year").filter(|year| year != "0"),
            kind: fields.text("document_kind"),
            issued_on: document_date(fields),
            due: date(fields, &["due_date"]),
            status: fields.text("status"),
            subtotal: Amount::read(fields, "subtotal", Width::Twelve),
            tax: Amount::read(fields, "tax_total", Width::Twelve),
            total: Amount::read(fields, "total", Width::Twelve),
        }
    }
}

/// Both fields say the same as a rule, so both count as used.
fn document_date(fields: &mut Fields<'_>) -> Option<Date> {
    let [first, second] = ["document_date", "issued_at"].map(|name| date(fields, &[name]));
    first.or(second)
}

/// `fiscal_document_line`.
pub(crate) struct DocumentLine<'a> {
    pub(crate) document: Uuid,
    pub(crate) patient: Uuid,
    pub(crate) treatment: Uuid,
    pub(crate) units: Option<Decimal>,
    pub(crate) base: Amount,
    pub(crate) amount: Amount,
    pub(crate) discount: Amount,
    pub(crate) discount_percent: Option<Decimal>,
    pub(crate) vat_percent: Option<Decimal>,
    pub(crate) vat: Amount,
    pub(crate) exempt_reason: Text<'a>,
    pub(crate) concept: Text<'a>,
    pub(crate) number: Option<i64>,
}

impl<'a> DocumentLine<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            document: reference(fields, "document_uuid"),
            patient: reference(fields, "patient_uuid"),
            treatment: reference(fields, "applied_treatment_uuid"),
            units: fields.decimal("units"),
            base: Amount::read(fields, "base_amount", Width::Ten),
            amount: Amount::read(fields, "amount", Width::Ten),
            discount: Amount::read(fields, "discount_amount", Width::Ten),
            discount_percent: percent(fields, "discount_percent"),
            vat_percent: percent(fields, "vat_percent"),
            vat: Amount::read(fields, "vat_amount", Width::Ten),
            exempt_reason: fields.text("vat_exempt_reason"),
            concept: fields.text("concept"),
            number: fields.integer("line_number"),
        }
    }
}

/// From 0 to 100.
fn percent(fields: &mut Fields<'_>, name: &'static str) -> Option<Decimal> {
    let percent = fields.decimal(name)?;
    if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent) {
        return Some(percent);
    }
    fields.problem(&kinds::BAD_NUMBER, name, &percent.to_string());
    None
}
