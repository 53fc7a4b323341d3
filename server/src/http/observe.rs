//! One line of log a request, and the id that ties both together. No address, query or body: they name patients.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::Shared;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
const MAX_LENGTH: usize = 64;

/// The id of a request: the client's, or a new one.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

pub(super) async fn observe(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let id = given(&request).unwrap_or_else(|| Uuid::new_v4().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span =
        tracing::info_span!("request", id, method = %request.method(), route = route.as_deref().unwrap_or("web app"));
    let start = Instant::now();
    let method = known(request.method());
    let is_api = route.as_deref().is_some_and(|route| route.starts_with("/api/"));
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let duration_ms = start.elapsed().as_millis();
    app.metrics.count(route.as_deref().unwrap_or("web app"), method, status, start.elapsed());
    span.in_scope(|| {
        if is_api {
            tracing::info!(status, duration_ms, "answered");
        } else {
            tracing::debug!(status, duration_ms, "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The client's id, if it is one that can stand in a log.
fn given(request: &Request) -> Option<String> {
    let id = request.headers().get(HEADER)?.to_str().ok()?;
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (is_plain && (1..=MAX_LENGTH).contains(&id.len())).then(|| id.to_owned())
}

/// Anyone may invent methods; figures are not kept of each.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
