//! What an import changes by itself in rows that were there before, noted as changes that were applied, so that undoing the
//! import puts them back.

use api::changes::ChangeState;
use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{Result, Session};
use crate::values;

/// A column of an invoice, or of its series, that was set.
pub(super) struct Applied<'a> {
    pub(super) source_id: Option<&'a str>,
    pub(super) table: &'static str,
    pub(super) row_id: Uuid,
    pub(super) column: &'static str,
    pub(super) patient_id: Option<Uuid>,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
    pub(super) at: Timestamp,
    /// When the row said to have been changed until then.
    pub(super) row_updated_at: Timestamp,
}

pub(super) fn note(session: &Session, job: Uuid, it: &Applied<'_>) -> Result<()> {
    session.execute(
        "INSERT INTO puente_import_changes (job_id, seq, state, entity_type, source_id, table_name, row_id, column_name,
            patient_id, before, after, applied_at, row_updated_at)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM puente_import_changes WHERE job_id = ?1), ?2, 'fiscal_document',
            ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &values![
            job,
            ChangeState::Applied.as_str(),
            it.source_id,
            it.table,
            it.row_id,
            it.column,
            it.patient_id,
            it.before,
            it.after,
            it.at,
            it.row_updated_at
        ],
    )?;
    Ok(())
}
