//! A server in this process, and files to send to it.

use std::collections::BTreeSet;
use std::time::Duration;

use api::ProblemCode;
use api::job::{ExecuteOptions, Job, JobState};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::response::Parts;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Parser as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::accounts::{self, Kind};
use server::config::{Arguments, Config, DatabaseUrl};
use server::store::{self, Dialect, FromRow};
use server::values;
use server::{App, Shared};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

#[path = "../engine/mod.rs"]
pub(crate) mod engine;
#[path = "support/file.rs"]
mod file;

pub(crate) use file::{File, Row};

pub(crate) const JOBS: &str = "/api/v1/migration_import/jobs";

const NOW: &str = "2026-03-01T09:00:00.000000Z";

/// A running server with a clinic and its admin.
pub(crate) struct Server {
    pub(crate) app: Shared,
    pub(crate) admin: Person,
    router: Router,
    _folder: TempDir,
}

/// Somebody who signs in, and the clinic they work in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) clinic: Uuid,
    token: String,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    pub(crate) async fn start_with(arguments: &[&str]) -> Self {
        Self::over(engine::database_url(), arguments).await
    }

    /// Over a certain database.
    pub(crate) async fn over(database_url: Option<DatabaseUrl>, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = ["puente-server", "--data-dir", folder.path().to_str().unwrap()];
        let arguments = Arguments::parse_from(own.iter().chain(arguments));
        let config = Config { database_url, ..arguments.config };
        let app = App::open(config).await.unwrap();
        let router = server::http::router(app.clone());
        let admin = add_person(&app, "admin").await;
        Self { app, admin, router, _folder: folder }
    }

    /// Somebody else, in a clinic of their own.
    pub(crate) async fn stranger(&self) -> Person {
        add_person(&self.app, "admin").await
    }

    /// Somebody in the admin's clinic.
    pub(crate) async fn colleague(&self, role: &str) -> Person {
        let person = add_person(&self.app, role).await;
        self.app
            .database
            .execute(
                "UPDATE clinic_memberships SET clinic_id = ?1 WHERE clinic_id = ?2",
                &values![self.admin.clinic, person.clinic],
            )
            .await
            .unwrap();
        Person { clinic: self.admin.clinic, ..person }
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn respond(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.open_response(request).await;
        Answer { status: parts.status, body }
    }

    /// The same, with the headers of the answer.
    pub(crate) async fn open_response(&self, request: Request<Body>) -> (Parts, Vec<u8>) {
        let (parts, body) = self.respond(request).await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts, body.to_vec())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.admin.request("GET", path, Body::empty())).await
    }

    pub(crate) async fn post(&self, path: &str, json: &impl serde::Serialize) -> Answer {
        self.send(self.admin.json("POST", path, json)).await
    }

    pub(crate) async fn put_batch(&self, job: Uuid, seq: usize, batch: &[u8]) -> Answer {
        self.send(self.admin.batch(job, seq, batch)).await
    }

    /// Opens a job for a file.
    pub(crate) async fn open(&self, file: &File) -> Job {
        self.post(JOBS, &file.manifest(self.admin.clinic)).await.expect(StatusCode::CREATED)
    }

    /// Opens a job and sends all batches.
    pub(crate) async fn receive(&self, file: &File) -> Job {
        let job = self.open(file).await;
        for (seq, batch) in file.batches().iter().enumerate() {
            assert_eq!(self.put_batch(job.id, seq, batch).await.status, StatusCode::OK);
        }
        job
    }

    pub(crate) async fn execute(&self, job: Uuid) -> Answer {
        self.execute_with(job, &ExecuteOptions::default()).await
    }

    pub(crate) async fn execute_with(&self, job: Uuid, options: &ExecuteOptions) -> Answer {
        self.post(&format!("{JOBS}/{job}/execute"), options).await
    }

    /// Waits until nothing more happens to a job.
    pub(crate) async fn end(&self, job: Uuid) -> Job {
        for _ in 0..600 {
            let job: Job = self.get(&format!("{JOBS}/{job}")).await.expect(StatusCode::OK);
            if job.state.is_final() {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the job does not end");
    }

    /// Imports a file.
    pub(crate) async fn import(&self, file: &File) -> Job {
        self.import_with(file, &ExecuteOptions::default()).await
    }

    pub(crate) async fn import_with(&self, file: &File, options: &ExecuteOptions) -> Job {
        let job = self.receive(file).await;
        let _started: Job = self.execute_with(job.id, options).await.expect(StatusCode::ACCEPTED);
        let ended = self.end(job.id).await;
        assert_eq!((ended.state, ended.error.as_deref()), (JobState::Completed, None));
        ended
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        self.app.database.fetch_one(sql, &[]).await.unwrap()
    }

    /// Every row of every table but the importer's own, as text.
    pub(crate) async fn dump(&self) -> BTreeSet<String> {
        let sql = match self.app.database.dialect() {
            Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
            Dialect::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        };
        let is_own =
            |table: &String| ["migration_import_", "puente_", "sqlite_"].iter().any(|own| table.starts_with(own));
        let tables = self.texts(sql).await.into_iter().filter(|table| !is_own(table));
        let mut dump = BTreeSet::new();
        for table in tables {
            let sql = sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\""));
            let rows: Vec<Texts> = self.app.database.fetch_all(sql, &[]).await.unwrap();
            dump.extend(rows.into_iter().map(|Texts(row)| format!("{table}: {row}")));
        }
        dump
    }

    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        self.app.database.fetch_all(sql, &[]).await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &'static str) {
        engine::run(&self.app.database, sql).await;
    }

    /// From now on a table takes no rows, or none of some kind.
    pub(crate) async fn forbid(&self, table: &str, which: &str) {
        let sql = match self.app.database.dialect() {
            Dialect::Sqlite => format!(
                "CREATE TRIGGER forbidden BEFORE INSERT ON {table} WHEN {which} BEGIN SELECT RAISE(ABORT, 'no'); END"
            ),
            Dialect::Postgres => format!(
                "CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
                 CREATE TRIGGER forbidden BEFORE INSERT ON {table} FOR EACH ROW WHEN ({which}) EXECUTE FUNCTION forbid()"
            ),
        };
        self.app.database.batch(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }

    /// It takes them again.
    pub(crate) async fn allow(&self, table: &str) {
        let sql = match self.app.database.dialect() {
            Dialect::Sqlite => "DROP TRIGGER forbidden".to_owned(),
            Dialect::Postgres => format!("DROP TRIGGER forbidden ON {table}"),
        };
        self.app.database.batch(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
}

/// A row, every value as it is spelled.
struct Texts(String);

impl FromRow for Texts {
    fn from_row(row: &store::Row<'_>) -> store::Result<Self> {
        let texts = row.names().into_iter().map(|name| Ok(format!("{name}={:?}", row.get::<Option<String>>(name)?)));
        Ok(Self(texts.collect::<store::Result<Vec<_>>>()?.join(", ")))
    }
}

async fn add_person(app: &App, role: &str) -> Person {
    let (user, clinic) = (Uuid::new_v4(), Uuid::new_v4());
    let sql = [
        "INSERT INTO clinics (id, name, tax_id, settings, created_at, updated_at) VALUES (?2, 'Sonrisa', '', '{}', ?3, ?3)",
        "INSERT INTO users (id, email, password_hash, first_name, last_name, is_active, token_version, created_at, updated_at)
         VALUES (?1, ?1, '!', 'Eva', 'Ruiz', TRUE, 0, ?3, ?3)",
        "INSERT INTO clinic_memberships (id, user_id, clinic_id, role, created_at, updated_at) VALUES (?1, ?1, ?2, ?4, ?3, ?3)",
    ];
    for sql in sql {
        app.database.execute(sql, &values![user, clinic, NOW.parse::<jiff::Timestamp>().unwrap(), role]).await.unwrap();
    }
    let token = accounts::open(&app.database, user, Kind::Api).await.unwrap().reveal();
    Person { clinic, token }
}

impl Person {
    /// A program.
    pub(crate) fn with_token(token: String) -> Self {
        Self { clinic: Uuid::nil(), token }
    }

    pub(crate) fn request(&self, method: &str, path: &str, body: Body) -> Request<Body> {
        let builder = Request::builder().method(method).uri(path);
        builder.header("authorization", format!("Bearer {}", self.token)).body(body).unwrap()
    }

    pub(crate) fn json(&self, method: &str, path: &str, json: &impl serde::Serialize) -> Request<Body> {
        let mut request = self.request(method, path, Body::from(serde_json::to_vec(json).unwrap()));
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        request
    }

    pub(crate) fn batch(&self, job: Uuid, seq: usize, batch: &[u8]) -> Request<Body> {
        let mut request = self.request("PUT", &format!("{JOBS}/{job}/batches/{seq}"), Body::from(batch.to_vec()));
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(batch)));
        request.headers_mut().insert("content-digest", digest.parse().unwrap());
        request
    }
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The `data` of an answer with that status.
    pub(crate) fn expect<T: DeserializeOwned>(self, status: StatusCode) -> T {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        let mut json: Value = serde_json::from_slice(&self.body).expect(&text);
        serde_json::from_value(json["data"].take()).expect(&text)
    }

    /// The code of a problem document.
    pub(crate) fn problem(&self) -> ProblemCode {
        let problem: api::Problem = serde_json::from_slice(&self.body).expect("a problem document");
        assert_eq!((problem.status, problem.code.status()), (self.status.as_u16(), self.status.as_u16()));
        problem.code
    }
}
