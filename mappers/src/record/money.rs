//! Money: what patients owe, what they paid, what they were invoiced.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Json, record};

record! {
    /// Something a patient owes.
    EarnedEntry in "patient_earned_entries" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        /// Nil when there is none.
        treatment_id: Uuid,
        catalog_item_id: Option<Uuid>,
        source_session_id: Option<Uuid>,
        description: Option<Box<str>>,
        amount: Decimal,
        performed_at: Timestamp,
        professional_id: Option<Uuid>,
        source_event: &'static str,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A payment of one patient.
    Payment in "payments" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        amount: Decimal,
        currency: Box<str>,
        method: &'static str,
        payment_date: Date,
        reference: Option<Box<str>>,
        notes: Option<Box<str>>,
        recorded_by: Uuid,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// What a part of a payment is for.
    PaymentAllocation in "payment_allocations" {
        id: Uuid,
        clinic_id: Uuid,
        payment_id: Uuid,
        target_type: &'static str,
        budget_id: Option<Uuid>,
        amount: Decimal,
        created_by: Uuid,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// Something that happened to a payment.
    PaymentHistory in "payment_history" {
        id: Uuid,
        clinic_id: Uuid,
        payment_id: Uuid,
        action: &'static str,
        changed_by: Uuid,
        changed_at: Timestamp,
        previous_state: Option<Json>,
        new_state: Option<Json>,
        notes: Option<Box<str>>,
    }
}

record! {
    /// A part of a payment given back.
    Refund in "refunds" {
        id: Uuid,
        clinic_id: Uuid,
        payment_id: Uuid,
        amount: Decimal,
        method: &'static str,
        reason_code: &'static str,
        reason_note: Option<Box<str>>,
        refunded_at: Timestamp,
        refunded_by: Uuid,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// A series of invoice numbers.
    InvoiceSeries in "invoice_series" {
        id: Uuid,
        clinic_id: Uuid,
        prefix: Box<str>,
        series_type: &'static str,
        description: Option<Box<str>>,
        current_number: i32,
        reset_yearly: bool,
        last_reset_year: Option<i32>,
        is_default: bool,
        is_active: bool,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// An invoice or a credit note.
    Invoice in "invoices" {
        id: Uuid,
        clinic_id: Uuid,
        patient_id: Uuid,
        invoice_number: Option<Box<str>>,
        series_id: Option<Uuid>,
        sequential_number: Option<i32>,
        budget_id: Option<Uuid>,
        credit_note_for_id: Option<Uuid>,
        status: &'static str,
        issue_date: Option<Date>,
        due_date: Option<Date>,
        payment_term_days: i32,
        billing_name: Option<Box<str>>,
        billing_tax_id: Option<Box<str>>,
        billing_address: Option<Json>,
        billing_email: Option<Box<str>>,
        subtotal: Decimal,
        total_discount: Decimal,
        total_tax: Decimal,
        total: Decimal,
        internal_notes: Option<Box<str>>,
        public_notes: Option<Box<str>>,
        compliance_data: Option<Json>,
        document_hash: Option<Box<str>>,
        previous_hash: Option<Box<str>>,
        pdf_stale: bool,
        created_by: Uuid,
        issued_by: Option<Uuid>,
        deleted_at: Option<Timestamp>,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// Something that happened to an invoice.
    InvoiceHistory in "invoice_history" {
        id: Uuid,
        clinic_id: Uuid,
        invoice_id: Uuid,
        action: &'static str,
        changed_by: Uuid,
        changed_at: Timestamp,
        previous_state: Option<Json>,
        new_state: Option<Json>,
        notes: Option<Box<str>>,
    }
}

record! {
    /// A line of an invoice.
    InvoiceItem in "invoice_items" {
        id: Uuid,
        clinic_id: Uuid,
        invoice_id: Uuid,
        budget_item_id: Option<Uuid>,
        catalog_item_id: Option<Uuid>,
        description: Box<str>,
        internal_code: Option<Box<str>>,
        unit_price: Decimal,
        quantity: i32,
        discount_type: Option<&'static str>,
        discount_value: Option<Decimal>,
        vat_type_id: Option<Uuid>,
        vat_rate: f64,
        vat_exempt_reason: Option<Box<str>>,
        line_subtotal: Decimal,
        line_discount: Decimal,
        line_tax: Decimal,
        line_total: Decimal,
        tooth_number: Option<i32>,
        surfaces: Option<Json>,
        display_order: i32,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// What of a payment paid an invoice.
    InvoicePayment in "invoice_payments" {
        id: Uuid,
        clinic_id: Uuid,
        invoice_id: Uuid,
        payment_id: Uuid,
        amount: Decimal,
        created_by: Uuid,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
