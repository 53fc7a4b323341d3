//! Reading a table in the order of the integrity hash, a stretch at a time, along the index of its key.

use std::ops::ControlFlow;

use rusqlite::Rows;

use super::Container;
use super::columns::{Columns, Row};
use super::schema::Shape;
use crate::batch::Table;
use crate::{Error, Limits};

/// How far a table has been read: the key of the last row, by which reading goes on.
#[derive(Default)]
pub(crate) struct Position {
    last: Option<Key>,
}

enum Key {
    Text(String),
    Number(i64),
}

impl Container {
    /// Reads rows from `position` until there are no more (`Continue`) or `each` has enough (`Break`); `position` is then
    /// behind the last row that `each` was given.
    pub(crate) fn read(
        &self,
        table: &Table,
        position: &mut Position,
        mut each: impl FnMut(Row<'_>) -> Result<ControlFlow<()>, Error>,
    ) -> Result<ControlFlow<()>, Error> {
        let mut statement = self.database.prepare(&select(table, position))?;
        let mut rows = match &position.last {
            None => statement.query([]),
            Some(Key::Text(text)) => statement.query([text]),
            Some(Key::Number(number)) => statement.query([number]),
        }?;
        while let Some(row) = next(&mut rows, &self.limits)? {
            let row = Columns { row, table: table.name(), limits: &self.limits }.read(table)?;
            position.advance(&row, table.name())?;
            if each(row)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// The statement that goes on after `position`. The key's own index gives the order; nothing is sorted.
fn select(table: &Table, position: &Position) -> String {
    let shape = Shape::of(table);
    let key = shape.key();
    let after = if position.last.is_some() { format!("WHERE {key} > ?1") } else { String::new() };
    format!("SELECT {} FROM \"{}\" {after} ORDER BY {key}", shape.columns.join(", "), table.name())
}

/// The next row. A value beyond what hardening lets SQLite touch is over a limit of ours.
pub(super) fn next<'r>(rows: &'r mut Rows<'_>, limits: &Limits) -> Result<Option<&'r rusqlite::Row<'r>>, Error> {
    rows.next().map_err(|error| {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::TooBig) {
            let limit = limits.text_bytes;
            return Error::OverLimit { what: "size of a text value, in bytes", found: limit + 1, limit };
        }
        error.into()
    })
}

impl Position {
    fn advance(&mut self, row: &Row<'_>, table: &str) -> Result<(), Error> {
        match row {
            Row::EntityCount(row) => self.advance_text(row.entity_type, table),
            Row::Entity(row) => self.advance_text(row.canonical_uuid, table),
            Row::File(row) => self.advance_text(row.canonical_uuid, table),
            Row::Warning(row) => self.advance_number(row.id, table),
        }
    }

    /// Keys must ascend byte by byte. That makes every row come once, whatever a damaged index does, and reading end.
    pub(crate) fn advance_text(&mut self, key: &str, table: &str) -> Result<(), Error> {
        match &mut self.last {
            Some(Key::Text(last)) => {
                if last.as_str() >= key {
                    return Err(out_of_order(table));
                }
                last.clear();
                last.push_str(key);
            }
            last => *last = Some(Key::Text(key.to_owned())),
        }
        Ok(())
    }

    fn advance_number(&mut self, key: i64, table: &str) -> Result<(), Error> {
        if matches!(self.last, Some(Key::Number(last)) if last >= key) {
            return Err(out_of_order(table));
        }
        self.last = Some(Key::Number(key));
        Ok(())
    }
}

fn out_of_order(table: &str) -> Error {
    Error::DamagedSqlite { detail: format!("the rows of {table} are not in the order of their key") }
}
