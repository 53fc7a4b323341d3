//! Warnings, as an import stores them.

use jiff::Timestamp;
use mappers::Context;
use mappers::Warning;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::job::cut;
use crate::store::{Json, Result, Session};
use crate::values;

/// Inserts the warnings of one import.
pub(super) struct Warnings<'c> {
    session: &'c Session,
    job: Uuid,
    now: Timestamp,
    given: u64,
}

/// A warning of the import, in what its columns hold.
pub(super) struct Line<'a> {
    pub(super) entity_type: Option<&'a str>,
    pub(super) source_id: Option<&'a str>,
    pub(super) severity: &'a str,
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) raw_data: Option<String>,
}

impl<'c> Warnings<'c> {
    pub(super) fn new(session: &'c Session, context: &Context) -> Self {
        Self { session, job: context.job_id, now: context.now, given: 0 }
    }

    /// Inserts what a mapper wants known.
    pub(super) fn insert(&mut self, warning: &Warning) -> Result<()> {
        let args = warning.args.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
        self.line(&Line {
            entity_type: Some(&warning.entity_type),
            source_id: Some(&warning.source_id),
            severity: warning.severity.as_str(),
            code: warning.code,
            message: &warning.message(),
            raw_data: Some(Value::Object(args.collect::<Map<_, _>>()).to_string()),
        })
    }

    /// Inserts a warning. What is too long for its column is cut.
    pub(super) fn line(&mut self, line: &Line<'_>) -> Result<()> {
        let id = Uuid::new_v5(&self.job, format!("warning {}", self.given).as_bytes());
        self.given += 1;
        self.session.execute(
            "INSERT INTO migration_import_warnings
                (id, job_id, entity_type, source_id, severity, code, message, raw_data, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            &values![
                id,
                self.job,
                line.entity_type.map(|text| cut(text, 50)),
                line.source_id.map(|text| cut(text, 100)),
                line.severity,
                cut(line.code, 80),
                line.message,
                line.raw_data.as_ref().map(Json),
                self.now,
            ],
        )?;
        Ok(())
    }
}
