//! What arrives or runs at the same time.

use api::job::{ExecuteOptions, Job, JobState, ReceivedBatches};
use api::{Page, ProblemCode};
use axum::body::Body;
use axum::http::StatusCode;
use server::values;
use tokio::task::JoinSet;

use crate::support::{Answer, File, JOBS, Person, Server};

/// Receives a file for somebody and starts the import.
async fn start(server: &Server, person: &Person, file: &File) -> Job {
    let job: Job =
        server.send(person.json("POST", JOBS, &file.manifest(person.clinic))).await.expect(StatusCode::CREATED);
    for (seq, batch) in file.batches().iter().enumerate() {
        assert_eq!(server.send(person.batch(job.id, seq, batch)).await.status, StatusCode::OK);
    }
    let execute = person.json("POST", &format!("{JOBS}/{}/execute", job.id), &ExecuteOptions::default());
    server.send(execute).await.expect(StatusCode::ACCEPTED)
}

async fn end(server: &Server, person: &Person, job: &Job) -> Job {
    for _ in 0..1200 {
        let request = person.request("GET", &format!("{JOBS}/{}", job.id), Body::empty());
        let job: Job = server.send(request).await.expect(StatusCode::OK);
        if job.state.is_final() {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the job does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clinics_import_at_once() {
    let server = Server::start().await;
    let stranger = server.stranger().await;
    let people = [&server.admin, &stranger];
    let files = [File::small(1_500), File::small(1_200)];
    let (one, other) = tokio::join!(start(&server, people[0], &files[0]), start(&server, people[1], &files[1]));
    assert!(one.state == JobState::Executing && other.state == JobState::Executing, "both are under way");
    let ended = tokio::join!(end(&server, people[0], &one), end(&server, people[1], &other));
    assert_eq!((ended.0.state, ended.1.state), (JobState::Completed, JobState::Completed));
    for (person, patients) in people.into_iter().zip([1_500, 1_200]) {
        let sql = "SELECT count(*) FROM patients WHERE clinic_id = ?1";
        let there: i64 = server.app.database.fetch_one(sql, &values![person.clinic]).await.unwrap();
        assert_eq!(there, patients);
        let list = person.request("GET", &format!("{JOBS}?clinic_id={}", person.clinic), Body::empty());
        let list: Page<Job> = serde_json::from_slice(&server.send(list).await.body).unwrap();
        assert_eq!(list.total, 1, "each sees its own");
    }
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
}

/// Sends batches under numbers, all at once.
async fn send_at_once(server: &Server, job: &Job, batches: Vec<(usize, Vec<u8>)>) -> Vec<Answer> {
    let mut sending = JoinSet::new();
    for (seq, batch) in batches {
        let (router, request) = (server::http::router(server.app.clone()), server.admin.batch(job.id, seq, &batch));
        sending.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap() });
    }
    let mut answers = Vec::new();
    for response in sending.join_all().await {
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        answers.push(Answer { status, body });
    }
    answers
}

async fn received(server: &Server, job: &Job) -> ReceivedBatches {
    server.get(&format!("{JOBS}/{}/batches", job.id)).await.expect(StatusCode::OK)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_send_the_same_batches_and_each_is_staged_once() {
    let server = Server::start().await;
    let file = File::small(40);
    let job = server.open(&file).await;
    let batches: Vec<_> = file.batches().into_iter().enumerate().collect();
    let twice: Vec<_> = batches.iter().cycle().take(4 * batches.len()).cloned().collect();
    for answer in send_at_once(&server, &job, twice).await {
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    }
    let received = received(&server, &job).await;
    assert_eq!(received.ranges, [(0, batches.len() as u64 - 1)]);
    assert_eq!(received.bytes, batches.iter().map(|(_, batch)| batch.len() as u64).sum::<u64>());
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, i64::try_from(batches.len()).unwrap());
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_different_batches_under_one_number_one_is_staged() {
    let server = Server::start().await;
    let file = File::small(40);
    let [_, consents, patients, ..] = &file.batches()[..] else { panic!("too few batches") };
    for seq in 10..20 {
        let job = server.open(&file).await;
        let both = vec![(seq, consents.clone()), (seq, patients.clone())];
        let answers = send_at_once(&server, &job, both).await;
        let taken = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        let refused = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT);
        assert_eq!((taken, refused.map(Answer::problem).collect::<Vec<_>>()), (1, vec![ProblemCode::BatchConflict]));
        assert_eq!(received(&server, &job).await.ranges, [(seq as u64, seq as u64)]);
        let gone = server.send(server.admin.request("DELETE", &format!("{JOBS}/{}", job.id), Body::empty())).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
    }
}
