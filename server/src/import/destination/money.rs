//! Charges, payments and invoices.

use std::collections::HashMap;

use mappers::context::{ExistingInvoiceSeries, ExistingLegal, ExistingPayment, ExistingVatType};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::all;
use crate::store::{Error, Result, Session};
use crate::values;

pub(super) fn vat_types(session: &Session, clinic: Uuid) -> Result<Vec<ExistingVatType>> {
    all(
        session,
        "SELECT id, rate, is_default FROM vat_types WHERE clinic_id = ?1 AND is_active ORDER BY id",
        clinic,
        |row| Ok(ExistingVatType { id: row.get(0)?, rate: row.get(1)?, is_default: row.get(2)? }),
    )
}

/// Treatments that the ledger charges as a whole.
pub(super) fn charged_treatments(session: &Session, clinic: Uuid) -> Result<Vec<Uuid>> {
    let sql = "SELECT treatment_id FROM patient_earned_entries WHERE clinic_id = ?1 AND source_session_id IS NULL";
    all(session, sql, clinic, |row| row.get(0))
}

/// All payments, with what was given back and invoiced of each.
pub(super) fn payments(session: &Session, clinic: Uuid) -> Result<Vec<ExistingPayment>> {
    let refunded = sums(session, clinic, "refunds")?;
    let invoiced = sums(session, clinic, "invoice_payments")?;
    let of = |sums: &HashMap<Uuid, Decimal>, id: Uuid| sums.get(&id).copied().unwrap_or_default();
    all(session, "SELECT id, patient_id, amount FROM payments WHERE clinic_id = ?1 ORDER BY id", clinic, |row| {
        let id = row.get(0)?;
        Ok(ExistingPayment {
            id,
            patient_id: row.get(1)?,
            amount: row.get(2)?,
            refunded: of(&refunded, id),
            invoiced: of(&invoiced, id),
        })
    })
}

/// Amounts by payment. Added up here, as the database would add them as floating-point numbers.
fn sums(session: &Session, clinic: Uuid, table: &str) -> Result<HashMap<Uuid, Decimal>> {
    let sql = format!("SELECT payment_id, amount FROM {table} WHERE clinic_id = ?1");
    let amounts: Vec<(Uuid, Decimal)> = all(session, &sql, clinic, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut sums = HashMap::new();
    for (payment, amount) in amounts {
        *sums.entry(payment).or_default() += amount;
    }
    Ok(sums)
}

/// Inactive series too.
pub(super) fn invoice_series(session: &Session, clinic: Uuid) -> Result<Vec<ExistingInvoiceSeries>> {
    all(
        session,
        "SELECT id, prefix, current_number, last_reset_year, reset_yearly,
            coalesce((SELECT max(sequential_number) FROM invoices WHERE series_id = invoice_series.id), 0)
         FROM invoice_series WHERE clinic_id = ?1 ORDER BY id",
        clinic,
        |row| {
            Ok(ExistingInvoiceSeries {
                id: row.get(0)?,
                prefix: row.get(1)?,
                current_number: row.get(2)?,
                last_reset_year: row.get(3)?,
                reset_yearly: row.get(4)?,
                last_place: row.get(5)?,
            })
        },
    )
}

/// Invoices of earlier imports that have no legal data of a file.
pub(super) fn without_legal(session: &Session, clinic: Uuid) -> Result<HashMap<Uuid, ExistingLegal>> {
    let mut without = HashMap::new();
    session.each(
        "SELECT id, compliance_data, document_hash IS NOT NULL OR previous_hash IS NOT NULL FROM invoices
         WHERE clinic_id = ?1 AND id IN (
            SELECT dentalpin_id FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND dentalpin_table = 'invoices'
         )",
        &values![clinic],
        |row| {
            let (data, is_signed): (Option<String>, bool) = (row.get(1)?, row.get(2)?);
            let existing = match data {
                Some(data) if is_of_file(&data) => return Ok(()),
                None if !is_signed => ExistingLegal::Nothing,
                _ => ExistingLegal::Others,
            };
            without.insert(row.get(0)?, existing);
            Ok::<_, Error>(())
        },
    )?;
    Ok(without)
}

/// Whether the legal data of an invoice have a part that an import brought, under whatever country.
fn is_of_file(data: &str) -> bool {
    let by_country: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
    by_country.as_object().is_some_and(|countries| countries.values().any(|it| it.get("imported").is_some()))
}

pub(super) fn invoice_numbers(session: &Session, clinic: Uuid) -> Result<Vec<String>> {
    let sql = "SELECT invoice_number FROM invoices WHERE clinic_id = ?1 AND invoice_number IS NOT NULL";
    all(session, sql, clinic, |row| row.get(0))
}
