-- The importer's tables that DentalPin's own module has, too: made where that module is not installed.

CREATE TABLE IF NOT EXISTS migration_import_jobs (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    created_by uuid NOT NULL REFERENCES users (id),
    status varchar(20) NOT NULL DEFAULT 'uploaded'
        CHECK (status IN ('uploaded', 'validating', 'validated', 'previewing', 'executing', 'completed', 'failed')),
    error text,
    original_filename varchar(255) NOT NULL,
    file_path varchar(500) NOT NULL,
    file_size bigint NOT NULL DEFAULT 0,
    source_system varchar(50),
    source_adapter_version varchar(30),
    exporter_tool varchar(50),
    exporter_version varchar(30),
    format_version varchar(20),
    tenant_label varchar(255),
    integrity_hash_declared varchar(128),
    integrity_hash_computed varchar(128),
    total_entities integer NOT NULL DEFAULT 0,
    processed_entities integer NOT NULL DEFAULT 0,
    last_checkpoint jsonb,
    import_fiscal_compliance boolean NOT NULL DEFAULT FALSE,
    execute_options jsonb,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_migration_import_jobs_clinic_id ON migration_import_jobs (clinic_id, created_at);

CREATE TABLE IF NOT EXISTS migration_import_entity_mappings (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    source_system varchar(50) NOT NULL,
    entity_type varchar(50) NOT NULL,
    source_canonical_uuid varchar(64) NOT NULL,
    dentalpin_table varchar(60) NOT NULL,
    dentalpin_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT uq_migration_entity_mapping_lookup UNIQUE (clinic_id, source_system, entity_type, source_canonical_uuid)
);

CREATE TABLE IF NOT EXISTS migration_import_raw_entities (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    entity_type varchar(50) NOT NULL,
    canonical_uuid varchar(36) NOT NULL,
    source_system varchar(50) NOT NULL,
    source_id varchar(100) NOT NULL,
    payload jsonb NOT NULL,
    raw_source_data jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT uq_migration_raw_entity UNIQUE (job_id, entity_type, canonical_uuid)
);

CREATE TABLE IF NOT EXISTS migration_import_file_stagings (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    canonical_uuid varchar(36) NOT NULL,
    parent_entity_type varchar(50) NOT NULL,
    parent_canonical_uuid varchar(36) NOT NULL,
    relative_path varchar(1024) NOT NULL,
    declared_size_bytes bigint,
    sha256 varchar(64),
    mime_hint varchar(100),
    status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'received', 'missing')),
    received_at timestamptz,
    resolved_document_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT uq_migration_file_staging_canonical UNIQUE (job_id, canonical_uuid)
);
CREATE INDEX IF NOT EXISTS ix_migration_file_staging_lookup ON migration_import_file_stagings (job_id, sha256);

CREATE TABLE IF NOT EXISTS migration_import_warnings (
    id uuid NOT NULL PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    entity_type varchar(50),
    source_id varchar(100),
    severity varchar(10) NOT NULL DEFAULT 'info' CHECK (severity IN ('info', 'warn', 'error')),
    code varchar(80) NOT NULL,
    message text NOT NULL,
    raw_data jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_migration_import_warnings_job_id ON migration_import_warnings (job_id);

CREATE TABLE IF NOT EXISTS migration_import_mapping_decisions (
    id uuid NOT NULL PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    clinic_id uuid NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type varchar(50) NOT NULL DEFAULT 'treatment_catalog_item',
    canonical_uuid varchar(36) NOT NULL,
    source_label varchar(255) NOT NULL,
    source_code varchar(50),
    source_tipo_odg integer,
    proposed_action varchar(20) NOT NULL,
    proposed_target_id uuid,
    proposed_target_label varchar(255),
    proposed_target_category_key varchar(50),
    proposed_score double precision,
    operator_action varchar(20) NOT NULL DEFAULT 'pending',
    operator_target_id uuid,
    operator_target_category_key varchar(50),
    operator_notes text,
    decided_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (job_id, entity_type, canonical_uuid)
);
