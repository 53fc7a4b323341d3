-- What is Puente's alone. Secrets are stored as their SHA-256 only. Nothing refers to the tables of DentalPin's importer: that module may be
-- uninstalled.

CREATE TABLE puente_sessions (
    id uuid NOT NULL PRIMARY KEY,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('cookie', 'access', 'refresh', 'api')),
    family uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX puente_sessions_user ON puente_sessions (user_id);
CREATE INDEX puente_sessions_family ON puente_sessions (family);

CREATE TABLE puente_setup (
    "only" integer NOT NULL PRIMARY KEY CHECK ("only" = 1),
    token_sha256 bytea NOT NULL CHECK (octet_length(token_sha256) = 32),
    created_at timestamptz NOT NULL
);

CREATE TABLE puente_import_jobs (
    job_id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('receiving', 'validated', 'executing', 'completed', 'failed', 'undone', 'abandoned')),
    digest text NOT NULL,
    manifest jsonb NOT NULL,
    received_batches bigint NOT NULL DEFAULT 0,
    received_rows bigint NOT NULL DEFAULT 0,
    received_bytes bigint NOT NULL DEFAULT 0,
    executed_by uuid REFERENCES users (id),
    accounting jsonb,
    load_seconds double precision,
    money jsonb,
    changes_found bigint NOT NULL DEFAULT 0,
    undone jsonb
);
CREATE UNIQUE INDEX uq_puente_import_jobs_receiving ON puente_import_jobs (clinic_id, digest) WHERE state = 'receiving';
CREATE UNIQUE INDEX uq_puente_import_jobs_executing ON puente_import_jobs (clinic_id) WHERE state = 'executing';

CREATE TABLE puente_import_batches (
    job_id uuid NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    table_name text NOT NULL,
    first_index bigint NOT NULL,
    row_count bigint NOT NULL,
    sha256 bytea NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (job_id, seq)
);

CREATE TABLE puente_decisions (
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type text NOT NULL,
    canonical_uuid text NOT NULL,
    decision jsonb NOT NULL,
    job_id uuid NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, canonical_uuid)
);

CREATE TABLE puente_import_changes (
    job_id uuid NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('offered', 'edited', 'booked', 'applied')),
    entity_type text,
    source_id text,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    column_name text NOT NULL,
    patient_id uuid,
    before text,
    after text,
    applied_at timestamptz,
    row_updated_at timestamptz,
    PRIMARY KEY (job_id, seq)
);

CREATE TABLE puente_import_rows (
    job_id uuid NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    table_name text NOT NULL,
    ids bytea NOT NULL,
    PRIMARY KEY (job_id, seq)
);

-- Which version of these tables is there, and whether the clinic's are DentalPin's own.
CREATE TABLE puente_schema (
    version integer NOT NULL,
    is_dentalpin boolean NOT NULL
);

-- Which server runs an import, and until when it has to say so again: then another one goes on with it.
CREATE TABLE puente_import_leases (
    job_id uuid NOT NULL PRIMARY KEY REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    holder uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
