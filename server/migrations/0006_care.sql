-- What a DentalPin clinic keeps of calling patients back, of messages and of documents: same names, columns, lengths and constraints as
-- DentalPin 2.0 defines them. What is known of patients' health is in 0001. An import writes `recalls`, and `documents` when files
-- arrive; it never writes messages, which DentalPin would send.

CREATE TABLE recalls (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    due_month TEXT NOT NULL,
    due_date TEXT,
    reason TEXT NOT NULL CHECK (length(reason) <= 40),
    reason_note TEXT,
    priority TEXT NOT NULL CHECK (length(priority) <= 10),
    status TEXT NOT NULL CHECK (length(status) <= 30),
    recommended_by TEXT REFERENCES users (id),
    assigned_professional_id TEXT REFERENCES users (id),
    last_contact_attempt_at TEXT,
    contact_attempt_count INTEGER NOT NULL,
    linked_appointment_id TEXT REFERENCES appointments (id),
    linked_treatment_id TEXT,
    linked_treatment_category_key TEXT CHECK (length(linked_treatment_category_key) <= 80),
    completed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX ix_recalls_patient_id ON recalls (patient_id);
CREATE INDEX ix_recalls_clinic_due_month_status ON recalls (clinic_id, due_month, status);

CREATE TABLE recall_settings (
    clinic_id TEXT NOT NULL PRIMARY KEY REFERENCES clinics (id),
    reason_intervals TEXT NOT NULL CHECK (json_valid(reason_intervals)),
    category_to_reason TEXT NOT NULL CHECK (json_valid(category_to_reason)),
    auto_suggest_on_treatment_completed INTEGER NOT NULL CHECK (auto_suggest_on_treatment_completed IN (0, 1)),
    auto_link_on_appointment_scheduled INTEGER NOT NULL CHECK (auto_link_on_appointment_scheduled IN (0, 1)),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')
) STRICT;

CREATE TABLE recall_contact_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    recall_id TEXT NOT NULL REFERENCES recalls (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    attempted_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),
    attempted_by TEXT NOT NULL REFERENCES users (id),
    channel TEXT NOT NULL CHECK (length(channel) <= 20),
    outcome TEXT NOT NULL CHECK (length(outcome) <= 30),
    note TEXT
) STRICT;

CREATE INDEX ix_recall_contact_attempts_recall_id ON recall_contact_attempts (recall_id);

CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    patient_id TEXT NOT NULL REFERENCES patients (id),
    document_type TEXT NOT NULL CHECK (length(document_type) <= 30),
    title TEXT NOT NULL CHECK (length(title) <= 255),
    description TEXT,
    original_filename TEXT NOT NULL CHECK (length(original_filename) <= 255),
    storage_path TEXT NOT NULL CHECK (length(storage_path) <= 500),
    mime_type TEXT NOT NULL CHECK (length(mime_type) <= 100),
    file_size INTEGER NOT NULL,
    extra_data TEXT CHECK (extra_data IS NULL OR json_valid(extra_data)),
    uploaded_by TEXT NOT NULL REFERENCES users (id),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    media_kind TEXT NOT NULL DEFAULT 'document' CHECK (length(media_kind) <= 20),
    media_category TEXT CHECK (length(media_category) <= 20),
    media_subtype TEXT CHECK (length(media_subtype) <= 40),
    captured_at TEXT,
    paired_document_id TEXT REFERENCES documents (id) ON DELETE SET NULL,
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    CONSTRAINT documents_storage_path_key UNIQUE (storage_path),
    CONSTRAINT ck_documents_pair_not_self CHECK (paired_document_id IS NULL OR paired_document_id <> id)
) STRICT;

CREATE INDEX idx_documents_clinic_patient_kind_captured ON documents (clinic_id, patient_id, media_kind, captured_at);
CREATE INDEX puente_documents_patient ON documents (patient_id);
CREATE INDEX puente_documents_paired ON documents (paired_document_id) WHERE paired_document_id IS NOT NULL;

CREATE TABLE media_attachments (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    owner_type TEXT NOT NULL CHECK (length(owner_type) <= 40),
    owner_id TEXT NOT NULL,
    display_order INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT uq_media_attachments_doc_owner UNIQUE (document_id, owner_type, owner_id)
) STRICT;

CREATE INDEX idx_media_attachments_owner ON media_attachments (clinic_id, owner_type, owner_id);

CREATE TABLE communication_messages (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    to_address TEXT NOT NULL CHECK (length(to_address) <= 255),
    patient_id TEXT REFERENCES patients (id),
    template_key TEXT NOT NULL CHECK (length(template_key) <= 100),
    subject TEXT CHECK (length(subject) <= 255),
    status TEXT NOT NULL CHECK (length(status) <= 20),
    provider TEXT CHECK (length(provider) <= 50),
    provider_message_id TEXT CHECK (length(provider_message_id) <= 255),
    error_message TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    triggered_by_event TEXT CHECK (length(triggered_by_event) <= 100),
    triggered_by_user_id TEXT REFERENCES users (id),
    context_data TEXT CHECK (context_data IS NULL OR json_valid(context_data)),
    channel TEXT NOT NULL CHECK (length(channel) <= 20),
    message_kind TEXT NOT NULL CHECK (length(message_kind) <= 20),
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    next_attempt_at TEXT,
    dedup_key TEXT CHECK (length(dedup_key) <= 200),
    delivered_at TEXT,
    read_at TEXT,
    updated_at TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (length(direction) <= 20),
    body_text TEXT
) STRICT;

CREATE INDEX idx_communication_messages_dispatch ON communication_messages (status, next_attempt_at);
CREATE INDEX idx_communication_messages_patient ON communication_messages (patient_id);
CREATE UNIQUE INDEX uq_communication_messages_dedup ON communication_messages (clinic_id, dedup_key) WHERE dedup_key IS NOT NULL;
