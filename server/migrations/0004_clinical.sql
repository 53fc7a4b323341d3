-- Budgets, treatments, teeth and treatment plans, as DentalPin 2.0 defines them. Written as in 0001_dentalpin.sql; an import
-- inserts plans and treatments before the lines of budgets that refer to them.

CREATE TABLE budgets (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    budget_number TEXT NOT NULL CHECK (length(budget_number) <= 50),
    version INTEGER NOT NULL,
    parent_budget_id TEXT REFERENCES budgets (id),
    status TEXT NOT NULL CHECK (length(status) <= 30),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    assigned_professional_id TEXT REFERENCES users (id),
    global_discount_type TEXT CHECK (length(global_discount_type) <= 20),
    global_discount_value TEXT,
    subtotal TEXT NOT NULL,
    total_discount TEXT NOT NULL,
    total_tax TEXT NOT NULL,
    total TEXT NOT NULL,
    internal_notes TEXT,
    patient_notes TEXT,
    insurance_estimate TEXT,
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    accepted_via TEXT CHECK (length(accepted_via) <= 20),
    rejection_reason TEXT CHECK (length(rejection_reason) <= 50),
    rejection_note TEXT,
    public_token TEXT NOT NULL,
    viewed_at TEXT,
    last_reminder_sent_at TEXT,
    public_auth_method TEXT NOT NULL CHECK (length(public_auth_method) <= 20),
    public_auth_secret_hash TEXT CHECK (length(public_auth_secret_hash) <= 255),
    public_locked_at TEXT,
    plan_number_snapshot TEXT CHECK (length(plan_number_snapshot) <= 50),
    plan_status_snapshot TEXT CHECK (length(plan_status_snapshot) <= 20),
    CONSTRAINT uq_budget_clinic_number_version UNIQUE (clinic_id, budget_number, version)
) STRICT;

CREATE UNIQUE INDEX idx_budgets_public_token ON budgets (public_token);
CREATE INDEX idx_budgets_clinic_patient ON budgets (clinic_id, patient_id);
CREATE INDEX ix_budgets_parent_budget_id ON budgets (parent_budget_id);
CREATE INDEX ix_budgets_patient_id ON budgets (patient_id);

CREATE TABLE budget_history (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    budget_id TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    action TEXT NOT NULL CHECK (length(action) <= 30),
    changed_by TEXT NOT NULL REFERENCES users (id),
    changed_at TEXT NOT NULL,
    previous_state TEXT CHECK (previous_state IS NULL OR json_valid(previous_state)),
    new_state TEXT CHECK (new_state IS NULL OR json_valid(new_state)),
    notes TEXT
) STRICT;

CREATE INDEX idx_budget_history_budget ON budget_history (budget_id);

CREATE TABLE tooth_records (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    tooth_number INTEGER NOT NULL,
    tooth_type TEXT NOT NULL CHECK (length(tooth_type) <= 20),
    general_condition TEXT NOT NULL CHECK (length(general_condition) <= 30),
    surfaces TEXT NOT NULL CHECK (json_valid(surfaces)),
    notes TEXT,
    is_displaced INTEGER NOT NULL CHECK (is_displaced IN (0, 1)),
    is_rotated INTEGER NOT NULL CHECK (is_rotated IN (0, 1)),
    displacement_notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT uq_patient_tooth UNIQUE (patient_id, tooth_number)
) STRICT;

CREATE TABLE treatments (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    clinical_type TEXT NOT NULL CHECK (length(clinical_type) <= 30),
    scope TEXT NOT NULL CHECK (length(scope) <= 20),
    arch TEXT CHECK (length(arch) <= 10),
    catalog_item_id TEXT REFERENCES treatment_catalog_items (id),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    recorded_at TEXT NOT NULL,
    performed_at TEXT,
    performed_by TEXT REFERENCES users (id),
    price_snapshot TEXT,
    duration_snapshot INTEGER,
    vat_rate_snapshot TEXT,
    budget_item_id TEXT,
    notes TEXT,
    source_module TEXT NOT NULL CHECK (length(source_module) <= 30),
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT ck_treatments_scope CHECK (scope IN ('tooth', 'multi_tooth', 'global_mouth', 'global_arch')),
    CONSTRAINT ck_treatments_arch_matches_scope CHECK ((scope = 'global_arch') = (arch IS NOT NULL)),
    CONSTRAINT ck_treatments_arch_value CHECK (arch IS NULL OR arch IN ('upper', 'lower'))
) STRICT;

