//! Which rows of the clinic an import made: noted as they are inserted, read back to undo it.

use std::collections::BTreeMap;

use mappers::Record;
use uuid::Uuid;

use crate::store::{Error, Result, Session};
use crate::values;

/// Bytes of an id.
const ID: usize = 16;

/// Tables of the importer itself: what they hold of an import is found by its job.
pub(super) const OWN: [&str; 2] = ["migration_import_entity_mappings", "migration_import_raw_entities"];

/// The column that names a row of a table: a medical summary goes by its patient.
pub(super) fn key(columns: &[&str]) -> &'static str {
    if columns.contains(&"id") { "id" } else { "patient_id" }
}

/// The tables an import may make rows in, with their key and columns.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    let all = Record::TABLES.iter().filter(|(table, _)| !OWN.contains(table));
    all.map(|(table, columns)| (*table, key(columns), *columns))
}

/// Notes what a batch made.
pub(super) struct Ledger<'c> {
    session: &'c Session,
    job: Uuid,
    seq: i64,
    ids: BTreeMap<&'static str, Vec<u8>>,
}

impl<'c> Ledger<'c> {
    pub(super) fn new(session: &'c Session, job: Uuid) -> Self {
        Self { session, job, seq: 0, ids: BTreeMap::new() }
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
                self.session.execute(
                    "INSERT INTO puente_import_rows (job_id, seq, table_name, ids) VALUES (?1, ?2, ?3, ?4)",
                    &values![self.job, self.seq, table, *ids],
                )?;
                self.seq += 1;
                ids.clear();
            }
        }
        Ok(())
    }
}

/// Hands over the rows an import made, a stretch at a time.
pub(super) fn each(session: &Session, job: Uuid, mut hand_over: impl FnMut(&str, &[Uuid]) -> Result<()>) -> Result<()> {
    let mut ids = Vec::new();
    let sql = "SELECT table_name, ids FROM puente_import_rows WHERE job_id = ?1 ORDER BY seq";
    session.each(sql, &values![job], |row| {
        ids.clear();
        for id in row.bytes(1)?.chunks(ID) {
            let unknown = |_| Error::Column { column: "ids".to_owned(), found: "something else" };
            ids.push(Uuid::from_slice(id).map_err(unknown)?);
        }
        hand_over(&row.text(0)?, &ids)
    })
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
