//! What uninstalling removes, to keep: mappings, archived rows and warnings, one JSON object a line, written while it is sent.

use serde_json::{Value as JsonValue, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::JOBS;
use crate::store::{Database, Error, Result, Row, Session};
use crate::values;

/// Bytes that go at once.
const PART: usize = 64 << 10;

/// Parts of the export, or why there is no more.
pub(crate) type Parts = mpsc::Receiver<std::result::Result<String, std::io::Error>>;

/// Begins an export on a thread of its own.
pub(crate) fn start(database: Database, clinic: Uuid) -> Parts {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut lines = Lines { sender, part: String::new() };
        let exported = database.reader().map_err(Stopped::from).and_then(|session| lines.export(&session, clinic));
        if let Err(Stopped::Database(error)) = exported {
            tracing::error!(%error, "an export stopped");
            // Half a file must not look like a whole one.
            let _gone = lines.sender.blocking_send(Err(std::io::Error::other("the export stopped")));
        }
    });
    receiver
}

/// Reads a row as a line.
type Line = fn(&Row<'_>) -> Result<JsonValue>;

/// Why an export ends early.
enum Stopped {
    Database(Error),
    /// Nobody listens any more.
    Alone,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

struct Lines {
    sender: mpsc::Sender<std::result::Result<String, std::io::Error>>,
    part: String,
}

impl Lines {
    fn export(&mut self, session: &Session, clinic: Uuid) -> std::result::Result<(), Stopped> {
        if !super::is_installed_in(session)? {
            return Ok(());
        }
        let queries: [(&str, Line); 3] = [
            (
                "SELECT entity_type, source_system, source_canonical_uuid, dentalpin_table, dentalpin_id
                 FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND job_id IN ",
                mapping,
            ),
            (
                "SELECT entity_type, source_system, canonical_uuid, source_id, payload, raw_source_data
                 FROM migration_import_raw_entities WHERE clinic_id = ?1 AND job_id IN ",
                archived,
            ),
            (
                "SELECT job_id, entity_type, source_id, severity, code, message, raw_data
                 FROM migration_import_warnings WHERE job_id IN ",
                warning,
            ),
        ];
        for (sql, line) in queries {
            session.each(&format!("{sql}{JOBS}"), &values![clinic], |row| self.add(&line(row)?))?;
        }
        self.send()
    }

    fn add(&mut self, line: &JsonValue) -> std::result::Result<(), Stopped> {
        self.part.push_str(&line.to_string());
        self.part.push('\n');
        if self.part.len() < PART { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> std::result::Result<(), Stopped> {
        self.sender.blocking_send(Ok(std::mem::take(&mut self.part))).map_err(|_| Stopped::Alone)
    }
}

fn mapping(row: &Row<'_>) -> Result<JsonValue> {
    Ok(json!({
        "kind": "mapping",
        "entity_type": row.get::<String>("entity_type")?,
        "source_system": row.get::<String>("source_system")?,
        "canonical_uuid": row.get::<String>("source_canonical_uuid")?,
        "table": row.get::<String>("dentalpin_table")?,
        "id": row.get::<Uuid>("dentalpin_id")?,
    }))
}

fn archived(row: &Row<'_>) -> Result<JsonValue> {
    Ok(json!({
        "kind": "archived",
        "entity_type": row.get::<String>("entity_type")?,
        "source_system": row.get::<String>("source_system")?,
        "canonical_uuid": row.get::<String>("canonical_uuid")?,
        "source_id": row.get::<String>("source_id")?,
        "payload": parsed(row.get("payload")?),
        "raw_source_data": parsed(row.get("raw_source_data")?),
    }))
}

fn warning(row: &Row<'_>) -> Result<JsonValue> {
    Ok(json!({
        "kind": "warning",
        "job_id": row.get::<Uuid>("job_id")?,
        "entity_type": row.get::<Option<String>>("entity_type")?,
        "source_id": row.get::<Option<String>>("source_id")?,
        "severity": row.get::<String>("severity")?,
        "code": row.get::<String>("code")?,
        "message": row.get::<String>("message")?,
        "data": row.get::<Option<String>>("raw_data")?.map(parsed),
    }))
}

/// JSON as such; a text that is none stays a text.
fn parsed(text: String) -> JsonValue {
    serde_json::from_str(&text).unwrap_or(JsonValue::String(text))
}
