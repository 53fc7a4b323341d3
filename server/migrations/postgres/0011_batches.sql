-- Batches are read once: trying to compress them takes longer than writing them.
ALTER TABLE puente_import_batches ALTER COLUMN body SET STORAGE EXTERNAL;
