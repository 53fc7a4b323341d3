//! Legal data for invoices that an earlier import brought without, now that the admin wants them
//! (`docs/mapping/invoices.md#legal`).

use std::collections::HashMap;

use uuid::Uuid;

use super::legal::{Legal, LegalData};
use super::{INVOICES, Invoices};
use crate::context::{Destination, ExistingLegal};
use crate::ids;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::{Warning, kinds};

/// What an invoice of the clinic lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalAddition {
    /// The invoice.
    pub invoice: Uuid,
    /// The source row's id in the source system.
    pub source_id: Box<str>,
    /// The same as if it had been imported with it.
    pub legal: LegalData,
}

#[derive(Debug, Default)]
pub(super) struct Additions {
    without: HashMap<Uuid, ExistingLegal>,
    added: u64,
}

impl Additions {
    pub(super) fn new(destination: &mut Destination) -> Self {
        Self { without: std::mem::take(&mut destination.invoices_without_legal), added: 0 }
    }

    pub(super) fn told(&self) -> Option<Warning> {
        let count = [("count", self.added.to_string())];
        (self.added > 0).then(|| Warning::of_type(&kinds::LEGAL_ADDED, "fiscal_document", count))
    }
}

impl Invoices {
    /// Adds to the invoice of a row what it lacks. What the clinic itself wrote there stays.
    pub(in crate::money) fn add_legal(&mut self, row: &mut Row<'_>) {
        let Self { additions: Additions { without, added }, country, has_verifactu, .. } = self;
        if !*has_verifactu || !row.context.import_legal_data {
            return;
        }
        let target = row.target("fiscal_document", ids::key(row.source.canonical_uuid));
        let Some(invoice) = target.filter(|target| target.table == INVOICES).map(|target| target.id) else { return };
        let Ok(mut fields) = Fields::read(row.source.payload) else { return };
        let legal = Legal::read(&mut fields);
        if legal.is_empty() {
            return;
        }
        match without.remove(&invoice) {
            None => {}
            Some(ExistingLegal::Others) => row.warn(&kinds::LEGAL_OTHERS, [("fields", &legal.fields())]),
            Some(ExistingLegal::Nothing) => {
                *added += 1;
                let legal = legal.as_kept(row, country.as_deref());
                row.add_legal(LegalAddition { invoice, source_id: row.source_id(), legal });
            }
        }
    }
}
