//! What every request of the API passes: it is in the table, it does not come too often, and its body keeps coming.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use api::ProblemCode;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Frame, SizeHint};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio::time::Sleep;

use super::operations::{self, Operation};
use super::pace::{Asker, Pace};
use super::problem::ApiError;
use super::session::{self, ClientAddress};
use crate::{App, Shared};

/// How long nothing may come of a body.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Refuses what is not in the table, and who asks too often.
pub(super) async fn in_turn(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let Some(route) = request.extensions().get::<MatchedPath>().cloned() else { return next.run(request).await };
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let Some(operation) = operations::of_route(route.as_str()).find(|operation| operation.method == *method) else {
        return no_such_method(route.as_str());
    };
    let (mut parts, body) = request.into_parts();
    let Ok(address) =
        ClientAddress::from_request_parts(&mut parts, &app).await.map_err(|never: Infallible| match never {});
    let request = Request::from_parts(parts, body);
    match within_limits(&app, operation, &request, &address) {
        Ok(()) => next.run(request).await,
        Err(wait) => ApiError::new(ProblemCode::TooManyRequests).retry_after(wait).into_response(),
    }
}

fn within_limits(app: &App, operation: &Operation, request: &Request, address: &ClientAddress) -> Result<(), Duration> {
    let now = Instant::now();
    app.paces.ask(operation.pace, Asker::at(address.0), now)?;
    match session::presented(request.headers()) {
        Some(token) if operation.pace != Pace::SignIn => {
            app.paces.ask(operation.pace, Asker::Token(Sha256::digest(token).into()), now)
        }
        _ => Ok(()),
    }
}

fn no_such_method(route: &str) -> Response {
    let methods: Vec<_> = operations::of_route(route).map(|operation| operation.method.as_str()).collect();
    if methods.is_empty() {
        tracing::error!(route, "the route is not in the table of operations");
        return ApiError::new(ProblemCode::NotFound).into_response();
    }
    let mut response = ApiError::new(ProblemCode::MethodNotAllowed).into_response();
    if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

/// Ends a request whose body stops coming.
pub(super) async fn patient(request: Request, next: Next) -> Response {
    let gone = Arc::new(Notify::new());
    let told = Arc::clone(&gone);
    let request = request.map(|body| Body::new(Awaited { body, silence: None, gone: told }));
    tokio::select! {
        response = next.run(request) => response,
        () = gone.notified() => ApiError::new(ProblemCode::Timeout).into_response(),
    }
}

/// A body that says when nothing came of it for too long.
struct Awaited {
    body: Body,
    /// Since somebody waits for more of it.
    silence: Option<Pin<Box<Sleep>>>,
    gone: Arc<Notify>,
}

impl HttpBody for Awaited {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let polled = Pin::new(&mut this.body).poll_frame(context);
        if polled.is_ready() {
            this.silence = None;
            return polled;
        }
        let silence = this.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
        if silence.as_mut().poll(context).is_ready() {
            this.gone.notify_one();
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tokio::sync::mpsc;
    use tokio_stream::wrappers::ReceiverStream;
    use tower::ServiceExt as _;

    use super::*;

    fn send() -> (mpsc::Sender<Result<Bytes, Infallible>>, impl Future<Output = Response>) {
        let router = Router::new().route("/", post(async |body: Bytes| body.len().to_string()));
        let (sender, receiver) = mpsc::channel(1);
        let request = Request::post("/").body(Body::from_stream(ReceiverStream::new(receiver))).unwrap();
        let answer = router.layer(from_fn(patient)).oneshot(request);
        (sender, async { answer.await.unwrap() })
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_coming_is_given_up() {
        let (sender, answer) = send();
        sender.send(Ok("first".into())).await.unwrap();
        let start = tokio::time::Instant::now();
        assert_eq!(answer.await.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(start.elapsed().as_secs(), PATIENCE.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_only_slow_arrives() {
        let (sender, answer) = send();
        tokio::spawn(async move {
            for _ in 0..5 {
                tokio::time::sleep(PATIENCE * 9 / 10).await;
                sender.send(Ok("piece".into())).await.unwrap();
            }
        });
        assert_eq!(answer.await.status(), StatusCode::OK);
    }
}
