//! Counters of the clinic's series, raised past the numbers of the source (`docs/mapping/invoices.md#numbers`).
//!
//! They are the only rows of the clinic that an import changes by itself. Each column is noted as a change that was applied, so
//! undoing the import puts it back.

use api::changes::ChangeState;
use jiff::Timestamp;
use mappers::RaisedSeries;
use uuid::Uuid;

use super::columns::COUNTERS;
use crate::store::{Result, Session};
use crate::values;

/// Raises the counters of an import, in its transaction.
pub(in crate::import) fn raise(session: &Session, job: Uuid, raised: &[RaisedSeries]) -> Result<()> {
    let now = Timestamp::now();
    for series in raised {
        let after = [Some(series.current_number), series.last_reset_year.map(i32::from)];
        for (column, after) in COUNTERS.1.into_iter().zip(after) {
            set(session, job, (series.id, column), after, now)?;
        }
    }
    Ok(())
}

fn set(
    session: &Session,
    job: Uuid,
    (series, column): (Uuid, &'static str),
    after: Option<i32>,
    now: Timestamp,
) -> Result<()> {
    let table = COUNTERS.0;
    let sql = format!("SELECT {column}, updated_at FROM {table} WHERE id = ?1");
    let (before, row_updated_at): (Option<i32>, Timestamp) = session.fetch_one(&sql, &values![series])?;
    if before == after {
        return Ok(());
    }
    let sql = format!("UPDATE {table} SET {column} = ?1, updated_at = ?2 WHERE id = ?3");
    session.execute(&sql, &values![after, now, series])?;
    let seq: i64 = session.fetch_one(
        "SELECT CAST(coalesce(max(seq), 0) + 1 AS BIGINT) FROM puente_import_changes WHERE job_id = ?1",
        &values![job],
    )?;
    let spelled = |number: Option<i32>| number.map(|number| number.to_string());
    let (before, after, state) = (spelled(before), spelled(after), ChangeState::Applied.as_str());
    session.execute(
        "INSERT INTO puente_import_changes (job_id, seq, state, entity_type, table_name, row_id, column_name, before, after,
            applied_at, row_updated_at)
         VALUES (?1, ?2, ?3, 'fiscal_document', ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &values![job, seq, state, table, series, column, before, after, now, row_updated_at],
    )?;
    Ok(())
}
