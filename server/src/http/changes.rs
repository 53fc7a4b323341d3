//! What a newer export says differently: `GET /jobs/{id}/changes` and `POST /jobs/{id}/changes/apply`.

use api::audit::AuditAction;
use api::changes::{AppliedChanges, ApplyChanges, Change, ChangeState};
use api::{Item, Page};
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::jobs::{self, Paging};
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::audit::Entry;
use crate::import::changes;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/changes", get(list)).route("/jobs/{id}/changes/apply", post(apply))
}

#[derive(Deserialize)]
struct ChangeQuery {
    state: Option<ChangeState>,
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(ChangeQuery { state }): Query<ChangeQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Change>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let (page, page_size, offset) = paging.check(50, 200)?;
    let (data, total) = changes::list(&app.database, stored.job.id, state, page_size, offset).await?;
    Ok(Json(Page { data, total, page, page_size }))
}

async fn apply(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(asked): Json<ApplyChanges>,
) -> Result<Json<Item<AppliedChanges>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ExecuteJobs).await?;
    let data = changes::apply(&app, &stored, &asked).await?;
    Entry::in_clinic(AuditAction::ChangesApplied, stored.job.clinic_id, signed_in.user_id)
        .about_job(id)
        .with(json!({ "applied": data.applied }))
        .record_later(&app);
    Ok(Json(Item { data }))
}
