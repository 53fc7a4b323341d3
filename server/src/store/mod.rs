//! The embedded database: one SQLite file in WAL mode.
//!
//! Ids are stored as hyphenated lower-case text, instants as RFC 3339 text in UTC with microseconds, money as decimal text.

pub mod import_schema;
pub(crate) mod load;
mod schema;
pub mod search;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

/// How long a statement waits for the only writer before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

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
    #[error("cannot open the place where documents are kept: {0}")]
    Documents(#[from] object_store::Error),
}

/// Opens the database, creating file and folder when missing, and brings its schema up to date.
pub async fn open(path: &Path) -> Result<SqlitePool, OpenError> {
    create_private(path).map_err(|source| OpenError::Create { path: path.to_owned(), source })?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, None);
    let failed = |source| OpenError::Database { path: path.to_owned(), source };
    let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await.map_err(failed)?;
    match schema::migrate(&pool).await.map_err(failed)? {
        schema::Migrated::UpToDate => Ok(pool),
        schema::Migrated::TooNew { found } => {
            Err(OpenError::TooNew { path: path.to_owned(), found, known: schema::VERSION })
        }
    }
}

/// Begins a transaction that writes. It takes the write lock at once: a lock upgraded halfway could not wait for another writer.
pub async fn begin_write(pool: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// An instant as it is stored.
#[must_use]
pub fn timestamp(instant: Timestamp) -> String {
    format!("{instant:.6}")
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
mod tests {
    use super::*;

    #[test]
    fn instants_have_one_spelling() {
        let instant: Timestamp = "2024-03-01T10:00:00+01:00".parse().unwrap_or_default();
        assert_eq!(timestamp(instant), "2024-03-01T09:00:00.000000Z");
    }
}
