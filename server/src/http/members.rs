//! `/clinics/{id}/members`: who works in a clinic, and as what.

use api::account::Role;
use api::audit::AuditAction;
use api::member::{ChangeRole, Member};
use api::{Item, ProblemCode};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, patch};
use axum::{Json, Router};
use serde_json::json;
use uuid::Uuid;

use super::clinics::{administered, administered_here};
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::members::{self, Changed};
use crate::accounts::role_name;
use crate::audit::Entry;

/// Below `/clinics`.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/{id}/members", get(list)).route("/{id}/members/{user}", patch(change_role).delete(remove))
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Json<Item<Vec<Member>>>, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    Ok(Json(Item { data: members::list(&app.database, clinic).await? }))
}

async fn change_role(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, user)): Path<(Uuid, Uuid)>,
    Json(ChangeRole { role }): Json<ChangeRole>,
) -> Result<StatusCode, ApiError> {
    change(&app, &signed_in, clinic, user, Some(role)).await
}

async fn remove(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, user)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    change(&app, &signed_in, clinic, user, None).await
}

async fn change(
    app: &Shared,
    signed_in: &SignedIn,
    clinic: Uuid,
    user: Uuid,
    to: Option<Role>,
) -> Result<StatusCode, ApiError> {
    administered_here(app, signed_in, clinic).await?;
    let mut transaction = app.database.begin_write().await?;
    let before = match members::change(&mut transaction, clinic, user, to).await? {
        Changed::From(before) => before,
        Changed::NoMember => return Err(ProblemCode::NotFound.into()),
        Changed::LastAdmin => return Err(ProblemCode::LastAdmin.into()),
    };
    let action = if to.is_some() { AuditAction::RoleChanged } else { AuditAction::MemberRemoved };
    Entry::in_clinic(action, clinic, signed_in.user_id)
        .with(json!({ "of": user, "from": role_name(before), "to": to.map(role_name) }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
