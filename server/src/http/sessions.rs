//! The sessions that are open, and one's password: `/auth/sessions`, `/auth/password`, `/clinics/{id}/sessions`.

use api::account::{ChangePassword, SessionLine};
use api::audit::AuditAction;
use api::{Item, ProblemCode};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::accounts::sign_in;
use super::clinics::administered;
use super::problem::ApiError;
use super::session::{ClientAddress, SignedIn};
use crate::Shared;
use crate::accounts::{InvalidAccount, Password, open_sessions};
use crate::audit::Entry;
use crate::values;

/// Below `/auth`.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/sessions", get(mine).delete(end_others))
        .route("/sessions/{session}", delete(end))
        .route("/password", put(change_password))
}

/// Below `/clinics`.
pub(super) fn of_clinics() -> Router<Shared> {
    Router::new().route("/{id}/sessions", get(of_clinic)).route("/{id}/sessions/{session}", delete(end_in_clinic))
}

async fn mine(State(app): State<Shared>, signed_in: SignedIn) -> Result<Json<Item<Vec<SessionLine>>>, ApiError> {
    let data = open_sessions::of_user(&app.database, signed_in.user_id, signed_in.session.family).await?;
    Ok(Json(Item { data }))
}

async fn end(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(session): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    let mut transaction = app.database.sessions().begin_write().await?;
    if !open_sessions::revoke(&mut transaction, signed_in.user_id, session).await? {
        return Err(ProblemCode::NotFound.into());
    }
    Entry::of_account(AuditAction::SessionRevoked, signed_in.user_id).record(&mut transaction).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others(State(app): State<Shared>, signed_in: SignedIn) -> Result<StatusCode, ApiError> {
    let mut transaction = app.database.sessions().begin_write().await?;
    open_sessions::revoke_others(&mut transaction, signed_in.user_id, signed_in.session.family).await?;
    Entry::of_account(AuditAction::SessionRevoked, signed_in.user_id)
        .with(json!({ "all_others": true }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The current password is asked for like at signing in, and as often.
async fn change_password(
    State(app): State<Shared>,
    signed_in: SignedIn,
    ClientAddress(address): ClientAddress,
    Json(asked): Json<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    if app.database.is_dentalpin() {
        return Err(ProblemCode::DentalPinOwns.into());
    }
    let new = Password::choose(asked.new).map_err(InvalidAccount::because)?;
    let current = api::account::Credentials { email: signed_in.email.clone(), password: asked.current };
    sign_in(&app, address, current).await?;
    let hash = new.hash().await?;
    let mut transaction = app.database.begin_write().await?;
    // All sessions are over with it, whatever happens next.
    transaction
        .execute(
            "UPDATE users SET password_hash = ?1, token_version = token_version + 1, updated_at = ?2 WHERE id = ?3",
            &values![hash, Timestamp::now(), signed_in.user_id],
        )
        .await?;
    Entry::of_account(AuditAction::PasswordChanged, signed_in.user_id).record(&mut transaction).await?;
    transaction.commit().await?;
    let mut transaction = app.database.sessions().begin_write().await?;
    open_sessions::keep_only(&mut transaction, signed_in.user_id, signed_in.session.family).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_clinic(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Json<Item<Vec<SessionLine>>>, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    let data = open_sessions::of_clinic(&app.database, clinic, signed_in.session.family).await?;
    Ok(Json(Item { data }))
}

async fn end_in_clinic(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, session)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    let mut transaction = app.database.sessions().begin_write().await?;
    let whose = open_sessions::revoke_in(&mut transaction, clinic, session).await?.ok_or(ProblemCode::NotFound)?;
    Entry::in_clinic(AuditAction::SessionRevoked, clinic, signed_in.user_id)
        .with(json!({ "of": whose }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
