//! `GET /migration_import/destination?clinic_id=`: what the clinic holds, for a dry run in the admin's browser.

use api::audit::AuditAction;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::jobs::{self, InClinic};
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::audit::Entry;
use crate::import;

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/destination", get(show))
}

async fn show(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Query(InClinic { clinic_id }): Query<InClinic>,
) -> Result<Response, ApiError> {
    jobs::importer(&app, &signed_in, clinic_id, Permission::WriteJobs).await?;
    let snapshot = import::snapshot(&app, clinic_id).await?;
    Entry::in_clinic(AuditAction::PreviewOpened, clinic_id, signed_in.user_id).record_later(&app);
    Ok(([(CONTENT_TYPE, "application/cbor"), (CACHE_CONTROL, "no-store")], snapshot).into_response())
}
