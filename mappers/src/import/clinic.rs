//! What each type of row teaches, and who maps it.

use std::mem::take;

use rust_decimal::Decimal;

use super::{Import, Output};
use crate::accounting::Disposition;
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
use crate::recalls;
use crate::reconciliation::{Kind, Reconciliation};
use crate::row::Row;
use crate::staff::Staff;
use crate::value::Fields;
use crate::warning::kinds;

/// What mappers know of the clinic and the file, as the import goes on.
pub(super) struct Clinic {
    pub(super) staff: Staff,
    pub(super) chairs: Chairs,
    pub(super) catalog: Catalog,
    pub(super) payers: Payers,
    pub(super) patients: Patients,
    pub(super) slots: Slots,
    pub(super) clinical: Clinical,
    pub(super) health: Health,
    pub(super) papers: Papers,
    pub(super) acts: Acts,
    pub(super) money: Money,
    pub(super) reconciliation: Reconciliation,
}

impl Clinic {
    pub(super) fn new(context: &Context, destination: &mut Destination) -> Self {
        let patients = Patients::new(destination, &context.decisions);
        Self {
            catalog: Catalog::new(destination, context.language),
            money: Money::new(destination),
            clinical: Clinical::new(destination),
            staff: Staff::new(take(&mut destination.users), take(&mut destination.taken_addresses)),
            chairs: Chairs::new(take(&mut destination.cabinets)),
            payers: Payers::default(),
            patients,
            health: Health::new(take(&mut destination.health), take(&mut destination.medical_contexts)),
            papers: Papers::default(),
            slots: Slots::new(take(&mut destination.booked_slots)),
            acts: Acts::default(),
            reconciliation: Reconciliation::default(),
        }
    }

    /// Takes note of a row that an earlier import brought in, for others that refer to it.
    pub(super) fn recall(&mut self, entity_type: &str, row: &mut Row<'_>) {
        let Self { clinical, catalog, acts, money, payers, reconciliation, .. } = self;
        clinical.recall(catalog, acts, entity_type, row);
        clinical.linked(reconciliation, row);
        money.linked(reconciliation, row);
        match entity_type {
            "patient" => money.meet(payers, row),
            "fiscal_document" => money.add_legal(row),
            _ => {}
        }
    }

    /// Adds what waited for the last row.
    pub(super) fn finish(&mut self, context: &Context, output: &mut Output) {
        self.clinical.finish(context, &mut output.records);
        let Self { money, acts, .. } = self;
        money.finish(context.language, acts, output);
        self.health.finish(context, output);
    }

    pub(super) fn map(&mut self, entity_type: &str, row: &mut Row<'_>) -> Disposition {
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
