//! The tables of Data migration go with the last clinic that has it, and come back with the first.

use std::collections::BTreeSet;

use api::ProblemCode;
use api::job::{Job, Report};
use api::module::Module;
use api::undo::{UndoOrder, Undone};
use axum::body::Body;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use server::App;
use server::import::expiry::expire;
use server::store::{Database, Dialect};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::support::{Answer, File, JOBS, Person, Server};

const TABLES: [&str; 14] = [
    "migration_import_jobs",
    "migration_import_entity_mappings",
    "migration_import_raw_entities",
    "migration_import_file_stagings",
    "migration_import_warnings",
    "migration_import_mapping_decisions",
    "puente_import_jobs",
    "puente_import_batches",
    "puente_import_changes",
    "puente_import_rows",
    "puente_import_outcomes",
    "puente_agent_tokens",
    "puente_decisions",
    "puente_objects",
];

/// Everything a schema consists of, each with its table in front.
const SQLITE: &str = "SELECT tbl_name || ' ' || type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite_stat%'";
/// Casts are left out: PostgreSQL spells those of a list otherwise when it is told what it has spelled.
const POSTGRES: &str =
    "SELECT concat_ws(' ', relname, 'column', row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
        attname, format_type(atttypid, atttypmod), attnotnull, attstorage, attidentity, pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT concat_ws(' ', relname, 'options', relpersistence, reloptions, relrowsecurity)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, 'constraint', conname,
        regexp_replace(pg_get_constraintdef(oid), '::(text|character varying)(\\[\\])?|[()]', '', 'g'))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tablename, 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, 'trigger', pg_get_triggerdef(oid))
    FROM pg_trigger WHERE NOT tgisinternal";

/// The schema, line by line.
pub(crate) async fn schema(database: &Database) -> BTreeSet<String> {
    let sql = if database.dialect() == Dialect::Sqlite { SQLITE } else { POSTGRES };
    database.fetch_all::<String>(sql, &[]).await.unwrap().into_iter().collect()
}

fn table(line: &str) -> &str {
    line.split(' ').next().unwrap()
}

pub(crate) async fn tables(database: &Database) -> BTreeSet<String> {
    schema(database).await.iter().map(|line| table(line).to_owned()).collect()
}

fn address(person: &Person, rest: &str) -> String {
    format!("/api/v1/clinics/{}/modules/{rest}", person.clinic)
}

pub(crate) async fn uninstall(server: &Server, person: &Person) -> Answer {
    server.send(person.request("DELETE", &address(person, "migration_import"), Body::empty())).await
}

pub(crate) async fn activate(server: &Server, person: &Person) -> Answer {
    server.send(person.request("POST", &address(person, "migration_import"), Body::empty())).await
}

async fn is_active(server: &Server, person: &Person) -> bool {
    let path = format!("/api/v1/clinics/{}/modules", person.clinic);
    let modules = server.send(person.request("GET", &path, Body::empty()));
    let modules: Vec<Module> = modules.await.expect(StatusCode::OK);
    modules.iter().any(|module| module.name.as_str() == "migration_import" && module.is_active)
}

