//! The clinic one works in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `GET /auth/clinics` lists these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct ClinicSummary {
    pub patients: u64,
    pub appointments: u64,
    pub staff: u64,
    pub catalog_items: u64,
    pub cabinets: u64,
    /// Imports that completed here before.
    pub imports: u64,
}
