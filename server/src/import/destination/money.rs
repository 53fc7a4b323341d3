//! Charges, payments and invoices.

use std::collections::HashMap;

use mappers::context::{ExistingInvoiceSeries, ExistingPayment, ExistingVatType};
use rusqlite::{Connection, Result};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{all, id, parsed};

pub(super) fn vat_types(connection: &Connection, clinic: &str) -> Result<Vec<ExistingVatType>> {
    all(
        connection,
        "SELECT id, rate, is_default FROM vat_types WHERE clinic_id = ? AND is_active = 1 ORDER BY id",
        clinic,
        |row| Ok(ExistingVatType { id: id(row, 0)?, rate: row.get(1)?, is_default: row.get(2)? }),
    )
}

/// Treatments that the ledger charges as a whole.
pub(super) fn charged_treatments(connection: &Connection, clinic: &str) -> Result<Vec<Uuid>> {
    let sql = "SELECT treatment_id FROM patient_earned_entries WHERE clinic_id = ? AND source_session_id IS NULL";
    all(connection, sql, clinic, |row| id(row, 0))
}

/// The payments of earlier imports, with what was given back and invoiced of each.
pub(super) fn payments(connection: &Connection, clinic: &str) -> Result<Vec<ExistingPayment>> {
    let refunded = sums(connection, clinic, "refunds")?;
    let invoiced = sums(connection, clinic, "invoice_payments")?;
    let of = |sums: &HashMap<Uuid, Decimal>, id: Uuid| sums.get(&id).copied().unwrap_or_default();
    all(
        connection,
        "SELECT id, patient_id, amount FROM payments WHERE clinic_id = ?1 AND id IN (
            SELECT dentalpin_id FROM migration_import_entity_mappings
            WHERE clinic_id = ?1 AND dentalpin_table = 'payments'
         ) ORDER BY id",
        clinic,
        |row| {
            let id = id(row, 0)?;
            Ok(ExistingPayment {
                id,
                patient_id: parsed(row, 1)?,
                amount: parsed(row, 2)?,
                refunded: of(&refunded, id),
                invoiced: of(&invoiced, id),
            })
        },
    )
}

/// Amounts by payment. Added up here, as the database would add them as floating-point numbers.
fn sums(connection: &Connection, clinic: &str, table: &str) -> Result<HashMap<Uuid, Decimal>> {
    let sql = format!("SELECT payment_id, amount FROM {table} WHERE clinic_id = ?");
    let amounts: Vec<(Uuid, Decimal)> = all(connection, &sql, clinic, |row| Ok((id(row, 0)?, parsed(row, 1)?)))?;
    let mut sums = HashMap::new();
    for (payment, amount) in amounts {
        *sums.entry(payment).or_default() += amount;
    }
    Ok(sums)
}

/// Inactive series too.
pub(super) fn invoice_series(connection: &Connection, clinic: &str) -> Result<Vec<ExistingInvoiceSeries>> {
    all(
        connection,
        "SELECT id, prefix, current_number, last_reset_year FROM invoice_series WHERE clinic_id = ? ORDER BY id",
        clinic,
        |row| {
            Ok(ExistingInvoiceSeries {
                id: id(row, 0)?,
                prefix: row.get(1)?,
                current_number: row.get(2)?,
                last_reset_year: row.get(3)?,
            })
        },
    )
}

pub(super) fn invoice_numbers(connection: &Connection, clinic: &str) -> Result<Vec<String>> {
    let sql = "SELECT invoice_number FROM invoices WHERE clinic_id = ? AND invoice_number IS NOT NULL";
    all(connection, sql, clinic, |row| row.get(0))
}
