//! Patients, to see that they are there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `POST /patients/search`, and the query of `GET /patients`, which ends up in the logs of proxies: who searches for a name sends it.
/// An empty `search` or `status` leaves nobody out. `search` looks at name, phone, e-mail, national id and the chart number in the
/// source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientSearch {
    pub clinic_id: Uuid,
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub status: String,
    /// From 1.
    #[serde(default = "first_page")]
    pub page: u32,
    #[serde(default = "usual_page_size")]
    pub page_size: u32,
}

fn first_page() -> u32 {
    1
}

fn usual_page_size() -> u32 {
    50
}

/// A line of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Patient {
    pub line: PatientLine,
    pub gender: Option<String>,
    /// Street, postal code and town, in that order, as far as they are known.
    pub address: Option<String>,
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
    pub medications: Vec<Medication>,
    /// Critical ones first.
    pub illnesses: Vec<Illness>,
    /// Newest first, as all that follow.
    pub treatments: Vec<Treatment>,
    pub budgets: Vec<Budget>,
    pub payments: Vec<Payment>,
    pub invoices: Vec<Invoice>,
    pub account: Account,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    pub id: Uuid,
    pub note_type: String,
    pub body: String,
    pub author: String,
    pub created_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Allergy {
    pub name: String,
    pub severity: String,
    pub notes: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Medication {
    pub name: String,
    pub dosage: Option<String>,
    pub notes: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Illness {
    pub name: String,
    pub is_critical: bool,
    pub notes: Option<String>,
}

/// Something done, planned, or found. Amounts here and below are decimals as text, in the clinic's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Treatment {
    /// When it was performed, or recorded. UTC.
    pub at: String,
    pub name: Option<String>,
    /// FDI numbers.
    pub teeth: Vec<i64>,
    pub status: String,
    pub price: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Budget {
    pub number: String,
    /// ISO 8601 day.
    pub day: String,
    pub status: String,
    pub lines: u64,
    pub total: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payment {
    /// ISO 8601 day.
    pub day: String,
    pub method: String,
    pub amount: String,
    /// What was given back of it.
    pub refunded: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invoice {
    pub number: Option<String>,
    /// ISO 8601 day.
    pub day: Option<String>,
    pub status: String,
    pub total: String,
}

/// What the patient owes: `balance = charged - paid`. Below zero the clinic owes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    pub charged: String,
    /// Payments less refunds.
    pub paid: String,
    pub balance: String,
}
