//! An import in the words of the wire: what the admin chose goes in, what became of everything comes out. The server
//! and the browser's dry run say it with the same code.

use api::job::{
    ExecuteOptions, Money, MoneyDifference, MoneyReason, Outcome, PatientMoney, Severity as Wire, TypeAccounting,
    WarningGroup, WarningLine,
};
use dpmf::EntityType;
use uuid::Uuid;

use crate::accounting::{Accounting, Disposition};
use crate::context::ProfessionalFilters;
use crate::order;
use crate::reconciliation::{Kind, Reconciliation};
use crate::warning::{Severity, Warning};

/// Patients listed for each kind of money.
const PATIENTS: usize = 1_000;

impl From<&ExecuteOptions> for ProfessionalFilters {
    fn from(options: &ExecuteOptions) -> Self {
        Self {
            min_activity_months: options.professional_min_activity_months,
            exclude_agenda_orphans: options.professional_exclude_agenda_orphans,
            exclude_inactive_in_source: options.professional_exclude_inactive_in_source,
            exclude_non_clinical_roles: options.professional_exclude_non_clinical_roles,
        }
    }
}

impl From<Severity> for Wire {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warn => Self::Warn,
            Severity::Error => Self::Error,
        }
    }
}

impl From<Disposition> for Outcome {
    fn from(disposition: Disposition) -> Self {
        match disposition {
            Disposition::Created => Self::Created,
            Disposition::Linked => Self::Linked,
            Disposition::Merged => Self::Merged,
            Disposition::Archived => Self::Archived,
            Disposition::Skipped => Self::Skipped,
        }
    }
}

impl Accounting {
    /// What became of the rows of a type.
    #[must_use]
    pub fn line(&self, entity_type: &EntityType, declared: u64) -> TypeAccounting {
        let counts = self.of(entity_type);
        TypeAccounting {
            entity_type: entity_type.to_string(),
            declared,
            created: counts.created,
            linked: counts.linked,
            merged: counts.merged,
            archived: counts.archived,
            skipped: counts.skipped,
        }
    }
}

impl Reconciliation {
    /// Every kind of money the file has.
    #[must_use]
    pub fn lines(&self) -> Vec<Money> {
        Kind::ALL.into_iter().filter(|kind| self.has(*kind)).map(|kind| self.line(kind)).collect()
    }

    fn line(&self, kind: Kind) -> Money {
        let sums = self.of(kind);
        let reasons = self.explained().filter(|(of, ..)| *of == kind).map(|(_, reason, explained)| MoneyReason {
            reason: reason.to_owned(),
            rows: explained.rows,
            amount: explained.amount.to_string(),
        });
        let differences = self.differences().iter().filter(|difference| difference.kind == kind);
        let patients = self.patients().filter(|(_, of, sums)| *of == kind && !sums.difference().is_zero());
        Money {
            kind: kind.as_str().to_owned(),
            in_file: sums.in_file.to_string(),
            in_clinic: sums.in_clinic.to_string(),
            unreadable: sums.unreadable,
            reasons: reasons.collect(),
            differences: differences
                .map(|difference| MoneyDifference {
                    entity_type: difference.entity_type.to_string(),
                    source_id: difference.source_id.to_string(),
                    patient_id: difference.patient,
                    amount: difference.amount.map(|amount| amount.to_string()),
                    reason: difference.reason.to_owned(),
                })
                .collect(),
            patients: patients
                .take(PATIENTS)
                .map(|(patient_id, _, sums)| PatientMoney {
                    patient_id,
                    in_file: sums.in_file.to_string(),
                    in_clinic: sums.in_clinic.to_string(),
                })
                .collect(),
        }
    }
}

impl Warning {
    /// As a line of a list. A warning that is not stored has no id of its own.
    #[must_use]
    pub fn line(&self, id: Uuid) -> WarningLine {
        WarningLine {
            id,
            entity_type: Some(self.entity_type.to_string()),
            source_id: Some(self.source_id.to_string()).filter(|id| !id.is_empty()),
            severity: self.severity.into(),
            code: self.code.to_owned(),
            message: self.message(),
            args: self.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        }
    }
}

/// Warnings gathered by severity, code and entity type, each kind with its first one.
#[derive(Debug, Default)]
pub struct WarningGroups(Vec<WarningGroup>);

impl WarningGroups {
    /// Adds one.
    pub fn add(&mut self, warning: &Warning) {
        let is_of = |group: &&mut WarningGroup| {
            group.code == warning.code
                && group.severity == warning.severity.into()
                && group.entity_type.as_deref() == Some(&*warning.entity_type)
        };
        if let Some(group) = self.0.iter_mut().find(is_of) {
            group.count += 1;
            return;
        }
        let example = warning.line(Uuid::nil());
        self.0.push(WarningGroup {
            code: example.code.clone(),
            severity: example.severity,
            entity_type: example.entity_type.clone(),
            count: 1,
            example,
        });
    }

    /// The groups, errors first and then by number.
    #[must_use]
    pub fn sorted(mut self) -> Vec<WarningGroup> {
        order::by_key(&mut self.0, |group| (std::cmp::Reverse(group.severity), std::cmp::Reverse(group.count)));
        self.0
    }
}
