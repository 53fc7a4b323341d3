//! Warnings, as an import stores them.

use std::borrow::Cow;

use jiff::Timestamp;
use mappers::Context;
use mappers::Warning;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::job::cut;
use crate::store::load::Loader;
use crate::store::{Json, Result};
use crate::values;

/// Inserts the warnings of one import.
pub(super) struct Warnings {
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

impl Warnings {
    pub(super) fn new(context: &Context) -> Self {
        Self { job: context.job_id, now: context.now, given: 0 }
    }

    /// Inserts what a mapper wants known.
    pub(super) fn insert(&mut self, loader: &mut Loader<'_>, warning: &Warning) -> Result<()> {
        let args = warning.args.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
        let line = Line {
            entity_type: Some(&warning.entity_type),
            source_id: Some(&*warning.source_id).filter(|id| !id.is_empty()),
            severity: warning.severity.as_str(),
            code: warning.code,
            message: &warning.message(),
            raw_data: Some(Value::Object(args.collect::<Map<_, _>>()).to_string()),
        };
        self.line(loader, &line)
    }

    /// Inserts a warning. What is too long for its column is cut.
    pub(super) fn line(&mut self, loader: &mut Loader<'_>, line: &Line<'_>) -> Result<()> {
        let raw_data = line.raw_data.as_deref().map(without_nul);
        let id = numbered(self.job, self.given);
        self.given += 1;
        loader.row(
            "migration_import_warnings",
            &[
                "id",
                "job_id",
                "entity_type",
                "source_id",
                "severity",
                "code",
                "message",
                "raw_data",
                "created_at",
                "updated_at",
            ],
            &values![
                id,
                self.job,
                line.entity_type.map(|text| cut(text, 50)),
                line.source_id.map(|text| cut(text, 100)),
                line.severity,
                cut(line.code, 80),
                line.message,
                raw_data.as_ref().map(Json),
                self.now,
                self.now,
            ],
        )
    }
}

/// JSON text that every engine takes: some have no NUL in texts.
fn without_nul(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u0000") {
        return Cow::Borrowed(json);
    }
    let mut value: Value = serde_json::from_str(json).unwrap_or_default();
    remove_nul(&mut value);
    Cow::Owned(value.to_string())
}

fn remove_nul(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|character| character != '\0'),
        Value::Array(values) => values.iter_mut().for_each(remove_nul),
        Value::Object(members) => {
            *members = std::mem::take(members)
                .into_iter()
                .map(|(name, mut value)| {
                    remove_nul(&mut value);
                    (name.replace('\0', ""), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Ids of a job that count up, so that their order is that of the warnings.
fn numbered(job: Uuid, number: u64) -> Uuid {
    let mut bytes = *Uuid::new_v5(&job, b"warnings").as_bytes();
    bytes[10..].copy_from_slice(&number.to_be_bytes()[2..]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_goes_and_nothing_else() {
        assert_eq!(without_nul(r#"{"a":"x\u0000y","b":["\\u0000"]}"#), r#"{"a":"xy","b":["\\u0000"]}"#);
    }

    #[test]
    fn ids_are_in_the_order_of_the_warnings() {
        let ids: Vec<Uuid> = [0, 1, 255, 256, 1 << 32].map(|number| numbered(Uuid::from_u128(7), number)).into();
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 8));
    }
}
