//! Radiographs and documents: what an import expects, what has arrived, what a patient has.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The answer to `POST /migration_import/jobs/{id}/binaries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Binary {
    pub staging_id: Uuid,
    /// The document it is, or will be once its patient is there; none when the clinic has deleted it since.
    pub document_id: Option<Uuid>,
    pub status: BinaryStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BinaryStatus {
    Received,
    AlreadyReceived,
}

/// Where a file of the manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It has not arrived.
    Expected,
    /// It has arrived; its patient comes with the import.
    Stored,
    /// It is among the patient's documents.
    Received,
    /// The extractor could not read it.
    Unreadable,
    /// What it belongs to was not brought in, so it has nowhere to go.
    Homeless,
}

impl FileState {
    pub const ALL: [Self; 5] = [Self::Expected, Self::Stored, Self::Received, Self::Unreadable, Self::Homeless];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Stored => "stored",
            Self::Received => "received",
            Self::Unreadable => "unreadable",
            Self::Homeless => "homeless",
        }
    }
}

/// A file of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileLine {
    /// Its id in the manifest.
    pub id: String,
    /// Its path below the source's image folder.
    pub path: String,
    pub size: Option<u64>,
    /// Lower case.
    pub sha256: Option<String>,
    pub state: FileState,
    /// Whose it is. Not told to agents.
    pub patient_id: Option<Uuid>,
    pub patient_name: Option<String>,
    pub document_id: Option<Uuid>,
}

/// How many files of an import are where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileCounts {
    /// All that the manifest lists, as far as it has arrived.
    pub total: u64,
    /// Whether it has arrived whole.
    pub is_listed: bool,
    pub expected: u64,
    pub stored: u64,
    pub received: u64,
    pub unreadable: u64,
    pub homeless: u64,
    /// Declared bytes of those expected.
    pub expected_bytes: u64,
    /// The largest file that is taken.
    pub largest: u64,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Document,
    Photo,
    Xray,
    Scan,
    Video,
}

impl MediaKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Photo => "photo",
            Self::Xray => "xray",
            Self::Scan => "scan",
            Self::Video => "video",
        }
    }
}

/// Whether a document has pictures to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Preview {
    /// They are being made.
    Waiting,
    Ready,
    /// It is of a kind that is downloaded only.
    None,
}

/// A document of a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document {
    pub id: Uuid,
    pub title: String,
    pub filename: String,
    pub mime_type: String,
    pub size: u64,
    pub kind: MediaKind,
    pub category: Option<String>,
    pub subtype: Option<String>,
    pub captured_at: Option<String>,
    pub created_at: String,
    pub preview: Preview,
}

/// `POST /jobs/{id}/agent`: with this token a program sends the files of that import, and can do nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentToken {
    pub token: String,
    pub expires_at: String,
}
