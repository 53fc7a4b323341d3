//! What the source says, entity by entity: payloads as types. Fields not named here find no place in the clinic's
//! tables; a row that has any is archived beside what it becomes.

mod agenda;
mod care;
mod catalog;
mod patient;
mod staff;

pub(crate) use agenda::Appointment;
pub(crate) use care::{Paper, PatientAlert, PharmacologicalHistory, Recall};
pub(crate) use catalog::{Chair, Treatment, TreatmentVariant};
pub(crate) use patient::{Client, Contact, Patient, PatientClientLink};
pub(crate) use staff::{Professional, User};

use std::borrow::Cow;

/// Text of the source, borrowed from its payload wherever it has no escapes.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;
