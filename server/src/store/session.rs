//! A connection of one thread's own, for what takes long: verifying, importing, comparing, undoing.

use std::fmt::Write as _;
use std::ops::Deref;

use uuid::Uuid;

use super::error::{Error, Result};
use super::row::{FromRow, Row, Source};
use super::value::Value;
use super::{Dialect, postgres, sqlite};
use crate::values;

/// A connection that blocks its thread.
pub struct Session(pub(super) Engine);

pub(super) enum Engine {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Blocking),
}

/// What a transaction is going to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// See everything as of one moment.
    Read,
    Write,
}

/// What a transaction sees.
pub struct View(Option<String>);

impl Session {
    /// Runs a statement; answers how many rows it wrote.
    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        match &self.0 {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                sqlite::bind(&mut statement, values)?;
                Ok(statement.raw_execute()? as u64)
            }
            Engine::Postgres(connection) => connection.execute(sql, values),
        }
    }

    /// Runs several statements, which take no values.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Engine::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Postgres(connection) => connection.batch(sql),
        }
    }

    /// Hands over the rows of a query one after the other. Until the last one, the session is busy.
    pub fn each<E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        match &self.0 {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                sqlite::bind(&mut statement, values).map_err(Error::from)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next().map_err(Error::from)? {
                    take(&Row(Source::SqliteStep(row)))?;
                }
                Ok(())
            }
            Engine::Postgres(connection) => connection.each(sql, values, take),
        }
    }

    /// All rows of a query, read as something.
    pub fn map<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<C> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(read(row)?);
            Ok::<_, Error>(())
        })?;
        Ok(all.into_iter().collect())
    }

    /// All rows of a query.
    pub fn fetch_all<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        self.map(sql, values, T::from_row)
    }

    /// The first row of a query.
    pub fn fetch_optional<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
        self.first(sql, values, T::from_row)
    }

    /// Hands over the first row of a query, where there is one. The session can be used meanwhile.
    pub fn first<T, E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: impl FnOnce(&Row<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<Option<T>, E> {
        match &self.0 {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(Error::from)?;
                sqlite::bind(&mut statement, values).map_err(Error::from)?;
                let mut rows = statement.raw_query();
                let first = rows.next().map_err(Error::from)?;
                first.map(|row| take(&Row(Source::SqliteStep(row)))).transpose()
            }
            Engine::Postgres(connection) => connection.first(sql, values)?.map(|row| take(&row)).transpose(),
        }
    }

    /// The first row of a query that has one.
    pub fn fetch_one<T: FromRow>(&self, sql: &str, values: &[Value<'_>]) -> Result<T> {
        self.fetch_optional(sql, values)?.ok_or(Error::NoRow)
    }

    /// Begins a transaction, which is taken back unless it is committed.
    pub fn begin(&mut self, access: Access) -> Result<Work<'_>> {
        match (&self.0, access) {
            (Engine::Sqlite(_), Access::Read) => self.batch("BEGIN"),
            // A lock upgraded halfway could not wait for another writer.
            (Engine::Sqlite(_), Access::Write) => self.batch("BEGIN IMMEDIATE"),
            (Engine::Postgres(_), _) => self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ"),
        }?;
        Ok(Work { session: self, is_open: true })
    }

    /// What a transaction sees, for others to see the same as long as it lasts. The embedded database has one writer, which a
    /// transaction that writes is: others see what it began with.
    pub fn view(&self) -> Result<View> {
        Ok(View(match &self.0 {
            Engine::Sqlite(_) => None,
            Engine::Postgres(_) => Some(self.fetch_one("SELECT pg_export_snapshot()", &[])?),
        }))
    }

    /// Begins a transaction that reads and sees what another one does.
    pub fn begin_beside(&mut self, view: &View) -> Result<Work<'_>> {
        let work = self.begin(Access::Read)?;
        if let Some(snapshot) = &view.0 {
            work.batch(&format!("SET TRANSACTION SNAPSHOT '{snapshot}'"))?;
        }
        Ok(work)
    }

    /// Checks foreign keys no more, row by row; [`Session::dangling`] says once whether they hold.
    pub fn defer_references(&self) -> Result<()> {
        match &self.0 {
            Engine::Sqlite(connection) => Ok(connection.pragma_update(None, "foreign_keys", false)?),
            // It checks them always.
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// A table with a row whose foreign key leads nowhere.
    pub fn dangling(&self) -> Result<Option<String>> {
        match &self.0 {
            Engine::Sqlite(_) => self.fetch_optional("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", &[]),
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// After much was written: gives back the space that took beside the database.
    pub fn tidy(&self) {
        match &self.0 {
            Engine::Sqlite(connection) => sqlite::fold_log(connection),
            Engine::Postgres(_) => {}
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

    /// Waits until nobody else imports into a clinic or undoes an import, and keeps them waiting as long as the session lives.
    /// To be called before a transaction begins, so that it sees what they did.
    pub fn claim(&self, clinic: Uuid) -> Result<()> {
        match &self.0 {
            // A transaction that writes is alone.
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(_) => {
                let (high, _) = clinic.as_u64_pair();
                self.execute("SELECT pg_advisory_lock(?1)", &values![high.cast_signed()])?;
                self.batch(postgres::WITH_A_LOCK)
            }
        }
    }

    /// Waits until nobody else makes or drops tables, and keeps them waiting as long as the session lives; it waits for no
    /// other lock for long. To be called before a transaction begins, so that it sees what they did.
    pub fn claim_schema(&self) -> Result<()> {
        match &self.0 {
            // A transaction that writes is alone.
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(_) => {
                self.execute(postgres::SCHEMA, &[])?;
                self.batch(postgres::WITH_A_LOCK)?;
                self.batch(postgres::NOT_FOR_LONG)
            }
        }
    }

    /// Makes this the connection that imports a job, and ends those that did: whoever imports it has its lease, so the server of
    /// another one was given up, though it may only stand still.
    pub fn take_over(&self, job: Uuid) -> Result<()> {
        if let Engine::Sqlite(_) = &self.0 {
            return Ok(());
        }
        let name = format!("puente import {job}");
        match self.fetch_all::<bool>(postgres::END_OTHERS, &values![name]) {
            Ok(ended) if ended.is_empty() => {}
            Ok(_) => tracing::warn!(%job, "the connection of a server that no longer renews its lease was ended"),
            // It then ends by itself.
            Err(error) => tracing::warn!(%job, %error, "the connection of another server could not be ended"),
        }
        self.execute("SELECT set_config('application_name', ?1, FALSE)", &values![name]).map(drop)
    }

    /// Before many rows are removed that columns (table and name) refer to: gives those without an index one, for as long as
    /// it takes (PostgreSQL). Answers what takes them away again.
    pub fn quicken(&self, columns: &[(&str, &str)]) -> Result<String> {
        let mut end = String::new();
        for (number, (table, column)) in columns.iter().enumerate() {
            if self.fetch_one(postgres::HAS_INDEX, &values![table, column])? {
                continue;
            }
            self.batch(&format!("CREATE INDEX puente_undo_{number} ON \"{table}\" (\"{column}\")"))?;
            // Writing to a string cannot fail.
            let _infallible = write!(end, "DROP INDEX puente_undo_{number};");
        }
        Ok(end)
    }

    /// Whether a table is there, and has a column.
    pub fn has_column(&self, table: &str, column: &str) -> Result<bool> {
        let sql = match &self.0 {
            Engine::Sqlite(_) => "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2)",
            Engine::Postgres(_) => postgres::HAS_COLUMN,
        };
        self.fetch_one(sql, &values![table, column])
    }

    /// A placeholder for a column's value as [`Cell::spelled`](super::Cell::spelled) has it.
    pub fn spelled(&self, table: &str, column: &str, placeholder: &str) -> Result<String> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(placeholder.to_owned()),
            Engine::Postgres(_) => {
                let kind: String = self.fetch_one(postgres::COLUMN_TYPE, &values![table, column])?;
                Ok(format!("CAST({placeholder} AS {kind})"))
            }
        }
    }
}

/// A transaction of a session.
pub struct Work<'s> {
    session: &'s Session,
    is_open: bool,
}

impl Work<'_> {
    pub fn commit(mut self) -> Result<()> {
        self.is_open = false;
        self.session.batch("COMMIT")
    }
}

impl Deref for Work<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        if self.is_open
            && let Err(error) = self.session.batch("ROLLBACK")
        {
            tracing::warn!(%error, "a transaction ends with its connection");
        }
    }
}
