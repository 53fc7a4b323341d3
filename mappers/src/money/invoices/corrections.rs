//! Invoices go in after what they correct, whichever comes first in the file (`docs/mapping/invoices.md#documents`).

use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Desk, Invoices, Money, Whose, invoice_id, invoice_ids, whose};
use crate::entity::Document;
use crate::ids::RowIds;
use crate::record::{Invoice, InvoiceHistory, Json, Record};
use crate::row::Row;
use crate::warning::kinds;

/// An invoice about to be inserted.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) key: Uuid,
    ids: RowIds,
    source_id: Box<str>,
    invoice: Invoice,
}

impl Waiting {
    /// The invoice and its history, without what it would correct.
    pub(super) fn unlinked(self) -> [Record; 2] {
        let history = history(self.ids, &self.invoice);
        [Invoice { credit_note_for_id: None, ..self.invoice }.into(), history.into()]
    }
}

impl Money {
    /// Inserts an invoice with what paid it, after what it corrects and before what corrects it.
    pub(super) fn insert_invoice(
        &mut self,
        desk: &Desk<'_>,
        row: &mut Row<'_>,
        key: Uuid,
        source: &Document<'_>,
        mut invoice: Invoice,
    ) {
        let original = self.original(desk, row, key, source);
        invoice.credit_note_for_id = original.map(|(original, _)| original);
        let ready = Waiting { key, ids: invoice_ids(row, key), source_id: row.source_id(), invoice };
        if original.is_some_and(|(_, is_inserted)| !is_inserted) {
            self.invoices.held.insert(key);
            self.invoices.waiting.entry(source.corrects).or_default().push(ready);
            return;
        }
        let mut ready = vec![ready];
        while let Some(next) = ready.pop() {
            let key = next.key;
            self.invoices.held.remove(&key);
            self.settle_and_insert(desk, row, next);
            ready.extend(self.invoices.waiting.remove(&key).unwrap_or_default());
        }
    }

    /// Links an invoice to what paid it and inserts both.
    fn settle_and_insert(&mut self, desk: &Desk<'_>, row: &mut Row<'_>, ready: Waiting) {
        let Waiting { key, ids, source_id, mut invoice } = ready;
        let payments = self.settle_invoice(desk, row, key, &mut invoice);
        if invoice.status == "paid" && payments.is_empty() && invoice.total > Decimal::ZERO {
            row.warn_of(source_id, &kinds::INVOICE_PAID_BY_NOTHING, []);
        }
        let history = history(ids, &invoice);
        row.insert(invoice);
        row.insert(history);
        for payment in payments {
            row.insert(payment);
        }
    }

    /// What a document corrects, and whether it is inserted already.
    fn original(&self, desk: &Desk<'_>, row: &mut Row<'_>, key: Uuid, source: &Document<'_>) -> Option<(Uuid, bool)> {
        let Invoices { facts, held, .. } = &self.invoices;
        if source.corrects.is_nil() {
            return None;
        }
        if let Some(id) = row.resolve_key("fiscal_document", source.corrects).filter(|_| source.corrects != key) {
            return Some((id, !held.contains(&source.corrects)));
        }
        let fact = facts.get(&source.corrects).filter(|fact| fact.is_document);
        let comes = fact.is_some_and(|fact| !matches!(whose(desk, row, fact), Whose::Nobody));
        if comes && !self.invoices.is_circular(key, source.corrects) {
            return Some((invoice_id(row, source.corrects), false));
        }
        row.warn(&kinds::CREDIT_NOTE_ORPHAN, []);
        row.keep_source();
        None
    }
}

/// How an invoice came to be: as DentalPin writes it when it issues one, on the day on which the source did.
fn history(ids: RowIds, invoice: &Invoice) -> InvoiceHistory {
    let quoted = |day: Option<Date>| day.map_or_else(|| "null".to_owned(), |day| format!("\"{day}\""));
    let Invoice { id, clinic_id, issue_date, due_date, total, .. } = *invoice;
    let (action, before, after) = if invoice.status == "draft" {
        ("created", None, format!(r#"{{"status": "draft", "total": "{total:.2}"}}"#))
    } else {
        let (issued, due) = (quoted(issue_date), quoted(due_date));
        let after = format!(r#"{{"status": "issued", "issue_date": {issued}, "due_date": {due}}}"#);
        ("issued", Some(Json::known(r#"{"status": "draft"}"#)), after)
    };
    InvoiceHistory {
        id: ids.part("history"),
        clinic_id,
        invoice_id: id,
        action,
        changed_by: invoice.created_by,
        changed_at: invoice.created_at,
        previous_state: before,
        new_state: Some(Json::known(after)),
        notes: None,
    }
}
