//! One import, from the first row to the last.
//!
//! Rows come twice: first those of [`Import::PREPARED`] types, whose knowledge others need in advance
//! ([`Import::prepare`]); then all rows in processing order ([`Import::map`]); then what had to wait for the last of
//! them ([`Import::finish`]). What comes out is final: records ready to be inserted, warnings, and what became of the row.

mod clinic;
mod learner;

use std::collections::HashSet;
use std::sync::Arc;

use api::decisions;
use api::decisions::{Decisions, ReviewedProfessional};
use dpmf::EntityType;
use dpmf::row::EntityRow;
use uuid::Uuid;

use crate::accounting::{Accounting, Disposition};
#[cfg(test)]
use crate::acts::Acts;
use crate::context::{Context, Destination};
use crate::money::{LegalAddition, RaisedSeries};
use crate::phrases::Language;
use crate::reconciliation::Reconciliation;
use crate::record::Record;
use crate::resolver::Mappings;
use crate::review::Review;
use crate::row::Row;
use crate::staff::StaffReview;
use crate::warning::Warning;
use crate::warning::kinds;

use clinic::Clinic;
pub use learner::Learner;

/// Where a mapper puts what it makes. Reused from row to row by whoever loads.
#[derive(Debug, Default)]
pub struct Output {
    /// Rows to insert, parents before children.
    pub records: Vec<Record>,
    /// What the admin should know.
    pub warnings: Vec<Warning>,
    /// Legal data for invoices that earlier imports brought without.
    pub legal: Vec<LegalAddition>,
}

impl Output {
    /// Lets go of everything.
    pub fn clear(&mut self) {
        self.records.clear();
        self.warnings.clear();
        self.legal.clear();
    }
}

/// An import under way.
pub struct Import {
    context: Context,
    mappings: Mappings,
    /// By earlier imports.
    archived: HashSet<Uuid>,
    clinic: Clinic,
    accounting: Accounting,
    /// In a dry run.
    review: Option<Review>,
}

impl Import {
    /// Types whose rows are shown to [`Import::prepare`] before any is mapped.
    pub const PREPARED: &[&str] = &[
        "professional",
        "user",
        "catalog_item",
        "patient",
        "client",
        "patient_client_link",
        "appointment",
        "budget",
        "budget_line",
        "applied_treatment",
        "applied_treatment_phase",
        "pharmacological_history",
        "recall",
        "debt",
        "payment",
        "debt_payment_application",
        "fiscal_document",
        "fiscal_document_line",
    ];

    /// Types that become rows of the clinic's own tables. All others, and those nobody knows, are archived whole.
    pub const MAPPED: &[&str] = &[
        "professional",
        "user",
        "catalog_item",
        "treatment_catalog_item",
        "treatment_catalog_variant",
        "patient",
        "patient_client_link",
        "appointment",
        "debt",
        "payment",
        "debt_payment_application",
        "fiscal_document",
        "fiscal_document_line",
        "budget",
        "budget_line",
        "applied_treatment",
        "applied_treatment_phase",
        "patient_alert",
        "recall",
        "consent",
        "pharmacological_history",
        "prescription",
        "prescription_item",
        "communication",
        "patient_document",
    ];

    /// Starts an import into a clinic.
    #[must_use]
    pub fn new(mut context: Context, mut destination: Destination) -> Self {
        let later = std::mem::replace(&mut context.decisions, std::mem::take(&mut destination.decisions));
        context.decisions.overlay(later);
        destination.mappings.sort();
        context.language = Language::of(destination.language.as_deref(), destination.country.as_deref());
        let clinic = Clinic::new(&context, &mut destination);
        Self {
            context,
            mappings: destination.mappings,
            archived: destination.archived,
            clinic,
            accounting: Accounting::default(),
            review: None,
        }
    }

    /// Starts an import that is only tried out: it gathers what the admin may decide on ([`Import::review`]).
    #[must_use]
    pub fn dry_run(context: Context, destination: Destination) -> Self {
        let review = Some(Review::new(&destination.decisions));
        Self { review, ..Self::new(context, destination) }
    }

    /// Learns from a row of a [`Import::PREPARED`] type.
    pub fn prepare(&mut self, entity_type: &EntityType, row: &EntityRow<'_>) {
        for mut learner in self.learners() {
            if learner.learns_from(entity_type.as_str()) {
                learner.learn(entity_type, row);
            }
        }
    }

    /// The same for several threads, each of which shows one of them the rows it learns from.
    pub fn learners(&mut self) -> [Learner<'_>; 2] {
        Learner::all(&self.context, &self.mappings, &mut self.clinic)
    }

