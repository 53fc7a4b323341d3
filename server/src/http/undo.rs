//! `GET` and `POST /jobs/{id}/undo`: what taking an import back would do, and doing it.

use api::Item;
use api::audit::AuditAction;
use api::undo::{UndoOrder, UndoPreview, Undone};
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::audit::Entry;
use crate::import::undo;

/// No timeout: it takes as long as the import is large.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/undo", get(preview).post(carry_out))
}

async fn preview(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<Item<UndoPreview>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ExecuteJobs).await?;
    let data = undo::preview(&app, stored.job.id).await?;
    let rows: u64 = data.removed.iter().map(|table| table.rows).sum();
    Entry::in_clinic(AuditAction::UndoPreviewed, stored.job.clinic_id, signed_in.user_id)
        .about_job(id)
        .with(json!({ "removed": rows, "restored": data.restored, "kept": data.kept.total }))
        .record_later(&app);
    Ok(Json(Item { data }))
}

/// What the admin decided is done even when they go away before it is answered.
async fn carry_out(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Json(order): Json<UndoOrder>,
) -> Result<Json<Item<Undone>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ExecuteJobs).await?;
    let undoing = tokio::spawn(async move { undo::undo(&app, stored.job.id, signed_in.user_id, order).await });
    Ok(Json(Item { data: undoing.await.map_err(anyhow::Error::from)?? }))
}
