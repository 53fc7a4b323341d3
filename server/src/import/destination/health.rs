//! What is known of patients' health.

use std::collections::HashSet;

use mappers::context::{ExistingHealth, HealthKind};
use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::{all, id};

/// Allergies that the banner shows, drugs and illnesses; a critical illness counts as both.
pub(super) fn known(connection: &Connection, clinic: &str) -> Result<Vec<ExistingHealth>> {
    const KINDS: [(HealthKind, &str); 4] = [
        (HealthKind::Allergy, "patients_clinical_allergy WHERE severity IN ('high', 'critical') AND"),
        (HealthKind::Medication, "patients_clinical_medication WHERE"),
        (HealthKind::Illness, "patients_clinical_systemic_disease WHERE"),
        (HealthKind::CriticalIllness, "patients_clinical_systemic_disease WHERE is_critical = 1 AND"),
    ];
    let mut known = Vec::new();
    for (kind, rows) in KINDS {
        let sql = format!("SELECT patient_id, name FROM {rows} clinic_id = ? ORDER BY id");
        known.append(&mut all(connection, &sql, clinic, |row| {
            Ok(ExistingHealth { patient_id: id(row, 0)?, kind, name: row.get(1)? })
        })?);
    }
    Ok(known)
}

/// Patients who have a medical summary.
pub(super) fn medical_contexts(connection: &Connection, clinic: &str) -> Result<HashSet<Uuid>> {
    let sql = "SELECT patient_id FROM patients_clinical_medical_context WHERE clinic_id = ?";
    all(connection, sql, clinic, |row| id(row, 0))
}

/// Patients whom nobody is to contact.
pub(super) fn unreachable_patients(connection: &Connection, clinic: &str) -> Result<HashSet<Uuid>> {
    let sql = "SELECT id FROM patients WHERE clinic_id = ? AND (status = 'archived' OR do_not_contact = 1)";
    all(connection, sql, clinic, |row| id(row, 0))
}
