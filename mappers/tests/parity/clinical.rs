//! The differences meant among budgets, treatments and plans.

use serde_json::{Map, Value};

type Row = Map<String, Value>;

/// The tables this is about.
pub(crate) const TABLES: [&str; 9] = [
    "budgets",
    "budget_items",
    "budget_history",
    "treatments",
    "treatment_teeth",
    "tooth_records",
    "treatment_plans",
    "planned_treatment_items",
    "planned_treatment_item_sessions",
];

pub(crate) fn in_column(_: &str, _: &str, _: &Row, _: &Row) -> Option<(&'static str, bool)> {
    None
}

pub(crate) fn only_golden(_: &str, _: &Row) -> Option<&'static str> {
    None
}

pub(crate) fn only_ours(_: &str, _: &Row) -> Option<&'static str> {
    None
}
