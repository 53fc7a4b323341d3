//! Budgets, plans and teeth.

use std::collections::HashMap;

use mappers::context::{ExistingPlan, ExistingTooth};
use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::{all, id, optional};

/// Numbers of deleted budgets are taken too.
pub(super) fn budget_numbers(connection: &Connection, clinic: &str) -> Result<Vec<String>> {
    all(connection, "SELECT budget_number FROM budgets WHERE clinic_id = ?", clinic, |row| row.get(0))
}

/// Deleted plans too: their numbers are taken.
pub(super) fn treatment_plans(connection: &Connection, clinic: &str) -> Result<Vec<ExistingPlan>> {
    all(
        connection,
        "SELECT plan.id, plan.patient_id, plan.plan_number, plan.budget_id, coalesce(max(item.sequence_order), 0),
            plan.deleted_at IS NULL AND plan.status NOT IN ('completed', 'archived', 'closed')
         FROM treatment_plans AS plan LEFT JOIN planned_treatment_items AS item ON item.treatment_plan_id = plan.id
         WHERE plan.clinic_id = ? GROUP BY plan.id ORDER BY plan.id",
        clinic,
        |row| {
            Ok(ExistingPlan {
                id: id(row, 0)?,
                patient_id: id(row, 1)?,
                plan_number: row.get(2)?,
                budget_id: optional(row, 3)?,
                last_sequence: row.get(4)?,
                is_open: row.get(5)?,
            })
        },
    )
}

/// The teeth on record of everybody: whoever is in the file may be a patient the clinic has.
pub(super) fn teeth(connection: &Connection, clinic: &str) -> Result<Vec<ExistingTooth>> {
    all(
        connection,
        "SELECT id, patient_id, tooth_number, general_condition FROM tooth_records WHERE clinic_id = ?",
        clinic,
        |row| {
            Ok(ExistingTooth {
                id: id(row, 0)?,
                patient_id: id(row, 1)?,
                tooth_number: row.get(2)?,
                general_condition: row.get(3)?,
            })
        },
    )
}

/// The last session of each planned treatment.
pub(super) fn sessions(connection: &Connection, clinic: &str) -> Result<HashMap<Uuid, i32>> {
    all(
        connection,
        "SELECT session.plan_item_id, max(session.sequence) FROM planned_treatment_item_sessions AS session
         JOIN planned_treatment_items AS item ON item.id = session.plan_item_id
         WHERE item.clinic_id = ? GROUP BY session.plan_item_id",
        clinic,
        |row| Ok((id(row, 0)?, row.get(1)?)),
    )
}
