//! What a document is, and what became of it (`docs/mapping/invoices.md#documents`).

use rust_decimal::Decimal;

use crate::entity::Document;
use crate::row::Row;
use crate::warning::kinds;

/// Whether a document takes money back.
pub(super) fn is_credit_note(row: &mut Row<'_>, source: &Document<'_>, total: Decimal) -> bool {
    let sort = Sort::of(source.kind.as_deref());
    if sort.is_none() {
        row.warn(&kinds::INVOICE_KIND, [("found", source.kind.as_deref().unwrap_or_default())]);
        row.keep_source();
    }
    let is_credit = sort == Some(Sort::CreditNote);
    if is_credit && total > Decimal::ZERO {
        row.warn(&kinds::CREDIT_NOTE_POSITIVE, [("total", &total.to_string())]);
    }
    is_credit || total < Decimal::ZERO
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Invoice,
    CreditNote,
    /// Not issued: an offer that looks like an invoice.
    Draft,
}

impl Sort {
    /// `None` when the word is not known. Nothing said means an invoice.
    pub(super) fn of(kind: Option<&str>) -> Option<Self> {
        Some(match kind.unwrap_or("f").to_ascii_lowercase().as_str() {
            "f" | "invoice" | "factura" | "facture" | "fatura" | "simplified" | "simplificada" | "ticket" => {
                Self::Invoice
            }
            "r" | "credit_note" | "rectificativa" | "corrective" | "abono" | "avoir" => Self::CreditNote,
            "proforma" | "pro_forma" | "draft" | "borrador" => Self::Draft,
            _ => return None,
        })
    }
}

pub(super) fn status(row: &mut Row<'_>, source: &Document<'_>, is_credit: bool) -> &'static str {
    if !is_credit && Sort::of(source.kind.as_deref()) == Some(Sort::Draft) {
        return "draft";
    }
    match source.status.as_deref().unwrap_or("issued").to_ascii_lowercase().as_str() {
        "issued" | "sent" => "issued",
        "paid" => "paid",
        "partial" => "partial",
        "cancelled" => "cancelled",
        "voided" => "voided",
        "draft" => "draft",
        found => {
            row.warn(&kinds::INVOICE_STATUS, [("found", found)]);
            row.keep_source();
            "issued"
        }
    }
}
