//! What is asked for too often, or is too large, is refused where it is asked for.

use api::ProblemCode;
use api::job::ExecuteOptions;
use axum::body::Body;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::support::{JOBS, Server};

/// Of what takes long, by `docs/operations.md`.
const HEAVY_AT_ONCE: usize = 60;

#[tokio::test]
async fn what_takes_long_cannot_be_asked_for_without_end() {
    let server = Server::start().await;
    let execute = format!("{JOBS}/{}/execute", Uuid::nil());
    for asked in 0..HEAVY_AT_ONCE {
        let answer = server.post(&execute, &ExecuteOptions::default()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{asked}");
    }
    let undo = format!("{JOBS}/{}/undo", Uuid::nil());
    let mut answers = Vec::new();
    // One more is allowed every two seconds.
    for _ in 0..5 {
        answers.push(server.post(&undo, &api::undo::UndoOrder { keep_worked_on: false }).await);
    }
    assert!(answers.iter().any(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
    assert_eq!(server.get("/api/v1/auth/me").await.status, StatusCode::OK, "all else is answered");
}

#[tokio::test]
async fn options_of_an_import_have_a_limit() {
    let server = Server::start().await;
    let send = async |bytes: usize| {
        let mut request =
            server.admin.request("POST", &format!("{JOBS}/{}/execute", Uuid::nil()), Body::from(vec![b' '; bytes]));
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        server.send(request).await.problem()
    };
    assert_eq!(send((16 << 20) + 1).await, ProblemCode::BodyTooLarge);
    assert_ne!(send(2 << 20).await, ProblemCode::BodyTooLarge);
}
