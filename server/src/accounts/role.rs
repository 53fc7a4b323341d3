//! What a member of a clinic may do.

use api::ProblemCode;
use api::account::{Membership, Role};
use uuid::Uuid;

use crate::http::problem::ApiError;
use crate::store::Database;
use crate::values;

/// Something not everyone may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    ReadPatients,
    ReadJobs,
    WriteJobs,
    ExecuteJobs,
    WriteBinaries,
    /// Members, modules, sessions, the audit log.
    AdministerClinic,
}

impl Permission {
    const ALL: [Self; 6] = [
        Self::ReadPatients,
        Self::ReadJobs,
        Self::WriteJobs,
        Self::ExecuteJobs,
        Self::WriteBinaries,
        Self::AdministerClinic,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadPatients => "patients.read",
            Self::ReadJobs => "migration_import.job.read",
            Self::WriteJobs => "migration_import.job.write",
            Self::ExecuteJobs => "migration_import.job.execute",
            Self::WriteBinaries => "migration_import.binary.write",
            Self::AdministerClinic => "admin.clinic.write",
        }
    }

    /// Whether a role has it.
    #[must_use]
    pub fn is_granted_to(self, role: Role) -> bool {
        self == Self::ReadPatients || role == Role::Admin
    }

    /// All that a role has.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |permission| permission.is_granted_to(role))
    }
}

/// A signed-in person in one of their clinics.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub user_id: Uuid,
    pub clinic_id: Uuid,
    pub role: Role,
}

impl Member {
    /// Refuses whoever lacks a permission.
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if permission.is_granted_to(self.role) {
            return Ok(());
        }
        Err(ApiError::new(ProblemCode::Forbidden).detail(format!("Permission needed: {}", permission.as_str())))
    }
}

/// The membership of a user in a clinic; refuses who has none.
pub async fn membership(database: &Database, user_id: Uuid, clinic_id: Uuid) -> Result<Member, ApiError> {
    let role: Option<String> = database
        .fetch_optional(
            "SELECT role FROM clinic_memberships WHERE user_id = ?1 AND clinic_id = ?2",
            &values![user_id, clinic_id],
        )
        .await?;
    let role = role.as_deref().and_then(parse).ok_or(ProblemCode::NotAMember)?;
    Ok(Member { user_id, clinic_id, role })
}

/// The clinics of a user, oldest membership first.
pub async fn memberships(database: &Database, user_id: Uuid) -> Result<Vec<Membership>, ApiError> {
    let rows: Vec<(Uuid, String, String)> = database
        .fetch_all(
            "SELECT clinics.id, clinics.name, clinic_memberships.role
             FROM clinic_memberships JOIN clinics ON clinics.id = clinic_memberships.clinic_id
             WHERE user_id = ?1 ORDER BY clinic_memberships.created_at, clinics.id",
            &values![user_id],
        )
        .await?;
    let known = rows.into_iter().filter_map(|(id, name, role)| Some(Membership { id, name, role: parse(&role)? }));
    Ok(known.collect())
}

/// A role as stored; `None` for one this version does not know, which then allows nothing.
pub(super) fn parse(text: &str) -> Option<Role> {
    Some(match text {
        "admin" => Role::Admin,
        "dentist" => Role::Dentist,
        "hygienist" => Role::Hygienist,
        "assistant" => Role::Assistant,
        "receptionist" => Role::Receptionist,
        _ => return None,
    })
}

/// A role as stored.
#[must_use]
pub fn name(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Dentist => "dentist",
        Role::Hygienist => "hygienist",
        Role::Assistant => "assistant",
        Role::Receptionist => "receptionist",
    }
}
