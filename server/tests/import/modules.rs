//! Data migration is switched off and on again, and what is done is written down.

use std::collections::BTreeMap;

use api::ProblemCode;
use api::job::{ExecuteOptions, Job, JobState, Report};
use api::module::UninstallPreview;
use api::undo::{UndoOrder, UndoPreview, Undone};
use axum::body::Body;
use axum::http::StatusCode;
use serde_json::Value;

use crate::support::{File, JOBS, Person, Row, Server};

fn module(person: &Person, rest: &str) -> String {
    format!("/api/v1/clinics/{}/modules/{rest}", person.clinic)
}

async fn uninstall(server: &Server, person: &Person) -> crate::support::Answer {
    server.send(person.request("DELETE", &module(person, "migration_import"), Body::empty())).await
}

async fn activate(server: &Server, person: &Person) {
    let answer = server.send(person.request("POST", &module(person, "migration_import"), Body::empty())).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
}

async fn preview(server: &Server) -> UninstallPreview {
    server.get(&module(&server.admin, "migration_import/uninstall")).await.expect(StatusCode::OK)
}

/// Patients, an invoice with a hash of its own, and an archived consent.
fn clinic() -> File {
    let mut file = File::small(3);
    let invoice = format!(
        r#"{{"patient_uuid":"00000001-0000-4000-8000-000000000000","document_number":"F-1","document_type":"invoice","issue_date":"2025-03-03","total_amount":"10.00","legal_hash":"{}"}}"#,
        "AB".repeat(32)
    );
    file.types.insert("fiscal_document", vec![Row::new(0x30, invoice)]);
    file
}

#[tokio::test]
async fn what_was_imported_stays_and_is_known_again() {
    let server = Server::start().await;
    let stranger = server.stranger().await;
    let job = server.import(&clinic()).await;
    let other = server.open(&File::small(1)).await;
    let before = server.dump().await;
    let counts = preview(&server).await;
    assert_eq!((counts.jobs, counts.undoable, counts.decisions, counts.is_busy), (2, 1, 0, false));
    assert!(
        counts.mappings >= 4 && counts.archived >= 3 && counts.warnings >= 1 && counts.files_expected == 1,
        "{counts:?}"
    );

    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.dump().await, before, "every imported row stays");
    assert_eq!(preview(&server).await, UninstallPreview::default());
    for table in [
        "SELECT count(*) FROM migration_import_jobs",
        "SELECT count(*) FROM puente_import_jobs",
        "SELECT count(*) FROM migration_import_entity_mappings",
        "SELECT count(*) FROM migration_import_raw_entities",
        "SELECT count(*) FROM migration_import_warnings",
        "SELECT count(*) FROM migration_import_file_stagings",
        "SELECT count(*) FROM puente_import_batches",
        "SELECT count(*) FROM puente_import_rows",
        "SELECT count(*) FROM puente_import_outcomes",
    ] {
        assert_eq!(server.count(table).await, 0, "{table}");
    }

    let list = format!("{JOBS}?clinic_id={}", server.admin.clinic);
    assert_eq!(server.get(&list).await.problem(), ProblemCode::ModuleInactive);
    let destination = format!("/api/v1/migration_import/destination?clinic_id={}", server.admin.clinic);
    assert_eq!(server.get(&destination).await.problem(), ProblemCode::ModuleInactive);
    let open = server.post(JOBS, &clinic().manifest(server.admin.clinic)).await;
    assert_eq!(open.problem(), ProblemCode::ModuleInactive);
    for job in [job.id, other.id] {
        assert_eq!(server.get(&format!("{JOBS}/{job}/undo")).await.problem(), ProblemCode::NotFound);
    }
    let elsewhere = stranger.request("GET", &format!("{JOBS}?clinic_id={}", stranger.clinic), Body::empty());
    assert_eq!(server.send(elsewhere).await.status, StatusCode::OK, "other clinics go on");

    activate(&server, &server.admin).await;
    let again = server.import(&clinic()).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", again.id)).await.expect(StatusCode::OK);
    let patients = report.accounting.iter().find(|line| line.entity_type == "patient").unwrap();
    assert_eq!((patients.created, patients.linked), (0, 3), "nothing is duplicated");
    assert_eq!(server.dump().await, before);
    let list: Vec<Job> = server.get(&list).await.expect(StatusCode::OK);
    assert_eq!(list.len(), 1, "what was uninstalled is not in the list again");
    let undone = server.post(&format!("{JOBS}/{}/undo", again.id), &UndoOrder::default()).await;
    let _undone: Undone = undone.expect(StatusCode::OK);
    assert_eq!(server.dump().await, before);

    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    activate(&server, &server.admin).await;
    server.import(&clinic()).await;
    assert_eq!(server.dump().await, before, "nor the second time");
}

#[tokio::test]
async fn nothing_is_removed_while_an_import_runs() {
    let server = Server::start().await;
    // The tables stay, as a second clinic has them.
    let _other = server.stranger().await;
    let job = server.receive(&clinic()).await;
    server.run("UPDATE puente_import_jobs SET state = 'executing'").await;
    assert!(preview(&server).await.is_busy);
    assert_eq!(uninstall(&server, &server.admin).await.problem(), ProblemCode::ClinicBusy);
    server.run("UPDATE puente_import_jobs SET state = 'receiving'").await;
    let job: Job = server.get(&format!("{JOBS}/{}", job.id)).await.expect(StatusCode::OK);
    assert!(job.received_batches > 0);
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
}

