//! A server on a folder of its own, and a client for it.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use server::{App, Config, Shared};
use tower::ServiceExt as _;
use uuid::Uuid;

#[path = "../engine/mod.rs"]
pub(crate) mod engine;

pub(crate) const EMAIL: &str = "ana@example.com";
pub(crate) const PASSWORD: &str = "a password of Ana's";
pub(crate) const NOW: &str = "2026-01-01T00:00:00.000000Z";

pub(crate) struct Server {
    pub(crate) app: Shared,
    router: Router,
    _folder: tempfile::TempDir,
}

/// An answer: status, headers, and the body as JSON (null when it is none).
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem's code.
    pub(crate) fn code(&self) -> &str {
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], self.status.as_u16());
        assert_eq!(self.body["request_id"], self.header("x-request-id"));
        self.body["code"].as_str().unwrap()
    }

    /// What a browser would send back.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

impl Server {
    pub(crate) async fn new() -> Self {
        Self::reached_at(None).await
    }

    pub(crate) async fn reached_at(public_url: Option<&str>) -> Self {
        // A failing test shows why the server failed.
        let _already = tracing_subscriber::fmt().with_test_writer().try_init();
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: folder.path().to_owned(),
            database_url: engine::database_url(),
            listen: "127.0.0.1:8080".parse().unwrap(),
            public_url: public_url.map(|url| url.parse().unwrap()),
            documents: None,
            largest_file: 1,
        };
        let app = App::open(config).await.unwrap();
        Self { router: server::http::router(app.clone()), app, _folder: folder }
    }

    /// With Ana as admin of a clinic.
    pub(crate) async fn with_admin() -> Self {
        let server = Self::new().await;
        server.set_up(&server.link().await).await;
        server
    }

    pub(crate) async fn link(&self) -> String {
        server::setup::offer(&self.app.database).await.unwrap().unwrap().reveal()
    }

    pub(crate) async fn set_up(&self, link: &str) -> Answer {
        self.post("/api/v1/auth/setup", &set_up_body(link)).await
    }

    pub(crate) async fn clinic(&self) -> Uuid {
        self.app.database.fetch_one("SELECT id FROM clinics", &[]).await.unwrap()
    }

    /// Ana's session cookie.
    pub(crate) async fn sign_in(&self) -> String {
        let answer = self.post("/api/v1/auth/session", &credentials(EMAIL, PASSWORD)).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.cookie()
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], Some(body.to_string())).await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        engine::run(&self.app.database, sql).await;
    }
}

pub(crate) fn set_up_body(link: &str) -> Value {
    json!({
        "token": link, "email": EMAIL, "password": PASSWORD, "first_name": "Ana", "last_name": "Admin",
        "clinic": { "name": "Clínica Sol", "country": "ES", "timezone": "Europe/Madrid", "currency": "EUR" },
    })
}

pub(crate) fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}
