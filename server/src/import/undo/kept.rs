//! What is told of a row that stays: whose it is, and what was changed in it.

use api::undo::KeptRow;
use uuid::Uuid;

use super::super::changes::is_named;
use super::super::fingerprint::Fingerprint;
use super::super::made;
use super::plan::Table;
use crate::store::{Result, Row, Session};
use crate::values;

pub(super) fn kept_row(table: &str, id: Uuid) -> KeptRow {
    KeptRow {
        table: table.to_owned(),
        id,
        patient_id: None,
        patient_name: None,
        changed_at: None,
        columns: Vec::new(),
        used_by: None,
    }
}

/// Completes rows of the tables an import may write to.
pub(super) fn describe(session: &Session, job: Uuid, rows: &mut [KeptRow]) -> Result<()> {
    for table in &Table::all() {
        let mut of_table: Vec<_> = rows.iter_mut().filter(|row| row.table == table.name).collect();
        for row in &mut of_table {
            name(session, table, row)?;
        }
        of_table.retain(|row| row.changed_at.is_some());
        if !of_table.is_empty() {
            compare(session, job, table, of_table)?;
        }
    }
    Ok(())
}

/// Says whose a row is.
fn name(session: &Session, table: &Table, row: &mut KeptRow) -> Result<()> {
    let Table { name, key, columns } = table;
    let patient = if *name == "patients" {
        Some(row.id)
    } else if columns.contains(&"patient_id") {
        let sql = format!("SELECT patient_id FROM {name} WHERE {key} = ?1");
        session.fetch_optional::<Option<Uuid>>(&sql, &values![row.id])?.flatten()
    } else {
        None
    };
    let Some(patient) = patient else { return Ok(()) };
    let sql = "SELECT first_name || ' ' || last_name FROM patients WHERE id = ?1";
    let found: Option<String> = session.fetch_optional(sql, &values![patient])?;
    // Either may have been deleted since.
    row.patient_id = found.is_some().then_some(patient);
    row.patient_name = found;
    Ok(())
}

/// Says which columns of changed rows of a table hold something else than the import wrote.
fn compare(session: &Session, job: Uuid, table: &Table, rows: Vec<&mut KeptRow>) -> Result<()> {
    let Table { name, key, columns } = table;
    let named: Vec<&'static str> = columns.iter().filter(|column| is_named(columns, column)).copied().collect();
    let ids = rows.iter().map(|row| row.id).collect();
    let written = made::written(session, job, (name, named.len()), &ids)?;
    let list: Vec<_> = named.iter().map(|column| format!("\"{column}\"")).collect();
    let sql = format!("SELECT {} FROM {name} WHERE {key} = ?1", list.join(", "));
    for row in rows {
        if let Some(written) = written.get(&row.id) {
            let differing = session.first(&sql, &values![row.id], |found| differing(&named, written, found))?;
            row.columns = differing.unwrap_or_default();
        }
    }
    Ok(())
}

fn differing(named: &[&str], written: &[Fingerprint], found: &Row<'_>) -> Result<Vec<String>> {
    let mut differing = Vec::new();
    for (at, (column, written)) in named.iter().zip(written).enumerate() {
        if !written.is_of(&found.cell(at)?) {
            differing.push((*column).to_owned());
        }
    }
    Ok(differing)
}
