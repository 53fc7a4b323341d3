//! Canonical entities in, DentalPin records and warnings out.
//!
//! Everything here is pure: no clock, no I/O, no randomness but what a [`Context`] brings. The same file, clinic and
//! instant give the same rows, in the browser's dry run as on the server. The rules are in `docs/mapping/`.
#![deny(missing_docs)]

pub mod accounting;
mod acts;
mod agenda;
mod alerts;
mod catalog;
mod chairs;
mod clinical;
pub mod context;
mod entity;
mod health;
mod ids;
pub mod import;
mod json;
mod keyed;
mod money;
mod order;
mod papers;
mod patients;
mod payers;
mod person;
mod phrases;
mod recalls;
pub mod reconciliation;
pub mod record;
pub mod resolver;
mod review;
mod row;
mod staff;
#[cfg(test)]
mod testing;
mod text;
mod value;
pub mod warning;
mod wire;

pub use accounting::{Accounting, Disposition};
pub use catalog::CatalogSearch;
pub use context::{Context, Destination};
pub use import::{Import, Learner, Output};
pub use money::{LegalAddition, LegalData, RaisedSeries};
pub use phrases::Language;
pub use reconciliation::Reconciliation;
pub use record::Record;
pub use resolver::{Mappings, Target};
pub use staff::StaffReview;
pub use value::shown;
pub use warning::Warning;
pub use wire::WarningGroups;
