//! The database. One way to speak to it, whichever engine it is: SQL that every engine takes, with numbered placeholders,
//! typed [`Value`]s in, typed [`Row`]s out. [`Database`] serves requests; a [`Session`] is one thread's own.

mod copy;
mod dialect;
mod error;
pub mod import_schema;
pub(crate) mod load;
pub(crate) mod module_tables;
mod postgres;
mod row;
mod schema;
pub mod search;
mod session;
mod sqlite;
mod value;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::{Postgres, SqlSafeStr, Sqlite};
use uuid::Uuid;

pub(crate) use copy::{ranks, table_ranks};
pub use dialect::Dialect;
pub use error::{Error, Result};
pub use row::{Cell, Column, FromColumn, FromRow, Place, Row};
pub use session::{Access, Session, Work};
pub use value::{Json, Kind, Parameter, Value};

use crate::values;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot create {path}: {source}")]
    Create { path: PathBuf, source: std::io::Error },
    #[error(
        "{path} was written by a newer version of Puente (schema {found}, this one knows {known}): start that version, or restore a backup"
    )]
    TooNew { path: PathBuf, found: u32, known: u32 },
    #[error("cannot open the database {path}: {source}")]
    Database { path: PathBuf, source: Error },
    #[error("cannot open the database: {0}")]
    Remote(#[from] Error),
    #[error(
        "the database was written by a newer version of Puente (schema {found}, this one knows {known}): start that version, or restore a backup"
    )]
    RemoteTooNew { found: i32, known: i32 },
    #[error("the database is neither empty nor DentalPin's: give Puente one of its own")]
    Foreign,
    #[error("the database is DentalPin's, and not as this version of Puente knows it: {}", .0.join("; "))]
    Unfit(Vec<String>),
    #[error("cannot open the place where documents are kept: {0}")]
    Documents(#[from] object_store::Error),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Remote(error.into())
    }
}

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The file of an embedded one.
    File(PathBuf),
    /// `postgresql://…`
    Url(String),
}

/// An open database, shared by everything the server does.
#[derive(Clone, Debug)]
pub struct Database(Engine);

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(sqlite::Embedded),
    Postgres(postgres::Remote),
}

impl Database {
    /// Opens the database, creating it when missing, and brings its schema up to date.
    pub async fn open(location: &Location) -> std::result::Result<Self, OpenError> {
        match location {
            Location::File(path) => sqlite::Embedded::open(path).await.map(Engine::Sqlite).map(Self),
            Location::Url(url) => postgres::Remote::open(url).await.map(Engine::Postgres).map(Self),
        }
    }

