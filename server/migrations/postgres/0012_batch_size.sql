-- Batches are kept compressed; this is what they were before. One without it is as it came.
ALTER TABLE puente_import_batches ADD COLUMN body_size bigint;
