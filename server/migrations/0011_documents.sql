-- Bytes that have arrived before there is a patient to give them to.
CREATE TABLE puente_objects (
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size_bytes INTEGER NOT NULL,
    mime_type TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (clinic_id, sha256)
) STRICT, WITHOUT ROWID;

-- What DentalPin's `documents` has no column for, of those that an import brought.
CREATE TABLE puente_documents (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    preview TEXT NOT NULL DEFAULT 'waiting' CHECK (preview IN ('waiting', 'ready', 'none'))
) STRICT, WITHOUT ROWID;
CREATE INDEX puente_documents_bytes ON puente_documents (clinic_id, sha256);
CREATE INDEX puente_documents_job ON puente_documents (job_id);
CREATE INDEX puente_documents_waiting ON puente_documents (preview) WHERE preview = 'waiting';
