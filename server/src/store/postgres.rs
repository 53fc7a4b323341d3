//! PostgreSQL 15 or later, with its own types: uuid, numeric, timestamptz, jsonb, boolean, date.

mod check;
mod migrate;
mod types;

use std::cell::RefCell;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgExecutor, PgPool, SqlStr};
use tokio::runtime::Runtime;
use tokio_stream::StreamExt as _;

use super::OpenError;
use super::error::{Error, Result};
use super::row::{Row, Source};
use super::value::Value;

pub(super) use migrate::VERSION;
pub(super) use types::cell;

/// Connections that answer requests.
const CONNECTIONS: u32 = 16;
/// How long a request waits for one of them.
const PATIENCE: Duration = Duration::from_secs(30);

/// Of connections that answer requests. A server that stands still in the middle of a transaction holds others up no longer
/// than this, and whoever waits for a lock waits longer.
const FOR_REQUESTS: &str = "SET idle_in_transaction_session_timeout = '30s'; SET lock_timeout = '60s'";
/// Of connections for what takes long. Where one is not heard of for so long, nobody is there any more.
const FOR_THREADS: &str = "SET idle_in_transaction_session_timeout = '5min'";
/// Of those that keep others waiting by a lock that no transaction ends.
pub(super) const WITH_A_LOCK: &str = "SET idle_session_timeout = '5min'";
/// Of both: a client whose machine is gone is found out within a minute or so.
const FOR_ALL: &str = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

/// Ends connections, by the name they gave themselves, but for the one that asks.
pub(super) const END_OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ?1 AND pid <> pg_backend_pid()";

/// An advisory lock: whoever writes on behalf of a request holds it, so that requests follow each other as they do in the
/// embedded database.
const WRITERS: &str = "SELECT pg_advisory_xact_lock(1349870196, 1)";

/// Whoever makes or drops tables beside what others do holds it, and a server that brings the schema up to date ([`migrate`]).
pub(super) const SCHEMA: &str = "SELECT pg_advisory_lock(1349870196, 2)";
/// Tables that others refer to are locked with those that are dropped: whoever wants one waits behind who waits for them.
pub(super) const NOT_FOR_LONG: &str = "SET lock_timeout = '10s'";

/// The type of a column, by table and name.
pub(super) const COLUMN_TYPE: &str = "SELECT format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = to_regclass(?1) AND attname = ?2";

/// Whether a column is there, by table and name.
pub(super) const HAS_COLUMN: &str = "SELECT EXISTS (
        SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?1) AND attname = ?2 AND NOT attisdropped
    )";

/// Whether a column, by table and name, comes first in an index of all rows.
pub(super) const HAS_INDEX: &str = "SELECT EXISTS (
        SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE indrelid = to_regclass(?1) AND attname = ?2 AND indpred IS NULL
    )";

/// A database on a server.
#[derive(Clone, Debug)]
pub(super) struct Remote {
    pub(super) pool: PgPool,
    options: Arc<PgConnectOptions>,
    /// Whether the clinic's tables are DentalPin's own.
    pub(super) is_dentalpin: bool,
    /// What they lack for an import, in words.
    pub(super) unfit: Arc<[String]>,
}

impl Remote {
    /// Connects, and brings the schema up to date.
    pub(super) async fn open(url: &str) -> std::result::Result<Self, OpenError> {
        let options = PgConnectOptions::from_str(url)?.application_name("puente");
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = pool.after_connect(|connection, _| Box::pin(set(connection, FOR_REQUESTS)));
        let pool = pool.connect_with(options.clone()).await?;
        let migrate::Schema { is_dentalpin, unfit } = migrate::run(&pool).await?;
        Ok(Self { pool, options: Arc::new(options), is_dentalpin, unfit: unfit.into() })
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin_write(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(WRITERS).execute(&mut *transaction).await?;
        Ok(transaction)
    }

    /// A connection for one thread.
    pub(super) fn connect(&self) -> Result<Blocking> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(sqlx::Error::Io)?;
        let connection = runtime.block_on(async {
            let mut connection = PgConnection::connect_with(&self.options).await?;
            set(&mut connection, FOR_THREADS).await?;
            Ok::<_, sqlx::Error>(connection)
        })?;
        Ok(Blocking { connection: RefCell::new(connection), runtime })
    }
}

