-- The importer's own tables. `migration_import_*` keep DentalPin's names, columns and lengths; `puente_*` are ours beside them.
-- A bulk load pays for every index a million times over, so each table has the keys its queries use and no others: nothing looks a
-- mapping, an archived row or a warning up by its id.

CREATE TABLE migration_import_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    created_by TEXT NOT NULL REFERENCES users (id),
    status TEXT NOT NULL DEFAULT 'uploaded' CHECK (status IN
        ('uploaded', 'validating', 'validated', 'previewing', 'executing', 'completed', 'failed')),
    error TEXT,
    original_filename TEXT NOT NULL CHECK (length(original_filename) <= 255),
    file_path TEXT NOT NULL CHECK (length(file_path) <= 500),
    file_size INTEGER NOT NULL DEFAULT 0,
    source_system TEXT CHECK (length(source_system) <= 50),
    source_adapter_version TEXT CHECK (length(source_adapter_version) <= 30),
    exporter_tool TEXT CHECK (length(exporter_tool) <= 50),
    exporter_version TEXT CHECK (length(exporter_version) <= 30),
    format_version TEXT CHECK (length(format_version) <= 20),
    tenant_label TEXT CHECK (length(tenant_label) <= 255),
    integrity_hash_declared TEXT CHECK (length(integrity_hash_declared) <= 128),
    integrity_hash_computed TEXT CHECK (length(integrity_hash_computed) <= 128),
    total_entities INTEGER NOT NULL DEFAULT 0,
    processed_entities INTEGER NOT NULL DEFAULT 0,
    last_checkpoint TEXT,
    import_fiscal_compliance INTEGER NOT NULL DEFAULT 0,
    execute_options TEXT,
    started_at TEXT,
    completed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX ix_migration_import_jobs_clinic_id ON migration_import_jobs (clinic_id, created_at);

CREATE TABLE puente_import_jobs (
    job_id TEXT NOT NULL PRIMARY KEY REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('receiving', 'validated', 'executing', 'completed', 'failed', 'undone', 'abandoned')),
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    received_batches INTEGER NOT NULL DEFAULT 0,
    received_rows INTEGER NOT NULL DEFAULT 0,
    received_bytes INTEGER NOT NULL DEFAULT 0,
    -- Who confirmed: the author of what is imported.
    executed_by TEXT REFERENCES users (id),
    accounting TEXT,
    load_seconds REAL
) STRICT;
CREATE UNIQUE INDEX uq_puente_import_jobs_receiving ON puente_import_jobs (clinic_id, digest)
    WHERE state = 'receiving';
CREATE UNIQUE INDEX uq_puente_import_jobs_executing ON puente_import_jobs (clinic_id)
    WHERE state = 'executing';

CREATE TABLE puente_import_batches (
    job_id TEXT NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    first_index INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (job_id, seq)
) STRICT;

CREATE TABLE migration_import_entity_mappings (
    id TEXT NOT NULL,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    source_system TEXT NOT NULL CHECK (length(source_system) <= 50),
    entity_type TEXT NOT NULL CHECK (length(entity_type) <= 50),
    source_canonical_uuid TEXT NOT NULL CHECK (length(source_canonical_uuid) <= 64),
    dentalpin_table TEXT NOT NULL CHECK (length(dentalpin_table) <= 60),
    dentalpin_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, source_canonical_uuid, source_system)
) STRICT, WITHOUT ROWID;
-- From a patient back to the source.
CREATE INDEX puente_mappings_patient ON migration_import_entity_mappings (dentalpin_id) WHERE entity_type = 'patient';

CREATE TABLE migration_import_raw_entities (
    id TEXT NOT NULL,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL CHECK (length(entity_type) <= 50),
    canonical_uuid TEXT NOT NULL CHECK (length(canonical_uuid) <= 36),
    source_system TEXT NOT NULL CHECK (length(source_system) <= 50),
    source_id TEXT NOT NULL CHECK (length(source_id) <= 100),
    payload TEXT NOT NULL,
    raw_source_data TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, canonical_uuid, source_system)
) STRICT;

CREATE TABLE migration_import_file_stagings (
    id TEXT NOT NULL,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    canonical_uuid TEXT NOT NULL CHECK (length(canonical_uuid) <= 36),
    parent_entity_type TEXT NOT NULL CHECK (length(parent_entity_type) <= 50),
    parent_canonical_uuid TEXT NOT NULL CHECK (length(parent_canonical_uuid) <= 36),
    relative_path TEXT NOT NULL CHECK (length(relative_path) <= 1024),
    declared_size_bytes INTEGER,
    sha256 TEXT CHECK (length(sha256) <= 64),
    mime_hint TEXT CHECK (length(mime_hint) <= 100),
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'received', 'missing')),
    received_at TEXT,
    resolved_document_id TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (job_id, canonical_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_migration_file_staging_lookup ON migration_import_file_stagings (job_id, sha256);

CREATE TABLE migration_import_warnings (
    -- Ours: the order in which they were given.
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    entity_type TEXT CHECK (length(entity_type) <= 50),
    source_id TEXT CHECK (length(source_id) <= 100),
    severity TEXT NOT NULL DEFAULT 'info' CHECK (severity IN ('info', 'warn', 'error')),
    code TEXT NOT NULL CHECK (length(code) <= 80),
    message TEXT NOT NULL,
    raw_data TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX ix_migration_import_warnings_job_id ON migration_import_warnings (job_id);

CREATE TABLE migration_import_mapping_decisions (
    id TEXT NOT NULL PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES migration_import_jobs (id) ON DELETE CASCADE,
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL DEFAULT 'treatment_catalog_item' CHECK (length(entity_type) <= 50),
    canonical_uuid TEXT NOT NULL CHECK (length(canonical_uuid) <= 36),
    source_label TEXT NOT NULL CHECK (length(source_label) <= 255),
    source_code TEXT CHECK (length(source_code) <= 50),
    source_tipo_odg INTEGER,
    proposed_action TEXT NOT NULL CHECK (length(proposed_action) <= 20),
    proposed_target_id TEXT,
    proposed_target_label TEXT CHECK (length(proposed_target_label) <= 255),
    proposed_target_category_key TEXT CHECK (length(proposed_target_category_key) <= 50),
    proposed_score REAL,
    operator_action TEXT NOT NULL DEFAULT 'pending' CHECK (length(operator_action) <= 20),
    operator_target_id TEXT,
    operator_target_category_key TEXT CHECK (length(operator_target_category_key) <= 50),
    operator_notes TEXT,
    decided_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (job_id, entity_type, canonical_uuid)
) STRICT;
