//! The embedded database: two SQLite files in WAL mode, of the clinics and of sessions. Each has one connection that writes, which
//! requests wait for in turn; those that read see both, and wait for nobody.
//!
//! Ids are stored as hyphenated lower-case text, instants as RFC 3339 text in UTC with microseconds, money as decimal text.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{OpenFlags, Statement};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteExecutor, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Arguments as _, AssertSqlSafe, Row as _, SqlStr, SqlitePool, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use super::error::{Error, Result};
use super::row::{Cell, Place, Row, Source};
use super::schema::{self, Part};
use super::value::Value;
use super::{OpenError, timestamp};

/// How long a request waits until it may write, or a connection is free.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits then for who writes on a connection of their own, such as an import.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that answer requests.
const READERS: u32 = 8;
/// How long the thread of an import waits for another writer to finish.
const LOAD_BUSY_TIMEOUT: Duration = Duration::from_mins(1);
/// Memory for pages, in KiB: what an import touches again and again stays in it, the rest goes to the write-ahead log.
const WRITER_CACHE_KIB: i64 = 40 * 1024;
/// Statements that are kept prepared on a connection of an import.
const PREPARED: usize = 64;

/// An open database.
#[derive(Clone, Debug)]
pub(super) struct Embedded {
    /// The one with the clinics.
    pub(super) file: PathBuf,
    pub(super) readers: SqlitePool,
    pub(super) writer: SqlitePool,
    sessions: SqlitePool,
}

impl Embedded {
    /// Opens the database, creating files and folder when missing, and brings their schemas up to date.
    pub(super) async fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        let beside = beside(path);
        let writer = open_writer(path, Part::Clinics, None).await?;
        let sessions = open_writer(&beside, Part::Sessions, Some((path, "clinics"))).await?;
        let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT);
        let readers = pool(READERS, Some((&beside, "sessions"))).connect_lazy_with(options);
        Ok(Self { file: path.to_owned(), readers, writer, sessions })
    }

    /// The same, where what is written is sessions.
    pub(super) fn sessions(&self) -> Self {
        Self { writer: self.sessions.clone(), ..self.clone() }
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.sessions.close().await;
        self.writer.close().await;
    }

    /// A connection that writes. What it commits is durable; the write-ahead log is folded in by [`fold_log`] alone, so
    /// that nobody waits for it.
    pub(super) fn writer(&self) -> rusqlite::Result<rusqlite::Connection> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        Ok(connection)
    }

    /// A connection that only reads.
    pub(super) fn reader(&self) -> rusqlite::Result<rusqlite::Connection> {
        self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn connect(&self, access: OpenFlags) -> rusqlite::Result<rusqlite::Connection> {
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(LOAD_BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(connection)
    }
}

/// Where sessions are.
fn beside(clinics: &Path) -> PathBuf {
    let mut name = clinics.file_stem().unwrap_or_default().to_owned();
    name.push("-sessions.db");
    clinics.with_file_name(name)
}

/// A pool whose connections read another file, too, under a name.
fn pool(connections: u32, other: Option<(&Path, &'static str)>) -> SqlitePoolOptions {
    let options = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
    let Some((other, name)) = other else { return options };
    let attach = format!("ATTACH 'file:{}?mode=ro' AS {name}", escaped(other));
    options.after_connect(move |connection, _| {
        let attach = sqlx::raw_sql(AssertSqlSafe(attach.clone()));
        Box::pin(async move { attach.execute(connection).await.map(drop) })
    })
}

/// A path as part of a URI.
fn escaped(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes.fold(String::new(), |uri, byte| match byte {
        plain if plain.is_ascii_alphanumeric() => uri + char::from(*plain).encode_utf8(&mut [0; 4]),
        other => uri + &format!("%{other:02X}"),
    })
}

/// The one connection that writes to a file, which is created when missing and brought up to date.
async fn open_writer(
    path: &Path,
    part: Part,
    other: Option<(&Path, &'static str)>,
) -> std::result::Result<SqlitePool, OpenError> {
    create_private(path).map_err(|source| OpenError::Create { path: path.to_owned(), source })?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, None);
    let failed = |source| OpenError::Database { path: path.to_owned(), source };
    let pool = pool(1, other).connect_with(options).await.map_err(|error| failed(error.into()))?;
    match schema::migrate(&pool, part).await.map_err(failed)? {
        schema::Migrated::UpToDate => Ok(pool),
        schema::Migrated::TooNew { found } => {
            Err(OpenError::TooNew { path: path.to_owned(), found, known: part.version() })
        }
    }
}

/// Reads a whole file: that everything in it is where it belongs.
pub(super) fn check(path: &Path) -> Result<()> {
    let connection = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let finding: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if finding == "ok" { Ok(()) } else { Err(Error::Damaged(finding)) }
}

/// Folds the write-ahead log, which a load makes as large as itself, into the database, and gives its space back.
pub(super) fn fold_log(connection: &rusqlite::Connection) {
    // The long part goes on beside other writers; only the end needs to be alone.
    let checkpoint = |sql| connection.query_row(sql, [], |row| row.get::<_, bool>(0));
    let folded = checkpoint("PRAGMA wal_checkpoint(PASSIVE)").and(checkpoint("PRAGMA wal_checkpoint(TRUNCATE)"));
    match folded {
        Ok(false) => {}
        Ok(true) => tracing::info!("the write-ahead log was kept: somebody still reads from it"),
        Err(error) => tracing::warn!(%error, "the write-ahead log was kept"),
    }
}

/// The rows of a query.
pub(super) async fn rows<'e>(
    executor: impl SqliteExecutor<'e>,
    sql: SqlStr,
    values: SqliteArguments,
) -> Result<Vec<Row<'static>>> {
    let rows = sqlx::query_with(sql, values).fetch_all(executor).await?;
    Ok(rows.into_iter().map(|row| Row(Source::Sqlite(row))).collect())
}

