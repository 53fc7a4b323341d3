//! Files to test with.
#![allow(dead_code, reason = "each test uses its part")]

use std::path::PathBuf;

use dpmf::check::{Checked, check};
use dpmf::open::{Opened, open_bytes};
use dpmf::passphrase::Passphrase;
use dpmf::progress::Silent;
use dpmf::row::{FileRow, WarningRow};
use dpmf::writer::{Writer, canonical_uuid};
use dpmf::{EntityType, Error, Limits, Meta};
use rusqlite::{Connection, MAIN_DB};
use sha2::{Digest as _, Sha256};

pub const PASSPHRASE: &str = "contraseña de prueba";
/// A scrypt cost that keeps tests quick.
pub const LOG_N: u8 = 10;

pub fn entity_type(name: &str) -> EntityType {
    EntityType::parse(name).expect("a well-formed name")
}

pub fn meta() -> Meta {
    Meta { format_version: Some("0.1.0".into()), integrity_hash_algo: Some("sha256".into()), ..Meta::default() }
}

/// A small clinic: a few patients and their payments, a file and two warnings.
pub fn image() -> Vec<u8> {
    image_of(20)
}

pub fn image_of(patients: usize) -> Vec<u8> {
    let mut writer = Writer::in_memory().expect("a writer");
    for number in 0..patients {
        let id = format!("P{number}");
        let uuid = canonical_uuid("gesden", "patient", &id).to_string();
        let payload = format!(r#"{{"given_name": "Íñigo {number}", "family_name": "López", "sex": "male"}}"#);
        let raw = format!(r#"{{"IdPac": {number}}}"#);
        let patient = entity_type("patient");
        writer.push(&patient, &entity(&uuid, &id, &payload, &raw), "2026-05-17T00:00:00Z").expect("a row");
        let payment = canonical_uuid("gesden", "payment", &id).to_string();
        let payload = format!(r#"{{"patient_uuid": "{uuid}", "amount": "{number}.50", "client_uuid": null}}"#);
        let row = entity(&payment, &id, &payload, "{}");
        writer.push(&entity_type("payment"), &row, "2026-05-17T00:00:00Z").expect("a row");
    }
    writer.file(&file("f1", Some(1000), Some("00"))).expect("a row");
    writer.warning(&warning(1, "patient.no_surname", "sin apellidos")).expect("a row");
    writer.warning(&warning(2, "patient.no_surname", "sin apellidos")).expect("a row");
    writer.finish_image(&meta()).expect("an image")
}

fn entity<'a>(uuid: &'a str, id: &'a str, payload: &'a str, raw: &'a str) -> dpmf::row::EntityRow<'a> {
    dpmf::row::EntityRow { canonical_uuid: uuid, source_id: id, source_system: "gesden", payload, raw_source_data: raw }
}

pub fn file<'a>(uuid: &'a str, bytes: Option<i64>, sha256: Option<&'a str>) -> FileRow<'a> {
    FileRow {
        canonical_uuid: uuid,
        parent_entity_type: "patient",
        parent_canonical_uuid: "nobody",
        relative_path: "RX/1/pano.jpg",
        declared_size_bytes: bytes,
        sha256,
        mime_hint: None,
    }
}

pub fn warning<'a>(id: i64, code: &'a str, message: &'a str) -> WarningRow<'a> {
    WarningRow {
        id,
        entity_type: Some("patient"),
        source_id: None,
        severity: "warn",
        code,
        message,
        raw_data: Some("{}"),
    }
}

pub fn connect(image: &[u8]) -> Connection {
    let mut connection = Connection::open_in_memory().expect("in memory");
    connection.deserialize_read_exact(MAIN_DB, image, image.len(), false).expect("a database");
    connection
}

pub fn image_from(connection: &Connection) -> Vec<u8> {
    connection.serialize(MAIN_DB).expect("an image").to_vec()
}

/// The small clinic after some SQL.
pub fn edited(sql: &str) -> Vec<u8> {
    let connection = connect(&image());
    connection.execute_batch(sql).expect("valid SQL");
    image_from(&connection)
}

/// The small clinic after some SQL, its counts and its hash made to fit again.
pub fn edited_and_sealed(sql: &str) -> Vec<u8> {
    let connection = connect(&image());
    connection.execute_batch(sql).expect("valid SQL");
    seal(&connection);
    image_from(&connection)
}

/// Counts and hashes as an exporter would: every value printed, no shortcut taken.
pub fn seal(connection: &Connection) {
    let types: Vec<String> = texts(connection, "SELECT entity_type FROM _entities ORDER BY 1").concat();
    for name in &types {
        let sql = format!(r#"UPDATE _entities SET row_count = (SELECT count(*) FROM "{name}") WHERE entity_type = ?1"#);
        connection.execute(&sql, [name]).expect("a count");
    }
    let mut queries = vec![("_entities", "SELECT * FROM _entities ORDER BY 1".to_owned())];
    for name in &types {
        let columns = "canonical_uuid, source_id, source_system, payload, raw_source_data";
        queries.push((name, format!(r#"SELECT {columns} FROM "{name}" ORDER BY 1"#)));
    }
    queries.push(("_files", "SELECT * FROM _files ORDER BY 1".to_owned()));
    queries.push(("_warnings", "SELECT * FROM _warnings ORDER BY id".to_owned()));
    let mut hash = Sha256::new();
    for (table, query) in queries {
        for row in texts(connection, &query) {
            hash.update(format!("{table}|{}\n", row.join("|")));
        }
    }
    let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    connection
        .execute("INSERT OR REPLACE INTO _meta VALUES ('integrity_hash', ?1)", [digest])
        .expect("the hash is stored");
}

fn texts(connection: &Connection, query: &str) -> Vec<Vec<String>> {
    let mut statement = connection.prepare(query).expect("valid SQL");
    let columns = statement.column_count();
    let printed = |value: rusqlite::types::Value| match value {
        rusqlite::types::Value::Null => "None".to_owned(),
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at).map(printed)).collect());
    rows.expect("rows").collect::<Result<_, _>>().expect("rows")
}

pub fn open(bytes: &[u8]) -> Result<Opened, Error> {
    open_within(bytes, &Limits::default())
}

pub fn open_within(bytes: &[u8], limits: &Limits) -> Result<Opened, Error> {
    open_bytes(bytes.to_vec(), Some(&Passphrase::new(PASSPHRASE.into())), limits, &mut Silent)
}

pub fn open_and_check(bytes: &[u8]) -> Result<Checked, Error> {
    open_and_check_within(bytes, &Limits::default())
}

pub fn open_and_check_within(bytes: &[u8], limits: &Limits) -> Result<Checked, Error> {
    check(&open_within(bytes, limits)?.container, limits, &mut Silent)
}

/// A file of the shared test data, where there is any.
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: there is no {}", path.display());
    None
}
