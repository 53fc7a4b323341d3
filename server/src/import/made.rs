//! Which rows of the clinic an import made, and what it wrote into them: noted as they are mapped, read back to undo it.

use std::collections::{BTreeMap, HashMap, HashSet};

use mappers::Record;
use mappers::record::Value;
use uuid::Uuid;

use super::changes::is_named;
use super::fingerprint::Fingerprint;
use crate::store::{Dialect, Error, Result, Session};
use crate::values;

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

/// And the line of each in the patient's history.
const TIMELINE: &str = "patient_timeline";

/// The tables an import may make rows in, with their key and columns.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    let all = Record::TABLES.iter().filter(|(table, _)| !OWN.contains(table)).chain([&DOCUMENTS]);
    all.map(|(table, columns)| (*table, key(columns), *columns))
}

/// The rows that records become, by table.
#[derive(Default)]
pub(super) struct Made(BTreeMap<&'static str, Rows>);

/// Rows of one table.
struct Rows {
    /// Which of the columns are named.
    is_named: Vec<bool>,
    ids: Vec<u8>,
    /// Of each row in turn the fingerprints of its named columns.
    fields: Vec<u8>,
}

impl Rows {
    fn new(columns: &'static [&'static str]) -> Self {
        Self { is_named: columns.iter().map(|it| is_named(columns, it)).collect(), ids: Vec::new(), fields: Vec::new() }
    }

    fn note(&mut self, record: &Record) {
        let Self { is_named, ids, fields } = self;
        let mut position = 0;
        record.bind(&mut |value| {
            // The key is the first column of every record.
            if let (0, Value::Uuid(id)) = (position, value) {
                ids.extend_from_slice(id.as_bytes());
            }
            if is_named.get(position) == Some(&true) {
                fields.extend_from_slice(&Fingerprint::of(value).0);
            }
            position += 1;
        });
    }
}

impl Made {
    pub(super) fn of(records: &[Record]) -> Self {
        let mut made = Self::default();
        for record in records.iter().filter(|record| !OWN.contains(&record.table())) {
            made.0.entry(record.table()).or_insert_with(|| Rows::new(record.columns())).note(record);
        }
        made
    }
}

/// Writes down which rows were made.
pub(super) struct Ledger<'c> {
    session: &'c Session,
    job: Uuid,
    seq: i64,
}

impl<'c> Ledger<'c> {
    pub(super) fn new(session: &'c Session, job: Uuid) -> Self {
        Self { session, job, seq: 0 }
    }

    pub(super) fn write(&mut self, made: &Made) -> Result<()> {
        for (table, Rows { ids, fields, .. }) in &made.0 {
            let fields = (!fields.is_empty()).then_some(fields);
            self.session.execute(
                "INSERT INTO puente_import_rows (job_id, seq, table_name, ids, fields) VALUES (?1, ?2, ?3, ?4, ?5)",
                &values![self.job, self.seq, table, ids, fields],
            )?;
            self.seq += 1;
        }
        Ok(())
    }
}

/// The tables an import made rows in, batch by batch.
pub(super) fn tables_of(session: &Session, job: Uuid) -> Result<Vec<String>> {
    let sql = "SELECT table_name FROM puente_import_rows WHERE job_id = ?1 GROUP BY table_name ORDER BY min(seq)";
    let mut tables: Vec<String> = session.fetch_all(sql, &values![job])?;
    let has_documents = "SELECT EXISTS (SELECT 1 FROM puente_documents WHERE job_id = ?1)";
    if session.fetch_one(has_documents, &values![job])? {
        tables.push(DOCUMENTS.0.to_owned());
        if !tables.iter().any(|table| table == TIMELINE) {
            tables.push(TIMELINE.to_owned());
        }
    }
    Ok(tables)
}

/// Lays the ids of the rows an import made in a table out in another, `made_` and its name.
pub(super) fn lay_out(session: &Session, job: Uuid, table: &str) -> Result<()> {
    if table == DOCUMENTS.0 {
        let sql = "INSERT INTO made_documents (id) SELECT document_id FROM puente_documents WHERE job_id = ?1";
        return session.execute(sql, &values![job]).map(drop);
    }
    if table == TIMELINE {
        let sql = "INSERT INTO made_patient_timeline (id)
            SELECT line.id FROM puente_documents AS own JOIN documents ON documents.id = own.document_id
            JOIN patient_timeline AS line ON line.patient_id = documents.patient_id
                AND line.source_table = 'documents' AND line.source_id = documents.id AND line.event_type = 'document.uploaded'
            WHERE own.job_id = ?1";
        session.execute(sql, &values![job])?;
    }
    if session.dialect() == Dialect::Postgres {
        let sql = format!(
            "INSERT INTO made_{table} (id)
             SELECT encode(substr(ids, at + 1, {ID}), 'hex')::uuid FROM puente_import_rows
             CROSS JOIN LATERAL generate_series(0, octet_length(ids) - {ID}, {ID}) AS at
             WHERE job_id = ?1 AND table_name = ?2 ON CONFLICT DO NOTHING"
        );
        session.execute(&sql, &values![job, table])?;
        // Nobody else tells the planner how large a temporary table is.
        return session.batch(&format!("ANALYZE made_{table}"));
    }
    let insert = format!("INSERT INTO made_{table} (id) VALUES (?1) ON CONFLICT DO NOTHING");
    let sql = "SELECT ids FROM puente_import_rows WHERE job_id = ?1 AND table_name = ?2 ORDER BY seq";
    session.each(sql, &values![job, table], |row| {
        for id in row.bytes(0)?.chunks(ID) {
            let unknown = |_| Error::Column { column: "ids".to_owned(), found: "something else" };
            session.execute(&insert, &values![Uuid::from_slice(id).map_err(unknown)?])?;
        }
        Ok(())
    })
}

/// What an import wrote into the named columns of some rows of a table. Nothing is known of rows that were not noted with it, or by
/// a version to which other columns were named.
pub(super) fn written(
    session: &Session,
    job: Uuid,
    (table, named): (&str, usize),
    wanted: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, Vec<Fingerprint>>> {
    let mut written = HashMap::new();
    let sql = "SELECT ids, fields FROM puente_import_rows
         WHERE job_id = ?1 AND table_name = ?2 AND fields IS NOT NULL ORDER BY seq";
    session.each(sql, &values![job, table], |row| {
        let (ids, _) = row.bytes(0)?.as_chunks::<ID>();
        let (fields, _) = row.bytes(1)?.as_chunks::<{ Fingerprint::SIZE }>();
        if fields.len() == ids.len() * named {
            for (id, fields) in ids.iter().zip(fields.chunks(named.max(1))) {
                let id = Uuid::from_bytes(*id);
                if wanted.contains(&id) {
                    written.insert(id, fields.iter().copied().map(Fingerprint).collect());
                }
            }
        }
        Ok::<_, Error>(())
    })?;
    Ok(written)
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
