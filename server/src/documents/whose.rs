//! Whose a file is: that of the row its parent became.

use crate::store::Dialect;

macro_rules! with_job {
    () => {
        " JOIN migration_import_jobs AS job ON job.id = file.job_id
          JOIN puente_import_jobs AS own ON own.job_id = file.job_id"
    };
}

/// The patient whom a file of the manifest belongs to, if there is one. Every table stands here that an entity with a patient can
/// become a row of.
pub(super) const PATIENT: &str = "(SELECT CASE mapping.dentalpin_table
        WHEN 'patients' THEN (SELECT id FROM patients WHERE id = mapping.dentalpin_id)
        WHEN 'patient_timeline' THEN (SELECT patient_id FROM patient_timeline WHERE id = mapping.dentalpin_id)
        WHEN 'patients_clinical_allergy' THEN
            (SELECT patient_id FROM patients_clinical_allergy WHERE id = mapping.dentalpin_id)
        WHEN 'patients_clinical_medication' THEN
            (SELECT patient_id FROM patients_clinical_medication WHERE id = mapping.dentalpin_id)
        WHEN 'patients_clinical_systemic_disease' THEN
            (SELECT patient_id FROM patients_clinical_systemic_disease WHERE id = mapping.dentalpin_id)
        WHEN 'clinical_notes' THEN (SELECT CASE owner_type
                WHEN 'patient' THEN owner_id
                WHEN 'treatment' THEN (SELECT patient_id FROM treatments WHERE id = owner_id)
                WHEN 'appointment' THEN (SELECT patient_id FROM appointments WHERE id = owner_id)
            END FROM clinical_notes WHERE id = mapping.dentalpin_id)
        WHEN 'treatments' THEN (SELECT patient_id FROM treatments WHERE id = mapping.dentalpin_id)
        WHEN 'planned_treatment_items' THEN (SELECT patient_id FROM treatments
            WHERE id = (SELECT treatment_id FROM planned_treatment_items WHERE id = mapping.dentalpin_id))
        WHEN 'planned_treatment_item_sessions' THEN (SELECT patient_id FROM treatments
            WHERE id = (SELECT treatment_id FROM planned_treatment_items
                WHERE id = (SELECT plan_item_id FROM planned_treatment_item_sessions WHERE id = mapping.dentalpin_id)))
        WHEN 'appointments' THEN (SELECT patient_id FROM appointments WHERE id = mapping.dentalpin_id)
        WHEN 'recalls' THEN (SELECT patient_id FROM recalls WHERE id = mapping.dentalpin_id)
        WHEN 'budgets' THEN (SELECT patient_id FROM budgets WHERE id = mapping.dentalpin_id)
        WHEN 'budget_items' THEN (SELECT patient_id FROM budgets
            WHERE id = (SELECT budget_id FROM budget_items WHERE id = mapping.dentalpin_id))
        WHEN 'invoices' THEN (SELECT patient_id FROM invoices WHERE id = mapping.dentalpin_id)
        WHEN 'invoice_items' THEN (SELECT patient_id FROM invoices
            WHERE id = (SELECT invoice_id FROM invoice_items WHERE id = mapping.dentalpin_id))
        WHEN 'patient_earned_entries' THEN (SELECT patient_id FROM patient_earned_entries WHERE id = mapping.dentalpin_id)
        WHEN 'payments' THEN (SELECT patient_id FROM payments WHERE id = mapping.dentalpin_id)
        WHEN 'refunds' THEN (SELECT patient_id FROM payments
            WHERE id = (SELECT payment_id FROM refunds WHERE id = mapping.dentalpin_id))
     END
     FROM migration_import_entity_mappings AS mapping
     WHERE mapping.clinic_id = file.clinic_id AND mapping.entity_type = file.parent_entity_type
        AND mapping.source_canonical_uuid = file.parent_canonical_uuid
     ORDER BY mapping.source_system LIMIT 1)";

/// A file of the manifest with its job.
pub(super) const FILES: &str = concat!("migration_import_file_stagings AS file", with_job!());

/// The same, where files of certain jobs are looked for by the digest of their bytes.
pub(super) fn files_by_bytes(dialect: Dialect) -> String {
    let along = dialect.along("ix_migration_file_staging_lookup");
    format!(concat!("migration_import_file_stagings AS file {}", with_job!()), along)
}
