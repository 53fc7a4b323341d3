//! Batches: `PUT /jobs/{id}/batches/{seq}` stores one, `GET /jobs/{id}/batches` says which have arrived.

use std::time::Duration;

use api::job::ReceivedBatches;
use api::{Item, ProblemCode};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, put};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dpmf::Limits;
use tower_http::timeout::TimeoutLayer;
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::import::staging;

/// How long a batch may take: over a slow line, and behind an import that is being loaded.
const TIMEOUT: Duration = Duration::from_mins(5);

pub(super) fn router() -> Router<Shared> {
    let limit = usize::try_from(Limits::default().batch_bytes).unwrap_or(usize::MAX);
    Router::new()
        .route("/jobs/{id}/batches", get(received))
        .route("/jobs/{id}/batches/{seq}", put(receive))
        .layer(DefaultBodyLimit::max(limit))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
}

async fn received(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<Item<ReceivedBatches>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    Ok(Json(Item { data: staging::received(&app.database, &stored).await? }))
}

/// A batch is in the database, for good, before it is answered.
async fn receive(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((id, seq)): Path<(Uuid, u64)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::WriteJobs).await?;
    let sha256 = content_digest(&headers)
        .ok_or_else(|| ApiError::new(ProblemCode::BatchDigest).detail("Content-Digest: sha-256=:…: is required"))?;
    staging::receive(&app, &stored, seq, sha256, body).await?;
    Ok(StatusCode::OK)
}

/// The SHA-256 of `Content-Digest` (RFC 9530).
fn content_digest(headers: &HeaderMap) -> Option<[u8; 32]> {
    let members = headers.get_all("content-digest").iter().filter_map(|value| value.to_str().ok());
    let encoded = members.flat_map(|value| value.split(',')).find_map(|member| {
        let value = member.trim().strip_prefix("sha-256=:")?;
        value.split_once(':').map(|(encoded, _)| encoded)
    })?;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_digest_is_found_among_others() {
        let digest = |value: &str| {
            let value = HeaderValue::from_str(value).expect("visible characters");
            content_digest(&HeaderMap::from_iter([(axum::http::HeaderName::from_static("content-digest"), value)]))
        };
        let encoded = STANDARD.encode([7; 32]);
        assert_eq!(digest(&format!("sha-256=:{encoded}:")), Some([7; 32]));
        assert_eq!(digest(&format!("sha-512=:AAAA:, sha-256=:{encoded}:")), Some([7; 32]));
        for bad in ["", "sha-256=AAAA", "sha-256=:AAAA:", "sha-256=:????:", &encoded] {
            assert_eq!(digest(bad), None, "{bad}");
        }
    }
}
