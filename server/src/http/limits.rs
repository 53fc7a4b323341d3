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
use tokio::time::{Instant as Moment, Sleep};

use super::operations::{self, Body as Sent, Operation};
use super::pace::{Asker, Pace};
use super::problem::ApiError;
use super::session::{self, ClientAddress};
use crate::{App, Shared};

/// How long nothing may come of a body.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long may be waited for all of it, beside what its bytes take at the least pace.
const GRACE: Duration = Duration::from_mins(1);
/// The least pace, in bytes a second.
const LEAST: u64 = 4 << 10;
/// How long may be waited for all of what is no file.
const WHOLE: Duration = Duration::from_mins(5);

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

/// Ends a request whose body stops coming, or comes too slowly.
pub(super) async fn patient(request: Request, next: Next) -> Response {
    let is_sent_a_file =
        |route: &MatchedPath| operations::of_route(route.as_str()).any(|it| matches!(it.body, Some(Sent::File)));
    let is_file = request.extensions().get::<MatchedPath>().is_some_and(is_sent_a_file);
    let gone = Arc::new(Notify::new());
    let told = Arc::clone(&gone);
    let most = if is_file { Duration::MAX } else { WHOLE };
    let request = request
        .map(|body| Body::new(Awaited { body, waiting: None, waited: Duration::ZERO, received: 0, most, gone: told }));
    tokio::select! {
        response = next.run(request) => response,
        () = gone.notified() => ApiError::new(ProblemCode::Timeout).into_response(),
    }
}

/// A body that says when it was waited for too long. What the server takes to work on it does not count.
struct Awaited {
    body: Body,
    /// Since when somebody waits for more of it, and until it is too long.
    waiting: Option<(Moment, Pin<Box<Sleep>>)>,
    waited: Duration,
    received: u64,
    most: Duration,
    gone: Arc<Notify>,
}

impl Awaited {
    /// How long may be waited now.
    fn left(&self) -> Duration {
        let slowest = GRACE + Duration::from_secs(self.received / LEAST);
        slowest.min(self.most).saturating_sub(self.waited).min(PATIENCE)
    }
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
        if let Poll::Ready(frame) = &polled {
            if let Some((since, _)) = this.waiting.take() {
                this.waited += since.elapsed();
            }
            if let Some(Ok(frame)) = frame {
                this.received += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
            return polled;
        }
        let left = this.left();
        let (_, too_long) = this.waiting.get_or_insert_with(|| (Moment::now(), Box::pin(tokio::time::sleep(left))));
        if too_long.as_mut().poll(context).is_ready() {
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
    use axum::extract::DefaultBodyLimit;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tokio::sync::mpsc;
    use tokio_stream::wrappers::ReceiverStream;
    use tower::ServiceExt as _;

    use super::*;

    type Sender = mpsc::Sender<Result<Bytes, Infallible>>;

    fn send(path: &'static str) -> (Sender, impl Future<Output = Response>) {
        let router = Router::new().route(path, post(async |body: Bytes| body.len().to_string()));
        let (sender, receiver) = mpsc::channel(1);
        let address = path.replace("{id}", "1");
        let request = Request::post(address).body(Body::from_stream(ReceiverStream::new(receiver))).unwrap();
        let answer = router.layer(DefaultBodyLimit::disable()).layer(from_fn(patient)).oneshot(request);
        (sender, async { answer.await.unwrap() })
    }

    /// Pieces of this size, now and then, for as long as they are taken.
    fn drip(sender: Sender, size: usize, pieces: usize) {
        tokio::spawn(async move {
            for _ in 0..pieces {
                tokio::time::sleep(PATIENCE / 2).await;
                if sender.send(Ok(vec![0; size].into())).await.is_err() {
                    break;
                }
            }
        });
    }

    const FILE: &str = "/api/v1/migration_import/jobs/{id}/binaries";
    const OPTIONS: &str = "/api/v1/migration_import/jobs/{id}/execute";
    /// Bytes that come in half the patience at a little more than the least pace.
    const ENOUGH: usize = 62 << 10;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_coming_is_given_up() {
        let (sender, answer) = send(FILE);
        sender.send(Ok("first".into())).await.unwrap();
        let start = Moment::now();
        assert_eq!(answer.await.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(start.elapsed().as_secs(), PATIENCE.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_comes_byte_by_byte_is_given_up_as_well() {
        let (sender, answer) = send(FILE);
        drip(sender, 1, 1_000_000);
        let start = Moment::now();
        assert_eq!(answer.await.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(start.elapsed().as_secs(), GRACE.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_file_over_a_slow_line_arrives() {
        let (sender, answer) = send(FILE);
        drip(sender, ENOUGH, 1_000);
        assert_eq!(answer.await.status(), StatusCode::OK);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_file_has_to_arrive_in_time() {
        let (sender, answer) = send(OPTIONS);
        drip(sender, ENOUGH, 1_000);
        let start = Moment::now();
        assert_eq!(answer.await.status(), StatusCode::REQUEST_TIMEOUT);
        assert_eq!(start.elapsed().as_secs(), WHOLE.as_secs());
    }
}
