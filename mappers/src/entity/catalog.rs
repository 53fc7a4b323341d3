//! Chairs and treatments.

use rust_decimal::Decimal;

use super::Text;
use crate::value::Fields;

/// `catalog_item` of kind `chair`.
pub(crate) struct Chair<'a> {
    /// Its name, or its code.
    pub(crate) name: Text<'a>,
    pub(crate) is_deactivated: bool,
}

impl<'a> Chair<'a> {
    /// `None` when it is an entry of another list.
    pub(crate) fn read(fields: &mut Fields<'a>) -> Option<Self> {
        if fields.text("kind").as_deref() != Some("chair") {
            return None;
        }
        Some(Self {
            name: fields.text("name").or_else(|| fields.text("code")),
            is_deactivated: fields.flag("deactivated").unwrap_or(false),
        })
    }
}

/// `treatment_catalog_item`.
pub(crate) struct Treatment<'a> {
    /// The first of its names that says something.
    pub(crate) label: Text<'a>,
    pub(crate) description: Text<'a>,
    pub(crate) code: Text<'a>,
    pub(crate) price: Option<Decimal>,
    pub(crate) duration_minutes: Option<i64>,
    pub(crate) is_deactivated: bool,
}

impl<'a> Treatment<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        let description = fields.text("description");
        let code = fields.text("code");
        let label = fields
            .text("short_name")
            .or_else(|| description.clone())
            .or_else(|| fields.text("patient_facing_description"))
            .or_else(|| fields.text("agenda_description"))
            .or_else(|| fields.text("name"))
            .or_else(|| code.clone());
        Self {
            label,
            description,
            code,
            price: fields.decimal("reference_price"),
            duration_minutes: fields.integer("duration_minutes"),
            is_deactivated: fields.flag("deactivated").unwrap_or(false),
        }
    }
}

/// `treatment_catalog_variant`: a treatment's price in a tariff.
pub(crate) struct TreatmentVariant<'a> {
    pub(crate) treatment: Text<'a>,
}

impl<'a> TreatmentVariant<'a> {
    pub(crate) fn read(fields: &mut Fields<'a>) -> Self {
        Self { treatment: fields.text("treatment_uuid") }
    }
}
