//! Streams of events: how many there may be, and when they end.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;

use crate::support::{File, JOBS, Person, Server};

async fn listen(server: &Server, person: &Person, job: uuid::Uuid) -> Response {
    server.respond(person.request("GET", &format!("{JOBS}/{job}/events"), Body::empty())).await
}

#[tokio::test]
async fn an_account_has_so_many_and_gets_them_back() {
    let server = Server::start().await;
    let job = server.open(&File::small(1)).await.id;
    let mut open = Vec::new();
    for _ in 0..16 {
        let stream = listen(&server, &server.admin, job).await;
        assert_eq!(stream.status(), StatusCode::OK);
        open.push(stream);
    }
    let refused = listen(&server, &server.admin, job).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    let colleague = server.colleague("admin").await;
    assert_eq!(listen(&server, &colleague, job).await.status(), StatusCode::OK, "others are not held up");
    open.pop();
    assert_eq!(listen(&server, &server.admin, job).await.status(), StatusCode::OK);
}

/// The rest of a stream that ends by itself.
async fn rest(stream: Response) -> String {
    let rest = tokio::time::timeout(Duration::from_mins(1), to_bytes(stream.into_body(), usize::MAX)).await;
    String::from_utf8(rest.expect("it ends").unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn it_ends_with_the_session_and_with_the_right() {
    let server = Server::start().await;
    let job = server.open(&File::small(1)).await.id;
    let colleague = server.colleague("admin").await;
    let (of_session, of_right) = (listen(&server, &server.admin, job).await, listen(&server, &colleague, job).await);
    let signed_out: Request<Body> = server.admin.request("DELETE", "/api/v1/auth/session", Body::empty());
    assert_eq!(server.send(signed_out).await.status, StatusCode::NO_CONTENT);
    server.run("UPDATE clinic_memberships SET role = 'receptionist'").await;
    let (of_session, of_right) = tokio::join!(rest(of_session), rest(of_right));
    assert!(of_session.contains("event: progress") && of_right.contains("event: progress"));
}
