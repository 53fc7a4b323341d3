-- What admins decided of single rows of a source, remembered for the clinic's next import.
CREATE TABLE puente_decisions (
    clinic_id TEXT NOT NULL REFERENCES clinics (id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL,
    canonical_uuid TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (json_valid(decision)),
    job_id TEXT NOT NULL,
    PRIMARY KEY (clinic_id, entity_type, canonical_uuid)
) STRICT, WITHOUT ROWID;
