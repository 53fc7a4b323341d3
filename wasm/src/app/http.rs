//! The app's one way to the server: JSON in, JSON or a problem document out.

use std::pin::Pin;

use api::{Problem, ProblemCode};
use gloo::net::http::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::app::i18n::{t, try_translate};
use crate::app::{json, session};

const BASE: &str = "/api/v1";

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// The server refused and said why.
    Problem(Box<Problem>),
    /// No answer arrived.
    Unreachable,
    /// The answer was not one of this server's: a proxy's error page, or another version's document.
    Unexpected { status: u16 },
}

impl Failure {
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Unreachable | Self::Unexpected { .. } => None,
        }
    }

    /// In the user's language. A problem nobody has worded yet speaks the server's English.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Problem(problem) => {
                let message = problem_message(problem.code.as_str()).unwrap_or_else(|| problem.title.clone());
                match &problem.detail {
                    // Only the detail says which field, or which column, it was.
                    Some(detail) if matches!(problem.code, ProblemCode::Invalid | ProblemCode::DatabaseUnfit) => {
                        format!("{message} ({detail})")
                    }
                    _ => message,
                }
            }
            Self::Unreachable => t!("failure-unreachable"),
            Self::Unexpected { status } => t!("failure-unexpected", status = status.to_string()),
        }
    }
}

/// The message for a problem's code.
pub(crate) fn problem_message(code: &str) -> Option<String> {
    try_translate(&format!("problem-{}", code.replace('.', "-")), None)
}

/// `GET`; `path` follows `/api/v1`.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    send(Request::get(&url(path)).build()).await?.read()
}

/// `POST` whose answer, if any, does not matter.
pub(crate) async fn post(path: &str, body: &impl Serialize) -> Result<(), Failure> {
    posted(path, body).await.map(drop)
}

/// `POST` for its answer.
pub(crate) async fn ask<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    posted(path, body).await?.read()
}

async fn posted(path: &str, body: &impl Serialize) -> Result<Answer, Failure> {
    let body = json::text(body).ok_or(Failure::Unexpected { status: 0 })?;
    send(Request::post(&url(path)).header("content-type", "application/json").body(body)).await
}

/// `DELETE`.
pub(crate) async fn delete(path: &str) -> Result<(), Failure> {
    send(Request::delete(&url(path)).build()).await.map(drop)
}

/// A value for a query string.
pub(crate) fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

fn url(path: &str) -> String {
    format!("{BASE}{path}")
}

/// What a request brought: a JavaScript value, and the status it came with.
struct Answer {
    status: u16,
    value: Option<JsValue>,
}

impl Answer {
    fn read<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let value = self.value.and_then(|value| serde_wasm_bindgen::from_value(value).ok());
        value.ok_or(Failure::Unexpected { status: self.status })
    }
}

/// Sends a request. Boxed, so that it is compiled once, whatever is read from its answer.
fn send(request: Result<Request, gloo::net::Error>) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>>>> {
    Box::pin(async move {
        let request = request.map_err(|_| Failure::Unreachable)?;
        let response = request.send().await.map_err(|_| Failure::Unreachable)?;
        let text = response.text().await.map_err(|_| Failure::Unreachable)?;
        let answer = Answer { status: response.status(), value: js_sys::JSON::parse(&text).ok() };
        if response.ok() {
            return Ok(answer);
        }
        let problem: Problem = answer.read()?;
        if problem.code == ProblemCode::Unauthenticated {
            session::end();
        }
        Err(Failure::Problem(Box::new(problem)))
    })
}
