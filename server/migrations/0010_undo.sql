-- Which rows of the clinic an import made, 16 bytes each: what undoing it removes. Gone once it is undone.
CREATE TABLE puente_import_rows (
    job_id TEXT NOT NULL REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    ids BLOB NOT NULL,
    PRIMARY KEY (job_id, seq)
) STRICT;
-- What undoing it came to, as JSON.
ALTER TABLE puente_import_jobs ADD COLUMN undone TEXT CHECK (undone IS NULL OR json_valid(undone));
-- Undoing does not enforce foreign keys row by row, so that nothing cascades.
CREATE TRIGGER puente_patient_search_delete AFTER DELETE ON patients BEGIN
    DELETE FROM puente_patient_search WHERE patient_id = OLD.id;
END;
