//! Errors, as every route answers them: problem documents.

use std::time::Duration;

use api::problem::{MEDIA_TYPE, Problem, ProblemCode};
use axum::body::{self, Body};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::observe::RequestId;
use crate::store::{self, module_tables};

/// When to come back to a database that others write to.
const WHEN_BUSY: Duration = Duration::from_secs(5);

/// What a handler fails with. Anything that is not the client's doing becomes [`ProblemCode::Internal`]: its cause is logged with
/// the request's id, and not told.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    detail: Option<String>,
    retry_after: Option<Duration>,
    cause: Option<anyhow::Error>,
}

impl ApiError {
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self { code, detail: None, retry_after: None, cause: None }
    }

    /// What happened in this case, in English.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// When to try again.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.code
    }
}

impl From<ProblemCode> for ApiError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(cause: anyhow::Error) -> Self {
        let is_of_database =
            |is: fn(&store::Error) -> bool| cause.chain().filter_map(|error| error.downcast_ref()).any(is);
        if is_of_database(module_tables::are_missed_by) {
            tracing::warn!(
                error = format!("{cause:#}"),
                "a table of Data migration is not there: it was uninstalled while a request was answered, or the schema is damaged"
            );
            return Self::new(ProblemCode::ModuleInactive);
        }
        if is_of_database(|error| error.is_busy() || error.is_conflict()) {
            return Self::new(ProblemCode::Busy).retry_after(WHEN_BUSY);
        }
        if is_of_database(store::Error::is_unstorable_text) {
            return Self::new(ProblemCode::Invalid).detail("a text has a character of code zero");
        }
        Self { cause: Some(cause), ..Self::new(ProblemCode::Internal) }
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            tracing::error!(error = format!("{cause:#}"), "a request failed");
        }
        let mut response = status(self.code).into_response();
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.code == ProblemCode::Unauthenticated {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Problem::new(self.code, self.detail));
        response
    }
}

fn status(code: ProblemCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Writes the document of every failure: of [`ApiError`]s, and of those that extractors and routing answer in plain text.
pub(super) async fn render(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let mut problem = match parts.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => plain(parts.status, body).await,
    };
    problem.request_id = id;
    parts.status = status(problem.code);
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    Response::from_parts(parts, serde_json::to_vec(&problem).map_or_else(|_| Body::empty(), Body::from))
}

/// The problem that a status stands for; its text says what was wrong with the request.
async fn plain(status: StatusCode, body: Body) -> Problem {
    let code = match status {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ProblemCode::Timeout,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        status if status.is_server_error() => return Problem::new(ProblemCode::Internal, None),
        _ => ProblemCode::Invalid,
    };
    let text = body::to_bytes(body, 4096).await.ok();
    let detail = text.and_then(|text| String::from_utf8(text.to_vec()).ok()).filter(|text| !text.is_empty());
    Problem::new(code, detail)
}
