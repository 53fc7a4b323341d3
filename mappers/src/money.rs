//! Money: what patients owe, paid, got back and were invoiced (`docs/mapping/payments.md`, `docs/mapping/invoices.md`).

mod amount;
mod attribution;
mod debts;
mod invoices;
mod ledger;
mod lines;
mod payments;
mod refunds;

use std::collections::{BTreeMap, HashMap, HashSet};

use dpmf::row::EntityRow;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::acts::{Act, Acts, Surfaces};
use crate::context::{Context, Destination, ExistingPayment};
use crate::entity;
use crate::import::Output;
use crate::payers::Payers;
use crate::phrases::Language;
use crate::reconciliation::{Kind, Reconciliation, reason};
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

pub(crate) use amount::{Amount, Width};
use debts::Covered;
use invoices::{Invoices, Legal};
pub use invoices::{LegalAddition, LegalData, RaisedSeries};
use ledger::Ledger;
use refunds::Refunds;

/// How many people one person pays for. Whoever pays for more is an insurer or a placeholder, and says nothing of whose
/// money it is.
const FAMILY: usize = 50;

/// The types that [`Money::prepare`] learns from.
pub(crate) const PREPARED: [&str; 5] =
    ["debt", "payment", "debt_payment_application", "fiscal_document", "fiscal_document_line"];

/// What mapping money needs to know beside the row.
pub(crate) struct Desk<'a> {
    pub(crate) acts: &'a Acts,
    pub(crate) payers: &'a Payers,
    pub(crate) reconciliation: &'a mut Reconciliation,
}

/// The money of an import.
#[derive(Debug)]
pub(crate) struct Money {
    ledger: Ledger,
    refunds: Refunds,
    invoices: Invoices,
    /// Payments of earlier imports, by id.
    known: HashMap<Uuid, ExistingPayment>,
    /// Treatments that an entry without session stands for.
    charged_whole: HashSet<Uuid>,
    /// Sessions of phases that an entry stands for.
    charged_sessions: HashSet<Uuid>,
    /// Treatments whose price is owed already and of which something is still to be done.
    covered: BTreeMap<Uuid, Covered>,
    currency: Box<str>,
}

/// A treatment that money refers to, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
struct Deed {
    treatment: Uuid,
    patient: Option<Uuid>,
    clinical_type: Option<&'static str>,
    catalog_item: Option<Uuid>,
    budget: Option<Uuid>,
    budget_item: Option<Uuid>,
    professional: Option<Uuid>,
    at: Option<Timestamp>,
    /// Whether it is known to be still to be done.
    is_planned: bool,
    price: Option<Decimal>,
    tooth: Option<u8>,
    surfaces: Surfaces,
}

impl Money {
    pub(crate) fn new(destination: &mut Destination) -> Self {
        Self {
            ledger: Ledger::default(),
            refunds: Refunds::default(),
            invoices: Invoices::new(destination),
            known: std::mem::take(&mut destination.payments).into_iter().map(|it| (it.id, it)).collect(),
            charged_whole: std::mem::take(&mut destination.charged_treatments).into_iter().collect(),
            charged_sessions: HashSet::new(),
            covered: BTreeMap::new(),
            currency: destination.currency.take().map_or_else(|| "EUR".into(), Into::into),
        }
    }

    /// Learns from a row of one of [`PREPARED`], before any is mapped.
    pub(crate) fn prepare(&mut self, entity_type: &str, row: &EntityRow<'_>, fields: &mut Fields<'_>) {
        let key = crate::ids::key(row.canonical_uuid);
        match entity_type {
            "debt" => self.ledger.prepare_debt(key, &entity::Debt::read(fields)),
            "payment" => self.refunds.prepare(key, &entity::Payment::read(fields)),
            "debt_payment_application" => self.ledger.prepare_application(&entity::Application::read(fields)),
            "fiscal_document" => {
                let document = entity::Document::read(fields);
                self.invoices.prepare_document(key, row, &document, &Legal::read(fields));
            }
            "fiscal_document_line" => self.invoices.prepare_line(&entity::DocumentLine::read(fields)),
            _ => {}
        }
    }

    /// Learns from a `patient` that is in the clinic.
    pub(crate) fn meet(&mut self, payers: &Payers, row: &Row<'_>) {
        self.invoices.meet(payers, row);
    }

    /// Brings what was learnt into order. Nothing more is to come.
    pub(crate) fn sort(&mut self) {
        self.ledger.sort();
        self.refunds.sort();
    }

