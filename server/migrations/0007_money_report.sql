-- What became of the file's money, as JSON, once an import completed.
ALTER TABLE puente_import_jobs ADD COLUMN money TEXT CHECK (money IS NULL OR json_valid(money));
