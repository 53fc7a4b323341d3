//! Lines of budgets that wait for the treatment they refer to, which must be in the clinic before them.

use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use super::amounts::{Amounts, Discount};
use crate::context::Context;
use crate::order;
use crate::record::{BudgetItem, Record};
use crate::row::Row;

/// A line about to be added. Most lines of a file wait at once, so it takes about half of what its record does.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: Uuid,
    pub(super) budget_id: Uuid,
    pub(super) catalog_item_id: Uuid,
    pub(super) vat_type_id: Option<Uuid>,
    pub(super) created_at: Timestamp,
    pub(super) notes: Option<Box<str>>,
    unit_price: Cents,
    discount: Cents,
    discounted: Cents,
    tax: Cents,
    vat_rate: f64,
    quantity: i32,
    pub(super) display_order: i32,
    pub(super) tooth_number: Option<u8>,
    discount_type: Option<&'static str>,
}

/// An amount that fits `numeric(10, 2)`, in cents.
#[derive(Clone, Copy, Debug)]
struct Cents(i64);

impl From<Decimal> for Cents {
    fn from(amount: Decimal) -> Self {
        Self((amount * Decimal::ONE_HUNDRED).to_i64().unwrap_or_default())
    }
}

impl From<Cents> for Decimal {
    fn from(cents: Cents) -> Self {
        Self::new(cents.0, 2)
    }
}

impl Line {
    /// A line of a budget, with nothing but its amounts.
    pub(super) fn new(id: Uuid, budget_id: Uuid, catalog_item_id: Uuid, amounts: &Amounts) -> Self {
        let (discount_type, discount) = match amounts.discount {
            Discount::None => (None, Decimal::ZERO),
            Discount::Percentage(percent) => (Some("percentage"), percent),
            Discount::Absolute(amount) => (Some("absolute"), amount),
        };
        Self {
            id,
            budget_id,
            catalog_item_id,
            vat_type_id: None,
            created_at: Timestamp::UNIX_EPOCH,
            notes: None,
            unit_price: amounts.unit_price.into(),
            discount: discount.into(),
            discounted: amounts.discounted.into(),
            tax: amounts.tax.into(),
            vat_rate: amounts.vat_rate.to_f64().unwrap_or_default(),
            quantity: amounts.quantity,
            display_order: 0,
            tooth_number: None,
            discount_type,
        }
    }

    /// The line as a row, of the treatment it refers to.
    pub(super) fn record(self, context: &Context, treatment_id: Option<Uuid>) -> BudgetItem {
        let unit_price = Decimal::from(self.unit_price);
        let line_subtotal = unit_price * Decimal::from(self.quantity);
        let (line_discount, line_tax) = (self.discounted.into(), self.tax.into());
        BudgetItem {
            id: self.id,
            clinic_id: context.clinic_id,
            budget_id: self.budget_id,
            catalog_item_id: self.catalog_item_id,
            unit_price,
            quantity: self.quantity,
            discount_type: self.discount_type,
            discount_value: self.discount_type.map(|_| self.discount.into()),
            vat_type_id: self.vat_type_id,
            vat_rate: self.vat_rate,
            line_subtotal,
            line_discount,
            line_tax,
            line_total: line_subtotal - line_discount + line_tax,
            tooth_number: self.tooth_number.map(i32::from),
            surfaces: None,
            treatment_id,
            invoiced_quantity: 0,
            display_order: self.display_order,
            notes: self.notes,
            created_at: self.created_at,
            updated_at: context.now,
        }
    }
}

/// The lines that wait, by the key of their treatment.
#[derive(Debug, Default)]
pub(super) struct Held(HashMap<Uuid, Vec<Line>>);

impl Held {
    pub(super) fn hold(&mut self, treatment: Uuid, line: Line) {
        // Hardly any treatment has more than one.
        self.0.entry(treatment).or_insert_with(|| Vec::with_capacity(1)).push(line);
    }

    /// Adds the lines of a treatment that has just been made.
    pub(super) fn release(&mut self, row: &mut Row<'_>, treatment: Uuid, treatment_id: Uuid) {
        for line in self.0.remove(&treatment).unwrap_or_default() {
            row.insert(line.record(row.context, Some(treatment_id)));
        }
    }

    /// Adds the lines whose treatments never came.
    pub(super) fn finish(&mut self, context: &Context, records: &mut Vec<Record>) {
        let mut left: Vec<Line> = std::mem::take(&mut self.0).into_values().flatten().collect();
        order::by_key(&mut left, |line| line.id);
        records.extend(left.into_iter().map(|line| line.record(context, None).into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_waits_takes_little() {
        assert!(std::mem::size_of::<Line>() <= 184, "{}", std::mem::size_of::<Line>());
    }
}