    /// Maps a row; adds what it becomes to `output`.
    pub fn map(&mut self, entity_type: &EntityType, row: &EntityRow<'_>, output: &mut Output) -> Disposition {
        self.clinic.money.sort();
        let mut row =
            Row::new(&self.context, &mut self.mappings, entity_type.as_str(), *row, output, self.review.as_mut());
        let disposition = if row.is_mapped() {
            self.clinic.recall(entity_type.as_str(), &mut row);
            if row.is_deleted() {
                row.warn(&kinds::DELETED_SINCE, []);
            }
            Disposition::Linked
        } else {
            let disposition = self.clinic.map(entity_type.as_str(), &mut row);
            archive(&self.archived, &mut row, disposition)
        };
        self.accounting.note(entity_type, disposition);
        disposition
    }

    /// Adds to `output` what had to wait for the last row. Rows it belongs to are accounted for already.
    pub fn finish(&mut self, output: &mut Output) {
        self.clinic.finish(&self.context, output);
        // Each of these rows was left out with a reason; that none is left is worth one more.
        output.warnings.extend(self.accounting.lost().map(|(entity_type, rows)| {
            let args = [("entity_type", entity_type.to_string()), ("count", rows.to_string())];
            Warning::of_type(&kinds::NOTHING_LANDED, entity_type.as_str(), args)
        }));
        output.warnings.extend(self.accounting.archived_whole().map(|(entity_type, count)| {
            let args = [("type", entity_type.to_string()), ("count", count.to_string())];
            Warning::of_type(&kinds::ARCHIVED_WHOLE, entity_type.as_str(), args)
        }));
    }

    /// What source rows became: in this import, if others refer to them, or in earlier ones.
    #[must_use]
    pub fn mappings(&self) -> &Mappings {
        &self.mappings
    }

    /// The money of the file against the money brought into the clinic, so far.
    #[must_use]
    pub fn reconciliation(&self) -> &Reconciliation {
        &self.clinic.reconciliation
    }

    /// Series of invoices that the clinic has and whose counters have to be raised, so far. They, and invoices that
    /// [lack legal data](Output::legal), are the only rows of the clinic that an import changes.
    #[must_use]
    pub fn raised_series(&self) -> &[RaisedSeries] {
        self.clinic.money.raised_series()
    }

    /// What treatments became, for tests of those who refer to them.
    #[cfg(test)]
    pub(crate) fn acts_mut(&mut self) -> &mut Acts {
        &mut self.clinic.acts
    }

    #[cfg(test)]
    pub(crate) fn acts(&self) -> &Acts {
        &self.clinic.acts
    }

    /// The staff this import gives accounts to, to be judged by other rules.
    #[must_use]
    pub fn staff_review(&self) -> StaffReview {
        let decided = self.review.as_ref().map(|review| Arc::clone(&review.decided)).unwrap_or_default();
        self.clinic.staff.review(&self.context, decided)
    }

    /// The staff this import gives accounts to, by the rules and decisions of this import.
    #[must_use]
    pub fn reviewed_professionals(&self) -> Vec<ReviewedProfessional> {
        self.staff_review().judged(self.context.professional_filters, &self.context.decisions)
    }

    /// What is decided of single rows: for earlier imports, and for this one.
    #[must_use]
    pub fn decisions(&self) -> &Decisions {
        &self.context.decisions
    }

    /// What the admin may decide on, with what hangs on it, once everything is mapped; nothing unless it is a dry run.
    #[must_use]
    pub fn review(&self) -> decisions::Review {
        let Some(review) = &self.review else { return decisions::Review::default() };
        let (patients, more_patients) = self.reviewed_patients();
        let mut shown = decisions::Review {
            professionals: self.reviewed_professionals(),
            unknown_of_staff: self.staff_review().unknown(),
            patients,
            more_patients,
            categories: self.clinic.catalog.categories(),
            ..decisions::Review::default()
        };
        review.treatments.show(&mut shown);
        shown
    }

    /// The patients so far who are or may be someone the clinic has, likely ones first, and how many more there are.
    pub(crate) fn reviewed_patients(&self) -> (Vec<decisions::ReviewedPatient>, u64) {
        self.clinic.patients.reviewed()
    }

    /// What became of every row so far.
    #[must_use]
    pub fn accounting(&self) -> &Accounting {
        &self.accounting
    }
}

/// Archives what did not become a row of the clinic, or not as a whole. Once for each clinic.
fn archive(archived: &HashSet<Uuid>, row: &mut Row<'_>, disposition: Disposition) -> Disposition {
    let is_left = matches!(disposition, Disposition::Archived | Disposition::Skipped);
    if !is_left && !row.is_partly_used() {
        return disposition;
    }
    if !archived.contains(&row.archive_id()) {
        row.archive(disposition != Disposition::Archived);
        disposition
    } else if disposition == Disposition::Archived {
        Disposition::Linked
    } else {
        disposition
    }
}

#[cfg(test)]
mod tests;