/// How many rows a statement wrote.
pub(super) async fn execute<'e>(
    executor: impl SqliteExecutor<'e>,
    sql: SqlStr,
    values: SqliteArguments,
) -> Result<u64> {
    Ok(sqlx::query_with(sql, values).execute(executor).await?.rows_affected())
}

/// Values as they are stored.
pub(super) fn arguments(values: &[Value<'_>]) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match *value {
            Value::Null(_) => arguments.add(None::<String>),
            Value::Bool(it) => arguments.add(it),
            Value::Integer(it) => arguments.add(it),
            Value::Real(it) => arguments.add(it),
            Value::Text(it) | Value::Json(it) => arguments.add(it),
            Value::Uuid(it) => arguments.add(it.hyphenated().to_string()),
            Value::Decimal(it) => arguments.add(it.to_string()),
            Value::Date(it) => arguments.add(it.to_string()),
            Value::Timestamp(it) => arguments.add(timestamp(it)),
            Value::Bytes(it) => arguments.add(it),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Binds values as they are stored.
pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    for (at, value) in (1..).zip(values) {
        match *value {
            Value::Null(_) => statement.raw_bind_parameter(at, rusqlite::types::Null),
            Value::Bool(it) => statement.raw_bind_parameter(at, it),
            Value::Integer(it) => statement.raw_bind_parameter(at, it),
            Value::Real(it) => statement.raw_bind_parameter(at, it),
            Value::Text(it) | Value::Json(it) => statement.raw_bind_parameter(at, it),
            Value::Uuid(it) => {
                let mut buffer = Uuid::encode_buffer();
                statement.raw_bind_parameter(at, &*it.hyphenated().encode_lower(&mut buffer))
            }
            Value::Decimal(it) => statement.raw_bind_parameter(at, it.to_string()),
            Value::Date(it) => statement.raw_bind_parameter(at, it.to_string()),
            Value::Timestamp(it) => statement.raw_bind_parameter(at, timestamp(it)),
            Value::Bytes(it) => statement.raw_bind_parameter(at, it),
        }?;
    }
    Ok(())
}

/// What a column of a fetched row holds.
pub(super) fn cell<'r>(row: &'r SqliteRow, place: Place<'_>) -> Result<Cell<'r>> {
    let stored = match place {
        Place::At(at) => row.try_get_raw(at),
        Place::Named(name) => row.try_get_raw(name),
    }?;
    if stored.is_null() {
        return Ok(Cell::Null);
    }
    macro_rules! get {
        () => {
            match place {
                Place::At(at) => row.try_get_unchecked(at),
                Place::Named(name) => row.try_get_unchecked(name),
            }
        };
    }
    Ok(match stored.type_info().name() {
        "INTEGER" => Cell::Integer(get!()?),
        "REAL" => Cell::Real(get!()?),
        "TEXT" => Cell::Text(Cow::Borrowed(get!()?)),
        _ => Cell::Bytes(get!()?),
    })
}

/// What a column of the row a statement stands on holds.
pub(super) fn cell_of_step<'r>(row: &'r rusqlite::Row<'r>, place: Place<'_>) -> Result<Cell<'r>> {
    let stored = match place {
        Place::At(at) => row.get_ref(at),
        Place::Named(name) => row.get_ref(name),
    }?;
    Ok(match stored {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(it) => Cell::Integer(it),
        ValueRef::Real(it) => Cell::Real(it),
        ValueRef::Text(it) => Cell::Text(Cow::Borrowed(
            std::str::from_utf8(it).map_err(|_| Error::Column { column: place.to_string(), found: "no text" })?,
        )),
        ValueRef::Blob(it) => Cell::Bytes(it),
    })
}

/// Patients' data is nobody else's on this machine: folder and file are for the server's user alone.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    let mut file = std::fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        folder.recursive(true).create(parent)?;
    }
    file.create(true).append(true).open(path).map(drop)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) SELECT i, hex(randomblob(50)) FROM n";
        connection
            .execute_batch(&format!("CREATE TABLE a (i, t); INSERT INTO a {rows}; CREATE INDEX b ON a (t);"))
            .unwrap();
        drop(connection);
        assert!(check(&path).is_ok());
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0);
        std::fs::write(&path, bytes).unwrap();
        assert!(check(&path).is_err());
    }
}
