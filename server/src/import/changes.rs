//! What a newer export of a clinic says differently (`docs/mapping/newer-exports.md`): found while a job executes, told
//! with its report, applied when an admin says so.

mod apply;
mod columns;
mod compare;
mod counters;
mod legal;
mod second_pass;

use api::changes::{Change, ChangeCounts, ChangeState};
use api::job::{Job, Manifest};
use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{self, Database, FromRow, Result, Row, Session};
use crate::values;

pub(crate) use apply::apply;
pub(super) use columns::{Changeable, is_named, restorable};
pub(super) use counters::raise;
pub(super) use legal::add_legal;
pub(super) use second_pass::find;

/// Changes that are listed, and what their values may take; more are only counted.
const LISTED: usize = 50_000;
const LISTED_BYTES: usize = 64 << 20;

/// A column of a row of the clinic of which the file says something else.
#[derive(Debug)]
struct Difference {
    state: ChangeState,
    entity_type: Option<Box<str>>,
    source_id: Option<Box<str>>,
    table: &'static str,
    row_id: Uuid,
    column: &'static str,
    patient_id: Option<Uuid>,
    before: Option<String>,
    after: Option<String>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Found {
    listed: Vec<Difference>,
    bytes: usize,
    total: u64,
}

impl Found {
    fn add(&mut self, difference: Difference) {
        self.total += 1;
        let size = |value: &Option<String>| value.as_ref().map_or(0, String::len);
        self.bytes += size(&difference.before) + size(&difference.after);
        if self.listed.len() < LISTED && self.bytes <= LISTED_BYTES {
            self.listed.push(difference);
        }
    }
}

/// Stores what was found, with the import it belongs to.
pub(super) fn store(session: &Session, job: Uuid, found: &Found) -> Result<()> {
    found.listed.iter().try_for_each(|it| note(session, job, it, None))?;
    let total = i64::try_from(found.total).unwrap_or(i64::MAX);
    session.execute("UPDATE puente_import_jobs SET changes_found = ?1 WHERE job_id = ?2", &values![total, job])?;
    Ok(())
}

/// When a change was applied, and when its row said to have been changed until then.
#[derive(Clone, Copy)]
struct Applied {
    at: Timestamp,
    row_updated_at: Timestamp,
}

/// Notes a change under the next number of its import; one that the import applied by itself, so that undoing puts it back.
fn note(session: &Session, job: Uuid, it: &Difference, applied: Option<Applied>) -> Result<()> {
    session.execute(
        "INSERT INTO puente_import_changes (job_id, seq, state, entity_type, source_id, table_name, row_id, column_name,
            patient_id, before, after, applied_at, row_updated_at)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM puente_import_changes WHERE job_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7,
            ?8, ?9, ?10, ?11, ?12)",
        &values![
            job,
            it.state.as_str(),
            it.entity_type,
            it.source_id,
            it.table,
            it.row_id,
            it.column,
            it.patient_id,
            it.before,
            it.after,
            applied.map(|applied| applied.at),
            applied.map(|applied| applied.row_updated_at)
        ],
    )?;
    Ok(())
}

/// How many changes an import found, and what became of them.
pub(super) async fn counts(database: &Database, job: Uuid) -> store::Result<ChangeCounts> {
    let found: i64 =
        database.fetch_one("SELECT changes_found FROM puente_import_jobs WHERE job_id = ?1", &values![job]).await?;
    let by_state: Vec<(String, i64)> = database
        .fetch_all("SELECT state, count(*) FROM puente_import_changes WHERE job_id = ?1 GROUP BY state", &values![job])
        .await?;
    let of = |state: ChangeState| {
        by_state.iter().find(|(name, _)| name == state.as_str()).map_or(0, |(_, count)| count.unsigned_abs())
    };
    Ok(ChangeCounts {
        found: found.unsigned_abs(),
        offered: of(ChangeState::Offered),
        edited: of(ChangeState::Edited),
        booked: of(ChangeState::Booked),
        applied: of(ChangeState::Applied),
    })
}