#[tokio::test]
async fn one_clinic_takes_nothing_from_another() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let stranger = server.stranger().await;
    let manifest = File::small(2).manifest(stranger.clinic);
    let theirs: Job = server.send(stranger.json("POST", JOBS, &manifest)).await.expect(StatusCode::CREATED);
    assert_eq!(uninstall(&server, &stranger).await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        server.send(stranger.request("GET", &format!("{JOBS}/{}", theirs.id), Body::empty())).await.problem(),
        ProblemCode::NotFound
    );
    let preview: UndoPreview = server.get(&format!("{JOBS}/{}/undo", job.id)).await.expect(StatusCode::OK);
    assert!(!preview.removed.is_empty());
}

#[tokio::test]
async fn the_export_has_what_uninstalling_removes() {
    let server = Server::start().await;
    server.import(&clinic()).await;
    let counts = preview(&server).await;
    let request = server.admin.request("GET", &module(&server.admin, "migration_import/export"), Body::empty());
    let (parts, body) = server.open_response(request).await;
    assert_eq!(parts.headers["content-type"], "application/x-ndjson");
    let lines: Vec<Value> =
        String::from_utf8(body).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut kinds = BTreeMap::<&str, u64>::new();
    for line in &lines {
        *kinds.entry(line["kind"].as_str().unwrap()).or_default() += 1;
    }
    let expected = [("archived", counts.archived), ("mapping", counts.mappings), ("warning", counts.warnings)];
    assert_eq!(kinds, BTreeMap::from(expected));
    let consent = lines.iter().find(|line| line["kind"] == "archived" && line["entity_type"] == "consent").unwrap();
    assert_eq!(consent["payload"]["title"], "RGPD");
}

#[tokio::test]
async fn legal_data_are_kept_where_the_clinic_says_so() {
    for (is_on, wanted, kept) in [(false, true, 0), (true, false, 0), (true, true, 1)] {
        let server = Server::start().await;
        server.run("UPDATE clinics SET settings = '{\"country\": \"ES\"}'").await;
        if is_on {
            let switched =
                server.send(server.admin.request("POST", &module(&server.admin, "verifactu"), Body::empty()));
            assert_eq!(switched.await.status, StatusCode::NO_CONTENT);
        }
        let options = ExecuteOptions { import_fiscal_compliance: wanted, ..ExecuteOptions::default() };
        server.import_with(&clinic(), &options).await;
        let invoices = server.count("SELECT count(*) FROM invoices WHERE document_hash IS NOT NULL").await;
        assert_eq!(invoices, kept, "switched on: {is_on}, wanted: {wanted}");
    }
}

/// What the log has of imports, oldest first; entries written beside a request need a moment.
async fn log(server: &Server, entries: usize) -> Vec<Value> {
    let path = format!("/api/v1/clinics/{}/audit?page_size=200", server.admin.clinic);
    for _ in 0..200 {
        let mut lines: Vec<Value> = server.get(&path).await.expect(StatusCode::OK);
        if lines.len() >= entries {
            lines.reverse();
            return lines;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the log stays too short");
}

#[tokio::test]
async fn the_life_of_an_import_is_written_down_without_a_patient() {
    let server = Server::start().await;
    let clinic_id = server.admin.clinic;
    server.get(&format!("/api/v1/migration_import/destination?clinic_id={clinic_id}")).await;
    log(&server, 1).await;
    let job = server.import(&clinic()).await;
    server.get(&format!("{JOBS}/{}/undo", job.id)).await;
    log(&server, 5).await;
    let _undone: Undone =
        server.post(&format!("{JOBS}/{}/undo", job.id), &UndoOrder::default()).await.expect(StatusCode::OK);
    let given_up = server.open(&File::small(1)).await;
    server.send(server.admin.request("DELETE", &format!("{JOBS}/{}", given_up.id), Body::empty())).await;
    assert_eq!(uninstall(&server, &server.admin).await.status, StatusCode::NO_CONTENT);
    activate(&server, &server.admin).await;

    let lines = log(&server, 10).await;
    let actions: Vec<_> = lines.iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "preview.opened",
            "job.created",
            "job.executed",
            "job.completed",
            "undo.previewed",
            "job.undone",
            "job.created",
            "job.abandoned",
            "module.uninstalled",
            "module.activated",
        ]
    );
    assert_eq!(lines[1]["details"]["rows"]["patient"], 3, "the counts of the preview that was confirmed");
    assert_eq!(lines[1]["job_id"], job.id.to_string());
    let who: Vec<_> = lines.iter().map(|line| line["name"].as_str()).collect();
    assert!(who.iter().enumerate().all(|(at, name)| (*name == Some("Eva Ruiz")) != (at == 3)), "{who:?}");
    let all = Value::from(lines).to_string();
    for secret in ["López", "Ana 1", "RGPD", "Apellidos", "pano", "F-1", "sonrisa.dpm"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_failure_is_written_down() {
    let server = Server::start().await;
    server.forbid("patients", "TRUE").await;
    let job = server.receive(&clinic()).await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Failed);
    let lines = log(&server, 3).await;
    assert_eq!(
        (lines[2]["action"].as_str(), lines[2]["job_id"].as_str()),
        (Some("job.failed"), Some(&*job.id.to_string()))
    );
}
