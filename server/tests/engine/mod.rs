//! Which database the tests of a program run on: every one has a twin for PostgreSQL.

use std::sync::LazyLock;

use server::config::DatabaseUrl;
use server::store::{Database, Dialect};
use sqlx::AssertSqlSafe;

#[path = "../../../tests/src/postgres.rs"]
#[allow(dead_code, reason = "some of it is for tests end to end and for the bench alone")]
mod postgres;

static POSTGRES: LazyLock<postgres::Postgres> = LazyLock::new(|| postgres::Postgres::start(env!("CARGO_CRATE_NAME")));

/// A database of a test's own; nothing for the embedded one.
pub(crate) fn database_url() -> Option<DatabaseUrl> {
    url().map(|url| url.parse().expect("a URL"))
}

/// The same for the command line.
#[allow(dead_code, reason = "for tests of the program alone")]
pub(crate) fn url() -> Option<String> {
    env!("CARGO_CRATE_NAME").ends_with("_postgres").then(|| POSTGRES.database())
}

/// What a test itself writes, in one text for both engines: while it runs, PostgreSQL takes texts for any type.
pub(crate) async fn run(database: &Database, sql: &str) {
    const LENIENT: [&str; 4] = ["uuid", "timestamptz", "jsonb", "numeric"];
    let sql = match database.dialect() {
        Dialect::Sqlite => sql.to_owned(),
        Dialect::Postgres => {
            let make = LENIENT.map(|to| format!("CREATE CAST (text AS {to}) WITH INOUT AS ASSIGNMENT;")).concat();
            let end = LENIENT.map(|to| format!("DROP CAST (text AS {to});")).concat();
            format!("BEGIN; {make} {sql}; {end} COMMIT;")
        }
    };
    database.batch(AssertSqlSafe(sql)).await.unwrap();
}