    /// Counts the money of a row that an earlier import brought in.
    pub(crate) fn linked(&self, reconciliation: &mut Reconciliation, row: &Row<'_>) {
        if !matches!(row.entity_type(), "debt" | "payment" | "fiscal_document") {
            return;
        }
        let Ok(mut fields) = Fields::read(row.source.payload) else { return };
        let (kind, patient, in_file) = match row.entity_type() {
            "debt" => {
                let debt = entity::Debt::read(&mut fields);
                (Kind::Debts, debt.patient, debt.owed.in_file())
            }
            "payment" => {
                let payment = entity::Payment::read(&mut fields);
                match payment.amount.in_file() {
                    Some(back) if back < Decimal::ZERO => (Kind::Refunds, payment.patient, Some(-back)),
                    in_file => (Kind::Payments, payment.patient, in_file),
                }
            }
            _ => {
                let document = entity::Document::read(&mut fields);
                let key = crate::ids::key(row.source.canonical_uuid);
                (Kind::Invoices, document.patient, self.invoices.in_file(key, &document))
            }
        };
        let patient = row.resolve_key("patient", patient);
        reconciliation.note(row, kind, patient, in_file, Decimal::ZERO, reason::IMPORTED_BEFORE);
    }

    /// Adds to an invoice of an earlier import the legal data it lacks.
    pub(crate) fn add_legal(&mut self, row: &mut Row<'_>) {
        self.invoices.add_legal(row);
    }

    /// Maps a `debt_payment_application`: it is in the payment's shares and allocations, unless these were made by an
    /// earlier import, which are not changed.
    pub(crate) fn application(&self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let application = entity::Application::read(fields);
        let payment = row.target("payment", application.payment).filter(|target| target.table == payments::PAYMENTS);
        let payment = payment.map(|target| target.id);
        // Which debt a payment settled DentalPin has no table for.
        row.keep_source();
        let Some(payment) = payment else { return Disposition::Archived };
        if self.known.contains_key(&payment) {
            row.warn(&kinds::APPLICATION_LATE, []);
            return Disposition::Archived;
        }
        row.map_to(payments::PAYMENTS, payment);
        Disposition::Merged
    }

    /// Series of the clinic whose counters have to be raised, so far.
    pub(crate) fn raised_series(&self) -> &[RaisedSeries] {
        self.invoices.raised_series()
    }

    /// Adds what waited for the last row.
    pub(crate) fn finish(&mut self, language: Language, acts: &Acts, output: &mut Output) {
        self.close_covered(language, acts, output);
        self.refunds.finish(output);
        self.invoices.finish(output);
    }

    /// The treatment an `applied_treatment` became, by its key.
    fn deed(acts: &Acts, row: &Row<'_>, key: Uuid) -> Option<Deed> {
        let deed = |act: &Act| Deed {
            treatment: act.treatment,
            patient: Some(act.patient),
            clinical_type: Some(act.clinical_type),
            catalog_item: act.catalog_item,
            budget: act.budget,
            budget_item: act.budget_item,
            professional: act.professional,
            at: Some(act.at),
            is_planned: !act.is_performed,
            price: act.price,
            tooth: act.tooth,
            surfaces: act.surfaces,
        };
        // Of a treatment of an earlier import that this file lacks nothing more is known.
        let alone = |treatment| Deed { treatment, ..Deed::default() };
        acts.by_key(key).map(deed).or_else(|| row.resolve_key("applied_treatment_record", key).map(alone))
    }
}

/// When a day began in the clinic.
fn midnight(day: Date, context: &Context) -> Option<Timestamp> {
    Some(day.to_zoned(context.timezone.clone()).ok()?.timestamp())
}

/// When a day of the past began in the clinic; the import, when the day is yet to come or not known.
fn since(day: Option<Date>, context: &Context) -> Timestamp {
    day.and_then(|day| midnight(day, context)).map_or(context.now, |at| at.min(context.now))
}

/// The account of a `user`, or the admin who imports. A name that leads nowhere is kept with the archived row.
fn actor(row: &mut Row<'_>, user: Uuid) -> Uuid {
    let account = row.resolve_key("user", user);
    if account.is_none() && !user.is_nil() {
        row.keep_source();
    }
    account.unwrap_or(row.context.imported_by)
}

/// Says so when a treatment that money names is none here.
fn tell_of_orphan(row: &mut Row<'_>, treatment: Uuid, deed: Option<&Deed>, kind: &'static kinds::Kind) {
    if !treatment.is_nil() && deed.is_none() {
        row.warn(kind, []);
        row.keep_source();
    }
}

/// The first of the patients a client stands for, by the links of this file and of earlier ones.
fn first_patient(payers: &Payers, row: &Row<'_>, client: Uuid) -> Option<Uuid> {
    let mut linked = payers.patients_of(client).iter().take(FAMILY + 1);
    let first = linked.find_map(|patient| row.resolve_key("patient", *patient));
    first.or_else(|| row.resolve_key("patient_for_client", client))
}

/// The patients a client stands for who were imported, by the links of this file: key and id. One more than a
/// [`FAMILY`] says that there are too many.
fn patients_of(payers: &Payers, row: &Row<'_>, client: Uuid) -> Vec<(Uuid, Uuid)> {
    let mut patients: Vec<(Uuid, Uuid)> = Vec::new();
    for key in payers.patients_of(client).iter().take(FAMILY + 1) {
        if let Some(patient) = row.resolve_key("patient", *key)
            && patients.iter().all(|(_, known)| *known != patient)
        {
            patients.push((*key, patient));
        }
    }
    patients
}

#[cfg(test)]
mod tests;
