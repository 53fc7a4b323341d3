//! The differences meant among budgets, treatments, plans and their notes.

use serde_json::{Map, Value};

use crate::intended::{is_past, is_wall_clock, text};

type Row = Map<String, Value>;

const TABLES: [&str; 9] = [
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

/// Gesdén's types that were notes and are treatments: they have no way to be drawn.
const NOT_DRAWN: &str = "migrated";

const CLOCK: &str = "wall-clock time";
const HISTORY: &str = "history has the source's dates";
const GUESSED: &str = "completion is not guessed";
const BILLED: &str = "what is billed is a treatment";
const PLANS: &str = "plans follow budgets";
const SESSIONS: &str = "sessions share the price";
const LINKS: &str = "history is not open to links";

/// Whether a row is one of these.
pub(crate) fn is_about(table: &str, row: &Row) -> bool {
    TABLES.contains(&table) || (table == "clinical_notes" && row["note_type"] != "appointment_administrative")
}

pub(crate) fn in_column(table: &str, column: &str, golden: &Row, ours: &Row) -> Option<&'static str> {
    let (was, is) = (&golden[column], &ours[column]);
    let is_guess = || done(golden) && !done(ours);
    let (reason, holds) = match (table, column) {
        ("budgets", "created_at") | ("treatments", "recorded_at") => (CLOCK, is_wall_clock(was, is)),
        ("clinical_notes", "created_at" | "updated_at") | ("budgets", "updated_at") if is_wall_clock(was, is) => {
            (CLOCK, true)
        }
        (_, "performed_at" | "completed_at") if !was.is_null() && !is.is_null() => (CLOCK, is_wall_clock(was, is)),
        (_, "status") if table != "treatment_plans" => (GUESSED, is_guess()),
        (_, "performed_at" | "performed_by" | "completed_at" | "completed_by") => (GUESSED, is_guess() && is.is_null()),
        // One tooth keeps what was done to it before.
        ("tooth_records", "general_condition") => (GUESSED, was != "healthy" && (is == "healthy" || is == "crown")),
        ("budgets", "updated_at") | ("budget_history", "changed_at") | (_, "created_at") => {
            (HISTORY, was == "<now>" && is_past(is))
        }
        ("budget_history", "new_state") => {
            ("budgets have a history", was["total"] == "0.00" && is["status"] == "draft" && is["total"] != "0.00")
        }
        ("budgets", "public_auth_method") => (LINKS, is == "manual_code"),
        ("budgets", "public_locked_at") => (LINKS, was.is_null() && is == "<now>"),
        ("budgets", "public_token") => (LINKS, is.is_string()),
        ("budget_items", "treatment_id") => {
            (BILLED, was.is_null() && text(is).starts_with("@applied_treatment_record:"))
        }
        ("clinical_notes", "author_id") => {
            ("notes name who entered them", text(was).starts_with("@professional:") && text(is).starts_with("@user:"))
        }
        ("treatments", "scope") => ("scope follows the teeth", was == "tooth" && is == "global_mouth"),
        ("treatment_teeth", "surfaces") => ("surfaces are kept", was.is_null() && is.is_array()),
        ("treatment_plans", "plan_number") => {
            let year = |number: &Value| text(number).rsplit_once('-').map(|(_, year)| year.to_owned());
            (PLANS, year(was) == year(is))
        }
        ("treatment_plans", "internal_notes") => (PLANS, is.is_string()),
        ("treatment_plans", "status") => (PLANS, was == "active" && is == "completed"),
        ("planned_treatment_items", "sequence_order") => (PLANS, is.is_number()),
        ("planned_treatment_item_sessions", "amount") => (SESSIONS, was == 0.0 && is.as_f64() > Some(0.0)),
        _ => return None,
    };
    holds.then_some(reason)
}

fn done(row: &Row) -> bool {
    ["performed", "completed"].iter().any(|status| row["status"] == *status)
}

pub(crate) fn only_golden(table: &str, golden: &Row) -> Option<&'static str> {
    match table {
        "clinical_notes" => (golden["note_type"] == "administrative").then_some(BILLED),
        "treatment_plans" => golden["budget_id"].is_null().then_some(PLANS),
        _ => None,
    }
}

pub(crate) fn only_ours(table: &str, ours: &Row) -> Option<&'static str> {
    match table {
        "treatments" => (ours["scope"] == "global_mouth" && ours["clinical_type"] == NOT_DRAWN).then_some(BILLED),
        "clinical_notes" => (ours["note_type"] == "treatment").then_some(BILLED),
        "planned_treatment_items" => Some(BILLED),
        "planned_treatment_item_sessions" => Some(SESSIONS),
        "treatment_plans" => Some(PLANS),
        "budget_history" => (ours["action"] == "status_changed").then_some("budgets have a history"),
        _ => None,
    }
}
