//! A record beside the row that is there.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use api::changes::ChangeState;
use jiff::tz::TimeZone;
use mappers::record::Value;
use mappers::{Context, Record};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, Statement};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::columns::{is_compared, state_in};
use super::{Difference, Found};
use crate::store::timestamp;

/// Compares what the file makes of its rows with what the clinic has.
pub(super) struct Comparison<'c> {
    connection: &'c Connection,
    rows: HashMap<&'static str, Statement<'c>>,
    archived: Statement<'c>,
    own: OwnWrites,
    now: String,
    today: String,
    pub(super) found: Found,
}

/// When imports wrote and changes were applied.
struct OwnWrites(BTreeSet<String>);

impl OwnWrites {
    fn load(connection: &Connection, context: &Context) -> Result<Self> {
        let mut instants = connection.prepare(
            "SELECT job.started_at FROM migration_import_jobs AS job JOIN puente_import_jobs AS own ON own.job_id = job.id
             WHERE job.clinic_id = ?1 AND own.state = 'completed' AND job.started_at IS NOT NULL
             UNION SELECT applied_at FROM puente_import_changes AS change
             JOIN puente_import_jobs AS own ON own.job_id = change.job_id
             WHERE own.clinic_id = ?1 AND applied_at IS NOT NULL",
        )?;
        Ok(Self(instants.query_map([context.clinic_id.to_string()], |row| row.get(0))?.collect::<Result<_>>()?))
    }

    /// Whether a row that was last written then is as it was brought. Some keep the source's own time, which is before
    /// the first import.
    fn wrote(&self, updated_at: &str) -> bool {
        self.0.contains(updated_at) || self.0.first().is_some_and(|first| updated_at < first.as_str())
    }
}

/// The source row that records come from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) entity_type: &'a str,
    pub(super) source_id: &'a str,
}

impl<'c> Comparison<'c> {
    pub(super) fn new(connection: &'c Connection, context: &Context) -> Result<Self> {
        let timezone: TimeZone = context.timezone.clone();
        Ok(Self {
            connection,
            rows: HashMap::new(),
            archived: connection.prepare(
                "SELECT payload = ?5 AND raw_source_data = ?6 FROM main.migration_import_raw_entities
                 WHERE clinic_id = ?1 AND entity_type = ?2 AND canonical_uuid = ?3 AND source_system = ?4",
            )?,
            own: OwnWrites::load(connection, context)?,
            now: timestamp(context.now),
            today: context.now.to_zoned(timezone).date().to_string(),
            found: Found::default(),
        })
    }

    /// Compares what one source row becomes.
    pub(super) fn compare(&mut self, origin: Option<Origin<'_>>, records: &[Record]) -> Result<()> {
        let patient = records.iter().find_map(patient_of);
        let mut found = Vec::new();
        for record in records {
            self.compare_one(origin, record, patient, &mut found)?;
        }
        // What the clinic edited and the source did not is no news.
        let is_edited = |difference: &Difference| difference.state == ChangeState::Edited;
        if found.iter().any(is_edited) && self.is_as_archived(records)? {
            found.retain(|difference| !is_edited(difference));
        }
        for difference in found {
            self.found.add(difference);
        }
        Ok(())
    }

    /// Whether the source row is, word for word, the one that an earlier import archived.
    fn is_as_archived(&mut self, records: &[Record]) -> Result<bool> {
        let raw = records.iter().find_map(|record| if let Record::RawEntity(raw) = record { Some(raw) } else { None });
        let Some(raw) = raw else { return Ok(false) };
        let key = (raw.clinic_id.to_string(), &*raw.entity_type, &*raw.canonical_uuid, &*raw.source_system);
        let archived = self
            .archived
            .query_row((key.0, key.1, key.2, key.3, raw.payload.as_str(), raw.raw_source_data.as_str()), |row| {
                row.get(0)
            });
        Ok(archived.optional()?.unwrap_or_default())
    }