/// When the newest export of the same source was made that the clinic had when this one was imported, if this one is
/// older: then its values are not news.
pub(super) async fn older_than(database: &Database, job: &Job) -> store::Result<Option<String>> {
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let Some(made) = job.exported_at.as_deref().and_then(instant) else { return Ok(None) };
    let before: Vec<String> = database
        .fetch_all(
            "SELECT own.manifest FROM puente_import_jobs AS own
             JOIN migration_import_jobs AS other ON other.id = own.job_id
             WHERE own.clinic_id = ?1 AND own.state = 'completed' AND other.source_system = ?2
                AND own.load_number < (SELECT load_number FROM puente_import_jobs WHERE job_id = ?3)",
            &values![job.clinic_id, job.source_system, job.id],
        )
        .await?;
    let made_then = before.iter().filter_map(|manifest| {
        let manifest: Manifest = serde_json::from_str(manifest).ok()?;
        let text = manifest.meta.get("exported_at")?.clone();
        Some((instant(&text)?, text))
    });
    let newest = made_then.max_by_key(|(at, _)| *at);
    Ok(newest.filter(|(at, _)| *at > made).map(|(_, text)| text))
}

struct Line(Change);

impl FromRow for Line {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let patient: Option<Uuid> = row.get("patient_id")?;
        Ok(Self(Change {
            id: row.get::<i64>("seq")?.unsigned_abs(),
            state: ChangeState::ALL.into_iter().find(|it| it.as_str() == state).unwrap_or(ChangeState::Edited),
            entity_type: row.get("entity_type")?,
            source_id: row.get("source_id")?,
            table: row.get("table_name")?,
            row_id: row.get::<Uuid>("row_id")?,
            column: row.get("column_name")?,
            patient_id: patient,
            patient_name: row.get("patient_name")?,
            before: row.get("before")?,
            after: row.get("after")?,
            before_name: row.get("before_name")?,
            after_name: row.get("after_name")?,
        }))
    }
}

/// A page of an import's changes, in the order of the file, and how many there are.
pub(crate) async fn list(
    database: &Database,
    job: Uuid,
    state: Option<ChangeState>,
    limit: u32,
    offset: u64,
) -> store::Result<(Vec<Change>, u64)> {
    const LINES: &str = "SELECT change.*, patients.first_name || ' ' || patients.last_name AS patient_name,
            CASE WHEN column_name = 'cabinet_id' THEN (SELECT name FROM cabinets WHERE CAST(id AS TEXT) = before)
                WHEN column_name LIKE '%professional_id'
                THEN (SELECT first_name || ' ' || last_name FROM users WHERE CAST(id AS TEXT) = before) END AS before_name,
            CASE WHEN column_name = 'cabinet_id' THEN (SELECT name FROM cabinets WHERE CAST(id AS TEXT) = after)
                WHEN column_name LIKE '%professional_id'
                THEN (SELECT first_name || ' ' || last_name FROM users WHERE CAST(id AS TEXT) = after) END AS after_name
        FROM puente_import_changes AS change LEFT JOIN patients ON patients.id = change.patient_id
        WHERE change.job_id = ?1 AND (?2 IS NULL OR change.state = ?2) ORDER BY seq LIMIT ?3 OFFSET ?4";
    const COUNT: &str = "SELECT count(*) FROM puente_import_changes WHERE job_id = ?1 AND (?2 IS NULL OR state = ?2)";
    let state = state.map(ChangeState::as_str);
    let lines: Vec<Line> =
        database.fetch_all(LINES, &values![job, state, limit, i64::try_from(offset).unwrap_or(i64::MAX)]).await?;
    let total: i64 = database.fetch_one(COUNT, &values![job, state]).await?;
    Ok((lines.into_iter().map(|Line(line)| line).collect(), total.unsigned_abs()))
}
