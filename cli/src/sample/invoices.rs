//! Invoices for what was paid, some of them taken back by a rectifying one.

use anyhow::Result;

use super::dice::{Dice, days_after};
use super::household::Household;
use super::json::{Cents, Object};
use super::money::{Debt, Ledger};
use super::out::{Out, sha256};

pub(crate) struct Invoice {
    id: u64,
    /// Rectifies the invoice with this id.
    rectifies: Option<u64>,
    /// Indices of the debts it bills.
    pub(crate) lines: Vec<usize>,
}

impl Invoice {
    /// 1, or -1 when it takes back.
    fn sign(&self) -> Cents {
        if self.rectifies.is_some() { -1 } else { 1 }
    }

    fn series(&self) -> char {
        if self.rectifies.is_some() { 'R' } else { 'F' }
    }

    fn debts<'h>(&'h self, household: &'h Household<'_>) -> impl Iterator<Item = &'h Debt> {
        self.lines.iter().map(|&index| &household.ledger.debts[index])
    }
}

pub(crate) fn invoices(dice: &mut Dice, ledger: &Ledger) -> Vec<Invoice> {
    let mut invoices = Vec::new();
    for group in &ledger.settled {
        if !dice.percent(65) {
            continue;
        }
        let id = ledger.debts[group[0]].client * 1_000 + invoices.len() as u64;
        invoices.push(Invoice { id, rectifies: None, lines: group.clone() });
        if dice.percent(2) {
            invoices.push(Invoice { id: id + 1, rectifies: Some(id), lines: group.clone() });
        }
    }
    invoices
}

/// The tax within a gross amount.
fn tax(gross: Cents, vat_percent: Cents) -> Cents {
    gross * vat_percent / (100 + vat_percent)
}

pub(crate) fn fiscal_documents(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for invoice in &household.invoices {
        let Some(first) = invoice.debts(household).next() else { continue };
        let today = household.clinic.today;
        let last_due = invoice.debts(household).map(|debt| debt.due).max().unwrap_or(first.due);
        let day = if invoice.rectifies.is_some() { days_after(last_due, 15).min(today) } else { last_due };
        let total: Cents = invoice.debts(household).map(|debt| debt.owed).sum::<Cents>() * invoice.sign();
        let tax = invoice.debts(household).map(|debt| tax(debt.owed, debt.vat_percent)).sum::<Cents>() * invoice.sign();
        let (series, year) = (invoice.series(), day.year());
        let number = out.next_number(series, year);
        let alone = invoice.debts(household).all(|debt| debt.patient == first.patient);
        // Signed records began with the year, and with its first invoice in each series.
        let is_signed = year == today.year();
        let hash = is_signed.then(|| signature(series, year, number));
        let previous = (is_signed && number > 1).then(|| signature(series, year, number - 1));
        let code = is_signed.then(|| format!("PUENTE{series}{year}-{number}"));
        let qr = is_signed.then(|| format!("https://invoices.example/qr?serie={series}-{year}-{number}&fecha={day}"));
        let source = Object::new()
            .plain("IdDocAdmin", invoice.id)
            .plain("IdCli", first.client)
            .quoted("Serie", series)
            .plain("Numero", number)
            .quoted("Fecha", day)
            .money("Total", total);
        let fields = Object::new()
            .refers("client_uuid", "client", first.client)
            .refers_if("patient_uuid", "patient", alone.then_some(first.patient))
            .refers("user_uuid", "user", 1 + invoice.id % 3)
            .quoted("series", series)
            .quoted("number", number)
            .plain("year", year)
            .quoted("document_kind", series)
            .refers_if("rectified_document_uuid", "fiscal_document", invoice.rectifies)
            .quoted("document_date", day)
            .money("subtotal", total - tax)
            .money("tax_total", tax)
            .money("total", total)
            .text("status", "paid")
            .text_if("legal_hash", hash.as_deref())
            .text_if("previous_hash", previous.as_deref())
            .text_if("atcud", code.as_deref())
            .text_if("qr_code", qr.as_deref());
        out.row(invoice.id, &source, &fields)?;
    }
    Ok(())
}

/// What stands for the fingerprint a billing program leaves on each record.
fn signature(series: char, year: i16, number: u32) -> String {
    sha256(format!("{series}-{year}-{number}").as_bytes()).to_uppercase()
}

pub(crate) fn lines(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for invoice in &household.invoices {
        for (number, debt) in (1_u32..).zip(invoice.debts(household)) {
            let gross = debt.owed * invoice.sign();
            let tax = tax(debt.owed, debt.vat_percent) * invoice.sign();
            let net = gross - tax;
            let list = net * 100 / (100 - debt.discount_percent);
            let concept = match debt.phase {
                Some(phase) => format!("{} (fase {phase})", debt.concept),
                None => debt.concept.to_owned(),
            };
            let source = Object::new()
                .plain("IdDocAdmin", invoice.id)
                .plain("NumLin", number)
                .plain("identTM", debt.treatment)
                .money("Importe", gross);
            let fields = Object::new()
                .refers("document_uuid", "fiscal_document", invoice.id)
                .refers("patient_uuid", "patient", debt.patient)
                .refers("applied_treatment_uuid", "applied_treatment", debt.treatment)
                .plain("line_number", number)
                .text("concept", &concept)
                .plain("units", 1)
                .money("base_amount", list)
                .quoted("discount_percent", debt.discount_percent)
                .money("discount_amount", list - net)
                .quoted("vat_percent", debt.vat_percent)
                .money("vat_amount", tax)
                .money("amount", gross);
            out.row(format_args!("{}-{number}", invoice.id), &source, &fields)?;
        }
    }
    Ok(())
}