    fn compare_one(
        &mut self,
        origin: Option<Origin<'_>>,
        record: &Record,
        patient: Option<Uuid>,
        found: &mut Vec<Difference>,
    ) -> Result<()> {
        let (Some(state), Some(row_id)) = (state_in(record.table()), id_in(record, "id")) else { return Ok(()) };
        let statement = match self.rows.entry(record.table()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.connection.prepare(&select_sql(record))?),
        };
        let (now, today, own) = (&self.now, &self.today, &self.own);
        let compare = |row: &Row<'_>| differences(record, row, [now, today], own);
        let differing = statement.query_row([row_id.to_string()], compare).optional()?;
        found.extend(differing.unwrap_or_default().into_iter().map(|(column, before, after, is_edited)| Difference {
            state: if is_edited && state == ChangeState::Offered { ChangeState::Edited } else { state },
            entity_type: origin.map(|origin| origin.entity_type.into()),
            source_id: origin.map(|origin| origin.source_id.into()),
            table: record.table(),
            row_id,
            column,
            patient_id: patient_of(record).or(patient),
            before,
            after,
        }));
        Ok(())
    }
}

/// Reads the clinic's own row, which the second pass has hidden.
fn select_sql(record: &Record) -> String {
    let columns: Vec<_> = record.columns().iter().map(|column| format!("\"{column}\"")).collect();
    format!("SELECT {}, updated_at FROM main.{} WHERE id = ?", columns.join(", "), record.table())
}

type Differing = (&'static str, Option<String>, Option<String>, bool);

/// The columns that differ: what the clinic has, what the file says, and whether the row was edited in the clinic.
fn differences(record: &Record, row: &Row<'_>, instants: [&str; 2], own: &OwnWrites) -> Result<Vec<Differing>> {
    let columns = record.columns();
    let updated_at: String = row.get(columns.len())?;
    let is_edited = !own.wrote(&updated_at);
    let mut found = Vec::new();
    let mut position = 0;
    let mut read = Ok(());
    record.bind(&mut |value| {
        let Some(column) = columns.get(position).copied() else { return };
        let stored = row.get_ref(position);
        position += 1;
        match stored {
            Err(error) => read = Err(error),
            Ok(stored) if is_compared(column) && !is_same(value, stored) => {
                let after = text(value);
                // What the importer dates by itself says nothing of the source.
                if !after.as_deref().is_some_and(|after| instants.contains(&after)) {
                    found.push((column, stored_text(stored), after, is_edited));
                }
            }
            Ok(_) => {}
        }
    });
    read.map(|()| found)
}

fn is_same(value: Value<'_>, stored: ValueRef<'_>) -> bool {
    match (value, stored) {
        (Value::Null, stored) => stored == ValueRef::Null,
        (Value::Real(it), ValueRef::Real(stored)) => it.total_cmp(&stored).is_eq(),
        (Value::Decimal(it), ValueRef::Text(stored)) => {
            std::str::from_utf8(stored).ok().and_then(|text| text.parse::<Decimal>().ok()) == Some(it)
        }
        (Value::Json(it), ValueRef::Text(stored)) => json(it.as_bytes()) == json(stored),
        (value, stored) => text(value) == stored_text(stored),
    }
}

fn json(text: &[u8]) -> Option<serde_json::Value> {
    serde_json::from_slice(text).ok()
}

/// A value as the database stores it.
fn text(value: Value<'_>) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(it) => u8::from(it).to_string(),
        Value::Integer(it) => it.to_string(),
        Value::Real(it) => it.to_string(),
        Value::Text(it) | Value::Json(it) => it.to_owned(),
        Value::Uuid(it) => it.to_string(),
        Value::Decimal(it) => it.to_string(),
        Value::Date(it) => it.to_string(),
        Value::Timestamp(it) => timestamp(it),
    })
}

fn stored_text(stored: ValueRef<'_>) -> Option<String> {
    match stored {
        ValueRef::Null => None,
        ValueRef::Integer(it) => Some(it.to_string()),
        ValueRef::Real(it) => Some(it.to_string()),
        ValueRef::Text(it) | ValueRef::Blob(it) => Some(String::from_utf8_lossy(it).into_owned()),
    }
}

fn patient_of(record: &Record) -> Option<Uuid> {
    id_in(record, if record.table() == "patients" { "id" } else { "patient_id" })
}

/// The id in a column.
fn id_in(record: &Record, column: &str) -> Option<Uuid> {
    let wanted = record.columns().iter().position(|name| *name == column)?;
    let (mut position, mut id) = (0, None);
    record.bind(&mut |value| {
        if let (true, Value::Uuid(it)) = (position == wanted, value) {
            id = Some(it);
        }
        position += 1;
    });
    id
}
