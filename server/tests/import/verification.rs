//! Nothing is executed that is not the file the manifest declares.

use api::ProblemCode;
use api::job::{Job, JobState};
use axum::http::StatusCode;

use crate::support::{File, JOBS, Server};

#[tokio::test]
async fn an_incomplete_file_waits_for_the_rest() {
    let server = Server::start().await;
    let file = File::small(3);
    let job = server.open(&file).await;
    let batches = file.batches();
    for (seq, batch) in batches.iter().enumerate().skip(1) {
        server.put_batch(job.id, seq, batch).await;
    }
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::JobIncomplete);
    server.put_batch(job.id, 0, &batches[0]).await;
    assert_eq!(server.execute(job.id).await.status, StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
}

#[tokio::test]
async fn other_contents_than_the_digest_says_are_never_loaded() {
    let server = Server::start().await;
    let file = File::small(3);
    let mut changed = file.clone();
    changed.types.get_mut("patient").unwrap()[1].payload = r#"{"given_name":"Eva","family_name":"Mala"}"#.to_owned();
    let job = server.open(&file).await;
    for (seq, batch) in changed.batches().iter().enumerate() {
        server.put_batch(job.id, seq, batch).await;
    }

    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::HashMismatch);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
    let job: Job = server.get(&format!("{JOBS}/{}", job.id)).await.expect(StatusCode::OK);
    assert_eq!(job.state, JobState::Failed);
    assert_ne!(job.digest_computed.as_ref(), Some(&job.digest_declared));
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::JobState, "it stays refused");
    server.import(&file).await;
}

#[tokio::test]
async fn batches_out_of_order_are_not_the_file() {
    let server = Server::start().await;
    let file = File::small(3);
    let job = server.open(&file).await;
    let mut batches = file.batches();
    batches.swap(1, 2);
    for (seq, batch) in batches.iter().enumerate() {
        assert_eq!(server.put_batch(job.id, seq, batch).await.status, StatusCode::OK);
    }
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::BatchInvalid);
    assert_eq!(server.end(job.id).await.state, JobState::Failed);
}

#[tokio::test]
async fn a_manifest_that_lies_about_counts_is_found_out() {
    let server = Server::start().await;
    let file = File::small(3);
    let mut manifest = file.manifest(server.admin.clinic);
    manifest.entities[0].row_count = 4; // consent, of which there are 3
    manifest.files = 1; // of which there are 2
    let job: Job = server.post(JOBS, &manifest).await.expect(StatusCode::CREATED);
    let mut refused = 0;
    for (seq, batch) in file.batches().iter().enumerate() {
        refused += usize::from(server.put_batch(job.id, seq, batch).await.status != StatusCode::OK);
    }
    assert_eq!(refused, 1, "the files are more than declared");
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::JobIncomplete);

    let mut manifest = file.manifest(server.admin.clinic);
    manifest.entities[0].schema_version = "9".to_owned();
    manifest.digest = "ab".repeat(32);
    let job: Job = server.post(JOBS, &manifest).await.expect(StatusCode::CREATED);
    for (seq, batch) in file.batches().iter().enumerate() {
        server.put_batch(job.id, seq, batch).await;
    }
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::BatchInvalid);
}

#[tokio::test]
async fn a_manifest_must_make_sense() {
    let server = Server::start().await;
    let good = File::small(1).manifest(server.admin.clinic);
    let mut bad = vec![good.clone(); 4];
    bad[0].digest = "PENDING".to_owned();
    bad[1].meta.insert("format_version".to_owned(), "1.0.0".to_owned());
    bad[2].entities.push(good.entities[0].clone());
    bad[3].entities[0].entity_type = "a\"; DROP TABLE users".to_owned();
    for manifest in bad {
        assert_eq!(server.post(JOBS, &manifest).await.problem(), ProblemCode::Invalid);
    }
    assert_eq!(server.post(JOBS, &"no manifest").await.problem(), ProblemCode::Invalid);
}
