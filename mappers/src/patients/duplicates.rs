//! Patients the clinic may already have (`docs/mapping/patients.md#duplicates`).

use std::collections::HashSet;

use jiff::civil::Date;

use crate::context::ExistingPatient;
use crate::person::Identity;

/// What the clinic's patients can be recognised by.
#[derive(Debug, Default)]
pub(super) struct Duplicates {
    national_ids: HashSet<Box<str>>,
    births: HashSet<(Box<str>, Date)>,
}

impl Duplicates {
    pub(super) fn new(existing: &[ExistingPatient]) -> Self {
        let mut duplicates = Self::default();
        for patient in existing {
            let identity =
                Identity::new(Some(&patient.first_name), Some(&patient.last_name), patient.national_id.as_deref());
            duplicates.national_ids.extend(identity.national_id().map(Box::from));
            duplicates.births.extend(patient.date_of_birth.map(|date| (identity.full_name(), date)));
        }
        duplicates
    }

    /// What a patient has in common with one the clinic has.
    pub(super) fn find(&self, identity: &Identity, date_of_birth: Option<Date>) -> Option<&'static str> {
        if identity.national_id().is_some_and(|id| self.national_ids.contains(id)) {
            return Some("national id");
        }
        let date = date_of_birth?;
        self.births.contains(&(identity.full_name(), date)).then_some("name and date of birth")
    }
}
