//! In a database that is DentalPin's, tables of its own import module are never dropped.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::AssertSqlSafe;

use crate::dentalpin;
use crate::module_tables::{activate, schema, tables, uninstall};
use crate::support::{File, Server, engine};

/// What DentalPin's module makes: its checks have names of their own.
fn dentalpins_module() -> String {
    let made = include_str!("../../migrations/postgres/0002_import.sql").replace("IF NOT EXISTS ", "");
    assert_eq!(made.matches("CHECK (").count(), 3);
    made.replace("CHECK (", "CONSTRAINT ck_of_dentalpin CHECK (")
}

async fn over_dentalpin(changes: &str) -> Server {
    let url = engine::database_url().unwrap();
    dentalpin::make(url.clone(), changes).await;
    let server = Server::over(Some(url), &[]).await;
    assert!(server.app.database.is_dentalpin());
    server
}

/// Of those that both have.
fn shared(tables: &BTreeSet<String>) -> usize {
    tables.iter().filter(|table| table.starts_with("migration_import_")).count()
}

#[tokio::test]
async fn those_that_puente_made_there_go() {
    let server = over_dentalpin("").await;
    let database = &server.app.database;
    let before = schema(database).await;
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shared(&tables(database).await), 0);
    assert_eq!(activate(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(schema(database).await, before);

    // Gone again, they are in the way of DentalPin's module no more: from its installation on they are DentalPin's.
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    database.batch(AssertSqlSafe(dentalpins_module())).await.unwrap();
    let theirs = schema(database).await;
    assert_eq!(activate(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    server.import(&File::small(3)).await;
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(schema(database).await, theirs);
}

#[tokio::test]
async fn dentalpins_own_stay_with_what_is_in_them() {
    let server = over_dentalpin(&dentalpins_module()).await;
    let database = &server.app.database;
    let before = schema(database).await;
    server.import(&File::small(3)).await;
    let theirs = "INSERT INTO migration_import_jobs (id, clinic_id, created_by, status, original_filename, file_path,
            created_at, updated_at)
        SELECT gen_random_uuid(), clinics.id, users.id, 'completed', 'theirs.dpm', '/staging/theirs', now(), now()
        FROM clinics, users LIMIT 1";
    database.batch(theirs).await.unwrap();
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    let left = tables(database).await;
    assert_eq!(shared(&left), 6);
    assert!(!left.contains("puente_import_jobs") && left.contains("puente_provenance"), "{left:?}");
    assert_eq!(server.texts("SELECT original_filename FROM migration_import_jobs").await, ["theirs.dpm"]);
    assert_eq!(activate(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(schema(database).await, before);
    server.import(&File::small(3)).await;
}

#[tokio::test]
async fn what_keeps_a_table_there_keeps_everything() {
    let server = Server::start().await;
    server.import(&File::small(3)).await;
    server.run("CREATE VIEW theirs AS SELECT state FROM puente_import_jobs").await;
    let before = schema(&server.app.database).await;
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(schema(&server.app.database).await, before);
    assert_eq!(server.texts("SELECT state FROM theirs").await, ["completed"]);
    server.run("DROP VIEW theirs").await;
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn who_reads_for_long_is_not_waited_for() {
    let server = Server::start().await;
    // As `pg_dump` does.
    let mut reader = server.app.database.begin_read().await.unwrap();
    let _clinics: Vec<String> = reader.fetch_all("SELECT name FROM clinics", &[]).await.unwrap();
    let answer = uninstall(&server, &server.admin).await;
    assert_eq!(answer.problem(), api::ProblemCode::Busy);
    reader.commit().await.unwrap();
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
}
