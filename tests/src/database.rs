//! Looking into a server's database.

use std::collections::BTreeSet;
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

    /// Every row the clinics hold, as text: all tables but the importer's own.
    pub fn dump(&self) -> Result<BTreeSet<String>> {
        let tables = self.texts(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'migration\\_import\\_%' ESCAPE '\\'
                AND name NOT LIKE 'puente\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let mut dump = BTreeSet::new();
        for table in tables.into_iter().flatten() {
            let mut statement = self.0.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let values: Vec<_> = (0..columns).map(|at| row.get_ref(at)).collect::<Result<_, _>>()?;
                dump.insert(format!("{table} {values:?}"));
            }
        }
        Ok(dump)
    }
}
