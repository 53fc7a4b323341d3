//! The bulk load: records straight into prepared statements.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use jiff::Timestamp;
use mappers::Record;
use mappers::record::Value;
use rusqlite::{Connection, Statement};
use uuid::Uuid;

use super::session::Engine;
use super::{Result, Session, timestamp};

/// Inserts records, one prepared statement a table.
pub(crate) struct Loader<'c> {
    connection: &'c Connection,
    inserts: HashMap<&'static str, Statement<'c>>,
    text: ValueText,
}

impl<'c> Loader<'c> {
    pub(crate) fn new(session: &'c Session) -> Self {
        let Engine::Sqlite(connection) = &session.0;
        Self { connection, inserts: HashMap::new(), text: ValueText::default() }
    }

    /// Inserts a record; answers its key.
    pub(crate) fn insert(&mut self, record: &Record) -> Result<Option<Uuid>> {
        let statement = match self.inserts.entry(record.table()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.connection.prepare(&insert_sql(record.table(), record.columns()))?),
        };
        let (mut position, mut key) = (0, None);
        let mut bound = Ok(());
        record.bind(&mut |value| {
            position += 1;
            // The key is the first column of every record.
            if let (1, Value::Uuid(id)) = (position, value) {
                key = Some(id);
            }
            if bound.is_ok() {
                bound = self.text.bind(statement, position, value);
            }
        });
        bound?;
        statement.raw_execute()?;
        Ok(key)
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

/// Spells values as the database stores them. Most instants of an import are one and the same: it is spelled once.
#[derive(Default)]
struct ValueText {
    instant: Timestamp,
    spelled: String,
}

impl ValueText {
    fn bind(&mut self, statement: &mut Statement<'_>, position: usize, value: Value<'_>) -> rusqlite::Result<()> {
        match value {
            Value::Null => statement.raw_bind_parameter(position, rusqlite::types::Null),
            Value::Bool(it) => statement.raw_bind_parameter(position, it),
            Value::Integer(it) => statement.raw_bind_parameter(position, it),
            Value::Real(it) => statement.raw_bind_parameter(position, it),
            Value::Text(it) | Value::Json(it) => statement.raw_bind_parameter(position, it),
            Value::Uuid(it) => {
                let mut buffer = Uuid::encode_buffer();
                statement.raw_bind_parameter(position, &*it.hyphenated().encode_lower(&mut buffer))
            }
            Value::Decimal(it) => statement.raw_bind_parameter(position, it.to_string()),
            Value::Date(it) => statement.raw_bind_parameter(position, it.to_string()),
            Value::Timestamp(it) => statement.raw_bind_parameter(position, self.instant(it)),
        }
    }

    fn instant(&mut self, instant: Timestamp) -> &str {
        if self.spelled.is_empty() || self.instant != instant {
            self.instant = instant;
            self.spelled = timestamp(instant);
        }
        &self.spelled
    }
}
