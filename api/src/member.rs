//! Who works in a clinic, and who is invited to.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::Role;

/// `GET /clinics/{id}/members` lists these, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    pub user_id: Uuid,
    pub name: String,
    pub email: String,
    /// Nothing for a role that this version does not know.
    pub role: Option<Role>,
    /// Imported staff cannot, until they are invited.
    pub can_sign_in: bool,
}

/// `PATCH /clinics/{id}/members/{user}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeRole {
    pub role: Role,
}

/// `POST /clinics/{id}/invitations`. One that the address has already is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invite {
    pub email: String,
    pub role: Role,
}

/// `GET /clinics/{id}/invitations` lists these, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationLine {
    pub id: Uuid,
    pub email: String,
    pub role: Role,
    pub created_at: String,
    pub expires_at: String,
}

/// A new invitation. Its token is told this once; it belongs behind the `#` of `/join#…`, which browsers send to nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewInvitation {
    pub invitation: InvitationLine,
    pub token: String,
}

/// `POST /auth/invitation`: what a link is an invitation to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationToken {
    pub token: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitedTo {
    pub clinic: String,
    pub email: String,
    pub role: Role,
    /// Then its password joins; otherwise a name and a new password make one.
    pub has_account: bool,
}

/// `POST /auth/join`. The answer signs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Join {
    pub token: String,
    pub password: String,
    #[serde(default)]
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
}
