//! The bulk load: rows straight into prepared statements, or into COPY.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::{Display, Write as _};

use jiff::Timestamp;
use mappers::Record;
use mappers::record::Value as Field;
use rusqlite::{Connection, Statement};
use uuid::Uuid;

use super::copy::Copies;
use super::session::Engine;
use super::value::Value;
use super::{Error, Result, Session, timestamp};

/// Inserts rows: at once, or when it is told to [flush](Loader::flush).
pub(crate) struct Loader<'c>(Way<'c>);

enum Way<'c> {
    Prepared(Prepared<'c>),
    Copied(Copies<'c>),
}

/// A table did not take its rows.
pub(crate) struct NotTaken {
    pub(crate) table: &'static str,
    /// What the row was [inserted](Loader::insert) for, where it is known which one it is.
    pub(crate) origin: Option<usize>,
    pub(crate) source: Error,
}

impl<'c> Loader<'c> {
    pub(crate) fn new(session: &'c Session) -> Result<Self> {
        Ok(Self(match &session.0 {
            Engine::Sqlite(connection) => Way::Prepared(Prepared::new(connection)),
            Engine::Postgres(_) => Way::Copied(Copies::new(session)?),
        }))
    }

    /// Inserts a record. `origin` says what it is inserted for.
    pub(crate) fn insert(&mut self, record: &Record, origin: usize) -> std::result::Result<(), NotTaken> {
        match &mut self.0 {
            Way::Prepared(prepared) => prepared.insert(record).map_err(|source| NotTaken {
                table: record.table(),
                origin: Some(origin),
                source,
            }),
            Way::Copied(copies) => {
                copies.insert(record, origin);
                Ok(())
            }
        }
    }

    /// Inserts a row that is no record.
    pub(crate) fn row(&mut self, table: &'static str, columns: &[&str], values: &[Value<'_>]) -> Result<()> {
        match &mut self.0 {
            Way::Prepared(prepared) => prepared.row(table, columns, values),
            Way::Copied(copies) => {
                copies.row(table, columns, values);
                Ok(())
            }
        }
    }

    /// Whether it is time to flush.
    pub(crate) fn is_full(&self) -> bool {
        match &self.0 {
            Way::Prepared(_) => true,
            Way::Copied(copies) => copies.are_full(),
        }
    }

    /// Inserts what is not inserted yet.
    pub(crate) fn flush(&mut self) -> std::result::Result<(), NotTaken> {
        match &mut self.0 {
            Way::Prepared(_) => Ok(()),
            Way::Copied(copies) => copies.flush(),
        }
    }
}

/// One prepared statement a table.
struct Prepared<'c> {
    connection: &'c Connection,
    inserts: HashMap<&'static str, Statement<'c>>,
    binder: Binder,
}

impl<'c> Prepared<'c> {
    fn new(connection: &'c Connection) -> Self {
        Self { connection, inserts: HashMap::new(), binder: Binder::default() }
    }

    fn statement(&mut self, table: &'static str, columns: &[&str]) -> rusqlite::Result<&mut Statement<'c>> {
        Ok(match self.inserts.entry(table) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.connection.prepare(&insert_sql(table, columns))?),
        })
    }

    fn insert(&mut self, record: &Record) -> Result<()> {
        let mut binder = std::mem::take(&mut self.binder);
        let statement = self.statement(record.table(), record.columns())?;
        let mut position = 0;
        let mut bound = Ok(());
        record.bind(&mut |value| {
            position += 1;
            if bound.is_ok() {
                bound = binder.bind(statement, position, value);
            }
        });
        bound?;
        statement.raw_execute()?;
        self.binder = binder;
        Ok(())
    }

    fn row(&mut self, table: &'static str, columns: &[&str], values: &[Value<'_>]) -> Result<()> {
        let statement = self.statement(table, columns)?;
        super::sqlite::bind(statement, values)?;
        statement.raw_execute()?;
        Ok(())
    }
}

fn insert_sql(table: &str, columns: &[&str]) -> String {
    let mut sql = format!("INSERT INTO {table} (");
    for (i, column) in columns.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        // Writing to a string cannot fail.
        let _infallible = write!(sql, "{comma}\"{column}\"");
    }
    sql.push_str(") VALUES (?");
    sql.push_str(&", ?".repeat(columns.len().saturating_sub(1)));
    sql.push(')');
    sql
}

/// Binds fields, spelled in a buffer that is kept.
#[derive(Default)]
struct Binder {
    instants: Instants,
    spelled: String,
}

impl Binder {
    fn bind(&mut self, statement: &mut Statement<'_>, position: usize, value: Field<'_>) -> rusqlite::Result<()> {
        let mut spell = |value: &dyn Display| {
            self.spelled.clear();
            // Writing to a string cannot fail.
            let _infallible = write!(self.spelled, "{value}");
            statement.raw_bind_parameter(position, self.spelled.as_str())
        };
        match value {
            Field::Decimal(it) => spell(&it),
            Field::Date(it) => spell(&it),
            Field::Null => statement.raw_bind_parameter(position, rusqlite::types::Null),
            Field::Bool(it) => statement.raw_bind_parameter(position, it),
            Field::Integer(it) => statement.raw_bind_parameter(position, it),
            Field::Real(it) => statement.raw_bind_parameter(position, it),
            Field::Text(it) | Field::Json(it) => statement.raw_bind_parameter(position, it),
            Field::Uuid(it) => {
                let mut buffer = Uuid::encode_buffer();
                statement.raw_bind_parameter(position, &*it.hyphenated().encode_lower(&mut buffer))
            }
            Field::Timestamp(it) => statement.raw_bind_parameter(position, self.instants.spell(it)),
        }
    }
}

/// Spells instants. Most of an import are one and the same: it is spelled once.
#[derive(Default)]
pub(super) struct Instants {
    instant: Timestamp,
    spelled: String,
}

impl Instants {
    pub(super) fn spell(&mut self, instant: Timestamp) -> &str {
        if self.spelled.is_empty() || self.instant != instant {
            self.instant = instant;
            self.spelled = timestamp(instant);
        }
        &self.spelled
    }
}
