//! Counters of the clinic's series, raised past the numbers of the source (`docs/mapping/invoices.md#numbers`).

use api::changes::ChangeState;
use jiff::Timestamp;
use mappers::RaisedSeries;
use uuid::Uuid;

use super::columns::COUNTERS;
use super::{Applied, Difference, note};
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
    let spelled = |number: Option<i32>| number.map(|number| number.to_string());
    let it = Difference {
        state: ChangeState::Applied,
        entity_type: Some("fiscal_document".into()),
        source_id: None,
        table,
        row_id: series,
        column,
        patient_id: None,
        before: spelled(before),
        after: spelled(after),
    };
    note(session, job, &it, Some(Applied { at: now, row_updated_at }))
}
