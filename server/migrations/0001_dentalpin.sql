-- The tables of a DentalPin clinic that an import writes or reads, as DentalPin 2.0 defines them: same names, columns, lengths and
-- constraints. Ids are TEXT (lower-case UUIDs), instants TEXT (RFC 3339, UTC, microseconds), money TEXT (decimal), booleans INTEGER.
-- Of the indexes, those that enforce something or serve a query or a foreign key; the `puente_` ones are not DentalPin's.

CREATE TABLE clinics (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) <= 200),
    tax_id TEXT NOT NULL CHECK (length(tax_id) <= 20),
    address TEXT CHECK (address IS NULL OR json_valid(address)),
    phone TEXT CHECK (length(phone) <= 20),
    email TEXT CHECK (length(email) <= 255),
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    timezone TEXT NOT NULL DEFAULT 'Europe/Madrid' CHECK (length(timezone) <= 64),
    legal_name TEXT CHECK (length(legal_name) <= 200),
    currency TEXT NOT NULL DEFAULT 'EUR' CHECK (length(currency) <= 3)
) STRICT;

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL CHECK (length(email) <= 255),
    password_hash TEXT NOT NULL CHECK (length(password_hash) <= 255),
    first_name TEXT NOT NULL CHECK (length(first_name) <= 100),
    last_name TEXT NOT NULL CHECK (length(last_name) <= 100),
    professional_id TEXT CHECK (length(professional_id) <= 50),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    token_version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX ix_users_email ON users (email);

