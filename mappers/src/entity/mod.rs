//! What the source says, entity by entity: payloads as types. Fields not named here find no place in the clinic's
//! tables; a row that has any is archived beside what it becomes.

mod agenda;
mod budget;
mod care;
mod catalog;
mod money;
mod patient;
mod staff;
mod treatment;

pub(crate) use agenda::Appointment;
pub(crate) use budget::{Budget, BudgetLine};
pub(crate) use care::{Paper, PatientAlert, PharmacologicalHistory, Recall};
pub(crate) use catalog::{Chair, Treatment, TreatmentVariant};
pub(crate) use money::{Application, Debt, Document, DocumentLine, Payment};
pub(crate) use patient::{Client, Contact, Patient, PatientClientLink};
pub(crate) use staff::{Professional, User};
pub(crate) use treatment::{AppliedTreatment, Phase};

use std::borrow::Cow;

/// Text of the source, borrowed from its payload wherever it has no escapes.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;
