//! What goes on while an import holds the clinics' database.

use std::sync::mpsc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::future::join_all;
use serde_json::{Value, json};
use server::accounts::Password;
use server::store::{Access, Dialect};
use server::values;

use crate::support::{File, JOBS, Person, Server};

const PASSWORD: &str = "a password of Eva's";
const MONITOR: &str = "a-token-of-sixteen";

/// Somebody who writes and does not finish, until dropped.
struct Held(#[allow(dead_code, reason = "dropped")] mpsc::Sender<()>);

impl Held {
    async fn begin(server: &Server) -> Self {
        let database = server.app.database.clone();
        let (release, released) = mpsc::channel();
        let (tell, begun) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut session = database.writer().unwrap();
            let work = session.begin(Access::Write).unwrap();
            work.execute("UPDATE patients SET notes = notes", &[]).unwrap();
            tell.send(()).unwrap();
            let _dropped = released.recv();
            drop(work);
        });
        begun.await.unwrap();
        Self(release)
    }
}

/// A request of nobody yet.
fn post(path: &str, body: &Value) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Body::from(body.to_string())).unwrap()
}

async fn with_password() -> (Server, Value) {
    let server = Server::start_with(&["--metrics-token", MONITOR]).await;
    let hash = Password::typed(PASSWORD.to_owned()).hash().await.unwrap();
    let sql = "UPDATE users SET email = 'eva@example.com', password_hash = ?1";
    server.app.database.execute(sql, &values![hash]).await.unwrap();
    (server, json!({ "email": "eva@example.com", "password": PASSWORD }))
}

#[tokio::test]
async fn people_come_look_and_go_while_an_import_writes() {
    let (server, credentials) = with_password().await;
    let job = server.import(&File::small(3)).await.id;
    let held = Held::begin(&server).await;

    let browser = server.respond(post("/api/v1/auth/session", &credentials)).await;
    assert_eq!(browser.status(), StatusCode::OK);
    let cookie = browser.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let wrong = json!({ "email": "eva@example.com", "password": "a guess, a guess" });
    assert_eq!(server.send(post("/api/v1/auth/session", &wrong)).await.status, StatusCode::UNAUTHORIZED);
    let tokens = server.send(post("/api/v1/auth/login", &credentials)).await;
    let tokens: Value = serde_json::from_slice(&tokens.body).unwrap();
    let refreshed =
        server.send(post("/api/v1/auth/refresh", &json!({ "refresh_token": tokens["refresh_token"] }))).await;
    assert_eq!(refreshed.status, StatusCode::OK);
    let link = server.send(post("/api/v1/auth/invitation", &json!({ "token": "guess" }))).await;
    assert_eq!(link.status, StatusCode::FORBIDDEN);

    let clinic = server.admin.clinic;
    for path in [
        format!("/api/v1/patients?clinic_id={clinic}&search=ana"),
        format!("{JOBS}?clinic_id={clinic}"),
        format!("{JOBS}/{job}"),
        format!("{JOBS}/{job}/report"),
        format!("/api/v1/clinics/{clinic}/audit"),
        "/api/v1/auth/sessions".to_owned(),
        "/ready".to_owned(),
    ] {
        assert_eq!(server.get(&path).await.status, StatusCode::OK, "{path}");
    }
    let monitor = Person::with_token(MONITOR.to_owned());
    assert_eq!(server.send(monitor.request("GET", "/metrics", Body::empty())).await.status, StatusCode::OK);

    let signed_out = Request::delete("/api/v1/auth/session").header("cookie", cookie);
    let signed_out = signed_out.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    assert_eq!(server.send(signed_out).await.status, StatusCode::NO_CONTENT);
    let others = server.admin.request("DELETE", "/api/v1/auth/sessions", Body::empty());
    assert_eq!(server.send(others).await.status, StatusCode::NO_CONTENT);
    let left: Vec<Value> = server.get("/api/v1/auth/sessions").await.expect(StatusCode::OK);
    assert_eq!(left.len(), 1);
    drop(held);
}

#[tokio::test]
async fn however_many_wait_to_write_others_read() {
    let (server, _) = with_password().await;
    let held = Held::begin(&server).await;
    let clinic = server.admin.clinic;
    let (path, patients) =
        (format!("/api/v1/clinics/{clinic}/invitations"), format!("/api/v1/patients?clinic_id={clinic}"));
    let invite = |n: usize| {
        let invited = json!({ "email": format!("new{n}@example.com"), "role": "dentist" });
        server.open_response(server.admin.json("POST", &path, &invited))
    };
    let writing = join_all((0..20).map(invite));
    let reading = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        for _ in 0..20 {
            assert_eq!(server.get(&patients).await.status, StatusCode::OK);
        }
        std::time::Instant::now()
    };
    let (answers, read) = tokio::join!(writing, reading);
    for (head, body) in answers {
        if server.app.database.dialect() == Dialect::Postgres {
            assert_eq!(head.status, StatusCode::CREATED);
            continue;
        }
        let problem: api::Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!((head.status, problem.code.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "busy"));
        assert!(head.headers.contains_key("retry-after"));
        assert!(read.elapsed() > Duration::from_secs(1), "those who read did not wait for those who write");
    }
    drop(held);
    assert_eq!(invite(20).await.0.status, StatusCode::CREATED, "and it goes on");
}
