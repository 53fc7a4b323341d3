//! `POST /jobs/{id}/execute`: what was received is verified, and then imported in the background.

use api::Item;
use api::job::{ExecuteOptions, Job};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::accounts::Permission;
use crate::{Shared, import};

/// Bytes of the options: a decision on a row takes about a hundred, and a clinic has thousands of them at most.
const OPTIONS_LIMIT: usize = 16 << 20;

/// No timeout: verifying takes as long as the file is large.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/execute", post(execute)).layer(DefaultBodyLimit::max(OPTIONS_LIMIT))
}

/// What the admin confirmed is done even when they go away before it is answered.
async fn execute(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(options): Json<ExecuteOptions>,
) -> Result<(StatusCode, Json<Item<Job>>), ApiError> {
    jobs::find(&app, &signed_in, id, Permission::ExecuteJobs).await?;
    jobs::fits(&app)?;
    let execution = tokio::spawn(import::execute(app, id, signed_in.user_id, options));
    let stored = execution.await.map_err(anyhow::Error::from)??;
    Ok((StatusCode::ACCEPTED, Json(Item { data: stored.job })))
}