async fn set(connection: &mut PgConnection, settings: &'static str) -> sqlx::Result<()> {
    sqlx::raw_sql(FOR_ALL).execute(&mut *connection).await?;
    sqlx::raw_sql(settings).execute(connection).await.map(drop)
}

/// A connection that blocks its thread.
pub(super) struct Blocking {
    // Before the runtime: it closes on it.
    connection: RefCell<PgConnection>,
    runtime: Runtime,
}

impl Blocking {
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        let mut connection = self.connection()?;
        self.runtime.block_on(execute(&mut *connection, numbered(sql), values))
    }

    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        let mut connection = self.connection()?;
        let statements = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        self.runtime.block_on(statements.execute(&mut *connection))?;
        Ok(())
    }

    pub(super) fn each<E: From<Error>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut connection = self.connection()?;
        let query = sqlx::query_with(AssertSqlSafe(numbered(sql)), types::arguments(values)?);
        let mut rows = query.fetch(&mut *connection);
        while let Some(row) = self.runtime.block_on(rows.next()) {
            take(&Row(Source::Postgres(row.map_err(Error::from)?)))?;
        }
        Ok(())
    }

    pub(super) fn first(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<Row<'static>>> {
        let mut connection = self.connection()?;
        let query = sqlx::query_with(AssertSqlSafe(numbered(sql)), types::arguments(values)?);
        let row = self.runtime.block_on(query.fetch_optional(&mut *connection))?;
        Ok(row.map(|row| Row(Source::Postgres(row))))
    }

    /// Sends rows, as the text format of COPY has them.
    pub(super) fn copy(&self, sql: &str, rows: &[u8]) -> Result<()> {
        let mut connection = self.connection()?;
        self.runtime.block_on(async {
            let mut copy = connection.copy_in_raw(sql).await?;
            copy.send(rows).await?;
            copy.finish().await?;
            Ok(())
        })
    }

    fn connection(&self) -> Result<std::cell::RefMut<'_, PgConnection>> {
        self.connection.try_borrow_mut().map_err(|_| Error::Busy)
    }
}

/// The rows of a query.
pub(super) async fn rows<'e>(
    executor: impl PgExecutor<'e>,
    sql: SqlStr,
    values: &[Value<'_>],
) -> Result<Vec<Row<'static>>> {
    let arguments = types::arguments(values)?;
    let rows = sqlx::query_with(AssertSqlSafe(numbered(sql.as_str())), arguments).fetch_all(executor).await?;
    Ok(rows.into_iter().map(|row| Row(Source::Postgres(row))).collect())
}

/// How many rows a statement wrote.
pub(super) async fn execute<'e>(
    executor: impl PgExecutor<'e>,
    sql: impl AsRef<str>,
    values: &[Value<'_>],
) -> Result<u64> {
    let query = sqlx::query_with(AssertSqlSafe(numbered(sql.as_ref())), types::arguments(values)?);
    Ok(query.execute(executor).await?.rows_affected())
}

/// Placeholders as this engine spells them: `?1` is `$1`.
fn numbered(sql: &str) -> String {
    let mut is_quoted = false;
    sql.chars()
        .map(|character| match character {
            '\'' => {
                is_quoted = !is_quoted;
                '\''
            }
            '?' if !is_quoted => '$',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn placeholders_are_numbered_in_this_engines_way() {
        assert_eq!(numbered("SELECT '?1''?' WHERE a = ?1 AND b = ?12"), "SELECT '?1''?' WHERE a = $1 AND b = $12");
    }
}
