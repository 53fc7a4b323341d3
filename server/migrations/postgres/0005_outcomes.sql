-- Source rows behind the figures of an import's report: the first of each type and fate.
CREATE TABLE puente_import_outcomes (
    job_id uuid NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    entity_type text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('created', 'linked', 'merged', 'archived', 'skipped')),
    seq bigint NOT NULL,
    source_id text NOT NULL,
    source_system text NOT NULL,
    canonical_uuid text NOT NULL,
    PRIMARY KEY (job_id, entity_type, outcome, seq)
);
