//! `/jobs/{id}/agent`: a token with which a program sends the files of an import, and can do nothing else.

use api::Item;
use api::document::AgentToken;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::{self, Agent, Permission};

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/agent", post(admit).delete(dismiss))
}

async fn admit(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Json<Item<AgentToken>>), ApiError> {
    let job = jobs::find(&app, &signed_in, id, Permission::WriteBinaries).await?.job;
    let agent = Agent { job_id: job.id, created_by: signed_in.user_id };
    let (token, expires_at) = accounts::admit(&app.database, agent).await?;
    let data = AgentToken { token: token.reveal(), expires_at: expires_at.to_string() };
    Ok((StatusCode::CREATED, Json(Item { data })))
}

async fn dismiss(State(app): State<Shared>, signed_in: SignedIn, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    let job = jobs::find(&app, &signed_in, id, Permission::WriteBinaries).await?.job;
    accounts::dismiss(&app.database, job.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
