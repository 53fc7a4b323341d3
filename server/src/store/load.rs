//! The bulk load: records straight into prepared statements.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use mappers::Record;
use mappers::record::Value;
use rusqlite::{Connection, OpenFlags, Statement};
use uuid::Uuid;

use super::timestamp;

/// How long a load waits for another writer to finish.
const BUSY_TIMEOUT: Duration = Duration::from_mins(1);

/// Memory for pages, in KiB: what an import touches again and again stays in it, the rest goes to the write-ahead log.
const WRITER_CACHE_KIB: i64 = 48 * 1024;

/// Opens the database for a load. What it commits is durable; the write-ahead log is folded in by [`fold_log`] alone,
/// so that nobody waits for it.
pub(crate) fn open_writer(database: &Path) -> rusqlite::Result<Connection> {
    let connection = open(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

/// Folds the write-ahead log, which a load makes as large as itself, into the database, and gives its space back.
pub(crate) fn fold_log(connection: &Connection) {
    // The long part goes on beside other writers; only the end needs to be alone.
    let checkpoint = |sql| connection.query_row(sql, [], |row| row.get::<_, bool>(0));
    let folded = checkpoint("PRAGMA wal_checkpoint(PASSIVE)").and(checkpoint("PRAGMA wal_checkpoint(TRUNCATE)"));
    match folded {
        Ok(false) => {}
        Ok(true) => tracing::info!("the write-ahead log was kept: somebody still reads from it"),
        Err(error) => tracing::warn!(%error, "the write-ahead log was kept"),
    }
}

/// Opens the database for reading what was staged.
pub(crate) fn open_reader(database: &Path) -> rusqlite::Result<Connection> {
    open(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn open(database: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(database, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Inserts records, one prepared statement a table.
pub(crate) struct Loader<'c> {
    connection: &'c Connection,
    inserts: HashMap<&'static str, Statement<'c>>,
    text: ValueText,
}

impl<'c> Loader<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Self { connection, inserts: HashMap::new(), text: ValueText::default() }
    }

    /// Inserts a record; answers its key.
    pub(crate) fn insert(&mut self, record: &Record) -> rusqlite::Result<Option<Uuid>> {
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
