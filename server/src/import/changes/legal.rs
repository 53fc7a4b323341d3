//! Legal data of invoices that an earlier import brought without, added when the admin wants them
//! (`docs/mapping/invoices.md#legal`).

use api::changes::ChangeState;
use jiff::Timestamp;
use mappers::{LegalAddition, LegalData};
use uuid::Uuid;

use super::columns::LEGAL;
use super::{Applied, Difference, note};
use crate::store::{Json, Result, Session};
use crate::values;

/// Adds them, in the transaction of an import.
pub(in crate::import) fn add_legal(session: &Session, job: Uuid, additions: &[LegalAddition]) -> Result<()> {
    let now = Timestamp::now();
    additions.iter().try_for_each(|addition| add(session, job, addition, now))
}

/// Only where nothing is yet: what the clinic wrote since is never replaced.
fn add(session: &Session, job: Uuid, addition: &LegalAddition, now: Timestamp) -> Result<()> {
    let LegalAddition { invoice, source_id, legal } = addition;
    let LegalData { compliance_data, document_hash, previous_hash } = legal;
    let (table, columns) = LEGAL;
    let [data, own, previous] = columns;
    let sql = format!(
        "SELECT updated_at, patient_id FROM {table}
         WHERE id = ?1 AND {data} IS NULL AND {own} IS NULL AND {previous} IS NULL{}",
        session.dialect().for_update()
    );
    let found: Option<(Timestamp, Option<Uuid>)> = session.fetch_optional(&sql, &values![*invoice])?;
    let Some((mut row_updated_at, patient_id)) = found else { return Ok(()) };
    let data_text = compliance_data.as_ref().map(mappers::record::Json::as_str);
    session.execute(
        &format!("UPDATE {table} SET {data} = ?1, {own} = ?2, {previous} = ?3, updated_at = ?4 WHERE id = ?5"),
        &values![data_text.map(Json), *document_hash, *previous_hash, now, *invoice],
    )?;
    for (column, after) in columns.into_iter().zip([data_text, document_hash.as_deref(), previous_hash.as_deref()]) {
        if after.is_none() {
            continue;
        }
        let it = Difference {
            state: ChangeState::Applied,
            entity_type: Some("fiscal_document".into()),
            source_id: Some(source_id.clone()),
            table,
            row_id: *invoice,
            column,
            patient_id,
            before: None,
            after: after.map(str::to_owned),
        };
        note(session, job, &it, Some(Applied { at: now, row_updated_at }))?;
        // Put back one by one, the last one first, they end where they began.
        row_updated_at = now;
    }
    Ok(())
}
