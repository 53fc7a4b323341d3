//! What was done in a clinic, by whom and when.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

macro_rules! actions {
    ($($name:ident = $code:literal;)*) => {
        /// What is written down.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditAction { $($name,)* }

        impl AuditAction {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

actions! {
    SignedIn = "session.opened";
    SignInFailed = "session.refused";
    SessionRevoked = "session.revoked";
    PasswordChanged = "password.changed";
    ClinicCreated = "clinic.created";
    MemberInvited = "member.invited";
    InvitationWithdrawn = "member.invitation_withdrawn";
    MemberJoined = "member.joined";
    RoleChanged = "member.role_changed";
    MemberRemoved = "member.removed";
    PreviewOpened = "preview.opened";
    JobCreated = "job.created";
    JobExecuted = "job.executed";
    JobCompleted = "job.completed";
    JobFailed = "job.failed";
    JobAbandoned = "job.abandoned";
    UndoPreviewed = "undo.previewed";
    JobUndone = "job.undone";
    ChangesApplied = "changes.applied";
    BackupTaken = "backup.taken";
    AgentAdmitted = "agent.admitted";
    AgentDismissed = "agent.dismissed";
    ModuleActivated = "module.activated";
    ModuleUninstalled = "module.uninstalled";
    ModuleExported = "module.exported";
}

/// `GET /clinics/{id}/audit` lists these, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditLine {
    pub at: String,
    /// Nobody when the server did it by itself.
    pub user_id: Option<Uuid>,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The code of an [`AuditAction`], or of one of a later version.
    pub action: String,
    pub job_id: Option<Uuid>,
    /// Counts, roles, ids.
    pub details: Option<Value>,
}
