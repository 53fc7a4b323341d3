//! Invoices and credit notes (`docs/mapping/invoices.md`).

mod additions;
mod chain;
mod corrections;
mod kind;
mod legal;
mod numbers;
mod payer;
mod settled;
mod totals;

use std::collections::{HashMap, HashSet};

use dpmf::row::EntityRow;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::lines::{self, Figures};
use super::{Desk, Money, actor, first_patient, patients_of, since};
use crate::accounting::Disposition;
use crate::context::{Context, Destination, ExistingVatType};
use crate::entity::{Document, DocumentLine};
use crate::ids::{self, RowIds};
use crate::import::Output;
use crate::order;
use crate::payers::Payers;
use crate::reconciliation::{Kind, reason};
use crate::record::Invoice;
use crate::row::Row;
use crate::text::Lines;
use crate::value::Fields;
use crate::warning::kinds;

use additions::Additions;
pub use additions::LegalAddition;
use chain::Chain;
use corrections::Waiting;
use kind::{is_credit_note, status};
pub(super) use legal::Legal;
pub use legal::LegalData;
use numbers::Numbers;
pub use numbers::RaisedSeries;
use payer::Unpaid;
use settled::Settled;
use totals::{in_file, said, totals};

const INVOICES: &str = "invoices";
/// How far corrections of corrections are followed.
const CHAIN: usize = 100;

/// The invoices of the file and of the clinic, as far as mapping one needs to know of others.
#[derive(Debug, Default)]
pub(super) struct Invoices {
    facts: HashMap<Uuid, Fact>,
    numbers: Numbers,
    settled: Settled,
    chain: Chain,
    /// Credit notes mapped before what they correct, by its key.
    waiting: HashMap<Uuid, Vec<Waiting>>,
    /// The keys of all that wait.
    held: HashSet<Uuid>,
    vat_types: Vec<ExistingVatType>,
    country: Option<Box<str>>,
    has_verifactu: bool,
    additions: Additions,
    unpaid: Unpaid,
}

/// What is known of a document before it is mapped.
#[derive(Clone, Copy, Debug, Default)]
struct Fact {
    /// Whether it is a document, and not only named by a line.
    is_document: bool,
    patient: Uuid,
    client: Uuid,
    corrects: Uuid,
    lines: u32,
    sums: Figures,
    /// The patient of its first line that names one.
    line_patient: Uuid,
    has_line_of_another: bool,
}

impl Invoices {
    pub(super) fn new(destination: &mut Destination) -> Self {
        Self {
            numbers: Numbers::new(destination),
            vat_types: destination.vat_types.clone(),
            country: destination.country.take().map(Into::into),
            has_verifactu: destination.has_verifactu,
            additions: Additions::new(destination),
            ..Self::default()
        }
    }

    pub(super) fn prepare_document(
        &mut self,
        key: Uuid,
        row: &EntityRow<'_>,
        document: &Document<'_>,
        legal: &Legal<'_>,
    ) {
        self.chain.prepare(key, document.series.as_deref().unwrap_or_default(), document.issued_on, legal);
        let Fact { lines, sums, line_patient, has_line_of_another, .. } = self.facts.remove(&key).unwrap_or_default();
        let fact = Fact {
            is_document: true,
            patient: document.patient,
            client: document.client,
            corrects: document.corrects,
            lines,
            sums,
            line_patient,
            has_line_of_another,
        };
        self.facts.insert(key, fact);
        self.numbers.prepare(key, row.source_id, document);
    }

    /// Learns who a patient is, whose invoices may have to name them.
    pub(super) fn meet(&mut self, payers: &Payers, row: &Row<'_>) {
        self.unpaid.meet(&self.facts, payers, row);
    }

