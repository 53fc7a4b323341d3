//! Putting back what an import changed in rows that were there before, where they are still as it left them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use api::undo::KeptRow;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::changes::{Changeable, restorable};
use super::kept::kept_row;
use crate::store::{Error, Result, Session, timestamp};
use crate::values;

/// An applied change.
struct Applied {
    place: Changeable,
    row: Uuid,
    before: Option<String>,
    after: Option<String>,
    at: Timestamp,
    row_updated_at: Timestamp,
}

/// What becomes of the changes that were applied.
#[derive(Default)]
pub(super) struct Restored {
    pub(super) restored: u64,
    /// Those whose row was edited since.
    pub(super) edited: Vec<KeptRow>,
}

/// Which changes would be put back.
pub(super) fn preview(session: &Session, job: Uuid) -> Result<Restored> {
    let mut statements = Statements::default();
    // When rows would say to have been changed, as far as they were put back. A medical summary has its patient's id.
    let mut updated_at = HashMap::new();
    each(session, job, |change| {
        let sql = statements.of(change.place, |Changeable { table, column, key, .. }| {
            let after = session.spelled(table, column, "?2")?;
            Ok(format!("SELECT updated_at FROM {table} WHERE {key} = ?1 AND \"{column}\" IS NOT DISTINCT FROM {after}"))
        })?;
        let found: Option<Timestamp> = session.fetch_optional(sql, &values![change.row, change.after])?;
        let row = (change.place.table, change.row);
        let is_restored = found.is_some_and(|found| *updated_at.get(&row).unwrap_or(&found) == change.at);
        if is_restored {
            updated_at.insert(row, change.row_updated_at);
        }
        Ok(is_restored)
    })
}

/// Puts them back, the last one first.
pub(super) fn restore(session: &Session, job: Uuid) -> Result<Restored> {
    let mut statements = Statements::default();
    each(session, job, |change| {
        let sql = statements.of(change.place, |Changeable { table, column, key, .. }| {
            let before = session.spelled(table, column, "?1")?;
            let after = session.spelled(table, column, "?4")?;
            Ok(format!(
                "UPDATE {table} SET \"{column}\" = {before}, updated_at = ?2
                 WHERE {key} = ?3 AND \"{column}\" IS NOT DISTINCT FROM {after} AND updated_at = ?5"
            ))
        })?;
        let values = values![change.before, change.row_updated_at, change.row, change.after, change.at];
        Ok(session.execute(sql, &values)? == 1)
    })
}

/// The statement of each column.
#[derive(Default)]
struct Statements(HashMap<(&'static str, &'static str), String>);

impl Statements {
    fn of(&mut self, place: Changeable, make: impl FnOnce(Changeable) -> Result<String>) -> Result<&str> {
        Ok(match self.0.entry((place.table, place.column)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(make(place)?),
        })
    }
}

fn each(session: &Session, job: Uuid, mut act: impl FnMut(&Applied) -> Result<bool>) -> Result<Restored> {
    // Only their numbers are held: there may be as many as there are invoices, and each has whole texts.
    let applied: Vec<i64> = session.fetch_all(
        "SELECT seq FROM puente_import_changes
         WHERE job_id = ?1 AND state = 'applied' ORDER BY applied_at DESC, seq DESC",
        &values![job],
    )?;
    let mut restored = Restored::default();
    for seq in applied {
        let Some(change) = read(session, job, seq)? else { continue };
        if act(&change)? {
            restored.restored += 1;
        } else {
            let edited = edited(session, &change)?;
            match restored.edited.last_mut().filter(|it| it.id == edited.id && it.table == edited.table) {
                Some(row) => row.columns.extend(edited.columns),
                None => restored.edited.push(edited),
            }
        }
    }
    Ok(restored)
}

/// A change; `None` of a column that this program no longer writes to.
fn read(session: &Session, job: Uuid, seq: i64) -> Result<Option<Applied>> {
    let read = session.first(
        "SELECT row_id, table_name, column_name, before, after, applied_at, row_updated_at FROM puente_import_changes
         WHERE job_id = ?1 AND seq = ?2",
        &values![job, seq],
        |row| {
            let Some(place) = restorable(&row.text(1)?, &row.text(2)?) else { return Ok::<_, Error>(None) };
            Ok(Some(Applied {
                place,
                row: row.get(0)?,
                before: row.get(3)?,
                after: row.get(4)?,
                at: row.get(5)?,
                row_updated_at: row.get(6)?,
            }))
        },
    )?;
    Ok(read.flatten())
}

/// The row of a change, which was edited since: in the column of the change, or in another one.
fn edited(session: &Session, change: &Applied) -> Result<KeptRow> {
    let Changeable { table, column, key, .. } = change.place;
    let after = session.spelled(table, column, "?2")?;
    let sql = format!("SELECT updated_at, \"{column}\" IS DISTINCT FROM {after} FROM {table} WHERE {key} = ?1");
    let found: Option<(Timestamp, bool)> = session.fetch_optional(&sql, &values![change.row, change.after])?;
    let (changed_at, is_column) = found.unzip();
    let columns = if is_column == Some(true) { vec![column.to_owned()] } else { Vec::new() };
    Ok(KeptRow { changed_at: changed_at.map(timestamp), columns, ..kept_row(table, change.row) })
}
