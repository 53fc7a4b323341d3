//! What can go wrong between the server and its database.

/// A statement that failed, or a row that is not what was expected. Says nothing of what the row holds.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Pool(#[from] sqlx::Error),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("a result is still being read")]
    Busy,
    #[error("the database has no row where one was expected")]
    NoRow,
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error("column {column} cannot be read: it holds {found}")]
    Column { column: String, found: &'static str },
}

/// What the database answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether a row like it is there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Pool(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }

    /// Whether others were waited for too long.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Pool(sqlx::Error::PoolTimedOut) => true,
            Self::Pool(sqlx::Error::Database(error)) => {
                let is_sqlite = error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
                let code = error.code().unwrap_or_default();
                // What is above the lowest byte says more precisely what it was.
                let is_sqlite_busy = |code: i32| code & 0xff == rusqlite::ffi::SQLITE_BUSY;
                // PostgreSQL's `lock_not_available`.
                code == "55P03" || is_sqlite && code.parse().is_ok_and(is_sqlite_busy)
            }
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy),
            _ => false,
        }
    }

    /// Whether the database's server went away.
    #[must_use]
    pub fn is_interruption(&self) -> bool {
        match self {
            Self::Pool(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => true,
            // PostgreSQL's class 57P: it is shutting down, or was told to end the connection. 25P03: nothing was heard in a
            // transaction for too long.
            Self::Pool(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code.starts_with("57P") || code == "25P03")
            }
            _ => false,
        }
    }

    /// Whether another transaction was in the way, and the same would do when tried again: PostgreSQL's
    /// `serialization_failure` and `deadlock_detected`.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        let Self::Pool(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|code| ["40001", "40P01"].contains(&&*code))
    }

    /// Whether a table is not there.
    #[must_use]
    pub fn is_missing_table(&self) -> bool {
        const SQLITE: &str = "no such table: ";
        match self {
            // PostgreSQL's `undefined_table`.
            Self::Pool(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code == "42P01") || error.message().starts_with(SQLITE)
            }
            Self::Sqlite(error) => error.to_string().starts_with(SQLITE),
            _ => false,
        }
    }

    /// Whether there is no room left where the database is.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => error.code == rusqlite::ErrorCode::DiskFull,
            // PostgreSQL's `disk_full`, SQLite's `SQLITE_FULL`.
            Self::Pool(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| code == "53100" || code == "13")
            }
            _ => false,
        }
    }

    /// Whether a text has what the database cannot hold: PostgreSQL takes no character of code zero.
    #[must_use]
    pub fn is_unstorable_text(&self) -> bool {
        let Self::Pool(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|code| ["22021", "22P05"].contains(&&*code))
    }

    /// Whether the table does not take such a row.
    #[must_use]
    pub fn is_broken_rule(&self) -> bool {
        let Self::Pool(sqlx::Error::Database(error)) = self else { return false };
        // PostgreSQL's class 22: what is not of the column's type, or too long for it.
        let is_unfit = error.code().is_some_and(|code| code.len() == 5 && code.starts_with("22"));
        is_unfit || error.kind() != sqlx::error::ErrorKind::Other
    }
}
