//! What was planned or done in a patient's mouth.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::Text;
use crate::value::{self, Fields};

/// `applied_treatment`.
pub(crate) struct AppliedTreatment<'a> {
    pub(crate) patient: Text<'a>,
    pub(crate) professional: Text<'a>,
    /// Who entered it.
    pub(crate) author: Text<'a>,
    pub(crate) variant: Text<'a>,
    pub(crate) budget_line: Text<'a>,
    pub(crate) status: Option<i64>,
    pub(crate) start: Text<'a>,
    pub(crate) end: Text<'a>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) units: Option<Decimal>,
    pub(crate) notes: Text<'a>,
    pub(crate) teeth: Vec<Cow<'a, str>>,
    pub(crate) surfaces: Vec<Cow<'a, str>>,
    /// Gesdén's `IdTipoODG`.
    pub(crate) kind: Option<i64>,
    /// Gesdén's `IdTto`.
    pub(crate) tariff: Option<i64>,
    /// Gesdén's `ZonasPieza`.
    pub(crate) zones: Text<'a>,
}

impl<'a> AppliedTreatment<'a> {
    /// Reads a payload and the columns of its source row.
    pub(crate) fn read(fields: &mut Fields<'a>, columns: &mut Fields<'a>) -> Self {
        let code = |text: Text<'a>| text.and_then(|text| value::integer(&text));
        Self {
            patient: fields.text("patient_uuid"),
            professional: fields.text("professional_uuid"),
            author: fields.text("user_uuid"),
            variant: fields.text("treatment_variant_uuid"),
            budget_line: fields.text("budget_line_uuid"),
            status: fields.integer("status_code"),
            start: fields.text("start_date"),
            end: fields.text("end_date"),
            amount: fields.decimal("amount"),
            units: fields.decimal("units"),
            notes: fields.text("notes"),
            teeth: fields.list("teeth"),
            surfaces: fields.list("surfaces"),
            kind: code(columns.column("IdTipoODG").or_else(|| fields.column("IdTipoODG"))),
            tariff: code(columns.column("IdTto")).filter(|tariff| *tariff != 0),
            zones: columns.column("ZonasPieza"),
        }
    }
}

/// `applied_treatment_phase`.
pub(crate) struct Phase<'a> {
    pub(crate) treatment: Text<'a>,
    pub(crate) professional: Text<'a>,
    pub(crate) number: Option<i64>,
    pub(crate) percent: Option<Decimal>,
    pub(crate) status: Option<i64>,
    pub(crate) executed: Text<'a>,
    pub(crate) notes: Text<'a>,
}

impl<'a> Phase<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self {
            treatment: fields.text("applied_treatment_uuid"),
            professional: fields.text("professional_uuid"),
            number: fields.integer("phase_number"),
            percent: fields.decimal("percent_to_bill"),
            status: fields.integer("status_code"),
            executed: fields.text("executed_on"),
            notes: fields.text("notes"),
        }
    }
}
