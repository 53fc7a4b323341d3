//! What a document comes to (`docs/mapping/invoices.md#documents`).

use rust_decimal::Decimal;

use super::Fact;
use crate::entity::Document;
use crate::money::amount::Amount;
use crate::money::lines::Figures;
use crate::row::Row;
use crate::warning::kinds;

/// Subtotal, tax and total: as a document says them; what it does not say, from the rest and from its lines.
pub(super) fn said(source: &Document<'_>, fact: &Fact) -> (Decimal, Decimal, Decimal) {
    let lines = (fact.lines > 0).then_some(fact.sums);
    let (subtotal, tax, total) = (source.subtotal.cents(), source.tax.cents(), source.total.cents());
    let derived = subtotal.zip(tax).map(|(subtotal, tax)| subtotal + tax);
    let total = total.or(lines.map(|lines| lines.total)).or(derived).or(subtotal).unwrap_or_default();
    let tax = tax.or(lines.map(|lines| lines.tax)).or(subtotal.map(|subtotal| total - subtotal)).unwrap_or_default();
    let subtotal = subtotal.or(lines.map(|lines| lines.subtotal)).unwrap_or(total - tax);
    (subtotal, tax, total)
}

/// The totals of a document. Says what had to be added up and what does not agree.
pub(super) fn totals(row: &mut Row<'_>, source: &Document<'_>, fact: &Fact) -> Figures {
    let lines = (fact.lines > 0).then_some(fact.sums);
    let (subtotal, tax, total) = said(source, fact);
    if [source.subtotal, source.tax, source.total].iter().any(|amount| amount.cents().is_none()) {
        row.warn(&kinds::INVOICE_DERIVED, [("total", &total.to_string())]);
        row.keep_source();
    }
    // Whether the subtotal is before the discount or after it, the numbers say.
    let discount = lines.map_or(Decimal::ZERO, |lines| lines.discount);
    let discount = if subtotal + tax == total { Decimal::ZERO } else { discount };
    let is_sum = subtotal - discount + tax == total;
    if !is_sum || lines.is_some_and(|lines| lines.total != total) {
        let lines = lines.map_or(subtotal - discount + tax, |lines| lines.total);
        row.warn(&kinds::INVOICE_MISMATCH, [("total", &total.to_string()), ("lines", &lines.to_string())]);
        row.keep_source();
    }
    Figures { subtotal, discount, tax, total }
}

/// What a document is about, before rounding; `None` when it cannot be read.
pub(super) fn in_file(source: &Document<'_>, total: Decimal) -> Option<Decimal> {
    match source.total {
        Amount::Exact(exact) => Some(exact),
        Amount::Missing => Some(total),
        Amount::Unreadable => None,
    }
}
