//! Looking into a server's database.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};

/// A database, opened for looking only.
pub struct Database(Connection);

impl Database {
    /// Opens the file.
    pub fn open(file: &Path) -> Result<Self> {
        Ok(Self(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?))
    }

    /// A query's single number.
    pub fn number(&self, sql: &str) -> Result<i64> {
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
    }

    /// A query's first column, as text.
    pub fn texts(&self, sql: &str) -> Result<Vec<Option<String>>> {
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
