-- What patients owe, paid and were invoiced, as DentalPin 2.0 defines it: see 0001_dentalpin.sql for the conventions. The tables of
-- budgets and treatments that these refer to come before.

CREATE TABLE patient_earned_entries (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    treatment_id TEXT NOT NULL,
    catalog_item_id TEXT,
    amount TEXT NOT NULL,
    performed_at TEXT NOT NULL,
    professional_id TEXT,
    source_event TEXT NOT NULL CHECK (length(source_event) <= 50),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    source_session_id TEXT,
    description TEXT CHECK (length(description) <= 160)
) STRICT;

CREATE INDEX idx_earned_clinic_patient ON patient_earned_entries (clinic_id, patient_id);
CREATE UNIQUE INDEX uq_earned_treatment_session ON patient_earned_entries (treatment_id, source_session_id);
CREATE UNIQUE INDEX uq_earned_treatment_null_session ON patient_earned_entries (treatment_id) WHERE source_session_id IS NULL;

CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    amount TEXT NOT NULL CHECK (CAST(amount AS REAL) > 0),
    currency TEXT NOT NULL CHECK (length(currency) <= 3),
    method TEXT NOT NULL CHECK (length(method) <= 30),
    payment_date TEXT NOT NULL,
    reference TEXT CHECK (length(reference) <= 100),
    notes TEXT,
    recorded_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_payments_clinic_patient ON payments (clinic_id, patient_id);

CREATE TABLE payment_allocations (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    payment_id TEXT NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    target_type TEXT NOT NULL CHECK (length(target_type) <= 20),
    budget_id TEXT REFERENCES budgets (id) ON DELETE RESTRICT,
    amount TEXT NOT NULL CHECK (CAST(amount AS REAL) > 0),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT ck_alloc_target_consistency CHECK (
        (target_type = 'budget' AND budget_id IS NOT NULL) OR (target_type = 'on_account' AND budget_id IS NULL)
    )
) STRICT;

CREATE INDEX idx_alloc_payment ON payment_allocations (payment_id);
CREATE INDEX idx_alloc_clinic_budget ON payment_allocations (clinic_id, budget_id);

CREATE TABLE payment_history (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    payment_id TEXT NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    action TEXT NOT NULL CHECK (length(action) <= 30),
    changed_by TEXT NOT NULL REFERENCES users (id),
    changed_at TEXT NOT NULL,
    previous_state TEXT CHECK (previous_state IS NULL OR json_valid(previous_state)),
    new_state TEXT CHECK (new_state IS NULL OR json_valid(new_state)),
    notes TEXT
) STRICT;

CREATE INDEX idx_payment_history_payment ON payment_history (payment_id);

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    payment_id TEXT NOT NULL REFERENCES payments (id) ON DELETE RESTRICT,
    amount TEXT NOT NULL CHECK (CAST(amount AS REAL) > 0),
    method TEXT NOT NULL CHECK (length(method) <= 30),
    reason_code TEXT NOT NULL CHECK (length(reason_code) <= 30),
    reason_note TEXT,
    refunded_at TEXT NOT NULL,
    refunded_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_refund_payment ON refunds (payment_id);

CREATE TABLE invoice_series (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    prefix TEXT NOT NULL CHECK (length(prefix) <= 20),
    series_type TEXT NOT NULL CHECK (length(series_type) <= 20),
    description TEXT CHECK (length(description) <= 200),
    current_number INTEGER NOT NULL,
    reset_yearly INTEGER NOT NULL CHECK (reset_yearly IN (0, 1)),
    last_reset_year INTEGER,
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX uq_invoice_series_clinic_prefix ON invoice_series (clinic_id, prefix);

CREATE TABLE invoices (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    invoice_number TEXT CHECK (length(invoice_number) <= 50),
    series_id TEXT REFERENCES invoice_series (id),
    sequential_number INTEGER,
    budget_id TEXT REFERENCES budgets (id),
    credit_note_for_id TEXT REFERENCES invoices (id),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    issue_date TEXT,
    due_date TEXT,
    payment_term_days INTEGER NOT NULL,
    billing_name TEXT CHECK (length(billing_name) <= 200),
    billing_tax_id TEXT CHECK (length(billing_tax_id) <= 50),
    billing_address TEXT CHECK (billing_address IS NULL OR json_valid(billing_address)),
    billing_email TEXT CHECK (length(billing_email) <= 255),
    subtotal TEXT NOT NULL,
    total_discount TEXT NOT NULL,
    total_tax TEXT NOT NULL,
    total TEXT NOT NULL,
    internal_notes TEXT,
    public_notes TEXT,
    compliance_data TEXT CHECK (compliance_data IS NULL OR json_valid(compliance_data)),
    document_hash TEXT CHECK (length(document_hash) <= 64),
    previous_hash TEXT CHECK (length(previous_hash) <= 64),
    created_by TEXT NOT NULL REFERENCES users (id),
    issued_by TEXT REFERENCES users (id),
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    pdf_stale INTEGER NOT NULL CHECK (pdf_stale IN (0, 1))
) STRICT;

CREATE INDEX idx_invoices_clinic_patient ON invoices (clinic_id, patient_id);
CREATE INDEX idx_invoices_credit_note_for ON invoices (credit_note_for_id);
CREATE UNIQUE INDEX ix_invoices_clinic_number_unique ON invoices (clinic_id, invoice_number) WHERE invoice_number IS NOT NULL;
CREATE UNIQUE INDEX ix_invoices_series_sequential_unique ON invoices (series_id, sequential_number)
    WHERE series_id IS NOT NULL AND sequential_number IS NOT NULL;

CREATE TABLE invoice_items (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    invoice_id TEXT NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    budget_item_id TEXT REFERENCES budget_items (id),
    catalog_item_id TEXT REFERENCES treatment_catalog_items (id),
    description TEXT NOT NULL CHECK (length(description) <= 500),
    internal_code TEXT CHECK (length(internal_code) <= 50),
    unit_price TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    discount_type TEXT CHECK (length(discount_type) <= 20),
    discount_value TEXT,
    vat_type_id TEXT REFERENCES vat_types (id),
    vat_rate REAL NOT NULL,
    vat_exempt_reason TEXT CHECK (length(vat_exempt_reason) <= 200),
    line_subtotal TEXT NOT NULL,
    line_discount TEXT NOT NULL,
    line_tax TEXT NOT NULL,
    line_total TEXT NOT NULL,
    tooth_number INTEGER,
    surfaces TEXT CHECK (surfaces IS NULL OR json_valid(surfaces)),
    display_order INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_invoice_items_invoice ON invoice_items (invoice_id);

CREATE TABLE invoice_payments (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    invoice_id TEXT NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    payment_id TEXT NOT NULL REFERENCES payments (id) ON DELETE RESTRICT,
    amount TEXT NOT NULL CHECK (CAST(amount AS REAL) > 0),
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_invpay_clinic_invoice ON invoice_payments (clinic_id, invoice_id);
CREATE INDEX idx_invpay_payment ON invoice_payments (payment_id);
