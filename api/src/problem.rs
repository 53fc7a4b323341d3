//! Problem documents (RFC 9457): every error a server answers.

use serde::{Deserialize, Serialize};

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong. `code` is stable and what screens translate; `title` and `detail` are English.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// `urn:puente:problem:` + code.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    pub code: ProblemCode,
    /// The request it answers, as in the `x-request-id` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

macro_rules! problem_codes {
    ($($name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// Stable codes of problems.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ProblemCode { $(#[serde(rename = $code)] $name,)* }

        impl ProblemCode {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it is answered with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

problem_codes! {
    Unauthenticated = "auth.required", 401, "Sign in first";
    BadCredentials = "auth.bad_credentials", 401, "Invalid e-mail or password";
    AccountInactive = "auth.inactive", 403, "This account is inactive";
    Forbidden = "auth.forbidden", 403, "Your role does not allow this";
    CrossSite = "auth.cross_site", 403, "The request came from another site";
    NotAMember = "clinic.not_a_member", 403, "You are not a member of this clinic";
    SetupDone = "setup.done", 409, "The first account already exists";
    SetupLinkInvalid = "setup.link_invalid", 403, "The set-up link is not valid";
    NotFound = "not_found", 404, "There is nothing here";
    MethodNotAllowed = "method_not_allowed", 405, "This address does not take that method";
    Invalid = "request.invalid", 422, "The request is not valid";
    BodyTooLarge = "request.too_large", 413, "The request is too large";
    UnsupportedMediaType = "request.unsupported_media_type", 415, "This kind of body is not accepted here";
    FileNotAccepted = "job.file_not_accepted", 415, "Files and passphrases stay in the browser: send a manifest";
    Timeout = "request.timeout", 408, "The request took too long";
    TooManyRequests = "request.too_many", 429, "Too many requests, try again in a minute";
    JobState = "job.wrong_state", 409, "The import is not in a state that allows this";
    BatchConflict = "batch.conflict", 409, "Another batch was already received under this number";
    BatchDigest = "batch.digest", 422, "The batch does not match its digest";
    BatchInvalid = "batch.invalid", 422, "The batch is malformed";
    JobIncomplete = "job.incomplete", 409, "Not all batches have been received";
    HashMismatch = "job.hash_mismatch", 422, "What was received does not match the file's integrity hash";
    ClinicBusy = "job.clinic_busy", 409, "Another import is running in this clinic";
    DatabaseUnfit = "destination.unfit", 409, "DentalPin's database is not as this version of Puente knows it";
    UndoInUse = "undo.in_use", 409, "Rows of this import have been worked on since";
    UndoLater = "undo.later_import", 409, "A later import has to be undone first";
    UndoUnknown = "undo.unknown", 409, "It was imported before imports could be undone";
    ModuleInactive = "module.inactive", 404, "Data migration is not active in this clinic";
    ModuleUnavailable = "module.unavailable", 409, "This module cannot be switched here";
    DentalPinOwns = "destination.dentalpin", 409, "Accounts, clinics and modules of this database are DentalPin's";
    LastAdmin = "member.last_admin", 409, "A clinic needs an admin who can sign in";
    AlreadyMember = "member.exists", 409, "This person is a member of the clinic already";
    InvitationInvalid = "invitation.invalid", 403, "The invitation is not valid";
    AccountElsewhere = "invitation.account_elsewhere", 409, "An account of this address waits in another clinic";
    BackupElsewhere = "backup.elsewhere", 409, "Backups of this database are its administrator's";
    BinaryDigest = "binary.digest", 400, "The file does not have the SHA-256 it was sent with";
    BinaryUnlisted = "binary.not_listed", 404, "The import does not list this file yet";
    BinaryUnwanted = "binary.not_wanted", 422, "This file has no place to go to";
    BinaryEmpty = "binary.empty", 422, "The file is empty";
    RangeInvalid = "request.range", 416, "The document has no such range";
    NotReady = "not_ready", 503, "The server cannot serve now";
    Busy = "busy", 503, "Others write to the database, try again in a moment";
    Internal = "internal", 500, "Something went wrong on the server";
}

impl Problem {
    #[must_use]
    pub fn new(code: ProblemCode, detail: Option<String>) -> Self {
        Self {
            kind: format!("urn:puente:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail,
            code,
            request_id: None,
        }
    }
}
