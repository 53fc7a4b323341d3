//! Putting back what an import changed in rows that were there before, where they are still as it left them.

use api::undo::KeptRow;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::changes::{Changeable, restorable};
use super::kept::kept_row;
use crate::store::{Result, Session, timestamp};
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
    each(session, job, |change| {
        // Later changes of the same row, applied by another call, stand on this one's shoulders.
        let Changeable { table, column, key, .. } = change.place;
        let after = session.spelled(table, column, "?2")?;
        let sql = format!(
            "SELECT count(*) FROM {table} WHERE {key} = ?1 AND \"{column}\" IS NOT DISTINCT FROM {after} AND updated_at IN
                (SELECT applied_at FROM puente_import_changes WHERE job_id = ?3 AND row_id = ?1)"
        );
        let rows: i64 = session.fetch_one(&sql, &values![change.row, change.after, job])?;
        Ok(rows == 1)
    })
}

/// Puts them back, the last one first.
pub(super) fn restore(session: &Session, job: Uuid) -> Result<Restored> {
    each(session, job, |change| {
        let Changeable { table, column, key, .. } = change.place;
        let before = session.spelled(table, column, "?1")?;
        let after = session.spelled(table, column, "?4")?;
        let sql = format!(
            "UPDATE {table} SET \"{column}\" = {before}, updated_at = ?2
             WHERE {key} = ?3 AND \"{column}\" IS NOT DISTINCT FROM {after} AND updated_at = ?5"
        );
        let values = values![change.before, change.row_updated_at, change.row, change.after, change.at];
        Ok(session.execute(&sql, &values)? == 1)
    })
}

fn each(session: &Session, job: Uuid, mut act: impl FnMut(&Applied) -> Result<bool>) -> Result<Restored> {
    let applied: Vec<Option<Applied>> = session.map(
        "SELECT row_id, table_name, column_name, before, after, applied_at, row_updated_at FROM puente_import_changes
         WHERE job_id = ?1 AND state = 'applied' ORDER BY applied_at DESC, seq DESC",
        &values![job],
        |row| {
            let Some(place) = restorable(&row.text(1)?, &row.text(2)?) else { return Ok(None) };
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
    let mut restored = Restored::default();
    for change in applied.into_iter().flatten() {
        if act(&change)? {
            restored.restored += 1;
        } else {
            restored.edited.push(edited(session, &change)?);
        }
    }
    Ok(restored)
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
