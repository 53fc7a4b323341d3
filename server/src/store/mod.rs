//! The database. One way to speak to it, whichever engine it is: SQL that every engine takes, with numbered placeholders,
//! typed [`Value`]s in, typed [`Row`]s out. [`Database`] serves requests; a [`Session`] is one thread's own.

mod error;
pub mod import_schema;
pub(crate) mod load;
mod row;
mod schema;
pub mod search;
mod session;
mod sqlite;
mod value;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::{SqlSafeStr, Sqlite};

pub use error::{Error, Result};
pub use row::{Cell, Column, FromColumn, FromRow, Place, Row};
pub use session::{Access, Session, Work};
pub use value::{Json, Kind, Parameter, Value};

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
    Database { path: PathBuf, source: sqlx::Error },
}

/// An open database, shared by everything the server does.
#[derive(Clone, Debug)]
pub struct Database(Engine);

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(sqlite::Embedded),
}

impl Database {
    /// Opens the database, creating it when missing, and brings its schema up to date.
    pub async fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        sqlite::Embedded::open(path).await.map(Engine::Sqlite).map(Self)
    }

    /// Waits for what is under way, and closes.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(embedded) => embedded.pool.close().await,
        }
    }

    /// The file of an embedded database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Engine::Sqlite(embedded) => Some(&embedded.file),
        }
    }

    /// Begins a transaction that writes; it is taken back unless it is committed.
    pub async fn begin_write(&self) -> Result<Transaction> {
        match &self.0 {
            // A lock upgraded halfway could not wait for another writer.
            Engine::Sqlite(embedded) => Ok(Transaction::Sqlite(embedded.pool.begin_with("BEGIN IMMEDIATE").await?)),
        }
    }

    /// A session that only reads. To be opened and used by a thread that may block.
    pub fn reader(&self) -> Result<Session> {
        match &self.0 {
            Engine::Sqlite(embedded) => Ok(Session(session::Engine::Sqlite(embedded.reader()?))),
        }
    }

    /// A session that writes. To be opened and used by a thread that may block.
    pub fn writer(&self) -> Result<Session> {
        match &self.0 {
            Engine::Sqlite(embedded) => Ok(Session(session::Engine::Sqlite(embedded.writer()?))),
        }
    }

    /// Runs a statement; answers how many rows it wrote.
    pub async fn execute(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<u64> {
        match &self.0 {
            Engine::Sqlite(embedded) => {
                sqlite::execute(&embedded.pool, sql.into_sql_str(), sqlite::arguments(values)?).await
            }
        }
    }

    /// Runs several statements, which take no values.
    pub async fn batch(&self, sql: impl SqlSafeStr) -> Result<()> {
        match &self.0 {
            Engine::Sqlite(embedded) => sqlx::raw_sql(sql).execute(&embedded.pool).await?,
        };
        Ok(())
    }

    /// All rows of a query.
    pub async fn fetch_all<T: FromRow>(&self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<Vec<T>> {
        let rows = match &self.0 {
            Engine::Sqlite(embedded) => {
                sqlite::rows(&embedded.pool, sql.into_sql_str(), sqlite::arguments(values)?).await?
            }
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

/// A transaction that writes.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
}

impl Transaction {
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
        }
    }

    /// Runs a statement; answers how many rows it wrote.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<u64> {
        match self {
            Self::Sqlite(transaction) => {
                sqlite::execute(&mut **transaction, sql.into_sql_str(), sqlite::arguments(values)?).await
            }
        }
    }

    /// All rows of a query.
    pub async fn fetch_all<T: FromRow>(&mut self, sql: impl SqlSafeStr, values: &[Value<'_>]) -> Result<Vec<T>> {
        let rows = match self {
            Self::Sqlite(transaction) => {
                sqlite::rows(&mut **transaction, sql.into_sql_str(), sqlite::arguments(values)?).await?
            }
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