#[tokio::test]
async fn they_go_with_the_last_clinic_and_come_back_as_they_were() {
    let server = Server::start().await;
    let database = &server.app.database;
    let other = server.stranger().await;
    server.import(&File::small(3)).await;
    let (before, rows) = (schema(database).await, server.dump().await);

    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(schema(database).await, before, "another clinic has it");
    assert_eq!(uninstall(&server, &other).await.status, StatusCode::NO_CONTENT);
    let without = schema(database).await;
    let is_gone: BTreeSet<&str> = before.difference(&without).map(|line| table(line)).collect();
    let leases = (database.dialect() == Dialect::Postgres).then_some("puente_import_leases");
    assert_eq!(is_gone, TABLES.into_iter().chain(leases).collect());
    assert_eq!(without.difference(&before).count(), 0, "and nothing else changed");
    assert!(without.iter().all(|line| !is_gone.contains(table(line))));
    assert_eq!(uninstall(&server, &other).await.status, StatusCode::NO_CONTENT, "again");
    assert_eq!(schema(database).await, without);

    for _ in 0..2 {
        assert_eq!(activate(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
        assert_eq!(schema(database).await, before);
        let job = server.import(&File::small(3)).await;
        let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
        let patients = report.accounting.iter().find(|line| line.entity_type == "patient").unwrap();
        assert_eq!((patients.created, patients.linked), (0, 3), "nothing is duplicated");
        let more = server.import(&File { exported_at: Some("2026-02-02T10:00:00Z"), ..File::small(5) }).await;
        let undone = server.post(&format!("{JOBS}/{}/undo", more.id), &UndoOrder::default()).await;
        let _undone: Undone = undone.expect(StatusCode::OK);
        assert_eq!(server.dump().await, rows);
        assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
        assert_eq!(schema(database).await, without);
    }
}

#[tokio::test]
async fn without_them_a_server_starts_and_serves() {
    let server = Server::start_with(&["--metrics-token", "of-the-monitoring-system"]).await;
    let staged = server.receive(&File::small(2)).await;
    server.import(&File { exported_at: Some("2026-02-02T10:00:00Z"), ..File::small(3) }).await;
    let agent = server.send(server.admin.request("POST", &format!("{JOBS}/{}/agent", staged.id), Body::empty())).await;
    let agent: api::document::AgentToken = agent.expect(StatusCode::CREATED);
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    let without = schema(&server.app.database).await;

    let app = App::open(server.app.config.clone()).await.unwrap();
    app.imports.recover(&app).await.unwrap();
    app.documents.recover(&app).await.unwrap();
    assert_eq!(app.documents.sweep(&app, std::time::Duration::ZERO).await.unwrap(), 0);
    let in_a_year = Timestamp::now() + SignedDuration::from_hours(24 * 365);
    assert_eq!(expire(&app, in_a_year).await.unwrap(), 0);
    assert_eq!(schema(&app.database).await, without, "a start makes nothing");

    let router = server::http::router(app);
    let ask = async |person: &Person, path: &str| {
        let response = router.clone().oneshot(person.request("GET", path, Body::empty())).await.unwrap();
        let status = response.status();
        Answer { status, body: axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec() }
    };
    let (admin, clinic) = (&server.admin, server.admin.clinic);
    let patient: Uuid = server.app.database.fetch_one("SELECT id FROM patients LIMIT 1", &[]).await.unwrap();
    for path in [
        "/health",
        "/ready",
        &format!("/api/v1/patients?clinic_id={clinic}"),
        &format!("/api/v1/patients/{patient}?clinic_id={clinic}"),
        &format!("/api/v1/patients/{patient}/documents?clinic_id={clinic}"),
        &format!("/api/v1/clinics/{clinic}/summary"),
        &address(admin, "migration_import/uninstall"),
        &address(admin, "migration_import/export"),
    ] {
        let answer = ask(admin, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {answer:?}");
    }
    let metrics = ask(&Person::with_token("of-the-monitoring-system".to_owned()), "/metrics").await;
    assert!(String::from_utf8(metrics.body).unwrap().contains("puente_imported_entities 0\n"));
    assert_eq!(ask(admin, &format!("{JOBS}?clinic_id={clinic}")).await.problem(), ProblemCode::ModuleInactive);
    let job = format!("{JOBS}/{}", staged.id);
    assert_eq!(ask(admin, &job).await.problem(), ProblemCode::NotFound);
    assert_eq!(ask(&Person::with_token(agent.token), &job).await.status, StatusCode::UNAUTHORIZED);
    assert!(!is_active(&server, admin).await);
}

#[tokio::test]
async fn a_start_drops_those_that_nobody_has_any_more() {
    let server = Server::start().await;
    let before = tables(&server.app.database).await;
    let again = async || tables(&App::open(server.app.config.clone()).await.unwrap().database).await;
    assert_eq!(again().await, before, "somebody has it");
    let said = "INSERT INTO puente_clinic_modules (clinic_id, module, is_active, changed_by, changed_at)
        SELECT id, 'migration_import', FALSE, id, created_at FROM clinics";
    server.run(said).await;
    let after = again().await;
    assert!(TABLES.iter().all(|table| !after.contains(*table)), "an earlier version left them: {after:?}");
    assert_eq!(activate(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(again().await, before);
}

#[tokio::test]
async fn a_clinic_that_comes_while_nobody_has_them_makes_them_when_it_wants_them() {
    let server = Server::start().await;
    assert!(is_active(&server, &server.admin).await, "as usual");
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    let (new, newer) = (server.stranger().await, server.stranger().await);
    assert!(!is_active(&server, &new).await);
    let open = async |person: &Person| {
        let manifest = File::small(1).manifest(person.clinic);
        server.send(person.json("POST", JOBS, &manifest)).await
    };
    assert_eq!(open(&new).await.problem(), ProblemCode::ModuleInactive);
    assert_eq!(activate(&server, &new).await.status, StatusCode::NO_CONTENT);
    let _job: Job = open(&new).await.expect(StatusCode::CREATED);
    let _job: Job = open(&newer).await.expect(StatusCode::CREATED);
    assert_eq!(open(&server.admin).await.problem(), ProblemCode::ModuleInactive, "that one has said no");

    assert_eq!(uninstall(&server, &new).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.count("SELECT count(*) FROM puente_import_jobs").await, 1, "the newer one has it");
}

#[tokio::test]
async fn one_that_goes_while_a_request_is_answered_is_told_of() {
    let server = Server::start().await;
    let job = server.receive(&File::small(1)).await;
    server.run("DROP TABLE puente_objects").await;
    let files = server.get(&format!("{JOBS}/{}/files", job.id)).await;
    assert_eq!(files.problem(), ProblemCode::ModuleInactive);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_late_is_told_so() {
    let server = Server::start().await;
    let (one, other) = (server.admin.clone(), server.stranger().await);
    let mut routers = vec![server::http::router(server.app.clone())];
    if server.app.database.dialect() == Dialect::Postgres {
        let second = App::open(server.app.config.clone()).await.unwrap();
        second.imports.recover(&second).await.unwrap();
        routers.push(server::http::router(second));
    }
    let is_over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let meanwhile: Vec<_> = [&one, &other]
        .into_iter()
        .zip(routers.iter().rev().cycle())
        .map(|(person, router)| {
            let (person, router, is_over) = (person.clone(), router.clone(), is_over.clone());
            tokio::spawn(async move {
                let mut asked = 0;
                while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    let manifest = File::small(1).manifest(person.clinic);
                    for request in [
                        person.json("POST", JOBS, &manifest),
                        person.request("GET", &format!("{JOBS}?clinic_id={}", person.clinic), Body::empty()),
                        person.request("GET", &format!("{JOBS}/{}", person.clinic), Body::empty()),
                        person.request("GET", &address(&person, "migration_import/uninstall"), Body::empty()),
                    ] {
                        let status = router.clone().oneshot(request).await.unwrap().status();
                        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
                        asked += 1;
                    }
                }
                asked
            })
        })
        .collect();
    let switch = async |person: &Person, method: &str, router: &axum::Router| {
        let request = person.request(method, &address(person, "migration_import"), Body::empty());
        let status = router.clone().oneshot(request).await.unwrap().status();
        assert!([StatusCode::NO_CONTENT, StatusCode::SERVICE_UNAVAILABLE].contains(&status), "{status}");
    };
    for _ in 0..3 {
        for (goes, comes) in [(&one, &other), (&other, &one)] {
            tokio::join!(switch(goes, "DELETE", &routers[0]), switch(comes, "POST", routers.last().unwrap()),);
            tokio::join!(switch(comes, "DELETE", routers.last().unwrap()), switch(goes, "DELETE", &routers[0]));
        }
    }
    is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    for asking in meanwhile {
        assert!(asking.await.unwrap() > 0);
    }
    for person in [&one, &other] {
        assert_eq!(uninstall(&server, person).await.status, StatusCode::NO_CONTENT);
    }
    assert!(!tables(&server.app.database).await.contains("puente_import_jobs"));
    assert_eq!(activate(&server, &one).await.status, StatusCode::NO_CONTENT);
    server.import(&File::small(1)).await;
}
