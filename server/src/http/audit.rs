//! `GET /clinics/{id}/audit`: who did what, for the clinic's admins.

use api::Page;
use api::audit::AuditLine;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use uuid::Uuid;

use super::clinics::administered;
use super::jobs::Paging;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::audit;

/// Below `/clinics`.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/{id}/audit", get(list))
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<AuditLine>>, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    let (page, page_size, offset) = paging.check(50, 200)?;
    let (data, total) = audit::list(&app.database, clinic, page_size, offset).await?;
    Ok(Json(Page { data, total, page, page_size }))
}
