//! Agents: programs that send the files of one import and can do nothing else.

use api::ProblemCode;
use api::document::{AgentToken, Binary, BinaryStatus};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use uuid::Uuid;

use crate::sent::{PANO, clinic, sha256, upload};
use crate::support::{File, JOBS, Server};

/// As an agent with that token.
fn as_agent(token: &str, mut request: Request<Body>) -> Request<Body> {
    let headers = request.headers_mut();
    headers.remove("cookie");
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}

pub(crate) async fn admit(server: &Server, job: Uuid) -> AgentToken {
    server.post(&format!("{JOBS}/{job}/agent"), &()).await.expect(StatusCode::CREATED)
}

#[tokio::test]
async fn an_agent_sends_the_files_of_its_import_and_does_nothing_else() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let other = server.receive(&File::small(1)).await;
    let token = admit(&server, job.id).await.token;
    let ask = async |method: &str, path: &str| {
        server.send(as_agent(&token, server.admin.request(method, path, Body::empty()))).await
    };
    let here = format!("{JOBS}/{}", job.id);
    for path in ["", "/files", "/files/counts"] {
        assert_eq!(ask("GET", &format!("{here}{path}")).await.status, StatusCode::OK, "{path}");
    }
    let sent: Binary = server
        .send(as_agent(&token, upload(&server.admin, job.id, &sha256(PANO), PANO)))
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(sent.status, BinaryStatus::Received);

    let elsewhere = as_agent(&token, upload(&server.admin, other.id, &sha256(PANO), PANO));
    assert_eq!(server.send(elsewhere).await.problem(), ProblemCode::NotFound);
    assert_eq!(ask("GET", &format!("{JOBS}/{}", other.id)).await.problem(), ProblemCode::NotFound);
    let clinic = server.admin.clinic;
    for (method, path) in [
        ("GET", format!("{JOBS}?clinic_id={clinic}")),
        ("GET", format!("{here}/report")),
        ("GET", format!("{here}/warnings")),
        ("GET", format!("{here}/batches")),
        ("DELETE", here.clone()),
        ("POST", format!("{here}/undo")),
        ("POST", format!("{here}/agent")),
        ("GET", format!("/api/v1/patients?clinic_id={clinic}")),
        ("GET", "/api/v1/auth/me".to_owned()),
    ] {
        assert_eq!(ask(method, &path).await.problem(), ProblemCode::Unauthenticated, "{method} {path}");
    }
}

#[tokio::test]
async fn an_agent_is_shut_out_with_who_let_it_in() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let first = admit(&server, job.id).await.token;
    let second = admit(&server, job.id).await.token;
    let here = format!("{JOBS}/{}", job.id);
    let ask = async |token: &str| server.send(as_agent(token, server.admin.request("GET", &here, Body::empty()))).await;
    assert_eq!(ask(&first).await.problem(), ProblemCode::Unauthenticated, "a new one takes its place");
    assert_eq!(ask(&second).await.status, StatusCode::OK);
    server.run("UPDATE clinic_memberships SET role = 'dentist'").await;
    assert_eq!(ask(&second).await.problem(), ProblemCode::Forbidden);
    server.run("UPDATE clinic_memberships SET role = 'admin'").await;
    let dismissed = server.send(server.admin.request("DELETE", &format!("{here}/agent"), Body::empty())).await;
    assert_eq!(dismissed.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&second).await.problem(), ProblemCode::Unauthenticated);
}
