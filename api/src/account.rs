//! Accounts, sign-in and first start.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a member of a clinic may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Admin,
    Dentist,
    Hygienist,
    Assistant,
    Receptionist,
}

/// `GET /auth/setup/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetupStatus {
    pub initialised: bool,
}

/// `POST /auth/setup`: the first admin and clinic. `token` is the one of the link printed at first start.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    pub token: String,
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    pub clinic: NewClinic,
}

/// A clinic to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewClinic {
    pub name: String,
    /// ISO 3166-1 alpha-2, such as `ES`.
    pub country: String,
    /// IANA name, such as `Europe/Madrid`.
    pub timezone: String,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
}

/// `POST /auth/session` (cookie) and `POST /auth/login` (tokens; there form-encoded is accepted too, with `username`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credentials {
    #[serde(alias = "username")]
    pub email: String,
    pub password: String,
}

/// Answer of `POST /auth/login`, without an envelope.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
    pub token_type: String,
}

/// Answer of `POST /auth/refresh`, without an envelope.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refreshed {
    #[serde(flatten)]
    pub tokens: Tokens,
    pub user: User,
    pub clinics: Vec<Membership>,
}

/// `POST /auth/refresh`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refresh {
    pub refresh_token: String,
}

/// `GET /auth/me`: who is signed in, and where they may work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Me {
    pub user: User,
    pub clinics: Vec<Membership>,
    pub permissions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub professional_id: Option<String>,
    pub is_active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Membership {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
}

/// `GET /auth/sessions` and `GET /clinics/{id}/sessions` list these, the last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionLine {
    pub id: Uuid,
    pub user_id: Uuid,
    pub name: String,
    pub email: String,
    pub kind: SessionKind,
    /// The browser or program, in a few words.
    pub agent: Option<String>,
    pub created_at: String,
    /// To within five minutes.
    pub last_used_at: String,
    pub expires_at: String,
    /// The one that asks.
    pub is_current: bool,
}

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    Browser,
    /// A program that signed in with a password.
    Program,
    /// A token that `puente-server setup` printed.
    Token,
}

/// `PUT /auth/password`. All other sessions of the account end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
}
