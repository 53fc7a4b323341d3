//! Most clients listen only when they have sent everything, and one that is cut off while it sends never learns why it was refused.
//! So the rest of a refused body is read, within limits.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::EXPECT;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::unfold;
use tokio::sync::Mutex;

/// Bytes of a refused body that are read nevertheless.
const BYTES: usize = 64 << 20;
/// For so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body that is still there when the handler has let go of it.
type Rest = Arc<Mutex<BodyDataStream>>;

pub(super) async fn hear_out(request: Request, next: Next) -> Response {
    // Who asks first has sent nothing yet.
    let asks_first = request.headers().contains_key(EXPECT);
    let (head, body) = request.into_parts();
    let rest: Rest = Arc::new(Mutex::new(body.into_data_stream()));
    let body = Body::from_stream(unfold(Arc::clone(&rest), |rest| async {
        let chunk = rest.lock().await.next().await?;
        Some((chunk, rest))
    }));
    let response = next.run(Request::from_parts(head, body)).await;
    let status = response.status();
    // Of one who was too slow nothing more is waited for.
    if !asks_first && !status.is_success() && status != StatusCode::REQUEST_TIMEOUT {
        let _heard_or_not = tokio::time::timeout(PATIENCE, hear(&rest)).await;
    }
    response
}

async fn hear(rest: &Rest) {
    let mut rest = rest.lock().await;
    let mut heard = 0;
    while heard < BYTES
        && let Some(Ok(chunk)) = rest.next().await
    {
        heard += chunk.len();
    }
}
