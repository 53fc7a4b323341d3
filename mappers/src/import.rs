//! One import, from the first row to the last.
//!
//! Rows come twice: first those of [`Import::PREPARED`] types, whose knowledge others need in advance
//! ([`Import::prepare`]); then all rows in processing order ([`Import::map`]); then what had to wait for the last of
//! them ([`Import::finish`]). What comes out is final: records ready to be inserted, warnings, and what became of the row.

use std::collections::HashSet;
use std::sync::Arc;

use api::decisions;
use api::decisions::{Decisions, ReviewedProfessional};
use dpmf::EntityType;
use dpmf::row::EntityRow;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::accounting::{Accounting, Disposition};
use crate::acts::Acts;
use crate::agenda::{self, Slots};
use crate::catalog::Catalog;
use crate::chairs::Chairs;
use crate::clinical::{self, Clinical};
use crate::context::{Context, Destination};
use crate::entity::Chair;
use crate::health::Health;
use crate::money::{Desk, Money};
use crate::papers::Papers;
use crate::patients::Patients;
use crate::payers::Payers;
use crate::phrases::Language;
use crate::recalls;
use crate::reconciliation::{Kind, Reconciliation};
use crate::record::Record;
use crate::resolver::Mappings;
use crate::review::Review;
use crate::row::Row;
use crate::staff::{Staff, StaffReview};
use crate::value::Fields;
use crate::warning::Warning;
use crate::warning::kinds;

/// Where a mapper puts what it makes. Reused from row to row by whoever loads.
#[derive(Debug, Default)]
pub struct Output {
    /// Rows to insert, parents before children.
    pub records: Vec<Record>,
    /// What the admin should know.
    pub warnings: Vec<Warning>,
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

/// What mappers know of the clinic and the file, as the import goes on.
struct Clinic {
    staff: Staff,
    chairs: Chairs,
    catalog: Catalog,
    payers: Payers,
    patients: Patients,
    slots: Slots,
    clinical: Clinical,
    health: Health,
    papers: Papers,
    acts: Acts,
    money: Money,
    reconciliation: Reconciliation,
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
        context.language = Language::of(destination.language.as_deref(), destination.country.as_deref());
        let patients = Patients::new(&mut destination, &context.decisions);
        let clinic = Clinic {
            catalog: Catalog::new(&mut destination, context.language),
            money: Money::new(&mut destination),
            clinical: Clinical::new(&mut destination),
            staff: Staff::new(destination.users, destination.taken_addresses),
            chairs: Chairs::new(destination.cabinets),
            payers: Payers::default(),
            patients,
            health: Health::new(destination.health, destination.medical_contexts),
            papers: Papers::default(),
            slots: Slots::new(destination.booked_slots),
            acts: Acts::default(),
            reconciliation: Reconciliation::default(),
        };
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
        // A row that cannot be read teaches nothing; mapping it says so.
        let Ok(mut fields) = Fields::read(row.payload) else { return };
        let Clinic { staff, chairs, payers, slots, clinical, health, money, .. } = &mut self.clinic;
        match entity_type.as_str() {
            name if clinical::TYPES.contains(&name) => clinical.prepare(&self.mappings, name, row, &mut fields),
            "professional" => staff.prepare_professional(row, &mut fields),
            "user" => staff.prepare_user(row, &mut fields),
            "appointment" => staff.prepare_appointment(&mut fields),
            "catalog_item" => chairs.prepare(&mut fields),
            "recall" => recalls::prepare(slots, &mut fields),
            "patient" => payers.prepare_patient(row, &mut fields),
            "client" => payers.prepare_client(row, &mut fields),
            "patient_client_link" => payers.prepare_link(&self.context, &mut fields),
            "pharmacological_history" => health.prepare_history(&self.context, &mut fields),
            other => money.prepare(other, row, &mut fields),
        }
    }

