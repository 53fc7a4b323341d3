-- What the import wrote into those rows: of each, in the order of the ids, a fingerprint of two bytes a column that is named.
ALTER TABLE puente_import_rows ADD COLUMN fields BLOB;
