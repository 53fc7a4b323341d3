//! What goes wrong on the server leaves the clinic as it was, and can be gone on with.

use api::ProblemCode;
use api::decisions::ProfessionalDecision;
use api::job::{ExecuteOptions, Job, JobState};
use axum::http::StatusCode;

use crate::support::{File, JOBS, Row, Server};

const CLINIC: &str = "SELECT (SELECT count(*) FROM patients) + (SELECT count(*) FROM migration_import_entity_mappings)
    + (SELECT count(*) FROM migration_import_raw_entities) + (SELECT count(*) FROM migration_import_warnings)";

#[tokio::test]
async fn a_row_that_is_not_taken_undoes_everything() {
    let server = Server::start().await;
    let file = File::small(600);
    let job = server.receive(&file).await;
    server.forbid("patients", "NEW.first_name = 'Ana 599'").await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    let failed = server.end(job.id).await;
    assert_eq!(failed.state, JobState::Failed);
    let error = failed.error.expect("a reason");
    assert!(error.contains("patient") && error.contains("599") && !error.contains("Ana"), "{error}");
    let failure = failed.failure.expect("a code");
    assert_eq!((failure.code.as_str(), failure.args["entity_type"].as_str()), ("row", "patient"));
    assert_eq!((failure.args["source_id"].as_str(), failure.args["table"].as_str()), ("599", "patients"));
    assert_eq!(server.count(CLINIC).await, 0);

    server.allow("patients").await;
    let manifest = file.manifest(server.admin.clinic);
    let same: Job = server.post(JOBS, &manifest).await.expect(StatusCode::OK);
    assert_eq!(same.id, job.id, "nothing is sent again");
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    let completed = server.end(job.id).await;
    assert_eq!((completed.state, completed.error, completed.failure), (JobState::Completed, None, None));
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 600);
}

#[tokio::test]
async fn an_import_interrupted_by_a_crash_goes_on_by_itself() {
    let server = Server::start().await;
    let job = server.receive(&File::small(10)).await;
    server.forbid("migration_import_warnings", "NEW.code <> ''").await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    server.end(job.id).await;
    assert_eq!(server.count(CLINIC).await, 0);
    // What a crash leaves: nothing loaded, the batches staged, the job marked as executing.
    server.allow("migration_import_warnings").await;
    server.run("UPDATE puente_import_jobs SET state = 'executing'").await;

    server.app.imports.recover(&server.app).await.unwrap();
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 10);
}

#[tokio::test]
async fn asked_twice_it_runs_once() {
    let server = Server::start().await;
    let job = server.receive(&File::small(300)).await;
    let (first, second) = tokio::join!(server.execute(job.id), server.execute(job.id));
    for answer in [first, second] {
        assert!(
            answer.status == StatusCode::ACCEPTED || answer.problem() == ProblemCode::JobState,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
    }
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 300);
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::JobState);
}

#[tokio::test]
async fn a_clinic_has_one_import_at_a_time() {
    let server = Server::start().await;
    let other = server.receive(&File::small(1)).await;
    server.run("UPDATE puente_import_jobs SET state = 'executing'").await;
    let job = server.receive(&File::small(2)).await;
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::ClinicBusy);
    let waiting: Job = server.get(&format!("{JOBS}/{}", job.id)).await.expect(StatusCode::OK);
    assert_eq!(waiting.state, JobState::Validated);

    server.run("UPDATE migration_import_jobs SET status = 'failed'").await;
    server.run("UPDATE puente_import_jobs SET state = 'failed' WHERE state = 'executing'").await;
    assert_ne!(other.id, job.id);
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
}

#[tokio::test]
async fn options_out_of_range_are_refused() {
    let server = Server::start().await;
    let job = server.receive(&File::small(1)).await;
    let options = ExecuteOptions { professional_min_activity_months: 121, ..ExecuteOptions::default() };
    let answer = server.post(&format!("{JOBS}/{}/execute", job.id), &options).await;
    assert_eq!(answer.problem(), ProblemCode::Invalid);
}

#[tokio::test]
async fn a_failed_import_can_be_run_again_as_it_was_confirmed() {
    let server = Server::start().await;
    let mut file = File::small(3);
    let active = |name: &str| format!(r#"{{"given_name":"{name}","role":"dentist","deactivated":"0"}}"#);
    file.types.insert("professional", vec![Row::new(1, active("Ana")), Row::new(2, active("Bea"))]);
    let ana = file.types["professional"][0].canonical_uuid.clone();
    let job = server.receive(&file).await;
    let path = format!("{JOBS}/{}/options", job.id);
    let options = async || -> ExecuteOptions { server.get(&path).await.expect(StatusCode::OK) };
    assert_eq!(options().await, ExecuteOptions::default(), "it was never executed");

    let mut confirmed = ExecuteOptions { professional_min_activity_months: 7, ..ExecuteOptions::default() };
    confirmed.decisions.professionals.insert(ana, ProfessionalDecision::Inactive);
    server.forbid("patients", "NEW.first_name <> ''").await;
    let execute = format!("{JOBS}/{}/execute", job.id);
    let _started: Job = server.post(&execute, &confirmed).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Failed);
    assert_eq!(options().await, confirmed);

    server.allow("patients").await;
    let _again: Job = server.post(&execute, &options().await).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
    let as_chosen = "SELECT count(*) FROM users JOIN clinic_memberships ON user_id = users.id
        WHERE first_name = 'Ana' AND NOT users.is_active AND role = 'assistant' AND NOT is_professional
        OR first_name = 'Bea' AND users.is_active AND role = 'dentist' AND is_professional";
    assert_eq!(server.count(as_chosen).await, 2);
}
