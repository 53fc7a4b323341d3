//! Several servers over one database.

use std::time::Duration;

use api::job::{Job, JobState};
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use server::App;
use tower::ServiceExt as _;

use server::store::Access;
use server::values;
use uuid::Uuid;

use crate::support::{File, JOBS, Server};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_left_behind_another_one_finishes_once() {
    let server = Server::start().await;
    let job = server.receive(&File::small(200)).await;
    server.forbid("patients", "NEW.first_name = 'Ana 199'").await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Failed);
    server.allow("patients").await;
    // What a killed server leaves: the job marked as executing, a lease that runs out.
    server
        .run(
            "UPDATE puente_import_jobs SET state = 'executing';
             INSERT INTO puente_import_leases (job_id, holder, expires_at)
             SELECT job_id, job_id, now() + interval '3 seconds' FROM puente_import_jobs
             ON CONFLICT (job_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at",
        )
        .await;
    let others =
        [App::open(server.app.config.clone()).await.unwrap(), App::open(server.app.config.clone()).await.unwrap()];
    for app in &others {
        app.imports.recover(app).await.unwrap();
    }
    let state = async || -> String { server.texts("SELECT state FROM puente_import_jobs").await.remove(0) };
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(state().await, "executing", "its holder may still be there");
    let patience = tokio::time::Instant::now() + Duration::from_secs(30);
    while state().await == "executing" {
        assert!(tokio::time::Instant::now() < patience);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(state().await, "completed");
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 200);
}

/// What a killed server leaves of a job: it is marked as executing, and its lease has run out.
async fn leave_behind(server: &Server, patients: usize) -> Uuid {
    let job = server.receive(&File::small(patients)).await.id;
    server.forbid("patients", "TRUE").await;
    let _started: Job = server.execute(job).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job).await.state, JobState::Failed);
    server.allow("patients").await;
    server
        .run(
            "UPDATE puente_import_jobs SET state = 'executing';
             INSERT INTO puente_import_leases (job_id, holder, expires_at) SELECT job_id, job_id, now() FROM puente_import_jobs
             ON CONFLICT (job_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at",
        )
        .await;
    job
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_still_holds_nobody_up() {
    let server = Server::start().await;
    let job = leave_behind(&server, 50).await;
    let (database, clinic) = (server.app.database.clone(), server.admin.clinic);
    let (locked, is_locked) = tokio::sync::oneshot::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    // It has the lock of the clinic, and has begun to write; then nothing more is heard of it.
    let standing = tokio::task::spawn_blocking(move || {
        let mut session = database.writer().unwrap();
        session.take_over(job).unwrap();
        session.claim(clinic).unwrap();
        let transaction = session.begin(Access::Write).unwrap();
        transaction.execute("UPDATE clinics SET legal_name = 'late'", &[]).unwrap();
        let note = "INSERT INTO puente_import_rows (job_id, seq, table_name, ids) VALUES (?1, 9999, 'patients', ?2)";
        transaction.execute(note, &values![job, [0_u8; 16].as_slice()]).unwrap();
        locked.send(()).unwrap();
        may_go_on.recv().unwrap();
        transaction.commit()
    });
    is_locked.await.unwrap();
    server.app.imports.recover(&server.app).await.unwrap();
    assert_eq!(server.end(job).await.state, JobState::Completed);
    go_on.send(()).unwrap();
    assert!(standing.await.unwrap().is_err(), "what it comes back with is not taken");
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 50);
    assert_eq!(server.count("SELECT count(*) FROM clinics WHERE legal_name = 'late'").await, 0);
}

#[tokio::test]
async fn who_holds_a_lock_and_is_not_heard_of_loses_it() {
    let server = Server::start().await;
    let settings =
        "SELECT current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('lock_timeout')";
    assert_eq!(server.texts(settings).await, ["30s 1min"], "of requests");
    let database = server.app.database.clone();
    let clinic = server.admin.clinic;
    let of_threads = tokio::task::spawn_blocking(move || {
        let sql = "SELECT current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('idle_session_timeout')";
        let session = database.writer().unwrap();
        session.claim(clinic).unwrap();
        session.fetch_one::<String>(sql, &[]).unwrap()
    });
    assert_eq!(of_threads.await.unwrap(), "5min 5min");
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_reaches_every_server() {
    let server = Server::start().await;
    let job = server.receive(&File::small(2_000)).await;
    let other = App::open(server.app.config.clone()).await.unwrap();
    for app in [&server.app, &other] {
        app.imports.recover(app).await.unwrap();
    }
    let request = server.admin.request("GET", &format!("{JOBS}/{}/events", job.id), Body::empty());
    let watching = tokio::spawn(async move {
        let answer = server::http::router(other).oneshot(request).await.unwrap();
        String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    let events = tokio::time::timeout(Duration::from_secs(30), watching).await.expect("the stream ends").unwrap();
    assert!(events.contains(r#""phase":"loading""#), "{events}");
    assert!(events.contains(r#""state":"completed""#), "{events}");
}
