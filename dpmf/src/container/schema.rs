//! The tables a file must have, and what they must look like.

use rusqlite::{Connection, OptionalExtension as _};

use crate::Error;
use crate::batch::Table;

/// Columns a table must have, its primary key first. More columns are let pass: a later minor version may add some.
pub(super) struct Shape {
    pub(super) columns: &'static [&'static str],
}

impl Shape {
    /// The shape of a table that travels.
    pub(super) fn of(table: &Table) -> &'static Self {
        match table {
            Table::Entities => &ENTITIES,
            Table::Entity(_) => &ENTITY,
            Table::Files => &FILES,
            Table::Warnings => &WARNINGS,
        }
    }

    /// Its primary key.
    pub(super) fn key(&self) -> &'static str {
        self.columns.first().copied().unwrap_or_default()
    }
}

pub(super) const META: Shape = Shape { columns: &["key", "value"] };
const ENTITIES: Shape = Shape { columns: &["entity_type", "row_count", "schema_version"] };
const ENTITY: Shape =
    Shape { columns: &["canonical_uuid", "source_id", "source_system", "payload", "raw_source_data"] };
const FILES: Shape = Shape {
    columns: &[
        "canonical_uuid",
        "parent_entity_type",
        "parent_canonical_uuid",
        "relative_path",
        "declared_size_bytes",
        "sha256",
        "mime_hint",
    ],
};
const WARNINGS: Shape =
    Shape { columns: &["id", "entity_type", "source_id", "severity", "code", "message", "raw_data"] };

/// A column as SQLite describes it.
struct Column {
    name: String,
    /// Place in the primary key, from 1; 0 when it is not part of it.
    key: i64,
    /// Whether it is computed rather than stored.
    hidden: bool,
}

/// Refuses a table that is missing, is anything but a plain table, or lacks a column. `name` is one of ours or that of
/// an entity type, so it can stand in SQL.
pub(super) fn check(connection: &Connection, name: &str, shape: &Shape) -> Result<(), Error> {
    let wrong = |detail: String| Error::WrongShape { table: name.to_owned(), detail };
    check_is_plain(connection, name)?;
    let columns = columns(connection, name)?;
    for expected in shape.columns {
        match columns.iter().find(|column| column.name == *expected) {
            None => return Err(wrong(format!("it has no column {expected}"))),
            Some(column) if column.hidden => return Err(wrong(format!("its column {expected} is computed"))),
            Some(_) => {}
        }
    }
    let key: Vec<&str> = columns.iter().filter(|column| column.key > 0).map(|column| column.name.as_str()).collect();
    if key == [shape.key()] { Ok(()) } else { Err(wrong(format!("its primary key is not {}", shape.key()))) }
}

/// Names of plain tables, but for the format's own and SQLite's: no more than so many.
pub(super) fn tables(connection: &Connection, most: u64) -> Result<Vec<String>, Error> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '[_]*' AND name NOT LIKE 'sqlite_%'
        ORDER BY name LIMIT ?1";
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Refuses a database whose text SQLite would have to convert: it would not be in the order of its bytes.
pub(super) fn check_encoding(connection: &Connection) -> Result<(), Error> {
    let encoding: String = connection.pragma_query_value(None, "encoding", |row| row.get(0))?;
    if encoding == "UTF-8" {
        return Ok(());
    }
    Err(Error::WrongShape { table: "the database".into(), detail: format!("its text is {encoding}, not UTF-8") })
}

/// Asks the schema itself before any statement names the table: views and virtual tables are never touched.
fn check_is_plain(connection: &Connection, name: &str) -> Result<(), Error> {
    let wrong = |detail: &str| Error::WrongShape { table: name.to_owned(), detail: detail.to_owned() };
    let sql = "SELECT type, rootpage FROM sqlite_schema WHERE name = ?1 AND type <> 'trigger' LIMIT 1";
    let found =
        connection.query_row(sql, [name], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).optional()?;
    match found {
        None => Err(Error::MissingTable { table: name.to_owned() }),
        Some((kind, root)) if kind == "table" && root > 0 => check_has_rowid(connection, name),
        Some((kind, _)) if kind == "table" => Err(wrong("it is a virtual table")),
        Some((kind, _)) => Err(wrong(&format!("it is not a table but of kind {kind}"))),
    }
}

fn check_has_rowid(connection: &Connection, name: &str) -> Result<(), Error> {
    match connection.prepare(&format!("SELECT \"_rowid_\" FROM \"{name}\"")) {
        Ok(_) => Ok(()),
        Err(rusqlite::Error::SqlInputError { msg, .. }) if msg.contains("no such column") => {
            Err(Error::WrongShape { table: name.to_owned(), detail: "it is a table WITHOUT ROWID".to_owned() })
        }
        Err(e) => Err(e.into()),
    }
}

fn columns(connection: &Connection, name: &str) -> Result<Vec<Column>, Error> {
    let mut columns = Vec::new();
    connection.pragma(None, "table_xinfo", name, |row| {
        columns.push(Column { name: row.get("name")?, key: row.get("pk")?, hidden: row.get::<_, i64>("hidden")? != 0 });
        Ok(())
    })?;
    Ok(columns)
}
