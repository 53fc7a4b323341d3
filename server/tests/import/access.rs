//! A job belongs to a clinic, and to those who may import there.

use api::ProblemCode;
use api::changes::ApplyChanges;
use api::job::ExecuteOptions;
use api::undo::UndoOrder;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use uuid::Uuid;

use crate::support::{File, JOBS, Person, Server};

/// One request to every route of a job.
fn requests(person: &Person, job: Uuid, batch: &[u8]) -> Vec<Request<Body>> {
    let get = |path: &str| person.request("GET", &format!("{JOBS}/{job}{path}"), Body::empty());
    vec![
        get(""),
        get("/batches"),
        get("/events"),
        get("/warnings"),
        get("/report"),
        get("/undo"),
        person.json("POST", &format!("{JOBS}/{job}/undo"), &UndoOrder::default()),
        get("/changes"),
        person.json(
            "POST",
            &format!("{JOBS}/{job}/changes/apply"),
            &ApplyChanges { all: true, ..ApplyChanges::default() },
        ),
        get("/options"),
        person.batch(job, 0, batch),
        person.json("POST", &format!("{JOBS}/{job}/execute"), &ExecuteOptions::default()),
        person.request("DELETE", &format!("{JOBS}/{job}"), Body::empty()),
    ]
}

#[tokio::test]
async fn jobs_of_another_clinic_are_not_there() {
    let server = Server::start().await;
    let file = File::small(1);
    let job = server.open(&file).await;
    let stranger = server.stranger().await;
    for request in requests(&stranger, job.id, &file.batches()[0]) {
        let what = format!("{} {}", request.method(), request.uri());
        assert_eq!(server.send(request).await.problem(), ProblemCode::NotFound, "{what}");
    }
    let list = stranger.request("GET", &format!("{JOBS}?clinic_id={}", server.admin.clinic), Body::empty());
    assert_eq!(server.send(list).await.problem(), ProblemCode::NotAMember);
    let open = stranger.json("POST", JOBS, &file.manifest(server.admin.clinic));
    assert_eq!(server.send(open).await.problem(), ProblemCode::NotAMember);
}

#[tokio::test]
async fn who_may_not_import_cannot() {
    let server = Server::start().await;
    let file = File::small(1);
    let job = server.open(&file).await;
    let receptionist = server.colleague("receptionist").await;
    for request in requests(&receptionist, job.id, &file.batches()[0]) {
        let what = format!("{} {}", request.method(), request.uri());
        assert_eq!(server.send(request).await.problem(), ProblemCode::Forbidden, "{what}");
    }
    let open = receptionist.json("POST", JOBS, &file.manifest(server.admin.clinic));
    assert_eq!(server.send(open).await.problem(), ProblemCode::Forbidden);
}

#[tokio::test]
async fn nobody_comes_in_unknown() {
    let server = Server::start().await;
    let file = File::small(1);
    let job = server.open(&file).await;
    for mut request in requests(&server.admin, job.id, &file.batches()[0]) {
        request.headers_mut().remove("authorization");
        let what = format!("{} {}", request.method(), request.uri());
        assert_eq!(server.send(request).await.status, StatusCode::UNAUTHORIZED, "{what}");
    }
}

#[tokio::test]
async fn what_a_clinic_holds_is_for_its_admins() {
    let server = Server::start().await;
    let path = format!("/api/v1/migration_import/destination?clinic_id={}", server.admin.clinic);
    let ask = |person: &Person| person.request("GET", &path, Body::empty());
    assert_eq!(server.send(ask(&server.admin)).await.status, StatusCode::OK);
    let receptionist = server.colleague("receptionist").await;
    assert_eq!(server.send(ask(&receptionist)).await.problem(), ProblemCode::Forbidden);
    let stranger = server.stranger().await;
    assert_eq!(server.send(ask(&stranger)).await.problem(), ProblemCode::NotAMember);
    let mut unknown = ask(&server.admin);
    unknown.headers_mut().remove("authorization");
    assert_eq!(server.send(unknown).await.status, StatusCode::UNAUTHORIZED);
}