    /// Waits for what is under way, and closes.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(embedded) => embedded.close().await,
            Engine::Postgres(remote) => remote.pool.close().await,
        }
    }

    /// The same database for who writes sessions, and what the audit log says of them. Embedded, they are in a file beside, so that
    /// nobody who signs in or out waits for an import; all else can only be read here.
    #[must_use]
    pub fn sessions(&self) -> Self {
        Self(match &self.0 {
            Engine::Sqlite(embedded) => Engine::Sqlite(embedded.sessions()),
            Engine::Postgres(remote) => Engine::Postgres(remote.clone()),
        })
    }

    /// The file of an embedded database's clinics.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Engine::Sqlite(embedded) => Some(&embedded.file),
            Engine::Postgres(_) => None,
        }
    }

    /// What is said differently here.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match &self.0 {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether the clinic's tables are DentalPin's own.
    #[must_use]
    pub fn is_dentalpin(&self) -> bool {
        matches!(&self.0, Engine::Postgres(remote) if remote.is_dentalpin)
    }

    /// Whether the schema still is what this program made it at its start.
    pub async fn is_up_to_date(&self) -> Result<bool> {
        let (sql, version) = match self.dialect() {
            Dialect::Sqlite => ("SELECT user_version FROM pragma_user_version", i64::from(schema::VERSION)),
            Dialect::Postgres => ("SELECT CAST(version AS bigint) FROM puente_schema", i64::from(postgres::VERSION)),
        };
        Ok(self.fetch_one::<i64>(sql, &[]).await? == version)
    }

    /// What DentalPin's tables lack for an import, in words.
    #[must_use]
    pub fn unfit(&self) -> &[String] {
        match &self.0 {
            Engine::Sqlite(_) => &[],
            Engine::Postgres(remote) => &remote.unfit,
        }
    }

    /// Hears what servers over the same database say to each other on a channel.
    pub async fn listen(&self, channel: &str) -> Result<Listener> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(Listener(None)),
            Engine::Postgres(remote) => {
                let mut listener = sqlx::postgres::PgListener::connect_with(&remote.pool).await?;
                listener.listen(channel).await?;
                Ok(Listener(Some(listener)))
            }
        }
    }

    /// Begins a transaction that only reads: it waits for nobody who writes.
    pub async fn begin_read(&self) -> Result<Transaction> {
        match &self.0 {
            Engine::Sqlite(embedded) => Ok(Transaction::Sqlite(embedded.readers.begin().await?)),
            Engine::Postgres(remote) => Ok(Transaction::Postgres(remote.pool.begin().await?)),
        }
    }

    /// Begins a transaction that writes; it is taken back unless it is committed.
    pub async fn begin_write(&self) -> Result<Transaction> {
        match &self.0 {
            // A lock upgraded halfway could not wait for another writer.
            Engine::Sqlite(embedded) => Ok(Transaction::Sqlite(embedded.writer.begin_with("BEGIN IMMEDIATE").await?)),
            Engine::Postgres(remote) => Ok(Transaction::Postgres(remote.begin_write().await?)),
        }
    }

    /// A session that only reads. To be opened and used by a thread that may block.
    pub fn reader(&self) -> Result<Session> {
        match &self.0 {
            Engine::Sqlite(embedded) => Ok(Session(session::Engine::Sqlite(embedded.reader()?))),
            Engine::Postgres(remote) => Ok(Session(session::Engine::Postgres(remote.connect()?))),
        }
    }

    /// A session that writes. To be opened and used by a thread that may block.
    pub fn writer(&self) -> Result<Session> {
        match &self.0 {
            Engine::Sqlite(embedded) => Ok(Session(session::Engine::Sqlite(embedded.writer()?))),
            Engine::Postgres(remote) => Ok(Session(session::Engine::Postgres(remote.connect()?))),
        }
    }

    /// Copies what the clinics' file of an embedded database holds into a new file, and reads that through. Blocks.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.writer()?.execute("VACUUM INTO ?1", &values![path.to_string_lossy().into_owned()])?;
        sqlite::check(path)
    }

    /// Runs a statement; answers how many rows it wrote.
    pub async fn execute(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<u64> {
        match &self.0 {
            Engine::Sqlite(embedded) => {
                sqlite::execute(&embedded.writer, sql.into_sql_str(), sqlite::arguments(values)?).await
            }
            Engine::Postgres(remote) => postgres::execute(&remote.pool, sql.into_sql_str().as_str(), values).await,
        }
    }

    /// Runs several statements, which take no values.
    pub async fn batch(&self, sql: impl SqlSafeStr) -> Result<()> {
        match &self.0 {
            Engine::Sqlite(embedded) => sqlx::raw_sql(sql).execute(&embedded.writer).await.map(drop)?,
            Engine::Postgres(remote) => sqlx::raw_sql(sql).execute(&remote.pool).await.map(drop)?,
        }
        Ok(())
    }

    /// All rows of a query that only reads.
    pub async fn fetch_all<T: FromRow>(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<Vec<T>> {
        let rows = match &self.0 {
            Engine::Sqlite(embedded) => {
                sqlite::rows(&embedded.readers, sql.into_sql_str(), sqlite::arguments(values)?).await?
            }
            Engine::Postgres(remote) => postgres::rows(&remote.pool, sql.into_sql_str(), values).await?,
        };
        rows.iter().map(T::from_row).collect()
    }

    /// The first row of a query.
    pub async fn fetch_optional<T: FromRow>(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<Option<T>> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// The first row of a query that has one.
    pub async fn fetch_one<T: FromRow>(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<T> {
        self.fetch_optional(sql, values).await?.ok_or(Error::NoRow)
    }
}

/// What servers say to each other.
pub struct Listener(Option<sqlx::postgres::PgListener>);

impl Listener {
    /// The next thing said. An embedded database has one server, which says nothing to itself.
    pub async fn next(&mut self) -> Result<String> {
        match &mut self.0 {
            Some(listener) => Ok(listener.recv().await?.payload().to_owned()),
            None => std::future::pending().await,
        }
    }
}

/// A transaction.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
            Self::Postgres(transaction) => Ok(transaction.commit().await?),
        }
    }

    /// Runs a statement; answers how many rows it wrote.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<u64> {
        match self {
            Self::Sqlite(transaction) => {
                sqlite::execute(&mut **transaction, sql.into_sql_str(), sqlite::arguments(values)?).await
            }
            Self::Postgres(transaction) => {
                postgres::execute(&mut **transaction, sql.into_sql_str().as_str(), values).await
            }
        }
    }

    /// Runs several statements, which take no values.
    pub async fn batch(&mut self, sql: impl SqlSafeStr) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => sqlx::raw_sql(sql).execute(&mut **transaction).await.map(drop)?,
            Self::Postgres(transaction) => sqlx::raw_sql(sql).execute(&mut **transaction).await.map(drop)?,
        }
        Ok(())
    }

    /// All rows of a query.
    pub async fn fetch_all<T: FromRow>(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<Vec<T>> {
        let rows = match self {
            Self::Sqlite(transaction) => {
                sqlite::rows(&mut **transaction, sql.into_sql_str(), sqlite::arguments(values)?).await?
            }
            Self::Postgres(transaction) => postgres::rows(&mut **transaction, sql.into_sql_str(), values).await?,
        };
        rows.iter().map(T::from_row).collect()
    }

    /// The first row of a query.
    pub async fn fetch_optional<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        values: &[Value<'_>],
    ) -> Result<Option<T>> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// The first row of a query that has one.
    pub async fn fetch_one<T: FromRow>(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<T> {
        self.fetch_optional(sql, values).await?.ok_or(Error::NoRow)
    }
}

impl Transaction {
    /// Runs a statement that a rule of the table may forbid: the transaction goes on then.
    pub async fn attempt(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<u64> {
        if let Self::Sqlite(_) = self {
            return self.execute(sql, values).await;
        }
        self.execute("SAVEPOINT attempt", &[]).await?;
        let outcome = self.execute(sql, values).await;
        if outcome.is_err() {
            self.execute("ROLLBACK TO SAVEPOINT attempt", &[]).await?;
        }
        self.execute("RELEASE SAVEPOINT attempt", &[]).await?;
        outcome
    }

    /// What is said differently here.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A placeholder for a column's value as [`Cell::spelled`] has it.
    pub async fn spelled(&mut self, table: &str, column: &str, placeholder: &str) -> Result<String> {
        if let Self::Sqlite(_) = self {
            return Ok(placeholder.to_owned());
        }
        let kind: String = self.fetch_one(postgres::COLUMN_TYPE, &values![table, column]).await?;
        Ok(format!("CAST({placeholder} AS {kind})"))
    }

    /// Keeps imports into a clinic, and their undoing, waiting until the transaction ends. False when one is under way.
    pub async fn claim(&mut self, clinic: Uuid) -> Result<bool> {
        match self {
            // Who writes is alone.
            Self::Sqlite(_) => Ok(true),
            Self::Postgres(_) => {
                let (high, _) = clinic.as_u64_pair();
                self.fetch_one("SELECT pg_try_advisory_xact_lock(?1)", &values![high.cast_signed()]).await
            }
        }
    }
}

/// An instant as the embedded database and the API spell it.
#[must_use]
pub fn timestamp(instant: Timestamp) -> String {
    format!("{instant:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_one_spelling() {
        let instant: Timestamp = "2024-03-01T10:00:00+01:00".parse().unwrap_or_default();
        assert_eq!(timestamp(instant), "2024-03-01T09:00:00.000000Z");
    }
}
