//! The files of an import: which were expected, which have arrived.

use api::document::{FileCounts, FileLine, FileState};
use serde::Deserialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::whose::{FILES, PATIENT};
use crate::store::{self, Database, FromRow, Row};
use crate::values;

/// The files of job ?1, each with its patient and state.
fn files() -> String {
    format!(
        "SELECT file.canonical_uuid, file.relative_path, file.declared_size_bytes, file.sha256, file.resolved_document_id,
            file.patient_id, trim(patients.first_name || ' ' || patients.last_name) AS patient_name,
            CASE WHEN file.status = 'received' THEN 'received'
                 WHEN file.status = 'missing' THEN 'unreadable'
                 WHEN file.state = 'completed' AND file.patient_id IS NULL THEN 'homeless'
                 WHEN EXISTS (SELECT 1 FROM puente_objects AS object
                    WHERE object.clinic_id = file.clinic_id AND object.sha256 = file.sha256) THEN 'stored'
                 ELSE 'expected' END AS file_state
         FROM (SELECT file.*, own.state, {PATIENT} AS patient_id FROM {FILES} WHERE file.job_id = ?1) AS file
         LEFT JOIN patients ON patients.id = file.patient_id"
    )
}

/// In which order files are listed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// That of the manifest.
    #[default]
    Manifest,
    /// By patient and path; what has none comes last.
    Patient,
}

struct Line(FileLine);

impl FromRow for Line {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let state: String = row.get("file_state")?;
        let state = FileState::ALL.into_iter().find(|known| known.as_str() == state);
        Ok(Self(FileLine {
            id: row.get("canonical_uuid")?,
            path: row.get("relative_path")?,
            size: row.get::<Option<i64>>("declared_size_bytes")?.map(i64::unsigned_abs),
            sha256: row.get("sha256")?,
            state: state.ok_or(store::Error::NoRow)?,
            patient_id: row.get("patient_id")?,
            patient_name: row.get("patient_name")?,
            document_id: row.get("resolved_document_id")?,
        }))
    }
}

/// A page of the files of a job, and how many there are.
pub(crate) async fn page(
    database: &Database,
    job: Uuid,
    state: Option<FileState>,
    order: Order,
    limit: u32,
    offset: u64,
) -> store::Result<(Vec<FileLine>, u64)> {
    let order = match order {
        Order::Manifest => "canonical_uuid",
        Order::Patient => "patient_name IS NULL, patient_name, patient_id, relative_path, canonical_uuid",
    };
    let only = if state.is_some() { "file_state = ?2" } else { "?2 IS NULL" };
    let sql = format!("SELECT * FROM ({}) AS file WHERE {only} ORDER BY {order} LIMIT ?3 OFFSET ?4", files());
    let state = state.map(FileState::as_str);
    let lines: Vec<Line> = database
        .fetch_all(AssertSqlSafe(sql), &values![job, state, limit, i64::try_from(offset).unwrap_or(i64::MAX)])
        .await?;
    let sql = format!("SELECT count(*) FROM ({}) AS file WHERE {only}", files());
    let total: i64 = database.fetch_one(AssertSqlSafe(sql), &values![job, state]).await?;
    Ok((lines.into_iter().map(|Line(line)| line).collect(), total.unsigned_abs()))
}

/// How many files of a job are where, of those that its manifest declares.
pub(crate) async fn counts(database: &Database, job: Uuid, declared: u64, largest: u64) -> store::Result<FileCounts> {
    let sql = format!(
        "SELECT file_state, count(*), CAST(coalesce(sum(declared_size_bytes), 0) AS bigint) FROM ({}) AS file GROUP BY file_state",
        files()
    );
    let groups: Vec<(String, i64, i64)> = database.fetch_all(AssertSqlSafe(sql), &values![job]).await?;
    let mut counts = FileCounts { largest, ..FileCounts::default() };
    for (state, files, bytes) in groups {
        let files = files.unsigned_abs();
        counts.total += files;
        match FileState::ALL.into_iter().find(|known| known.as_str() == state) {
            Some(FileState::Expected) => {
                counts.expected = files;
                counts.expected_bytes = bytes.unsigned_abs();
            }
            Some(FileState::Stored) => counts.stored = files,
            Some(FileState::Received) => counts.received = files,
            Some(FileState::Unreadable) => counts.unreadable = files,
            Some(FileState::Homeless) => counts.homeless = files,
            None => {}
        }
    }
    counts.is_listed = counts.total == declared;
    Ok(counts)
}
