//! Patients, to see that they are there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A line of `GET /patients?clinic_id=&search=&status=&page=&page_size=`. `search` looks at name, phone, e-mail,
/// national id and the chart number in the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLine {
    pub id: Uuid,
    pub first_name: String,
    pub last_name: String,
    pub date_of_birth: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub national_id: Option<String>,
    /// `active` or `archived`.
    pub status: String,
    /// When the patient came with an import: the id in the source.
    pub source_id: Option<String>,
}

/// `GET /patients/{id}?clinic_id=`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    #[serde(flatten)]
    pub line: PatientLine,
    pub gender: Option<String>,
    pub address: Option<serde_json::Value>,
    pub notes: Option<String>,
    pub do_not_contact: bool,
    pub billing_name: Option<String>,
    pub billing_tax_id: Option<String>,
    pub preferred_language: String,
    /// Newest first.
    pub appointments: Vec<Appointment>,
    /// Newest first.
    pub clinical_notes: Vec<Note>,
    /// Highest severity first.
    pub allergies: Vec<Allergy>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub id: Uuid,
    /// UTC.
    pub start_time: String,
    pub end_time: String,
    pub status: String,
    pub professional: String,
    pub cabinet: Option<String>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: Uuid,
    pub note_type: String,
    pub body: String,
    pub author: String,
    pub created_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allergy {
    pub name: String,
    pub severity: String,
    pub notes: Option<String>,
}
