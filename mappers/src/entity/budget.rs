//! Budgets and their lines.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Text;
use crate::value::Fields;
use crate::warning::kinds;

/// Years in which a budget can have been made.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// `budget`.
pub(crate) struct Budget<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) professional: Text<'a>,
    pub(crate) author: Text<'a>,
    pub(crate) number: Text<'a>,
    pub(crate) title: Text<'a>,
    pub(crate) quoted: Option<Date>,
    pub(crate) accepted: Option<Date>,
    pub(crate) rejected: Option<Date>,
    pub(crate) rejection: Text<'a>,
    pub(crate) notes: Text<'a>,
}

impl<'a> Budget<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            patient: fields.text("patient_uuid"),
            professional: fields.text("professional_uuid"),
            author: fields.text("elaborated_by_user_uuid"),
            number: fields.text("number"),
            title: fields.text("title"),
            quoted: day(fields, "quote_date"),
            accepted: day(fields, "accepted_date"),
            rejected: day(fields, "rejected_date"),
            rejection: fields.text("rejection_observations"),
            notes: fields.text("notes"),
        }
    }
}

/// A date that is no placeholder of the source.
fn day(fields: &mut Fields<'_>, name: &'static str) -> Option<Date> {
    let date = fields.date(name)?;
    if YEARS.contains(&date.year()) {
        return Some(date);
    }
    fields.problem(&kinds::BAD_DATE, name, &date.to_string());
    None
}

/// `budget_line`.
pub(crate) struct BudgetLine<'a> {
    pub(crate) budget: Text<'a>,
    pub(crate) patient: Text<'a>,
    pub(crate) treatment: Text<'a>,
    pub(crate) variant: Text<'a>,
    /// What was done about it.
    pub(crate) applied_treatment: Text<'a>,
    pub(crate) units: Option<Decimal>,
    pub(crate) unit_amount: Option<Decimal>,
    pub(crate) list_amount: Option<Decimal>,
    /// What the line comes to before VAT.
    pub(crate) base_amount: Option<Decimal>,
    pub(crate) discount_percent: Option<Decimal>,
    pub(crate) discount_amount: Option<Decimal>,
    pub(crate) vat_percent: Option<Decimal>,
    pub(crate) vat_amount: Option<Decimal>,
    pub(crate) teeth: Vec<Cow<'a, str>>,
    pub(crate) notes: Text<'a>,
    pub(crate) order: Option<i64>,
}

impl<'a> BudgetLine<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        let line_number = fields.integer("line_number");
        Self {
            budget: fields.text("budget_uuid"),
            patient: fields.text("patient_uuid"),
            treatment: fields.text("treatment_uuid"),
            variant: fields.text("treatment_variant_uuid"),
            applied_treatment: fields.text("applied_treatment_uuid"),
            units: fields.decimal("units"),
            unit_amount: fields.decimal("unit_amount"),
            list_amount: fields.decimal("list_amount"),
            base_amount: fields.decimal("base_amount"),
            discount_percent: fields.decimal("discount_percent"),
            discount_amount: fields.decimal("discount_amount"),
            vat_percent: fields.decimal("vat_percent"),
            vat_amount: fields.decimal("vat_amount"),
            teeth: fields.list("teeth"),
            notes: fields.text("notes"),
            order: fields.integer("order_within_budget").or(line_number),
        }
    }
}
