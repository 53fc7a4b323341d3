//! Putting back what a newer export changed, where the rows are still as it left them.

use api::undo::KeptRow;
use rusqlite::{Connection, Result, params};
use uuid::Uuid;

use super::super::changes::changeable;
use super::super::destination::parsed;
use super::plan::kept_row;

/// An applied change.
struct Applied {
    table: &'static str,
    column: &'static str,
    row: Uuid,
    before: Option<String>,
    after: Option<String>,
    at: String,
    row_updated_at: String,
}

/// What becomes of the changes that were applied.
#[derive(Default)]
pub(super) struct Restored {
    pub(super) restored: u64,
    /// Those whose row was edited since.
    pub(super) edited: Vec<KeptRow>,
}

/// Which changes would be put back.
pub(super) fn preview(connection: &Connection, job: Uuid) -> Result<Restored> {
    each(connection, job, |change| {
        // Later changes of the same row, applied by another call, stand on this one's shoulders.
        let sql = format!(
            "SELECT count(*) FROM {0} AS row WHERE id = ?1 AND \"{1}\" IS ?2 AND updated_at IN
                (SELECT applied_at FROM puente_import_changes WHERE job_id = ?3 AND row_id = ?1)",
            change.table, change.column
        );
        let row = change.row.to_string();
        connection.query_row(&sql, params![row, change.after, job.to_string()], |row| row.get(0)).map(|n: i64| n == 1)
    })
}

/// Puts them back, the last one first.
pub(super) fn restore(connection: &Connection, job: Uuid) -> Result<Restored> {
    each(connection, job, |change| {
        let sql = format!(
            "UPDATE {0} SET \"{1}\" = ?1, updated_at = ?2 WHERE id = ?3 AND \"{1}\" IS ?4 AND updated_at = ?5",
            change.table, change.column
        );
        let row = change.row.to_string();
        let values = params![change.before, change.row_updated_at, row, change.after, change.at];
        connection.execute(&sql, values).map(|rows| rows == 1)
    })
}

fn each(connection: &Connection, job: Uuid, mut act: impl FnMut(&Applied) -> Result<bool>) -> Result<Restored> {
    let mut statement = connection.prepare(
        "SELECT row_id, table_name, column_name, before, after, applied_at, row_updated_at FROM puente_import_changes
         WHERE job_id = ? AND state = 'applied' ORDER BY applied_at DESC, seq DESC",
    )?;
    let mut rows = statement.query([job.to_string()])?;
    let mut restored = Restored::default();
    while let Some(row) = rows.next()? {
        let (table, column): (String, String) = (row.get(1)?, row.get(2)?);
        let Some((table, column)) = changeable(&table, &column) else { continue };
        let change = Applied {
            table,
            column,
            row: parsed(row, 0)?,
            before: row.get(3)?,
            after: row.get(4)?,
            at: row.get(5)?,
            row_updated_at: row.get(6)?,
        };
        if act(&change)? {
            restored.restored += 1;
        } else {
            restored
                .edited
                .push(KeptRow { changed_at: updated_at(connection, &change)?, ..kept_row(table, change.row) });
        }
    }
    Ok(restored)
}

fn updated_at(connection: &Connection, change: &Applied) -> Result<Option<String>> {
    use rusqlite::OptionalExtension as _;
    let sql = format!("SELECT updated_at FROM {} WHERE id = ?", change.table);
    connection.query_row(&sql, [change.row.to_string()], |row| row.get(0)).optional()
}
