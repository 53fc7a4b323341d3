//! A database that is DentalPin's is looked at before anything is made in it.

use server::config::{Config, DatabaseUrl};
use server::store::{Database, Location, OpenError};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::support::engine;

/// The tables of DentalPin that Puente knows, changed; where they are.
async fn dentalpin(changes: &str) -> Location {
    make(engine::database_url().expect("a PostgreSQL"), changes).await
}

/// The same in a certain database.
pub(crate) async fn make(url: DatabaseUrl, changes: &str) -> Location {
    let arguments = <server::config::Arguments as clap::Parser>::parse_from(["puente-server"]);
    let location = Config { database_url: Some(url), ..arguments.config }.database();
    let Location::Url(url) = &location else { panic!("no URL") };
    let mut connection = PgConnection::connect(url).await.unwrap();
    for sql in [
        include_str!("../../migrations/postgres/0001_clinic.sql"),
        include_str!("../../migrations/postgres/0010_invoice_history.sql"),
        "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);
         CREATE TABLE core_module (name text NOT NULL, state text NOT NULL)",
        changes,
    ] {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    }
    location
}

async fn unfit(changes: &str) -> Vec<String> {
    let database = Database::open(&dentalpin(changes).await).await.unwrap();
    assert!(database.is_dentalpin());
    database.unfit().to_vec()
}

#[tokio::test]
async fn one_that_is_as_known_is_fit() {
    assert_eq!(unfit("").await, [""; 0]);
    let more =
        "ALTER TABLE patients ALTER phone TYPE text; ALTER TABLE patients ADD COLUMN till text NOT NULL DEFAULT '';
        ALTER TABLE clinics ALTER name TYPE varchar(50)";
    assert_eq!(unfit(more).await, [""; 0], "wider, or with a default, or only read");
}

#[tokio::test]
async fn whatever_is_missing_or_different_is_listed() {
    let changes = "ALTER TABLE patients ALTER phone SET NOT NULL; ALTER TABLE documents DROP COLUMN tags;
        ALTER TABLE documents ADD COLUMN shelf text NOT NULL; ALTER TABLE vat_types DROP COLUMN is_default;
        ALTER TABLE clinics ALTER timezone DROP DEFAULT, ALTER timezone TYPE integer USING 0;
        ALTER TABLE core_module DROP COLUMN state;
        CREATE TABLE migration_import_warnings (id uuid NOT NULL, job_id uuid)";
    let found = unfit(changes).await;
    for difference in [
        "patients.phone has to be filled, and this version may leave it empty",
        "documents.tags is missing",
        "documents.shelf has to be filled, and this version does not know with what",
        "vat_types.is_default is missing",
        "clinics.timezone is integer, not varchar(64)",
        "core_module.state is missing",
        "migration_import_warnings.severity is missing",
    ] {
        assert!(found.iter().any(|it| it == difference), "{difference}: {found:?}");
    }
}

#[tokio::test]
async fn what_nothing_can_be_made_without_is_said_at_the_start() {
    let location = dentalpin("DROP TABLE documents CASCADE; ALTER TABLE recalls DROP COLUMN status").await;
    match Database::open(&location).await {
        Err(OpenError::Unfit(found)) => {
            assert!(found.contains(&"the table documents is missing".to_owned()), "{found:?}");
            assert!(found.contains(&"recalls.status is missing".to_owned()), "{found:?}");
        }
        other => panic!("{other:?}"),
    }
    let Location::Url(url) = &location else { panic!("no URL") };
    let mut connection = PgConnection::connect(url).await.unwrap();
    let made = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'puente%'";
    assert_eq!(sqlx::query_scalar::<_, i64>(made).fetch_one(&mut connection).await.unwrap(), 0, "and it is left alone");
}
