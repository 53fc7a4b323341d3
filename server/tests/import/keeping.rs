//! Where documents are kept: nothing that was acknowledged is lost, and nothing is removed that is not ours.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use api::document::{Binary, BinaryStatus};
use api::job::Job;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::sent::{FACE, PAGE, PANO, clinic, counts, kept_files, send, settled, sha256};
use crate::support::{JOBS, Server};

/// A file that has been there for long.
fn old_file(root: &Path, path: &str) -> PathBuf {
    let file = root.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, b"bytes").unwrap();
    age(&file);
    file
}

fn age(file: &Path) {
    let then = SystemTime::now() - Duration::from_hours(2);
    std::fs::File::options().write(true).open(file).unwrap().set_modified(then).unwrap();
}

async fn swept(server: &Server) -> usize {
    server.app.documents.sweep(&server.app, Duration::ZERO).await.unwrap()
}

fn root(server: &Server) -> PathBuf {
    server.app.config.data_dir.join("documents")
}

#[tokio::test]
async fn what_nothing_speaks_of_is_removed_and_nothing_else() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let waiting = server.receive(&clinic()).await;
    let _: Binary = send(&server, waiting.id, b"nobody").await.expect(StatusCode::CREATED);
    let (clinic, patient, made) = (server.admin.clinic, Uuid::new_v4(), Uuid::new_v5(&job.id, b"x"));
    for file in kept_files(&server) {
        age(&file);
    }
    let spoken_of = kept_files(&server);
    let gone = [
        old_file(&root(&server), &format!("{clinic}/{patient}/2026-01/{made}.jpg")),
        old_file(&root(&server), &format!("{clinic}/{patient}/2026-01/{made}.jpg.thumb.jpg")),
        old_file(&root(&server), &format!("{clinic}/received/{}", sha256(b"left behind"))),
    ];
    let others = [
        // DentalPin's own, of another clinic, of other programs.
        old_file(&root(&server), &format!("{clinic}/{patient}/2026-01/{}.jpg", Uuid::new_v4())),
        old_file(&root(&server), &format!("{}/{patient}/2026-01/{made}.jpg", Uuid::new_v4())),
        old_file(&root(&server), &format!("{clinic}/notes.txt")),
    ];
    let fresh = root(&server).join(format!("{clinic}/received/{}", sha256(b"on its way")));
    std::fs::write(&fresh, b"bytes").unwrap();
    std::fs::File::options()
        .write(true)
        .open(&fresh)
        .unwrap()
        .set_modified(SystemTime::now() + Duration::from_mins(1))
        .unwrap();

    assert!((2..=3).contains(&swept(&server).await), "a preview goes with what it is one of");
    assert_eq!(gone.iter().filter(|file| file.exists()).count(), 0);
    for file in others.iter().chain(&spoken_of).chain([&fresh]) {
        assert!(file.exists(), "{}", file.display());
    }
    assert_eq!(swept(&server).await, 0);
}

#[tokio::test]
async fn a_database_that_is_another_one_removes_nothing() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    for file in kept_files(&server) {
        age(&file);
    }
    let folder = root(&server);
    let there = kept_files(&server);

    let wrong = Server::start_with(&["--documents", folder.to_str().unwrap()]).await;
    assert_eq!(swept(&wrong).await, 0, "an empty one");
    let other = wrong.import(&clinic()).await;
    let _: Binary = send(&wrong, other.id, FACE).await.expect(StatusCode::CREATED);
    assert_eq!(swept(&wrong).await, 0, "one of other clinics");

    // One whose rows were lost.
    server.run("DELETE FROM puente_documents; DELETE FROM documents").await;
    assert_eq!(swept(&server).await, 0, "one without documents");
    assert!(there.iter().all(|file| file.exists()));
}

#[tokio::test]
async fn bytes_that_are_gone_are_expected_again() {
    let server = Server::start().await;
    let job = server.receive(&clinic()).await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let kept = root(&server).join(format!("{}/received/{}", server.admin.clinic, sha256(PANO)));
    std::fs::remove_file(&kept).unwrap();

    let _: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    server.end(job.id).await;
    let before = settled(&server, job.id).await;
    assert_eq!(before.received, 0);
    let again: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    assert_eq!(again.status, BinaryStatus::Received);
    assert_eq!(counts(&server, job.id).await.received, 1);
}

#[tokio::test]
async fn a_document_stands_in_the_patients_history_when_it_was_made() {
    let server = Server::start().await;
    let before = server.dump().await;
    let job = server.import(&clinic()).await;
    for bytes in [PANO, FACE] {
        let _: Binary = send(&server, job.id, bytes).await.expect(StatusCode::CREATED);
    }
    let lines = server
        .texts(
            "SELECT line.title FROM patient_timeline AS line
             JOIN documents ON documents.id = source_id AND documents.created_at = occurred_at
             WHERE event_type = 'document.uploaded' ORDER BY occurred_at, line.title",
        )
        .await;
    assert_eq!(lines, ["Documento: Ortopantomografía", "Documento: cara", "Documento: cara"]);
    let dated = server.texts("SELECT title FROM documents WHERE created_at = captured_at").await;
    assert_eq!(dated, ["Ortopantomografía"]);

    let undo = format!("{JOBS}/{}/undo", job.id);
    let undone = server.post(&undo, &api::undo::UndoOrder { keep_worked_on: false }).await;
    assert_eq!(undone.status, StatusCode::OK, "{undone:?}");
    assert_eq!(server.dump().await, before);
}

#[tokio::test]
async fn what_is_written_down_together_fails_alone() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    server.forbid("documents", "NEW.title = 'Ortopantomografía'").await;
    let answers = futures_util::future::join_all([FACE, PANO, PAGE].map(|bytes| send(&server, job.id, bytes))).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::CREATED]);
    assert_eq!(counts(&server, job.id).await.received, 3);
    server.allow("documents").await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    assert_eq!(counts(&server, job.id).await.received, 4);
}
