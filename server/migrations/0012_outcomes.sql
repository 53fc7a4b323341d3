-- Source rows behind the figures of an import's report: the first of each type and fate.
CREATE TABLE puente_import_outcomes (
    job_id TEXT NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('created', 'linked', 'merged', 'archived', 'skipped')),
    seq INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    source_system TEXT NOT NULL,
    canonical_uuid TEXT NOT NULL,
    PRIMARY KEY (job_id, entity_type, outcome, seq)
) STRICT, WITHOUT ROWID;