    /// Maps a row; adds what it becomes to `output`.
    pub fn map(&mut self, entity_type: &EntityType, row: &EntityRow<'_>, output: &mut Output) -> Disposition {
        self.clinic.money.sort();
        let mut row =
            Row::new(&self.context, &mut self.mappings, entity_type.as_str(), *row, output, self.review.as_mut());
        let disposition = if row.is_mapped() {
            let Clinic { clinical, catalog, acts, money, payers, reconciliation, .. } = &mut self.clinic;
            clinical.recall(catalog, acts, entity_type.as_str(), &mut row);
            clinical.linked(reconciliation, &row);
            money.linked(reconciliation, &row);
            if entity_type.as_str() == "patient" {
                money.meet(payers, &row);
            }
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
        self.clinic.clinical.finish(&self.context, &mut output.records);
        let Clinic { money, acts, .. } = &mut self.clinic;
        money.finish(acts, output);
        self.clinic.health.finish(&self.context, output);
        output.warnings.extend(self.accounting.lost().map(|(entity_type, rows)| nothing_landed(entity_type, rows)));
        output.warnings.extend(self.accounting.archived_whole().map(|(entity_type, count)| Warning {
            severity: kinds::ARCHIVED_WHOLE.severity,
            code: kinds::ARCHIVED_WHOLE.code,
            entity_type: entity_type.as_str().into(),
            source_id: "".into(),
            args: vec![("type", entity_type.to_string()), ("count", count.to_string())],
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

impl Clinic {
    fn map(&mut self, entity_type: &str, row: &mut Row<'_>) -> Disposition {
        if !Import::MAPPED.contains(&entity_type) {
            return Disposition::Archived;
        }
        let mut fields = match row.read_payload() {
            Ok(fields) => fields,
            Err(error) => {
                row.warn(&kinds::DECODE_ERROR, [("error", &error.to_string())]);
                // Its amount is unknown, not nothing.
                if let Some(kind) = Kind::of(entity_type) {
                    let why = kinds::DECODE_ERROR.code;
                    self.reconciliation.note(row, kind, None, None, Decimal::ZERO, why);
                }
                return Disposition::Skipped;
            }
        };
        let mut columns = columns(row);
        let disposition = self.map_fields(entity_type, row, &mut fields, &mut columns);
        row.report(fields.take_problems());
        if fields.has_unused() {
            row.keep_source();
        }
        disposition
    }

    fn map_fields<'a>(
        &mut self,
        entity_type: &str,
        row: &mut Row<'a>,
        fields: &mut Fields<'a>,
        columns: &mut Fields<'a>,
    ) -> Disposition {
        match entity_type {
            "professional" => self.staff.professional(row, fields),
            "user" => self.staff.user(row, fields),
            "catalog_item" => match Chair::read(fields) {
                Some(chair) => self.chairs.map(row, &chair),
                None => Disposition::Archived,
            },
            "treatment_catalog_item" => self.catalog.treatment(row, fields, columns),
            "treatment_catalog_variant" => self.catalog.variant(row, fields),
            "patient" => {
                let disposition = self.patients.map(&self.payers, &mut self.health, row, fields, columns);
                self.money.meet(&self.payers, row);
                disposition
            }
            "patient_client_link" => self.payers.link(row, fields),
            "appointment" => agenda::appointment(&mut self.slots, &self.chairs, &self.staff, row, fields),
            "debt_payment_application" => self.money.application(row, fields),
            "debt" | "payment" | "fiscal_document" | "fiscal_document_line" => {
                let Self { clinical, money, acts, payers, reconciliation, .. } = self;
                // Money comes after all that was done.
                clinical.close();
                let mut desk = Desk { acts, payers, reconciliation };
                match entity_type {
                    "debt" => money.debt(&mut desk, row, fields),
                    "payment" => money.payment(&mut desk, row, fields),
                    "fiscal_document" => money.document(&mut desk, row, fields),
                    _ => money.line(&desk, row, fields),
                }
            }
            name if clinical::TYPES.contains(&name) => {
                let Self { clinical, catalog, acts, reconciliation, .. } = self;
                clinical.map(catalog, acts, reconciliation, row, fields, columns)
            }
            "patient_alert" => self.health.alert(row, fields),
            "recall" => recalls::recall(&self.patients, &self.slots, row, fields, columns),
            "consent" => Papers::consent(row, fields),
            "pharmacological_history" => self.health.history(row, fields),
            "prescription" => self.papers.prescription(row, fields),
            "prescription_item" => self.papers.prescription_item(row, fields),
            "communication" => Papers::communication(row, fields),
            "patient_document" => Papers::document(row, fields),
            _ => Disposition::Archived,
        }
    }
}

/// Each of its rows was left out with a reason; that none is left is worth one more.
fn nothing_landed(entity_type: &EntityType, rows: u64) -> Warning {
    let kinds::Kind { code, severity, .. } = kinds::NOTHING_LANDED;
    Warning {
        severity,
        code,
        entity_type: entity_type.as_str().into(),
        source_id: "".into(),
        args: vec![("entity_type", entity_type.to_string()), ("count", rows.to_string())],
    }
}

/// The columns of the source row. They never find a place in the clinic's tables as they are, so a row that has any is
/// archived.
fn columns<'a>(row: &mut Row<'a>) -> Fields<'a> {
    let text = row.source.raw_source_data.trim();
    if matches!(text, "" | "{}" | "null") {
        return Fields::default();
    }
    row.keep_source();
    row.read_columns()
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
