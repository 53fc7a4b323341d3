//! What was staged for an import that nobody goes on with is deleted.

use api::ProblemCode;
use api::job::{Job, JobState};
use axum::body::Body;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use server::import::expiry::expire;
use uuid::Uuid;

use crate::support::{File, JOBS, Row, Server};

fn in_days(days: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(24 * days)
}

async fn state(server: &Server, job: Uuid) -> JobState {
    let job: Job = server.get(&format!("{JOBS}/{job}")).await.expect(StatusCode::OK);
    job.state
}

/// One that failed and can be run again.
async fn failed(server: &Server, patients: usize) -> Uuid {
    let job = server.receive(&File::small(patients)).await.id;
    server.forbid("patients", "TRUE").await;
    let _started: Job = server.execute(job).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job).await.state, JobState::Failed);
    server.allow("patients").await;
    job
}

/// One whose rows are not those of its digest.
async fn refused(server: &Server) -> Uuid {
    let file = File::small(5);
    let mut other = File::small(5);
    other.types.insert("patient", (1..=5).map(|n| Row::new(n, r#"{"given_name":"Eva"}"#.to_owned())).collect());
    let job = server.open(&file).await.id;
    for (seq, batch) in other.batches().iter().enumerate() {
        assert_eq!(server.put_batch(job, seq, batch).await.status, StatusCode::OK);
    }
    assert_eq!(server.execute(job).await.problem(), ProblemCode::HashMismatch);
    job
}

#[tokio::test]
async fn idle_imports_are_given_up_and_what_was_staged_is_deleted() {
    let server = Server::start().await;
    let completed = server.import(&File::small(1)).await.id;
    let failed = failed(&server, 3).await;
    let refused = refused(&server).await;
    let file = File::large(12);
    let receiving = server.open(&file).await.id;
    server.put_batch(receiving, 0, &file.batches()[0]).await;
    let before = server.dump().await;

    assert_eq!(expire(&server.app, in_days(13)).await.unwrap(), 0);
    assert_eq!(state(&server, receiving).await, JobState::Receiving);

    assert_eq!(expire(&server.app, in_days(15)).await.unwrap(), 2);
    for job in [receiving, failed] {
        assert_eq!(state(&server, job).await, JobState::Abandoned);
        let gone = server.put_batch(job, 1, &file.batches()[1]).await;
        assert_eq!(gone.problem(), ProblemCode::JobState);
    }
    assert_eq!(state(&server, completed).await, JobState::Completed);
    assert_eq!(state(&server, refused).await, JobState::Failed, "it has nothing staged, and says why it failed");
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
    let files = "SELECT count(*) FROM migration_import_file_stagings WHERE job_id IN
        (SELECT job_id FROM puente_import_jobs WHERE state = 'abandoned')";
    assert_eq!(server.count(files).await, 0);
    assert_eq!(server.dump().await, before, "nothing of the clinic goes");
    assert_eq!(expire(&server.app, in_days(15)).await.unwrap(), 0);

    let path = format!("/api/v1/clinics/{}/audit?page_size=200", server.admin.clinic);
    let log: Vec<Value> = server.get(&path).await.expect(StatusCode::OK);
    let entries: Vec<_> = log.iter().filter(|line| line["action"] == "job.abandoned").collect();
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|line| line["user_id"].is_null() && line["details"]["idle_days"] == 14), "{entries:?}");
}

#[tokio::test]
async fn what_somebody_goes_on_with_stays() {
    let server = Server::start_with(&["--idle-days", "2"]).await;
    let file = File::large(12);
    let job = server.open(&file).await.id;
    server.run("UPDATE migration_import_jobs SET updated_at = '2020-01-01T00:00:00.000000Z'").await;
    server.put_batch(job, 0, &file.batches()[0]).await;
    assert_eq!(expire(&server.app, in_days(1)).await.unwrap(), 0);
    assert_eq!(expire(&server.app, in_days(3)).await.unwrap(), 1);
    let again = server.send(server.admin.request("DELETE", &format!("{JOBS}/{job}"), Body::empty())).await;
    assert_eq!(again.problem(), ProblemCode::JobState);
    assert_ne!(server.open(&file).await.id, job, "the file can be sent anew");
}

#[tokio::test]
async fn two_servers_that_look_at_once_give_it_up_once() {
    let server = Server::start().await;
    server.open(&File::small(1)).await;
    let other = server::App::open(server.app.config.clone()).await.unwrap();
    let (one, another) = tokio::join!(expire(&server.app, in_days(20)), expire(&other, in_days(20)));
    assert_eq!(one.unwrap() + another.unwrap(), 1);
    assert_eq!(server.count("SELECT count(*) FROM puente_audit WHERE action = 'job.abandoned'").await, 1);
}
