//! A patient's money. Amounts are text in the database and are added up here: sums of SQL would be binary floats.

use std::str::FromStr as _;

use api::patient::{Account, Budget, Invoice, Payment};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::http::problem::ApiError;
use crate::store::Database;
use crate::values;

pub(super) async fn budgets(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Budget>, ApiError> {
    let rows: Vec<(String, String, String, i64, String)> = database
        .fetch_all(
            "SELECT budget_number, valid_from, status,
                (SELECT count(*) FROM budget_items WHERE budget_id = budgets.id), total
         FROM budgets WHERE patient_id = ?1 AND clinic_id = ?2 AND deleted_at IS NULL
         ORDER BY valid_from DESC, budget_number",
            &values![patient, clinic],
        )
        .await?;
    let budgets = rows.into_iter().map(|(number, day, status, lines, total)| Budget {
        number,
        day,
        status,
        lines: lines.unsigned_abs(),
        total,
    });
    Ok(budgets.collect())
}

pub(super) async fn payments(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Payment>, ApiError> {
    let rows: Vec<(String, String, String, Option<String>)> = database
        .fetch_all(
            "SELECT payment_date, method, amount,
                (SELECT string_agg(CAST(amount AS TEXT), ',') FROM refunds WHERE payment_id = payments.id)
         FROM payments WHERE patient_id = ?1 AND clinic_id = ?2 ORDER BY payment_date DESC, id",
            &values![patient, clinic],
        )
        .await?;
    let mut payments = Vec::with_capacity(rows.len());
    for (day, method, amount, refunds) in rows {
        let refunds: Vec<String> = refunds.iter().flat_map(|amounts| amounts.split(',')).map(str::to_owned).collect();
        payments.push(Payment { day, method, amount, refunded: sum(&refunds)?.to_string() });
    }
    Ok(payments)
}

pub(super) async fn invoices(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Invoice>, ApiError> {
    let rows: Vec<(Option<String>, Option<String>, String, String)> = database
        .fetch_all(
            "SELECT invoice_number, issue_date, status, total FROM invoices
             WHERE patient_id = ?1 AND clinic_id = ?2 AND deleted_at IS NULL ORDER BY issue_date DESC, invoice_number",
            &values![patient, clinic],
        )
        .await?;
    Ok(rows.into_iter().map(|(number, day, status, total)| Invoice { number, day, status, total }).collect())
}

/// What was charged is the ledger's entries; what was paid, payments less refunds.
pub(super) async fn account(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Account, ApiError> {
    const CHARGED: &str = "SELECT amount FROM patient_earned_entries WHERE patient_id = ?1 AND clinic_id = ?2";
    const RECEIVED: &str = "SELECT amount FROM payments WHERE patient_id = ?1 AND clinic_id = ?2";
    const REFUNDED: &str = "SELECT refunds.amount FROM refunds JOIN payments ON payments.id = payment_id
                            WHERE payments.patient_id = ?1 AND payments.clinic_id = ?2";
    let mut sums = [Decimal::ZERO; 3];
    for (total, sql) in sums.iter_mut().zip([CHARGED, RECEIVED, REFUNDED]) {
        let amounts: Vec<String> = database.fetch_all(sql, &values![patient, clinic]).await?;
        *total = sum(&amounts)?;
    }
    let [charged, received, refunded] = sums;
    let paid = received - refunded;
    Ok(Account { charged: charged.to_string(), paid: paid.to_string(), balance: (charged - paid).to_string() })
}

/// Stored amounts are decimals: one that is not is a fault of the database.
fn sum(amounts: &[String]) -> Result<Decimal, ApiError> {
    let mut sum = Decimal::ZERO;
    for amount in amounts {
        sum += Decimal::from_str(amount).map_err(anyhow::Error::from)?;
    }
    Ok(sum)
}
