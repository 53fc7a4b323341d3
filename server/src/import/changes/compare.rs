//! A record beside the row that is there.

use std::collections::{BTreeSet, HashMap};

use api::changes::ChangeState;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::record::Value;
use mappers::{Context, Record};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::super::made;
use super::columns::{is_compared, is_legal, state_in};
use super::{Difference, Found};
use crate::store::{Cell, Json, Result, Row, Session, timestamp};
use crate::values;

/// Compares what the file makes of its rows with what the clinic has.
pub(super) struct Comparison<'c> {
    session: &'c Session,
    /// How the row of a record is read, by table.
    selects: HashMap<&'static str, String>,
    own: OwnWrites,
    /// The instants that the importer itself gives to what has none, and its day.
    instants: [String; 3],
    pub(super) found: Found,
}

/// When imports wrote and changes were applied.
struct OwnWrites(BTreeSet<Timestamp>);

impl OwnWrites {
    fn load(session: &Session, context: &Context) -> Result<Self> {
        let instants = session.fetch_all(
            "SELECT job.started_at FROM migration_import_jobs AS job JOIN puente_import_jobs AS own ON own.job_id = job.id
             WHERE job.clinic_id = ?1 AND own.state = 'completed' AND job.started_at IS NOT NULL
             UNION SELECT applied_at FROM puente_import_changes AS change
             JOIN puente_import_jobs AS own ON own.job_id = change.job_id
             WHERE own.clinic_id = ?1 AND applied_at IS NOT NULL",
            &values![context.clinic_id],
        )?;
        Ok(Self(instants.into_iter().collect()))
    }

    /// Whether a row that was last written then is as it was brought. Some keep the source's own time, which is before
    /// the first import.
    fn wrote(&self, updated_at: Timestamp) -> bool {
        self.0.contains(&updated_at) || self.0.first().is_some_and(|first| updated_at < *first)
    }
}

/// The source row that records come from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) entity_type: &'a str,
    pub(super) source_id: &'a str,
}

impl<'c> Comparison<'c> {
    pub(super) fn new(session: &'c Session, context: &Context) -> Result<Self> {
        let timezone: TimeZone = context.timezone.clone();
        Ok(Self {
            session,
            selects: HashMap::new(),
            own: OwnWrites::load(session, context)?,
            instants: [
                timestamp(context.now),
                timestamp(context.as_of()),
                context.now.to_zoned(timezone).date().to_string(),
            ],
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
    fn is_as_archived(&self, records: &[Record]) -> Result<bool> {
        let raw = records.iter().find_map(|record| if let Record::RawEntity(raw) = record { Some(raw) } else { None });
        let Some(raw) = raw else { return Ok(false) };
        let home = self.session.dialect().home();
        let sql = format!(
            "SELECT payload = ?5 AND raw_source_data = ?6 FROM {home}.migration_import_raw_entities
             WHERE clinic_id = ?1 AND entity_type = ?2 AND canonical_uuid = ?3 AND source_system = ?4"
        );
        let same: Option<bool> = self.session.fetch_optional(
            &sql,
            &values![
                raw.clinic_id,
                raw.entity_type,
                raw.canonical_uuid,
                raw.source_system,
                Json(raw.payload.as_str()),
                Json(raw.raw_source_data.as_str())
            ],
        )?;
        Ok(same.unwrap_or_default())
    }

    fn compare_one(
        &mut self,
        origin: Option<Origin<'_>>,
        record: &Record,
        patient: Option<Uuid>,
        found: &mut Vec<Difference>,
    ) -> Result<()> {
        let Some(state) = state_in(record.table()) else { return Ok(()) };
        let Some(row_id) = id_in(record, made::key(record.columns())) else { return Ok(()) };
        let select =
            self.selects.entry(record.table()).or_insert_with(|| select_sql(self.session.dialect().home(), record));
        let differing =
            self.session.first(select, &values![row_id], |row| differences(record, row, &self.instants, &self.own))?;
        let differing = differing.unwrap_or_default();
        let patient = match patient_of(record).or(patient) {
            None if !differing.is_empty() => self.patient_of_plan(record)?,
            known => known,
        };
        found.extend(differing.into_iter().map(|(column, before, after, is_edited)| Difference {
            state: if is_edited && state == ChangeState::Offered { ChangeState::Edited } else { state },
            entity_type: origin.map(|origin| origin.entity_type.into()),
            source_id: origin.map(|origin| origin.source_id.into()),
            table: record.table(),
            row_id,
            column,
            patient_id: patient,
            before,
            after,
        }));
        Ok(())
    }

    /// The patient of a planned treatment's session.
    fn patient_of_plan(&self, record: &Record) -> Result<Option<Uuid>> {
        let Some(item) = id_in(record, "plan_item_id") else { return Ok(None) };
        let home = self.session.dialect().home();
        let sql = format!(
            "SELECT plan.patient_id FROM {home}.planned_treatment_items AS item
             JOIN {home}.treatment_plans AS plan ON plan.id = item.treatment_plan_id WHERE item.id = ?1"
        );
        self.session.fetch_optional(&sql, &values![item])
    }
}

/// Reads the clinic's own row, which the second pass has hidden.
fn select_sql(home: &str, record: &Record) -> String {
    let columns: Vec<_> = record.columns().iter().map(|column| format!("\"{column}\"")).collect();
    let key = made::key(record.columns());
    format!("SELECT {}, updated_at FROM {home}.{} WHERE {key} = ?1", columns.join(", "), record.table())
}

type Differing = (&'static str, Option<String>, Option<String>, bool);

/// The columns that differ: what the clinic has, what the file says, and whether the row was edited in the clinic.
fn differences(record: &Record, row: &Row<'_>, instants: &[String], own: &OwnWrites) -> Result<Vec<Differing>> {
    let columns = record.columns();
    let is_edited = !own.wrote(row.get(columns.len())?);
    let mut found = Vec::new();
    let mut position = 0;
    let mut read = Ok(());
    record.bind(&mut |value| {
        let Some(column) = columns.get(position).copied() else { return };
        let stored = row.cell(position);
        position += 1;
        match stored {
            Err(error) => read = Err(error),
            Ok(stored)
                if is_compared(column) && !is_same(value, &stored) && !is_one_sided(record, column, value, &stored) =>
            {
                let after = text(value);
                // What the importer dates by itself says nothing of the source.
                if !after.as_ref().is_some_and(|after| instants.contains(after)) {
                    found.push((column, stored.spelled(), after, is_edited));
                }
            }
            Ok(_) => {}
        }
    });
    read.map(|()| found)
}

/// Whether it is legal data that only one of the two has, which is no news: what the clinic lacks, the import adds if it is
/// wanted; what it has, the file seems to lack where it is not.
fn is_one_sided(record: &Record, column: &str, value: Value<'_>, stored: &Cell<'_>) -> bool {
    is_legal(record.table(), column) && (matches!(value, Value::Null) || matches!(stored, Cell::Null))
}

fn is_same(value: Value<'_>, stored: &Cell<'_>) -> bool {
    match (value, stored) {
        (Value::Null, stored) => matches!(stored, Cell::Null),
        (Value::Real(it), Cell::Real(stored)) => it.total_cmp(stored).is_eq(),
        (Value::Decimal(it), stored) => stored.spelled().and_then(|text| text.parse::<Decimal>().ok()) == Some(it),
        (Value::Json(it), Cell::Text(stored)) => json(it) == json(stored),
        (value, stored) => text(value) == stored.spelled(),
    }
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
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
