//! What became of an import, and its warnings.

use std::collections::BTreeMap;

use api::job::{Outcome, Report, Severity, WarningGroup, WarningLine};
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Refused;
use super::changes;
use super::job::StoredJob;
use crate::store::{self, Database, FromRow, Row};
use crate::values;

/// Which warnings are asked for; none means all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) severity: Option<Severity>,
    pub(crate) entity_type: Option<String>,
    pub(crate) code: Option<String>,
}

struct Line(WarningLine);

impl FromRow for Line {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let severity: String = row.get("severity")?;
        let raw_data: Option<String> = row.get("raw_data")?;
        Ok(Self(WarningLine {
            id: row.get::<Uuid>("id")?,
            entity_type: row.get("entity_type")?,
            source_id: row.get("source_id")?,
            severity: match severity.as_str() {
                "error" => Severity::Error,
                "warn" => Severity::Warn,
                _ => Severity::Info,
            },
            code: row.get("code")?,
            message: row.get("message")?,
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
    database: &Database,
    job: Uuid,
    filter: &Filter,
    limit: u32,
    offset: u64,
) -> store::Result<(Vec<WarningLine>, u64)> {
    const COUNT: &str = "SELECT count(*) FROM migration_import_warnings WHERE job_id = ?1
        AND (?2 IS NULL OR severity = ?2) AND (?3 IS NULL OR entity_type = ?3) AND (?4 IS NULL OR code = ?4)";
    let order = database.dialect().warning_order();
    let sql = format!(
        "SELECT id, entity_type, source_id, severity, code, message, raw_data
        FROM migration_import_warnings WHERE job_id = ?1 AND (?2 IS NULL OR severity = ?2)
            AND (?3 IS NULL OR entity_type = ?3) AND (?4 IS NULL OR code = ?4)
        ORDER BY {order} LIMIT ?5 OFFSET ?6"
    );
    let severity = filter.severity.map(severity_name);
    let lines: Vec<Line> = database
        .fetch_all(
            AssertSqlSafe(sql),
            &values![job, severity, filter.entity_type, filter.code, limit, i64::try_from(offset).unwrap_or(i64::MAX)],
        )
        .await?;
    let total: i64 = database.fetch_one(COUNT, &values![job, severity, filter.entity_type, filter.code]).await?;
    Ok((lines.into_iter().map(|Line(line)| line).collect(), total.unsigned_abs()))
}

/// What was said of the rows of a page of [`outcomes`](super::outcomes), in the order in which it was.
pub(super) async fn warnings_of_rows(
    database: &Database,
    (job, entity_type, outcome): (Uuid, &str, Outcome),
    limit: u32,
    offset: i64,
) -> store::Result<Vec<WarningLine>> {
    let order = database.dialect().warning_order();
    let sql = format!(
        "SELECT id, entity_type, source_id, severity, code, message, raw_data FROM migration_import_warnings
        WHERE job_id = ?1 AND entity_type = ?2 AND source_id IN (
            SELECT source_id FROM puente_import_outcomes
            WHERE job_id = ?1 AND entity_type = ?2 AND outcome = ?3 AND seq > ?4 AND seq <= ?5
        ) ORDER BY {order}"
    );
    let last = offset.saturating_add(i64::from(limit));
    let outcome = outcome.as_str();
    let values = values![job, entity_type, outcome, offset, last];
    let lines: Vec<Line> = database.fetch_all(AssertSqlSafe(sql), &values).await?;
    Ok(lines.into_iter().map(|Line(line)| line).collect())
}

/// The report of a job. Before it is completed the accounting is empty.
pub(crate) async fn report(database: &Database, stored: StoredJob) -> Result<Report, Refused> {
    let (accounting, money) = (parsed(stored.accounting.as_ref())?, parsed(stored.money.as_ref())?);
    let undone = stored.undone.as_deref().map(serde_json::from_str).transpose();
    Ok(Report {
        undone: undone.map_err(|error| Refused::Corrupt(error.to_string()))?,
        warnings: groups(database, stored.job.id).await?,
        changes: changes::counts(database, stored.job.id).await?,
        older_than: changes::older_than(database, &stored.job).await?,
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
async fn groups(database: &Database, job: Uuid) -> store::Result<Vec<WarningGroup>> {
    let order = database.dialect().warning_order();
    let sql = format!(
        "SELECT example.id, example.entity_type, example.source_id, example.severity, example.code, example.message,
            example.raw_data, alike.count
         FROM (
            SELECT {order} AS place, count(*) OVER same AS count, row_number() OVER (same ORDER BY {order}) AS number
            FROM migration_import_warnings WHERE job_id = ?1 WINDOW same AS (PARTITION BY severity, code, entity_type)
         ) AS alike JOIN migration_import_warnings AS example ON example.{order} = alike.place
         WHERE alike.number = 1
         ORDER BY CASE example.severity WHEN 'error' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, alike.count DESC, place"
    );
    let groups: Vec<Group> = database.fetch_all(AssertSqlSafe(sql), &values![job]).await?;
    Ok(groups.into_iter().map(|Group(group)| group).collect())
}

struct Group(WarningGroup);

impl FromRow for Group {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let Line(example) = Line::from_row(row)?;
        Ok(Self(WarningGroup {
            code: example.code.clone(),
            severity: example.severity,
            entity_type: example.entity_type.clone(),
            count: row.get::<i64>("count")?.unsigned_abs(),
            example,
        }))
    }
}
