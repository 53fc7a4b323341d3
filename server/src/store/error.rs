//! What can go wrong between the server and its database.

/// A statement that failed, or a row that is not what was expected. Says nothing of what the row holds.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Pool(#[from] sqlx::Error),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("the database has no row where one was expected")]
    NoRow,
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

    /// Whether the table does not take such a row.
    #[must_use]
    pub fn is_broken_rule(&self) -> bool {
        match self {
            Self::Pool(sqlx::Error::Database(error)) => error.kind() != sqlx::error::ErrorKind::Other,
            _ => false,
        }
    }
}
