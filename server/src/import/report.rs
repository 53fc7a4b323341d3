//! What became of an import, and its warnings.

use std::collections::BTreeMap;

use api::job::{Report, Severity, WarningGroup, WarningLine};
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{FromRow, Row as _, SqlitePool};
use uuid::Uuid;

use super::Refused;
use super::changes;
use super::job::StoredJob;

/// Which warnings are asked for; none means all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) severity: Option<Severity>,
    pub(crate) entity_type: Option<String>,
    pub(crate) code: Option<String>,
}

struct Line(WarningLine);

impl FromRow<'_, SqliteRow> for Line {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let severity: String = row.try_get("severity")?;
        let raw_data: Option<String> = row.try_get("raw_data")?;
        Ok(Self(WarningLine {
            id: row.try_get::<Hyphenated, _>("id")?.into_uuid(),
            entity_type: row.try_get("entity_type")?,
            source_id: row.try_get("source_id")?,
            severity: match severity.as_str() {
                "error" => Severity::Error,
                "warn" => Severity::Warn,
                _ => Severity::Info,
            },
            code: row.try_get("code")?,
            message: row.try_get("message")?,
            args: raw_data.map_or_else(BTreeMap::new, |json| args(&json)),
        }))
    }
}

/// The members of a JSON object as texts; other JSON is one argument, `data`.
fn args(json: &str) -> BTreeMap<String, String> {
    use serde_json::Value;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => members.into_iter().map(|(name, value)| (name, text(value))).collect(),
        Ok(Value::Null) | Err(_) => BTreeMap::new(),
        Ok(other) => BTreeMap::from([("data".to_owned(), text(other))]),
    }
}

/// The name of a severity, as stored and sent.
pub(crate) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warn => "warn",
        Severity::Error => "error",
    }
}

/// A page of a job's warnings, in the order in which they were given, and how many there are.
pub(crate) async fn warnings(
    pool: &SqlitePool,
    job: Uuid,
    filter: &Filter,
    limit: u32,
    offset: u64,
) -> sqlx::Result<(Vec<WarningLine>, u64)> {
    const LINES: &str = "SELECT id, entity_type, source_id, severity, code, message, raw_data
        FROM migration_import_warnings WHERE job_id = ?1 AND (?2 IS NULL OR severity = ?2)
            AND (?3 IS NULL OR entity_type = ?3) AND (?4 IS NULL OR code = ?4)
        ORDER BY seq LIMIT ?5 OFFSET ?6";
    const COUNT: &str = "SELECT count(*) FROM migration_import_warnings WHERE job_id = ?1
        AND (?2 IS NULL OR severity = ?2) AND (?3 IS NULL OR entity_type = ?3) AND (?4 IS NULL OR code = ?4)";
    let severity = filter.severity.map(severity_name);
    let lines: Vec<Line> = sqlx::query_as(LINES)
        .bind(job.hyphenated())
        .bind(severity)
        .bind(&filter.entity_type)
        .bind(&filter.code)
        .bind(limit)
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(pool)
        .await?;
    let total: i64 = sqlx::query_scalar(COUNT)
        .bind(job.hyphenated())
        .bind(severity)
        .bind(&filter.entity_type)
        .bind(&filter.code)
        .fetch_one(pool)
        .await?;
    Ok((lines.into_iter().map(|Line(line)| line).collect(), total.unsigned_abs()))
}

/// The report of a job. Before it is completed the accounting is empty.
pub(crate) async fn report(pool: &SqlitePool, stored: StoredJob) -> Result<Report, Refused> {
    let (accounting, money) = (parsed(stored.accounting.as_ref())?, parsed(stored.money.as_ref())?);
    let undone = stored.undone.as_deref().map(serde_json::from_str).transpose();
    Ok(Report {
        undone: undone.map_err(|error| Refused::Corrupt(error.to_string()))?,
        warnings: groups(pool, stored.job.id).await?,
        changes: changes::counts(pool, stored.job.id).await?,
        seconds: stored.load_seconds.unwrap_or_default(),
        job: stored.job,
        accounting,
        money,
    })
}

fn parsed<T: DeserializeOwned>(json: Option<&String>) -> Result<Vec<T>, Refused> {
    let parse = |json: &String| serde_json::from_str(json).map_err(|error| Refused::Corrupt(error.to_string()));
    json.map_or_else(|| Ok(Vec::new()), parse)
}

/// Warnings by what they say, errors first and then by number; each with the first of its kind.
async fn groups(pool: &SqlitePool, job: Uuid) -> sqlx::Result<Vec<WarningGroup>> {
    // Of the other columns SQLite takes the row that has the smallest `seq`.
    let rows: Vec<SqliteRow> = sqlx::query(
        "SELECT min(seq), count(*) AS count, id, entity_type, source_id, severity, code, message, raw_data
         FROM migration_import_warnings WHERE job_id = ? GROUP BY severity, code, entity_type
         ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, count DESC, min(seq)",
    )
    .bind(job.hyphenated())
    .fetch_all(pool)
    .await?;
    let group = |row: &SqliteRow| {
        let Line(example) = Line::from_row(row)?;
        Ok(WarningGroup {
            code: example.code.clone(),
            severity: example.severity,
            entity_type: example.entity_type.clone(),
            count: row.try_get::<i64, _>("count")?.unsigned_abs(),
            example,
        })
    };
    rows.iter().map(group).collect()
}
