//! Which payments paid an invoice (`docs/mapping/invoices.md#paid`).
//!
//! An invoice's lines name treatments, debts name treatments, and applications say which payment settled which debt.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Desk, Money, invoice_ids};
use crate::context::Context;
use crate::entity::DocumentLine;
use crate::keyed::KeyedList;
use crate::money::refunds::Part;
use crate::record::{Invoice, InvoicePayment};
use crate::row::Row;

/// What lines say, and what has been counted.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The treatments each document is about.
    billed: KeyedList<(Uuid, Uuid)>,
    /// What of each application has gone to an invoice.
    used: HashMap<u32, Decimal>,
    /// What of each payment has.
    invoiced: HashMap<Uuid, Decimal>,
}

impl Settled {
    pub(super) fn prepare(&mut self, line: &DocumentLine<'_>) {
        if !line.treatment.is_nil() {
            self.billed.push((line.document, line.treatment));
        }
    }

    fn treatments_of(&mut self, document: Uuid) -> Vec<Uuid> {
        self.billed.sort(|(_, treatment)| *treatment);
        let mut treatments: Vec<Uuid> = self.billed.all(document).iter().map(|(_, treatment)| *treatment).collect();
        treatments.dedup();
        treatments
    }
}

impl Money {
    /// Links an invoice to what paid it, never to more than its total or than what was paid, and sets its status by it.
    pub(super) fn settle_invoice(
        &mut self,
        desk: &Desk<'_>,
        row: &Row<'_>,
        key: Uuid,
        invoice: &mut Invoice,
    ) -> Vec<InvoicePayment> {
        if !matches!(invoice.status, "issued" | "paid" | "partial") {
            return Vec::new();
        }
        let mut open = invoice.total;
        let mut paid: Vec<(Uuid, Decimal)> = Vec::new();
        for treatment in self.invoices.settled.treatments_of(key) {
            let debts: Vec<Uuid> = self.ledger.charges_of(treatment).collect();
            for debt in debts {
                self.settle_debt(desk, row, debt, &mut open, &mut paid);
            }
        }
        invoice.status = match invoice.status {
            _ if !paid.is_empty() && open <= Decimal::ZERO => "paid",
            "issued" if !paid.is_empty() => "partial",
            status => status,
        };
        let Context { clinic_id, now, .. } = *row.context;
        let ids = invoice_ids(row, key);
        let link = |(payment_id, amount): (Uuid, Decimal)| InvoicePayment {
            id: ids.part(&format!("payment-{payment_id}")),
            clinic_id,
            invoice_id: invoice.id,
            payment_id,
            amount,
            created_by: invoice.created_by,
            created_at: now,
            updated_at: now,
        };
        paid.into_iter().map(link).collect()
    }

    fn settle_debt(
        &mut self,
        desk: &Desk<'_>,
        row: &Row<'_>,
        debt: Uuid,
        open: &mut Decimal,
        paid: &mut Vec<(Uuid, Decimal)>,
    ) {
        let Some(owed) = self.ledger.debt(debt).map(|debt| (debt.patient, debt.owed)) else { return };
        let settling: Vec<_> = self.ledger.settling(debt).map(|(number, it)| (number, *it)).collect();
        for (number, application) in settling {
            let used = self.invoices.settled.used.get(&number).copied().unwrap_or_default();
            let left = application.amount.unwrap_or(owed.1) - used;
            if left.min(*open) <= Decimal::ZERO {
                continue;
            }
            let patient = row.resolve_key("patient", owed.0);
            let Some((payment, share)) = self.uninvoiced(desk, row, application.payment, patient) else { continue };
            let amount = left.min(*open).min(share);
            if amount <= Decimal::ZERO {
                continue;
            }
            *open -= amount;
            self.invoices.settled.used.insert(number, used + amount);
            *self.invoices.settled.invoiced.entry(payment).or_default() += amount;
            match paid.iter_mut().find(|(known, _)| *known == payment) {
                Some((_, sum)) => *sum += amount,
                None => paid.push((payment, amount)),
            }
        }
    }

    /// A patient's share of a payment, and what of it is not linked to an invoice yet.
    fn uninvoiced(&self, desk: &Desk<'_>, row: &Row<'_>, key: Uuid, patient: Option<Uuid>) -> Option<(Uuid, Decimal)> {
        row.resolve_key("payment", key)?;
        let parts = self.balance(desk, row, self.refunds.payment(key)?);
        let is_patients = |part: &&Part| parts.len() == 1 || part.patient == patient;
        let part = parts.iter().find(is_patients)?;
        let before = self.known.get(&part.payment).map_or(Decimal::ZERO, |known| known.invoiced);
        let now = self.invoices.settled.invoiced.get(&part.payment).copied().unwrap_or_default();
        Some((part.payment, part.amount - before - now))
    }
}