    pub(super) fn prepare_line(&mut self, line: &DocumentLine<'_>) {
        if line.document.is_nil() {
            return;
        }
        let fact = self.facts.entry(line.document).or_default();
        fact.lines += 1;
        fact.sums.add(lines::figures(line).0);
        if fact.line_patient.is_nil() {
            fact.line_patient = line.patient;
        }
        fact.has_line_of_another |= !line.patient.is_nil() && line.patient != fact.line_patient;
        self.settled.prepare(line);
    }

    /// What the file says a document is about.
    pub(super) fn in_file(&self, key: Uuid, source: &Document<'_>) -> Option<Decimal> {
        let (.., total) = said(source, &self.facts.get(&key).copied().unwrap_or_default());
        in_file(source, total)
    }

    /// The VAT type of a rate.
    pub(super) fn vat_type(&self, rate: f64) -> Option<Uuid> {
        let of_rate = self.vat_types.iter().filter(|it| (it.rate - rate).abs() < 0.005);
        of_rate.max_by_key(|it| it.is_default).map(|it| it.id)
    }

    /// Why treatments are exempt from VAT in the clinic's country.
    pub(super) fn exemption(&self) -> Option<&'static str> {
        match self.country.as_deref()? {
            "ES" => Some("Art. 20.Uno.5.º de la Ley 37/1992 del IVA"),
            "PT" => Some("Art. 9.º, n.º 1 do CIVA"),
            "FR" => Some("Art. 261, 4-1° du CGI"),
            _ => None,
        }
    }

    pub(super) fn raised_series(&self) -> &[RaisedSeries] {
        self.numbers.raised()
    }

    /// Whether what a document corrects comes back to it.
    fn is_circular(&self, key: Uuid, mut corrects: Uuid) -> bool {
        for _ in 0..CHAIN {
            match self.facts.get(&corrects) {
                _ if corrects == key => return true,
                Some(fact) if !fact.corrects.is_nil() => corrects = fact.corrects,
                _ => return false,
            }
        }
        true
    }

    /// Credit notes whose original never came, and how many invoices were given their legal data.
    pub(super) fn finish(&mut self, output: &mut Output) {
        output.warnings.extend(self.additions.told());
        let mut left: Vec<_> = self.waiting.drain().flat_map(|(_, waiting)| waiting).collect();
        order::by_key(&mut left, |waiting| waiting.key);
        output.records.extend(left.into_iter().flat_map(Waiting::unlinked));
    }
}

/// The ids of an invoice and of what hangs on it, whoever asks for them and whenever.
fn invoice_ids(row: &Row<'_>, key: Uuid) -> RowIds {
    RowIds::new(row.context.clinic_id, row.source.source_system, "fiscal_document", &key.to_string())
}

fn invoice_id(row: &Row<'_>, key: Uuid) -> Uuid {
    invoice_ids(row, key).part("invoice")
}

/// Whose an invoice is.
enum Whose {
    Patient(Uuid),
    /// One of several it may be for.
    OneOf(Uuid),
    Nobody,
}

/// The patient it names; else its lines'; else the payer's own or the only one they pay for; else one of several.
fn whose(desk: &Desk<'_>, row: &Row<'_>, fact: &Fact) -> Whose {
    let resolve = |key| row.resolve_key("patient", key);
    if let Some(patient) = resolve(fact.patient) {
        return Whose::Patient(patient);
    }
    let of_lines = resolve(fact.line_patient);
    if let Some(patient) = of_lines.filter(|_| !fact.has_line_of_another) {
        return Whose::Patient(patient);
    }
    let family = patients_of(desk.payers, row, fact.client);
    let own = desk.payers.own_patient(fact.client).and_then(resolve);
    match (family.as_slice(), own, of_lines) {
        ([(_, only)], _, _) => Whose::Patient(*only),
        (_, Some(patient), _) | (_, None, Some(patient)) => Whose::OneOf(patient),
        ([], None, None) => first_patient(desk.payers, row, fact.client).map_or(Whose::Nobody, Whose::Patient),
        ([(_, first), ..], None, None) => Whose::OneOf(*first),
    }
}

