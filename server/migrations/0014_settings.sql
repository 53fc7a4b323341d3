-- Who did what, and when: never what a patient's row holds. Rows are only ever added. Nothing refers to accounts or jobs: what was
-- done stays done when they are gone.
CREATE TABLE puente_audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    -- Nothing for what belongs to an account and not to one of its clinics, such as signing in.
    clinic_id TEXT,
    user_id TEXT,
    action TEXT NOT NULL,
    job_id TEXT,
    details TEXT CHECK (details IS NULL OR json_valid(details))
) STRICT;
CREATE INDEX puente_audit_clinic ON puente_audit (clinic_id, seq);
CREATE INDEX puente_audit_user ON puente_audit (user_id, seq) WHERE clinic_id IS NULL;

-- What an account's sessions are told apart by.
ALTER TABLE puente_sessions ADD COLUMN last_used_at TEXT;
ALTER TABLE puente_sessions ADD COLUMN agent TEXT CHECK (length(agent) <= 60);

-- Links to join a clinic; each works once. Stored as their SHA-256 only.
CREATE TABLE puente_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    email TEXT NOT NULL CHECK (length(email) <= 255),
    role TEXT NOT NULL CHECK (length(role) <= 20),
    token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    created_by TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    UNIQUE (clinic_id, email)
) STRICT;

-- Which modules a clinic has switched on or off; what is not there is as usual.
CREATE TABLE puente_clinic_modules (
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    module TEXT NOT NULL CHECK (module IN ('migration_import', 'verifactu')),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (clinic_id, module)
) STRICT, WITHOUT ROWID;

-- Of a clinic whose import data were removed: which row came from which source row, so that importing again duplicates nothing.
CREATE TABLE puente_provenance (
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL,
    source_canonical_uuid TEXT NOT NULL,
    source_system TEXT NOT NULL,
    dentalpin_table TEXT NOT NULL,
    dentalpin_id TEXT NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, source_canonical_uuid, source_system)
) STRICT, WITHOUT ROWID;

-- A document stays when the import that brought it is forgotten.
CREATE TABLE puente_documents_anew (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    preview TEXT NOT NULL DEFAULT 'waiting' CHECK (preview IN ('waiting', 'ready', 'none'))
) STRICT, WITHOUT ROWID;
INSERT INTO puente_documents_anew SELECT document_id, clinic_id, job_id, sha256, preview FROM puente_documents;
DROP TABLE puente_documents;
ALTER TABLE puente_documents_anew RENAME TO puente_documents;
CREATE INDEX puente_documents_bytes ON puente_documents (clinic_id, sha256);
CREATE INDEX puente_documents_job ON puente_documents (job_id);
CREATE INDEX puente_documents_waiting ON puente_documents (preview) WHERE preview = 'waiting';
