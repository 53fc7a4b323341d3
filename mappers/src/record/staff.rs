//! Accounts and what they may do in the clinic.

use jiff::Timestamp;
use uuid::Uuid;

use super::record;

record! {
    /// An account.
    User in "users" {
        id: Uuid,
        email: Box<str>,
        password_hash: Box<str>,
        first_name: Box<str>,
        last_name: Box<str>,
        professional_id: Option<Box<str>>,
        is_active: bool,
        token_version: i32,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}

record! {
    /// An account's role in the clinic.
    ClinicMembership in "clinic_memberships" {
        id: Uuid,
        user_id: Uuid,
        clinic_id: Uuid,
        role: &'static str,
        is_professional: bool,
        created_at: Timestamp,
        updated_at: Timestamp,
    }
}
