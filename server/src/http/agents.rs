//! `/jobs/{id}/agent`: a token with which a program sends the files of an import, and can do nothing else.

use api::Item;
use api::audit::AuditAction;
use api::document::AgentToken;
use api::job::Job;
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
use crate::audit::Entry;

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
    entry(AuditAction::AgentAdmitted, &job, &signed_in).record_later(&app);
    let data = AgentToken { token: token.reveal(), expires_at: expires_at.to_string() };
    Ok((StatusCode::CREATED, Json(Item { data })))
}

async fn dismiss(State(app): State<Shared>, signed_in: SignedIn, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    let job = jobs::find(&app, &signed_in, id, Permission::WriteBinaries).await?.job;
    accounts::dismiss(&app.database, job.id).await?;
    entry(AuditAction::AgentDismissed, &job, &signed_in).record_later(&app);
    Ok(StatusCode::NO_CONTENT)
}

fn entry(action: AuditAction, job: &Job, signed_in: &SignedIn) -> Entry {
    Entry::in_clinic(action, job.clinic_id, signed_in.user_id).about_job(job.id)
}
