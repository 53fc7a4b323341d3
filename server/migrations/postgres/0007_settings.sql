-- Who did what, and when: never what a patient's row holds. Rows are only ever added. Nothing refers to accounts or jobs: what was
-- done stays done when they are gone.
CREATE TABLE puente_audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    -- Nothing for what belongs to an account and not to one of its clinics, such as signing in.
    clinic_id uuid,
    user_id uuid,
    action text NOT NULL,
    job_id uuid,
    details jsonb
);
CREATE INDEX puente_audit_clinic ON puente_audit (clinic_id, seq);
CREATE INDEX puente_audit_user ON puente_audit (user_id, seq) WHERE clinic_id IS NULL;

-- What an account's sessions are told apart by.
ALTER TABLE puente_sessions ADD COLUMN last_used_at timestamptz;
ALTER TABLE puente_sessions ADD COLUMN agent varchar(60);

-- Links to join a clinic; each works once. Stored as their SHA-256 only.
CREATE TABLE puente_invitations (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    email varchar(255) NOT NULL,
    role varchar(20) NOT NULL,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    created_by uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    UNIQUE (clinic_id, email)
);

-- Which modules a clinic has switched on or off; what is not there is as usual.
CREATE TABLE puente_clinic_modules (
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    module text NOT NULL CHECK (module IN ('migration_import', 'verifactu')),
    is_active boolean NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (clinic_id, module)
);

-- Of a clinic whose import data were removed: which row came from which source row, so that importing again duplicates nothing.
CREATE TABLE puente_provenance (
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type text NOT NULL,
    source_canonical_uuid text NOT NULL,
    source_system text NOT NULL,
    dentalpin_table text NOT NULL,
    dentalpin_id uuid NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, source_canonical_uuid, source_system)
);
