//! Batches arrive once each, whole, and only what was declared.

use std::time::Duration;

use api::ProblemCode;
use api::job::{Job, ReceivedBatches};
use axum::body::Body;
use axum::http::StatusCode;
use dpmf::batch::{BatchBuilder, Table};
use dpmf::row::EntityRow;
use futures_util::future::join_all;

use crate::support::{File, JOBS, Server};

#[tokio::test]
async fn a_reload_resumes_where_it_was() {
    let server = Server::start().await;
    let file = File::large(12);
    let batches = file.batches();
    assert_eq!(batches.len(), 5, "the counts and four times three consents");
    let job = server.open(&file).await;
    for seq in [0, 1, 2, 4] {
        server.put_batch(job.id, seq, &batches[seq]).await;
    }

    let again: Job = server.post(JOBS, &file.manifest(server.admin.clinic)).await.expect(StatusCode::OK);
    assert_eq!(again.id, job.id);
    let received: ReceivedBatches = server.get(&format!("{JOBS}/{}/batches", job.id)).await.expect(StatusCode::OK);
    assert_eq!((received.ranges, received.rows), (vec![(0, 2), (4, 4)], 10));
    assert_eq!(again.received_batches, 4);

    server.put_batch(job.id, 3, &batches[3]).await;
    let received: ReceivedBatches = server.get(&format!("{JOBS}/{}/batches", job.id)).await.expect(StatusCode::OK);
    assert_eq!(received.ranges, [(0, 4)]);
    assert_eq!(received.bytes, batches.iter().map(|batch| batch.len() as u64).sum::<u64>());
    assert_eq!(server.execute(job.id).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn the_same_batch_again_is_taken_and_another_is_not() {
    let server = Server::start().await;
    let file = File::small(3);
    let batches = file.batches();
    let job = server.open(&file).await;
    for _ in 0..3 {
        assert_eq!(server.put_batch(job.id, 1, &batches[1]).await.status, StatusCode::OK);
    }
    assert_eq!(server.put_batch(job.id, 1, &batches[2]).await.problem(), ProblemCode::BatchConflict);
    let received: ReceivedBatches = server.get(&format!("{JOBS}/{}/batches", job.id)).await.expect(StatusCode::OK);
    assert_eq!((received.ranges, received.rows), (vec![(1, 1)], 3));
}

/// Those that wait while another is stored share a commit.
#[tokio::test]
async fn batches_that_come_at_once_are_each_told_what_became_of_them() {
    let server = Server::start().await;
    let (file, others) = (File::large(12), File::large(9));
    let (batches, of_others) = (file.batches(), others.batches());
    let (job, other) = (server.open(&file).await, server.open(&others).await);
    server.put_batch(job.id, 0, &batches[0]).await;

    let mut writing = server.app.database.begin_write().await.unwrap();
    let touch = "UPDATE puente_import_jobs SET received_rows = received_rows";
    writing.execute(touch, &[]).await.unwrap();
    let cut_off = tokio::time::timeout(Duration::from_millis(200), server.put_batch(job.id, 1, &batches[1]));
    assert!(cut_off.await.is_err(), "somebody else writes");
    let stored = join_all([
        server.put_batch(job.id, 2, &batches[2]),
        server.put_batch(job.id, 0, &batches[3]),
        server.put_batch(job.id, 3, &batches[3]),
        server.put_batch(other.id, 0, &of_others[0]),
        server.put_batch(job.id, 4, &batches[4]),
    ]);
    let (stored, ()) = tokio::join!(stored, async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        writing.commit().await.unwrap();
    });
    let stored: Vec<_> = stored.iter().map(|answer| answer.status).collect();
    let [ok, conflict] = [StatusCode::OK, StatusCode::CONFLICT];
    assert_eq!(stored, [ok, conflict, ok, ok, ok]);
    assert_eq!(server.put_batch(job.id, 1, &batches[1]).await.status, StatusCode::OK);

    let received: ReceivedBatches = server.get(&format!("{JOBS}/{}/batches", job.id)).await.expect(StatusCode::OK);
    assert_eq!((received.ranges, received.rows), (vec![(0, 4)], 13));
    assert_eq!(received.bytes, batches.iter().map(|batch| batch.len() as u64).sum::<u64>());
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 6);
}

#[tokio::test]
async fn damage_on_the_way_is_seen() {
    let server = Server::start().await;
    let file = File::small(3);
    let job = server.open(&file).await;
    let mut batch = file.batches().swap_remove(0);

    let mut request = server.admin.batch(job.id, 0, &batch);
    request.headers_mut().remove("content-digest");
    assert_eq!(server.send(request).await.problem(), ProblemCode::BatchDigest);

    let mut request = server.admin.batch(job.id, 0, &batch);
    *batch.last_mut().unwrap() ^= 1;
    *request.body_mut() = Body::from(batch);
    assert_eq!(server.send(request).await.problem(), ProblemCode::BatchDigest);
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
}

#[tokio::test]
async fn what_is_no_batch_of_this_file_is_refused() {
    let server = Server::start().await;
    let file = File::small(3);
    let job = server.open(&file).await;
    let batch_of = |table: &str, rows: usize| {
        let mut builder = BatchBuilder::new(Table::parse(table).unwrap());
        let row =
            EntityRow { canonical_uuid: "u", source_id: "1", source_system: "g", payload: "{}", raw_source_data: "{}" };
        for _ in 0..rows {
            builder.entity(&row);
        }
        builder.finish().unwrap()
    };
    let malformed = [
        b"not a batch".to_vec(),
        Vec::new(),
        file.batches()[1][..20].to_vec(),
        batch_of("payment", 1),
        batch_of("patient", 4),
    ];
    for batch in malformed {
        assert_eq!(server.put_batch(job.id, 0, &batch).await.problem(), ProblemCode::BatchInvalid);
    }
    let oversized = vec![0; 21 * 1024 * 1024];
    assert_eq!(server.put_batch(job.id, 0, &oversized).await.problem(), ProblemCode::BodyTooLarge);

    let patients = batch_of("patient", 3);
    for seq in 0..3 {
        assert_eq!(server.put_batch(job.id, seq, &patients).await.status, StatusCode::OK);
    }
    let twelfth_of_eleven_rows = server.put_batch(job.id, 3, &patients).await;
    assert_eq!(twelfth_of_eleven_rows.problem(), ProblemCode::BatchInvalid);
}

#[tokio::test]
async fn files_and_passphrases_are_not_taken() {
    let server = Server::start().await;
    let mut request = server.admin.request("POST", JOBS, Body::from("--x\r\n"));
    request.headers_mut().insert("content-type", "multipart/form-data; boundary=x".parse().unwrap());
    assert_eq!(server.send(request).await.problem(), ProblemCode::FileNotAccepted);
}

#[tokio::test]
async fn a_job_given_up_takes_nothing_more() {
    let server = Server::start().await;
    let file = File::small(3);
    let job = server.receive(&file).await;
    let path = format!("{JOBS}/{}", job.id);
    let gone = server.send(server.admin.request("DELETE", &path, Body::empty())).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0);
    assert_eq!(server.put_batch(job.id, 0, &file.batches()[0]).await.problem(), ProblemCode::JobState);
    assert_eq!(server.execute(job.id).await.problem(), ProblemCode::JobState);
    let again = server.send(server.admin.request("DELETE", &path, Body::empty())).await;
    assert_eq!(again.problem(), ProblemCode::JobState);
    assert_ne!(server.open(&file).await.id, job.id, "the file can be sent anew");
}
