//! Budgets.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// A budget: what a treatment would cost.
    Budget in "budgets" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        budget_number: Box<str>,
        version: i32,
        parent_budget_id: Option<Uuid>,
        status: &'static str,
        valid_from: Date,
        valid_until: Option<Date>,
        created_by: Uuid,
        assigned_professional_id: Option<Uuid>,
        global_discount_type: Option<&'static str>,
        global_discount_value: Option<Decimal>,
        subtotal: Decimal,
        total_discount: Decimal,
        total_tax: Decimal,
        total: Decimal,
        internal_notes: Option<Box<str>>,
        patient_notes: Option<Box<str>>,
        insurance_estimate: Option<Decimal>,
        accepted_via: Option<&'static str>,
        rejection_reason: Option<&'static str>,
        rejection_note: Option<Box<str>>,
        public_token: Uuid,
        viewed_at: Option<Timestamp>,
        last_reminder_sent_at: Option<Timestamp>,
        public_auth_method: &'static str,
        public_auth_secret_hash: Option<Box<str>>,
        public_locked_at: Option<Timestamp>,
        plan_number_snapshot: Option<Box<str>>,
        plan_status_snapshot: Option<&'static str>,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A line of a budget.
    BudgetItem in "budget_items" {
        id: Uuid,
        clinic_id: Uuid,
        budget_id: Uuid,
        catalog_item_id: Uuid,
        unit_price: Decimal,
        quantity: i32,
        discount_type: Option<&'static str>,
        discount_value: Option<Decimal>,
        vat_type_id: Option<Uuid>,
        vat_rate: f64,
        line_subtotal: Decimal,
        line_discount: Decimal,
        line_tax: Decimal,
        line_total: Decimal,
        tooth_number: Option<i32>,
        surfaces: Option<Json>,
        treatment_id: Option<Uuid>,
        invoiced_quantity: i32,
        display_order: i32,
        notes: Option<Box<str>>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A change of a budget.
    BudgetHistory in "budget_history" {
        id: Uuid,
        clinic_id: Uuid,
        budget_id: Uuid,
        action: &'static str,
        changed_by: Uuid,
        changed_at: Timestamp,
        previous_state: Option<Json>,
        new_state: Option<Json>,
        notes: Option<Box<str>>,
    }
}
