//! Other transactions in the way of an import, or of its undoing.

use api::job::{Job, JobState};
use api::undo::{UndoOrder, Undone};
use axum::http::StatusCode;

use crate::support::{File, JOBS, Server};

/// From now on a statement on a table fails so many times as if another transaction were in its way; a sequence counts them,
/// which no rollback sets back.
async fn stand_in_the_way(server: &Server, event: &str, code: &str, times: u32) {
    let sql = format!(
        "CREATE SEQUENCE attempts;
         CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF nextval('attempts') <= {times} THEN RAISE 'in the way' USING ERRCODE = '{code}'; END IF;
             RETURN NULL;
         END $$;
         CREATE TRIGGER conflicts BEFORE {event} ON patients FOR EACH STATEMENT EXECUTE FUNCTION conflict()"
    );
    server.app.database.batch(sqlx::AssertSqlSafe(sql)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_tried_again() {
    for code in ["40001", "40P01"] {
        let server = Server::start().await;
        stand_in_the_way(&server, "INSERT", code, 2).await;
        server.import(&File::small(20)).await;
        assert_eq!(server.count("SELECT count(*) FROM patients").await, 20);
        assert_eq!(server.count("SELECT last_value FROM attempts").await, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_not_tried_for_ever() {
    let server = Server::start().await;
    stand_in_the_way(&server, "INSERT", "40001", 1_000).await;
    let job = server.receive(&File::small(2)).await;
    let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Failed);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_is_tried_again() {
    let server = Server::start().await;
    let before = server.dump().await;
    let job = server.import(&File::small(20)).await;
    stand_in_the_way(&server, "DELETE", "40001", 2).await;
    let _undone: Undone =
        server.post(&format!("{JOBS}/{}/undo", job.id), &UndoOrder::default()).await.expect(StatusCode::OK);
    assert_eq!(server.dump().await, before);
}
