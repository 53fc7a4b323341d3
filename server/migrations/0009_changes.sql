-- What a newer export says differently than what an earlier import brought. `before` stays: it is what the clinic had.
CREATE TABLE puente_import_changes (
    job_id TEXT NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('offered', 'edited', 'booked', 'applied')),
    entity_type TEXT,
    source_id TEXT,
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    column_name TEXT NOT NULL,
    patient_id TEXT,
    before TEXT,
    after TEXT,
    applied_at TEXT,
    -- What the row said before: undoing puts it back.
    row_updated_at TEXT,
    PRIMARY KEY (job_id, seq)
) STRICT, WITHOUT ROWID;
-- Listed or not.
ALTER TABLE puente_import_jobs ADD COLUMN changes_found INTEGER NOT NULL DEFAULT 0;
