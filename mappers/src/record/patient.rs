//! Patients, and what is known of their health.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// A patient.
    Patient in "patients" {
        id: Uuid,
        clinic_id: Uuid,
        first_name: Box<str>,
        last_name: Box<str>,
        phone: Option<Box<str>>,
        email: Option<Box<str>>,
        date_of_birth: Option<Date>,
        notes: Option<Box<str>>,
        status: &'static str,
        do_not_contact: bool,
        gender: Option<&'static str>,
        national_id: Option<Box<str>>,
        national_id_type: Option<&'static str>,
        profession: Option<Box<str>>,
        workplace: Option<Box<str>>,
        preferred_language: Box<str>,
        address: Option<Json>,
        photo_url: Option<Box<str>>,
        billing_name: Option<Box<str>>,
        billing_tax_id: Option<Box<str>>,
        billing_address: Option<Json>,
        billing_email: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// An allergy of a patient.
    PatientAllergy in "patients_clinical_allergy" {
        id: Uuid,
        patient_id: Uuid,
        clinic_id: Uuid,
        name: Box<str>,
        r#type: Option<Box<str>>,
        severity: &'static str,
        reaction: Option<Box<str>>,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A line of a patient's history.
    TimelineEntry in "patient_timeline" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        event_type: &'static str,
        event_category: &'static str,
        source_table: &'static str,
        source_id: Uuid,
        title: Box<str>,
        description: Option<Box<str>>,
        event_data: Option<Json>,
        occurred_at: Timestamp,
        created_by: Option<Uuid>,
    }
}

record! {
    /// A note on a patient, an appointment, a treatment or a plan.
    ClinicalNote in "clinical_notes" {
        id: Uuid,
        clinic_id: Uuid,
        note_type: &'static str,
        owner_type: &'static str,
        owner_id: Uuid,
        tooth_number: Option<i32>,
        body: Box<str>,
        author_id: Uuid,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
