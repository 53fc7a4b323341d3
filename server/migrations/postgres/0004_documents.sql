-- Bytes that have arrived before there is a patient to give them to.
CREATE TABLE puente_objects (
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    size_bytes bigint NOT NULL,
    mime_type text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (clinic_id, sha256)
);

-- What DentalPin's `documents` has no column for, of those that an import brought.
CREATE TABLE puente_documents (
    document_id uuid NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id uuid NOT NULL,
    sha256 text NOT NULL,
    preview text NOT NULL DEFAULT 'waiting' CHECK (preview IN ('waiting', 'ready', 'none'))
);
CREATE INDEX puente_documents_bytes ON puente_documents (clinic_id, sha256);
CREATE INDEX puente_documents_job ON puente_documents (job_id);
CREATE INDEX puente_documents_waiting ON puente_documents (preview) WHERE preview = 'waiting';
