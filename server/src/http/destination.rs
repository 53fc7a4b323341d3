//! `GET /migration_import/destination?clinic_id=`: what the clinic holds, for a dry run in the admin's browser.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::jobs::InClinic;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::import;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/destination", get(show))
}

async fn show(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Query(InClinic { clinic_id }): Query<InClinic>,
) -> Result<Response, ApiError> {
    app.membership(&signed_in, clinic_id).await?.require(Permission::WriteJobs)?;
    let snapshot = import::snapshot(&app, clinic_id).await?;
    Ok(([(CONTENT_TYPE, "application/cbor"), (CACHE_CONTROL, "no-store")], snapshot).into_response())
}
