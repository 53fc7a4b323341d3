//! Treatments, the teeth they are on, and the plans they belong to.

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// A tooth of a patient.
    ToothRecord in "tooth_records" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        tooth_number: i32,
        tooth_type: &'static str,
        general_condition: &'static str,
        surfaces: Json,
        notes: Option<Box<str>>,
        is_displaced: bool,
        is_rotated: bool,
        displacement_notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A treatment, planned or performed.
    Treatment in "treatments" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        clinical_type: &'static str,
        scope: &'static str,
        arch: Option<&'static str>,
        catalog_item_id: Option<Uuid>,
        status: &'static str,
        recorded_at: Timestamp,
        performed_at: Option<Timestamp>,
        performed_by: Option<Uuid>,
        price_snapshot: Option<Decimal>,
        duration_snapshot: Option<i32>,
        vat_rate_snapshot: Option<Decimal>,
        budget_item_id: Option<Uuid>,
        notes: Option<Box<str>>,
        source_module: &'static str,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A tooth that a treatment is on.
    TreatmentTooth in "treatment_teeth" {
        id: Uuid,
        treatment_id: Uuid,
        tooth_record_id: Uuid,
        tooth_number: i32,
        role: Option<&'static str>,
        surfaces: Option<Json>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A treatment plan.
    TreatmentPlan in "treatment_plans" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        plan_number: Box<str>,
        title: Option<Box<str>>,
        status: &'static str,
        closure_reason: Option<&'static str>,
        closure_note: Option<Box<str>>,
        closed_at: Option<Timestamp>,
        confirmed_at: Option<Timestamp>,
        budget_id: Option<Uuid>,
        assigned_professional_id: Option<Uuid>,
        created_by: Uuid,
        diagnosis_notes: Option<Box<str>>,
        internal_notes: Option<Box<str>>,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A treatment's place in a plan.
    PlannedTreatmentItem in "planned_treatment_items" {
        id: Uuid,
        clinic_id: Uuid,
        treatment_plan_id: Uuid,
        treatment_id: Uuid,
        sequence_order: i32,
        status: &'static str,
        completed_without_appointment: bool,
        completed_at: Option<Timestamp>,
        completed_by: Option<Uuid>,
        assigned_professional_id: Option<Uuid>,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A session in which part of a planned treatment is done.
    PlannedTreatmentItemSession in "planned_treatment_item_sessions" {
        id: Uuid,
        plan_item_id: Uuid,
        sequence: i32,
        label: Option<Box<str>>,
        amount: Decimal,
        status: &'static str,
        completed_at: Option<Timestamp>,
        completed_by: Option<Uuid>,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
