//! What is known of a patient's health, and calling patients back.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::record;

record! {
    /// A drug a patient takes.
    PatientMedication in "patients_clinical_medication" {
        id: Uuid,
        patient_id: Uuid,
        clinic_id: Uuid,
        name: Box<str>,
        dosage: Option<Box<str>>,
        frequency: Option<Box<str>>,
        start_date: Option<Date>,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// An illness of a patient.
    PatientIllness in "patients_clinical_systemic_disease" {
        id: Uuid,
        patient_id: Uuid,
        clinic_id: Uuid,
        name: Box<str>,
        r#type: Option<Box<str>>,
        diagnosis_date: Option<Date>,
        is_controlled: bool,
        is_critical: bool,
        medications: Option<Box<str>>,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// The medical summary of a patient. Each has one at most.
    MedicalContext in "patients_clinical_medical_context" {
        patient_id: Uuid,
        clinic_id: Uuid,
        is_pregnant: bool,
        pregnancy_week: Option<i32>,
        is_lactating: bool,
        is_on_anticoagulants: bool,
        anticoagulant_medication: Option<Box<str>>,
        inr_value: Option<f64>,
        last_inr_date: Option<Date>,
        is_smoker: bool,
        smoking_frequency: Option<Box<str>>,
        alcohol_consumption: Option<Box<str>>,
        bruxism: bool,
        adverse_reactions_to_anesthesia: bool,
        anesthesia_reaction_details: Option<Box<str>>,
        last_updated_at: Option<Timestamp>,
        last_updated_by: Option<Uuid>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A patient to be called back.
    Recall in "recalls" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        due_month: Date,
        due_date: Option<Date>,
        reason: &'static str,
        reason_note: Option<Box<str>>,
        priority: &'static str,
        status: &'static str,
        recommended_by: Option<Uuid>,
        assigned_professional_id: Option<Uuid>,
        last_contact_attempt_at: Option<Timestamp>,
        contact_attempt_count: i32,
        linked_appointment_id: Option<Uuid>,
        linked_treatment_id: Option<Uuid>,
        linked_treatment_category_key: Option<Box<str>>,
        completed_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
