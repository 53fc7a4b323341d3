//! Budgets, plans and teeth.

use std::collections::HashMap;

use mappers::context::{ExistingPlan, ExistingTooth};
use uuid::Uuid;

use super::all;
use crate::store::{Result, Session};

/// Numbers of deleted budgets are taken too.
pub(super) fn budget_numbers(session: &Session, clinic: Uuid) -> Result<Vec<String>> {
    all(session, "SELECT budget_number FROM budgets WHERE clinic_id = ?1", clinic, |row| row.get(0))
}

/// Deleted plans too: their numbers are taken.
pub(super) fn treatment_plans(session: &Session, clinic: Uuid) -> Result<Vec<ExistingPlan>> {
    all(
        session,
        "SELECT plan.id, plan.patient_id, plan.plan_number, plan.budget_id, coalesce(items.last, 0),
            plan.deleted_at IS NULL AND plan.status NOT IN ('completed', 'archived', 'closed')
         FROM treatment_plans AS plan LEFT JOIN (
            SELECT treatment_plan_id, max(sequence_order) AS last FROM planned_treatment_items
            WHERE clinic_id = ?1 GROUP BY treatment_plan_id
         ) AS items ON items.treatment_plan_id = plan.id
         WHERE plan.clinic_id = ?1 ORDER BY plan.id",
        clinic,
        |row| {
            Ok(ExistingPlan {
                id: row.get(0)?,
                patient_id: row.get(1)?,
                plan_number: row.get(2)?,
                budget_id: row.get(3)?,
                last_sequence: row.get(4)?,
                is_open: row.get(5)?,
            })
        },
    )
}

/// The teeth on record of everybody: whoever is in the file may be a patient the clinic has.
pub(super) fn teeth(session: &Session, clinic: Uuid) -> Result<Vec<ExistingTooth>> {
    all(
        session,
        "SELECT id, patient_id, tooth_number, general_condition FROM tooth_records WHERE clinic_id = ?1",
        clinic,
        |row| {
            Ok(ExistingTooth {
                id: row.get(0)?,
                patient_id: row.get(1)?,
                tooth_number: row.get(2)?,
                general_condition: row.get(3)?,
            })
        },
    )
}

/// The last session of each planned treatment.
pub(super) fn sessions(session: &Session, clinic: Uuid) -> Result<HashMap<Uuid, i32>> {
    all(
        session,
        "SELECT session.plan_item_id, max(session.sequence) FROM planned_treatment_item_sessions AS session
         JOIN planned_treatment_items AS item ON item.id = session.plan_item_id
         WHERE item.clinic_id = ?1 GROUP BY session.plan_item_id",
        clinic,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
