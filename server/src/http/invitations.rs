//! Invitations: made and withdrawn below `/clinics/{id}/invitations`, looked at and used below `/auth`.

use api::account::{Credentials, Me};
use api::audit::AuditAction;
use api::member::{InvitationLine, InvitationToken, Invite, InvitedTo, Join, NewInvitation};
use api::{Item, ProblemCode};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::json;
use uuid::Uuid;

use super::accounts::{Cookie, open_browser_session, sign_in};
use super::clinics::administered_here;
use super::problem::ApiError;
use super::session::{AgentName, ClientAddress, SignedIn};
use crate::Shared;
use crate::accounts::{InvalidAccount, Password, Person, invitations, role_name};
use crate::audit::Entry;

/// Below `/clinics`.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/{id}/invitations", get(list).post(invite))
        .route("/{id}/invitations/{invitation}", delete(withdraw))
}

/// Below `/auth`, for those who have a link.
pub(super) fn of_guests() -> Router<Shared> {
    Router::new().route("/invitation", post(look)).route("/join", post(join))
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Json<Item<Vec<InvitationLine>>>, ApiError> {
    administered_here(&app, &signed_in, clinic).await?;
    Ok(Json(Item { data: invitations::list(&app.database, clinic).await? }))
}

async fn invite(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
    Json(Invite { email, role }): Json<Invite>,
) -> Result<(StatusCode, Json<Item<NewInvitation>>), ApiError> {
    administered_here(&app, &signed_in, clinic).await?;
    let mut transaction = app.database.begin_write().await?;
    let (invitation, token) = invitations::invite(&mut transaction, clinic, signed_in.user_id, &email, role).await?;
    Entry::in_clinic(AuditAction::MemberInvited, clinic, signed_in.user_id)
        .with(json!({ "role": role_name(role), "invitation": invitation.id }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(Item { data: NewInvitation { invitation, token: token.reveal() } })))
}

async fn withdraw(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, invitation)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    administered_here(&app, &signed_in, clinic).await?;
    let mut transaction = app.database.begin_write().await?;
    if !invitations::withdraw(&mut transaction, clinic, invitation).await? {
        return Err(ProblemCode::NotFound.into());
    }
    Entry::in_clinic(AuditAction::InvitationWithdrawn, clinic, signed_in.user_id)
        .with(json!({ "invitation": invitation }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn look(
    State(app): State<Shared>,
    Json(InvitationToken { token }): Json<InvitationToken>,
) -> Result<Json<Item<InvitedTo>>, ApiError> {
    let mut transaction = app.database.begin_read().await?;
    Ok(Json(Item { data: invitations::describe(&mut transaction, &token).await? }))
}

/// Who follows a link.
enum Joins {
    Known(Uuid),
    New(Person, String),
}

/// Who has an account joins with its password, which is asked for like at signing in; others choose one.
async fn join(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    AgentName(agent): AgentName,
    Json(asked): Json<Join>,
) -> Result<(Cookie, Json<Item<Me>>), ApiError> {
    let mut transaction = app.database.begin_read().await?;
    let invitation = invitations::find(&mut transaction, &asked.token).await?;
    let account = invitations::find_account(&mut transaction, &invitation.email).await?;
    drop(transaction);
    // Hashing takes long: not while others wait to write.
    let joins = if account.is_some_and(|account| account.is_usable) {
        let credentials = Credentials { email: invitation.email, password: asked.password };
        Joins::Known(sign_in(&app, address, credentials).await?)
    } else {
        let person = Person::new(&asked.first_name, &asked.last_name)?;
        let password = Password::choose(asked.password).map_err(InvalidAccount::because)?;
        Joins::New(person, password.hash().await?)
    };

    let mut transaction = app.database.begin_write().await?;
    let invitation = invitations::find(&mut transaction, &asked.token).await?;
    let user = match joins {
        Joins::Known(user) => user,
        Joins::New(person, hash) => invitations::take_account(&mut transaction, &invitation, &person, &hash).await?,
    };
    invitations::join(&mut transaction, &invitation, user).await?;
    Entry::in_clinic(AuditAction::MemberJoined, invitation.clinic_id, user)
        .with(json!({ "role": role_name(invitation.role) }))
        .record(&mut transaction)
        .await?;
    transaction.commit().await?;
    open_browser_session(&app, user, agent.as_deref()).await
}