impl Money {
    /// Maps a `fiscal_document`.
    pub(crate) fn document(&mut self, desk: &mut Desk<'_>, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = Document::read(fields);
        let key = ids::key(row.source.canonical_uuid);
        let fact = self.invoices.facts.get(&key).copied().unwrap_or_default();
        let fact = Fact { patient: source.patient, client: source.client, corrects: source.corrects, ..fact };
        let legal = Legal::read(fields);
        let totals = totals(row, &source, &fact);
        let in_file = in_file(&source, totals.total);
        let whose = whose(desk, row, &fact);
        let is_unmapped = !fact.patient.is_nil() && row.resolve_key("patient", fact.patient).is_none();
        if is_unmapped && !matches!(whose, Whose::Nobody) {
            row.warn(&kinds::INVOICE_UNMAPPED_PATIENT, []);
            row.keep_source();
        }
        let patient_id = match whose {
            Whose::Patient(patient) => patient,
            Whose::OneOf(patient) => {
                row.warn(&kinds::INVOICE_FAMILY, []);
                row.keep_source();
                patient
            }
            Whose::Nobody => {
                let kind = &kinds::INVOICE_NO_PATIENT;
                row.warn(kind, []);
                desk.reconciliation.note(row, Kind::Invoices, None, in_file, Decimal::ZERO, kind.code);
                return Disposition::Skipped;
            }
        };
        let why = if in_file.is_some() { reason::ROUNDED } else { kinds::INVOICE_DERIVED.code };
        desk.reconciliation.note(row, Kind::Invoices, Some(patient_id), in_file, totals.total, why);
        let invoice = self.invoice(desk, row, &source, (key, patient_id), totals, &legal);
        row.map_to(INVOICES, invoice.id);
        self.insert_invoice(desk, row, key, &source, invoice);
        Disposition::Created
    }

    fn invoice(
        &mut self,
        desk: &Desk<'_>,
        row: &mut Row<'_>,
        source: &Document<'_>,
        (key, patient_id): (Uuid, Uuid),
        totals: Figures,
        legal: &Legal<'_>,
    ) -> Invoice {
        let Context { clinic_id, now, .. } = *row.context;
        let mut notes = Lines::default();
        let is_credit = is_credit_note(row, source, totals.total);
        let status = status(row, source, is_credit);
        let number = self.invoices.numbers.number(row, source, key, &mut notes);
        let (series_id, sequential_number) = self.invoices.numbers.series(row, source, number.is_some());
        let is_issued = status != "draft";
        let billing = self.invoices.unpaid.billing(desk.payers, row, source.client, patient_id, is_issued);
        let series = source.series.as_deref().unwrap_or_default();
        if let Some((kind, previous)) = self.invoices.chain.fault(key, series, legal) {
            row.warn(kind, [("previous", previous)]);
        }
        let kept = legal.keep(row, self.invoices.has_verifactu, self.invoices.country.as_deref());
        if source.issued_on.is_none() && is_issued {
            row.warn(&kinds::INVOICE_NO_DATE, []);
        }
        Invoice {
            id: invoice_id(row, key),
            clinic_id,
            patient_id,
            invoice_number: number,
            series_id,
            sequential_number,
            budget_id: None,
            credit_note_for_id: None,
            status,
            issue_date: source.issued_on,
            due_date: source.due,
            payment_term_days: 30,
            billing_name: billing.name,
            billing_tax_id: billing.tax_id,
            billing_address: billing.address,
            billing_email: billing.email,
            subtotal: totals.subtotal,
            total_discount: totals.discount,
            total_tax: totals.tax,
            total: totals.total,
            internal_notes: notes.finish(),
            public_notes: None,
            compliance_data: kept.compliance_data,
            document_hash: kept.document_hash,
            previous_hash: kept.previous_hash,
            pdf_stale: false,
            created_by: actor(row, source.user),
            issued_by: None,
            deleted_at: None,
            created_at: since(source.issued_on, row.context),
            updated_at: now,
        }
    }
}
