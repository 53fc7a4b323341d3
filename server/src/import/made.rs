//! Which rows of the clinic an import made: noted as they are inserted, read back to undo it.

use std::collections::BTreeMap;

use mappers::Record;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, Result, Statement, params};
use uuid::Uuid;

/// Bytes of an id.
const ID: usize = 16;

/// Tables of the importer itself: what they hold of an import is found by its job.
pub(super) const OWN: [&str; 2] = ["migration_import_entity_mappings", "migration_import_raw_entities"];

/// The column that names a row of a table: a medical summary goes by its patient.
pub(super) fn key(columns: &[&str]) -> &'static str {
    if columns.contains(&"id") { "id" } else { "patient_id" }
}

/// Documents arrive beside the load, and are noted one by one.
const DOCUMENTS: (&str, &[&str]) = ("documents", &["id", "patient_id", "created_at", "updated_at"]);

/// The tables an import may make rows in, with their key and columns.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    let all = Record::TABLES.iter().filter(|(table, _)| !OWN.contains(table)).chain([&DOCUMENTS]);
    all.map(|(table, columns)| (*table, key(columns), *columns))
}

/// Notes what a batch made.
pub(super) struct Ledger<'c> {
    job: String,
    seq: i64,
    insert: Statement<'c>,
    ids: BTreeMap<&'static str, Vec<u8>>,
}

impl<'c> Ledger<'c> {
    pub(super) fn new(connection: &'c Connection, job: Uuid) -> Result<Self> {
        let insert =
            connection.prepare("INSERT INTO puente_import_rows (job_id, seq, table_name, ids) VALUES (?, ?, ?, ?)")?;
        Ok(Self { job: job.to_string(), seq: 0, insert, ids: BTreeMap::new() })
    }

    /// A row was inserted.
    pub(super) fn note(&mut self, table: &'static str, id: Uuid) {
        if !OWN.contains(&table) {
            self.ids.entry(table).or_default().extend_from_slice(id.as_bytes());
        }
    }

    /// Writes down what was noted since.
    pub(super) fn flush(&mut self) -> Result<()> {
        for (table, ids) in &mut self.ids {
            if !ids.is_empty() {
                self.insert.execute(params![self.job, self.seq, table, &*ids])?;
                self.seq += 1;
                ids.clear();
            }
        }
        Ok(())
    }
}

/// Hands over the rows an import made, a stretch at a time.
pub(super) fn each(
    connection: &Connection,
    job: Uuid,
    mut hand_over: impl FnMut(&str, &[Uuid]) -> Result<()>,
) -> Result<()> {
    let mut statement =
        connection.prepare("SELECT table_name, ids FROM puente_import_rows WHERE job_id = ? ORDER BY seq")?;
    let mut rows = statement.query([job.to_string()])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob()?;
        ids.clear();
        for id in bytes.chunks(ID) {
            let id = Uuid::from_slice(id).map_err(|e| Error::FromSqlConversionFailure(1, Type::Blob, Box::new(e)))?;
            ids.push(id);
        }
        hand_over(row.get_ref(0)?.as_str()?, &ids)?;
    }
    let mut statement = connection.prepare("SELECT document_id FROM puente_documents WHERE job_id = ?")?;
    let mut rows = statement.query([job.to_string()])?;
    while let Some(row) = rows.next()? {
        hand_over(DOCUMENTS.0, &[super::destination::parsed(row, 0)?])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_first_column_of_every_table() {
        for (table, key, columns) in tables() {
            assert_eq!(columns.first(), Some(&key), "{table}");
        }
    }
}
