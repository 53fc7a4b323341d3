//! What is known of patients' health.

use std::collections::HashSet;

use mappers::context::{ExistingHealth, HealthKind};
use uuid::Uuid;

use super::all;
use crate::store::{Result, Session};

/// Allergies that the banner shows, drugs and illnesses; a critical illness counts as both.
pub(super) fn known(session: &Session, clinic: Uuid) -> Result<Vec<ExistingHealth>> {
    const KINDS: [(HealthKind, &str); 4] = [
        (HealthKind::Allergy, "patients_clinical_allergy WHERE severity IN ('high', 'critical') AND"),
        (HealthKind::Medication, "patients_clinical_medication WHERE"),
        (HealthKind::Illness, "patients_clinical_systemic_disease WHERE"),
        (HealthKind::CriticalIllness, "patients_clinical_systemic_disease WHERE is_critical AND"),
    ];
    let mut known = Vec::new();
    for (kind, rows) in KINDS {
        let sql = format!("SELECT patient_id, name FROM {rows} clinic_id = ?1 ORDER BY id");
        known.append(&mut all(session, &sql, clinic, |row| {
            Ok(ExistingHealth { patient_id: row.get(0)?, kind, name: row.get(1)? })
        })?);
    }
    Ok(known)
}

/// Patients who have a medical summary.
pub(super) fn medical_contexts(session: &Session, clinic: Uuid) -> Result<HashSet<Uuid>> {
    let sql = "SELECT patient_id FROM patients_clinical_medical_context WHERE clinic_id = ?1";
    all(session, sql, clinic, |row| row.get(0))
}

/// Patients whom nobody is to contact.
pub(super) fn unreachable_patients(session: &Session, clinic: Uuid) -> Result<HashSet<Uuid>> {
    let sql = "SELECT id FROM patients WHERE clinic_id = ?1 AND (status = 'archived' OR do_not_contact)";
    all(session, sql, clinic, |row| row.get(0))
}