CREATE INDEX idx_treatments_status ON treatments (patient_id, status);
CREATE INDEX idx_treatments_budget ON treatments (budget_item_id);
CREATE INDEX idx_treatments_catalog ON treatments (catalog_item_id);

CREATE TABLE treatment_teeth (
    id TEXT NOT NULL PRIMARY KEY,
    treatment_id TEXT NOT NULL REFERENCES treatments (id) ON DELETE CASCADE,
    tooth_record_id TEXT NOT NULL REFERENCES tooth_records (id),
    tooth_number INTEGER NOT NULL,
    role TEXT CHECK (length(role) <= 20),
    surfaces TEXT CHECK (surfaces IS NULL OR json_valid(surfaces)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT uq_treatment_tooth UNIQUE (treatment_id, tooth_number)
) STRICT;

CREATE INDEX ix_treatment_teeth_tooth_record_id ON treatment_teeth (tooth_record_id);

CREATE TABLE budget_items (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    budget_id TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    catalog_item_id TEXT NOT NULL REFERENCES treatment_catalog_items (id),
    unit_price TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    discount_type TEXT CHECK (length(discount_type) <= 20),
    discount_value TEXT,
    vat_type_id TEXT REFERENCES vat_types (id),
    vat_rate REAL NOT NULL,
    line_subtotal TEXT NOT NULL,
    line_discount TEXT NOT NULL,
    line_tax TEXT NOT NULL,
    line_total TEXT NOT NULL,
    tooth_number INTEGER,
    surfaces TEXT CHECK (surfaces IS NULL OR json_valid(surfaces)),
    treatment_id TEXT REFERENCES treatments (id),
    invoiced_quantity INTEGER NOT NULL,
    display_order INTEGER NOT NULL,
    notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_budget_items_budget ON budget_items (budget_id);
CREATE INDEX idx_budget_items_catalog ON budget_items (catalog_item_id);
CREATE INDEX idx_budget_items_treatment ON budget_items (treatment_id);

CREATE TABLE treatment_plans (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    plan_number TEXT NOT NULL CHECK (length(plan_number) <= 50),
    title TEXT CHECK (length(title) <= 200),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    budget_id TEXT REFERENCES budgets (id),
    assigned_professional_id TEXT REFERENCES users (id),
    created_by TEXT NOT NULL REFERENCES users (id),
    diagnosis_notes TEXT,
    internal_notes TEXT,
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    closure_reason TEXT CHECK (length(closure_reason) <= 50),
    closure_note TEXT,
    closed_at TEXT,
    confirmed_at TEXT,
    CONSTRAINT uq_treatment_plan_number UNIQUE (clinic_id, plan_number)
) STRICT;

CREATE UNIQUE INDEX ix_treatment_plans_budget_id ON treatment_plans (budget_id);
CREATE INDEX ix_treatment_plans_patient_id ON treatment_plans (patient_id);

CREATE TABLE planned_treatment_items (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    treatment_plan_id TEXT NOT NULL REFERENCES treatment_plans (id) ON DELETE CASCADE,
    treatment_id TEXT NOT NULL REFERENCES treatments (id) ON DELETE CASCADE,
    sequence_order INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (length(status) <= 20),
    completed_without_appointment INTEGER NOT NULL CHECK (completed_without_appointment IN (0, 1)),
    completed_at TEXT,
    completed_by TEXT REFERENCES users (id),
    notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    assigned_professional_id TEXT REFERENCES users (id),
    CONSTRAINT uq_planned_item_treatment UNIQUE (treatment_id)
) STRICT;

CREATE INDEX idx_planned_items_status ON planned_treatment_items (treatment_plan_id, status);

CREATE TABLE planned_treatment_item_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    plan_item_id TEXT NOT NULL REFERENCES planned_treatment_items (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    label TEXT CHECK (length(label) <= 120),
    amount TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (length(status) <= 20),
    completed_at TEXT,
    completed_by TEXT REFERENCES users (id),
    notes TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    CONSTRAINT uq_plan_item_session_sequence UNIQUE (plan_item_id, sequence)
) STRICT;
