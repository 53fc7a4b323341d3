//! The clinic one works in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `GET /auth/clinics` lists these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clinic {
    pub id: Uuid,
    pub name: String,
    pub timezone: String,
    pub currency: String,
    /// ISO 3166-1 alpha-2, when known.
    pub country: Option<String>,
}

/// `GET /clinics/{id}/summary`: what the clinic holds now, for the confirm dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClinicSummary {
    pub patients: u64,
    pub appointments: u64,
    pub staff: u64,
    pub catalog_items: u64,
    pub cabinets: u64,
    /// Imports that completed here before.
    pub imports: u64,
    pub backup: BackupBy,
}

/// Who takes backups of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BackupBy {
    /// The server, when asked: `POST /clinics/{id}/backup`.
    Server,
    /// Whoever administers the database.
    #[default]
    Administrator,
}

/// A backup that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Backup {
    /// Its name in the folder `backups` of the server's data.
    pub file: String,
    pub bytes: u64,
}
