//! The source rows behind the figures of a report: of each type and fate the first, as many as a dry run lists.

use std::collections::HashMap;

use api::job::{Outcome, SourceRow, WarningLine};
use dpmf::EntityType;
use dpmf::row::EntityRow;
use uuid::Uuid;

use super::job::cut;
use super::report::warnings_of_rows;
use crate::store::{self, Database, Session};
use crate::values;

/// Rows of one fate of a type that are listed.
const LISTED: i64 = 500;
/// Widths of the columns of warnings and archive, by which rows are found there.
const SOURCE_ID_WIDTH: usize = 100;
const SOURCE_SYSTEM_WIDTH: usize = 50;

/// A row to find again.
pub(super) struct Noted {
    outcome: Outcome,
    seq: i64,
    source_id: String,
    source_system: String,
    canonical_uuid: String,
}

/// Picks the rows that are listed.
#[derive(Default)]
pub(super) struct Picker(HashMap<(EntityType, Outcome), i64>);

impl Picker {
    /// Notes what became of a row, unless enough are listed.
    pub(super) fn pick(&mut self, entity_type: &EntityType, row: &EntityRow<'_>, outcome: Outcome) -> Option<Noted> {
        let seq = self.0.entry((entity_type.clone(), outcome)).or_default();
        *seq += 1;
        let text = |text: &str, width| cut(text, width).replace('\0', "");
        (*seq <= LISTED).then(|| Noted {
            outcome,
            seq: *seq,
            source_id: text(row.source_id, SOURCE_ID_WIDTH),
            source_system: text(row.source_system, SOURCE_SYSTEM_WIDTH),
            canonical_uuid: text(row.canonical_uuid, SOURCE_ID_WIDTH),
        })
    }
}

/// Stores rows of a type.
pub(super) fn store(session: &Session, job: Uuid, entity_type: &EntityType, rows: &[Noted]) -> store::Result<()> {
    for row in rows {
        session.execute(
            "INSERT INTO puente_import_outcomes
                (job_id, entity_type, outcome, seq, source_id, source_system, canonical_uuid)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &values![
                job,
                entity_type.as_str(),
                row.outcome.as_str(),
                row.seq,
                row.source_id,
                row.source_system,
                row.canonical_uuid
            ],
        )?;
    }
    Ok(())
}

/// A page of the rows of a type that met a fate, with what was said of them, and how many are listed.
pub(crate) async fn list(
    database: &Database,
    job: Uuid,
    entity_type: &str,
    outcome: Outcome,
    limit: u32,
    offset: u64,
) -> store::Result<(Vec<SourceRow>, u64)> {
    const ROWS: &str = "SELECT it.source_id, archived.payload FROM puente_import_outcomes AS it
        JOIN puente_import_jobs AS own ON own.job_id = it.job_id
        LEFT JOIN migration_import_raw_entities AS archived
            ON archived.clinic_id = own.clinic_id AND archived.entity_type = it.entity_type
                AND archived.canonical_uuid = it.canonical_uuid AND archived.source_system = it.source_system
                AND archived.job_id = it.job_id
        WHERE it.job_id = ?1 AND it.entity_type = ?2 AND it.outcome = ?3 ORDER BY it.seq LIMIT ?4 OFFSET ?5";
    const COUNT: &str =
        "SELECT count(*) FROM puente_import_outcomes WHERE job_id = ?1 AND entity_type = ?2 AND outcome = ?3";
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    let rows: Vec<(String, Option<String>)> =
        database.fetch_all(ROWS, &values![job, entity_type, outcome.as_str(), limit, offset]).await?;
    let total: i64 = database.fetch_one(COUNT, &values![job, entity_type, outcome.as_str()]).await?;
    let warnings = warnings_of_rows(database, (job, entity_type, outcome), limit, offset).await?;
    let said_of = |id: &str| -> Vec<WarningLine> {
        warnings.iter().filter(|line| line.source_id.as_deref() == Some(id)).cloned().collect()
    };
    let shown = |(source_id, payload): (String, Option<String>)| SourceRow {
        warnings: said_of(&source_id),
        fields: payload.map(|payload| mappers::shown(&payload)).unwrap_or_default(),
        source_id,
    };
    Ok((rows.into_iter().map(shown).collect(), total.unsigned_abs()))
}