CREATE TABLE clinic_memberships (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    role TEXT NOT NULL CHECK (length(role) <= 20),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    is_professional INTEGER NOT NULL DEFAULT 0 CHECK (is_professional IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX puente_one_membership ON clinic_memberships (user_id, clinic_id);

CREATE TABLE patients (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    first_name TEXT NOT NULL CHECK (length(first_name) <= 100),
    last_name TEXT NOT NULL CHECK (length(last_name) <= 100),
    phone TEXT CHECK (length(phone) <= 20),
    email TEXT CHECK (length(email) <= 255),
    date_of_birth TEXT,
    notes TEXT,
    status TEXT NOT NULL CHECK (length(status) <= 20),
    gender TEXT CHECK (length(gender) <= 20),
    national_id TEXT CHECK (length(national_id) <= 50),
    national_id_type TEXT CHECK (length(national_id_type) <= 20),
    profession TEXT CHECK (length(profession) <= 100),
    workplace TEXT CHECK (length(workplace) <= 200),
    preferred_language TEXT NOT NULL CHECK (length(preferred_language) <= 10),
    address TEXT CHECK (address IS NULL OR json_valid(address)),
    photo_url TEXT CHECK (length(photo_url) <= 500),
    billing_name TEXT CHECK (length(billing_name) <= 200),
    billing_tax_id TEXT CHECK (length(billing_tax_id) <= 50),
    billing_address TEXT CHECK (billing_address IS NULL OR json_valid(billing_address)),
    billing_email TEXT CHECK (length(billing_email) <= 255),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    do_not_contact INTEGER NOT NULL CHECK (do_not_contact IN (0, 1))
) STRICT;

CREATE INDEX ix_patients_clinic_status ON patients (clinic_id, status);

CREATE TABLE patients_clinical_medical_context (
    patient_id TEXT NOT NULL PRIMARY KEY REFERENCES patients (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    is_pregnant INTEGER NOT NULL CHECK (is_pregnant IN (0, 1)),
    pregnancy_week INTEGER,
    is_lactating INTEGER NOT NULL CHECK (is_lactating IN (0, 1)),
    is_on_anticoagulants INTEGER NOT NULL CHECK (is_on_anticoagulants IN (0, 1)),
    anticoagulant_medication TEXT CHECK (length(anticoagulant_medication) <= 100),
    inr_value REAL,
    last_inr_date TEXT,
    is_smoker INTEGER NOT NULL CHECK (is_smoker IN (0, 1)),
    smoking_frequency TEXT CHECK (length(smoking_frequency) <= 100),
    alcohol_consumption TEXT CHECK (length(alcohol_consumption) <= 100),
    bruxism INTEGER NOT NULL CHECK (bruxism IN (0, 1)),
    adverse_reactions_to_anesthesia INTEGER NOT NULL CHECK (adverse_reactions_to_anesthesia IN (0, 1)),
    anesthesia_reaction_details TEXT CHECK (length(anesthesia_reaction_details) <= 500),
    last_updated_at TEXT,
    last_updated_by TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE patients_clinical_allergy (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    name TEXT NOT NULL CHECK (length(name) <= 100),
    type TEXT CHECK (length(type) <= 50),
    severity TEXT NOT NULL CHECK (length(severity) <= 20),
    reaction TEXT CHECK (length(reaction) <= 500),
    notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX ix_patients_clinical_allergy_patient_id ON patients_clinical_allergy (patient_id);

CREATE TABLE patients_clinical_medication (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    name TEXT NOT NULL CHECK (length(name) <= 100),
    dosage TEXT CHECK (length(dosage) <= 100),
    frequency TEXT CHECK (length(frequency) <= 100),
    start_date TEXT,
    notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX ix_patients_clinical_medication_patient_id ON patients_clinical_medication (patient_id);

CREATE TABLE patients_clinical_systemic_disease (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    name TEXT NOT NULL CHECK (length(name) <= 100),
    type TEXT CHECK (length(type) <= 50),
    diagnosis_date TEXT,
    is_controlled INTEGER NOT NULL CHECK (is_controlled IN (0, 1)),
    is_critical INTEGER NOT NULL CHECK (is_critical IN (0, 1)),
    medications TEXT,
    notes TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX ix_patients_clinical_systemic_disease_patient_id ON patients_clinical_systemic_disease (patient_id);

CREATE TABLE cabinets (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) <= 50),
    color TEXT NOT NULL CHECK (length(color) <= 7),
    display_order INTEGER NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX uq_cabinet_clinic_name ON cabinets (clinic_id, name);

CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT REFERENCES patients (id),
    professional_id TEXT NOT NULL REFERENCES users (id),
    cabinet TEXT CHECK (length(cabinet) <= 50),
    cabinet_id TEXT REFERENCES cabinets (id),
    start_time TEXT NOT NULL,
    end_time TEXT NOT NULL,
    treatment_type TEXT CHECK (length(treatment_type) <= 100),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    color TEXT CHECK (length(color) <= 7),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    current_status_since TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    cabinet_assigned_at TEXT,
    cabinet_assigned_by TEXT REFERENCES users (id),
    CONSTRAINT ck_appointment_status_valid CHECK (
        status IN ('scheduled', 'confirmed', 'checked_in', 'in_treatment', 'completed', 'cancelled', 'no_show')
    )
) STRICT;

CREATE INDEX ix_appointments_cabinet_id ON appointments (cabinet_id);
CREATE INDEX ix_appointments_clinic_id ON appointments (clinic_id);
CREATE INDEX puente_appointments_patient ON appointments (patient_id, start_time);
CREATE INDEX ix_appointments_start_time ON appointments (start_time);
CREATE UNIQUE INDEX idx_appointment_slot ON appointments (clinic_id, cabinet_id, professional_id, start_time)
    WHERE status NOT IN ('cancelled', 'completed', 'no_show');

CREATE TABLE appointment_status_events (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    from_status TEXT CHECK (length(from_status) <= 20),
    to_status TEXT NOT NULL CHECK (length(to_status) <= 20),
    changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    changed_by TEXT REFERENCES users (id),
    note TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')
) STRICT;

CREATE INDEX ix_appointment_status_events_appointment_changed_at ON appointment_status_events (appointment_id, changed_at);

CREATE TABLE appointment_cabinet_events (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    from_cabinet_id TEXT REFERENCES cabinets (id),
    to_cabinet_id TEXT REFERENCES cabinets (id),
    changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    changed_by TEXT REFERENCES users (id),
    note TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')
) STRICT;

CREATE INDEX ix_appointment_cabinet_events_appointment_changed_at ON appointment_cabinet_events (appointment_id, changed_at);

CREATE TABLE clinical_notes (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    owner_type TEXT NOT NULL CHECK (length(owner_type) <= 20),
    owner_id TEXT NOT NULL,
    body TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES users (id),
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    note_type TEXT NOT NULL CHECK (length(note_type) <= 40),
    tooth_number INTEGER,
    CONSTRAINT ck_clinical_notes_note_type CHECK (
        note_type IN ('administrative', 'diagnosis', 'treatment', 'treatment_plan', 'appointment_clinical',
            'appointment_administrative')
    ),
    CONSTRAINT ck_clinical_notes_owner_type CHECK (owner_type IN ('patient', 'treatment', 'plan', 'appointment')),
    CONSTRAINT ck_clinical_notes_type_owner_matrix CHECK (
        (note_type = 'diagnosis' AND owner_type = 'patient')
        OR (tooth_number IS NULL AND (
            (note_type = 'administrative' AND owner_type = 'patient')
            OR (note_type = 'treatment' AND owner_type = 'treatment')
            OR (note_type = 'treatment_plan' AND owner_type = 'plan')
            OR (note_type IN ('appointment_clinical', 'appointment_administrative') AND owner_type = 'appointment')
        ))
    )
) STRICT;

CREATE INDEX idx_clinical_notes_owner ON clinical_notes (clinic_id, owner_type, owner_id, deleted_at, created_at);

CREATE TABLE treatment_categories (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    parent_id TEXT REFERENCES treatment_categories (id),
    key TEXT NOT NULL CHECK (length(key) <= 50),
    names TEXT NOT NULL CHECK (json_valid(names)),
    descriptions TEXT CHECK (descriptions IS NULL OR json_valid(descriptions)),
    display_order INTEGER NOT NULL,
    icon TEXT CHECK (length(icon) <= 50),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_system INTEGER NOT NULL CHECK (is_system IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT uq_category_clinic_key UNIQUE (clinic_id, key)
) STRICT;

CREATE TABLE vat_types (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    names TEXT NOT NULL CHECK (json_valid(names)),
    rate REAL NOT NULL,
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_system INTEGER NOT NULL CHECK (is_system IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX idx_vat_types_default ON vat_types (clinic_id, is_default);

CREATE TABLE treatment_catalog_items (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    category_id TEXT NOT NULL REFERENCES treatment_categories (id),
    internal_code TEXT NOT NULL CHECK (length(internal_code) <= 50),
    names TEXT NOT NULL CHECK (json_valid(names)),
    descriptions TEXT CHECK (descriptions IS NULL OR json_valid(descriptions)),
    default_price TEXT,
    cost_price TEXT,
    default_duration_minutes INTEGER,
    requires_appointment INTEGER NOT NULL CHECK (requires_appointment IN (0, 1)),
    vat_type_id TEXT REFERENCES vat_types (id),
    pricing_strategy TEXT NOT NULL CHECK (length(pricing_strategy) <= 20),
    pricing_config TEXT CHECK (pricing_config IS NULL OR json_valid(pricing_config)),
    surface_prices TEXT CHECK (surface_prices IS NULL OR json_valid(surface_prices)),
    treatment_scope TEXT NOT NULL CHECK (length(treatment_scope) <= 20),
    is_diagnostic INTEGER NOT NULL CHECK (is_diagnostic IN (0, 1)),
    requires_surfaces INTEGER NOT NULL CHECK (requires_surfaces IN (0, 1)),
    billing_mode TEXT NOT NULL CHECK (length(billing_mode) <= 20),
    material_notes TEXT,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_system INTEGER NOT NULL CHECK (is_system IN (0, 1)),
    deleted_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT uq_catalog_item_clinic_code UNIQUE (clinic_id, internal_code)
) STRICT;

CREATE INDEX idx_catalog_items_active ON treatment_catalog_items (clinic_id, is_active);
CREATE INDEX idx_catalog_items_category ON treatment_catalog_items (category_id);

CREATE TABLE treatment_odontogram_mappings (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    catalog_item_id TEXT NOT NULL REFERENCES treatment_catalog_items (id) ON DELETE CASCADE,
    odontogram_treatment_type TEXT NOT NULL CHECK (length(odontogram_treatment_type) <= 30),
    visualization_rules TEXT NOT NULL CHECK (json_valid(visualization_rules)),
    visualization_config TEXT NOT NULL CHECK (json_valid(visualization_config)),
    clinical_category TEXT NOT NULL CHECK (length(clinical_category) <= 20),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT treatment_odontogram_mappings_catalog_item_id_key UNIQUE (catalog_item_id)
) STRICT;

CREATE TABLE patient_timeline (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    event_type TEXT NOT NULL CHECK (length(event_type) <= 50),
    event_category TEXT NOT NULL CHECK (length(event_category) <= 30),
    source_table TEXT NOT NULL CHECK (length(source_table) <= 50),
    source_id TEXT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) <= 200),
    description TEXT,
    event_data TEXT CHECK (event_data IS NULL OR json_valid(event_data)),
    occurred_at TEXT NOT NULL,
    created_by TEXT REFERENCES users (id)
) STRICT;

CREATE INDEX idx_timeline_patient_date ON patient_timeline (patient_id, occurred_at);
