//! A server on a folder of its own, and a client for it.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use clap::Parser as _;
use serde_json::{Value, json};
use server::config::Arguments;
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
        Self::with(&public_url.map_or_else(Vec::new, |url| vec!["--public-url", url])).await
    }

    pub(crate) async fn with(arguments: &[&str]) -> Self {
        // A failing test shows why the server failed.
        let _already = tracing_subscriber::fmt().with_test_writer().try_init();
        let folder = tempfile::tempdir().unwrap();
        let own = ["puente-server", "--data-dir", folder.path().to_str().unwrap()];
        let arguments = Arguments::parse_from(own.iter().chain(arguments));
        let config = Config { database_url: engine::database_url(), ..arguments.config };
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
        self.answer(request.body(body.map_or_else(Body::empty, Body::from)).unwrap()).await
    }

    /// A request without a body that came over a connection from somewhere.
    pub(crate) async fn from(&self, peer: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path).extension(ConnectInfo(peer));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    /// The body of an answer that is a text.
    pub(crate) async fn text(&self, path: &str, headers: &[(&str, &str)]) -> String {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        String::from_utf8(axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
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

    pub(crate) async fn execute_of_sessions(&self, sql: &'static str) {
        engine::run(&self.app.database.sessions(), sql).await;
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
