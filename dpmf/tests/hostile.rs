//! Databases that are not what they should be.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use common::{connect, edited, edited_and_sealed, image, image_from, open_and_check, seal};
use dpmf::Error;

/// Refused with this code, and these words in its text.
fn refused(image: &[u8], code: &str, words: &str) {
    let error = open_and_check(image).expect_err(code);
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(!error.help().is_empty());
}

const PATIENT: &str = "canonical_uuid, source_id, source_system, payload, raw_source_data, extracted_at";

/// SQL that puts another table in the place of `patient`.
fn instead(create: &str) -> String {
    format!(
        "ALTER TABLE patient RENAME TO old; {create}; INSERT INTO patient ({PATIENT}) SELECT {PATIENT} FROM old; DROP TABLE old;"
    )
}

#[test]
fn the_format_gate() {
    let set = |value: &str| edited(&format!("UPDATE _meta SET value = '{value}' WHERE key = 'format_version'"));
    refused(&set("1.0.0"), "format.future_version", "1.0.0");
    refused(&set("0.1"), "format.invalid_version", "0.1");
    refused(&edited("DELETE FROM _meta WHERE key = 'format_version'"), "format.invalid_version", "missing");
    assert!(open_and_check(&set("0.9.0")).expect("understood").newer_minor);
}

#[test]
fn the_schema_of_each_table_has_its_gate() {
    let set = |value: &str| {
        edited_and_sealed(&format!("UPDATE _entities SET schema_version = '{value}' WHERE entity_type = 'payment'"))
    };
    refused(&set("1.0.0"), "format.future_version", "1.0.0 of payment");
    for newer in ["0.2.0", "tomorrow", ""] {
        assert!(open_and_check(&set(newer)).expect("understood").newer_minor, "{newer}");
    }
    assert!(!open_and_check(&set("0.1.7")).expect("understood").newer_minor);
}

#[test]
fn tables_that_are_not_declared_are_told() {
    let more = "CREATE TABLE invoice_draft (a); INSERT INTO invoice_draft VALUES (1); CREATE TABLE _own (a); CREATE VIEW v AS SELECT 1";
    assert_eq!(open_and_check(&edited(more)).expect("let be").undeclared, ["invoice_draft"]);
    assert!(open_and_check(&image()).expect("whole").undeclared.is_empty());
}

#[test]
fn the_declared_hash() {
    let set = |key: &str, value: &str| edited(&format!("UPDATE _meta SET value = '{value}' WHERE key = '{key}'"));
    refused(&edited("DELETE FROM _meta WHERE key = 'integrity_hash'"), "hash.missing", "no valid");
    refused(&set("integrity_hash", ""), "hash.missing", "no valid");
    refused(&set("integrity_hash", "PENDING"), "hash.missing", "PENDING");
    refused(&set("integrity_hash_algo", "md5"), "hash.unknown_algorithm", "md5");
    refused(&edited("DELETE FROM _meta WHERE key = 'integrity_hash_algo'"), "hash.unknown_algorithm", "");
    let zeros = "0".repeat(64);
    refused(&set("integrity_hash", &zeros), "hash.mismatch", &zeros);
}

#[test]
fn contents_that_were_changed() {
    for sql in [
        "UPDATE patient SET payload = replace(payload, 'López', 'Lopez') WHERE source_id = 'P3'",
        "UPDATE payment SET source_id = 'P3b' WHERE source_id = 'P3'",
        "UPDATE _files SET sha256 = '01'",
        "DELETE FROM _warnings WHERE id = 2",
        "UPDATE _entities SET schema_version = '0.2.0'",
    ] {
        refused(&edited(sql), "hash.mismatch", "declared");
    }
    open_and_check(&edited("UPDATE patient SET extracted_at = 'never'")).expect("not part of the contents");
}

#[test]
fn rows_more_or_fewer_than_declared() {
    refused(
        &edited("DELETE FROM patient WHERE source_id = 'P3'"),
        "shape.row_count",
        "19 rows where the file declares 20",
    );
    refused(&edited("UPDATE _entities SET row_count = 7"), "shape.row_count", "20 rows where the file declares 7");
    refused(&edited("UPDATE _entities SET row_count = -1"), "shape.wrong", "-1");
    refused(&edited("UPDATE _entities SET row_count = 9223372036854775807"), "limit.exceeded", "rows in the file");
}

#[test]
fn tables_that_are_missing() {
    for table in ["_meta", "_entities", "_files", "_warnings", "patient"] {
        refused(&edited(&format!("DROP TABLE {table}")), "shape.missing_table", table);
    }
    for name in ["Patient", "sqlite_schema", "sqlite_sequence_2"] {
        let image = edited(&format!("UPDATE _entities SET entity_type = '{name}' WHERE entity_type = 'patient'"));
        let code = if name == "Patient" { "shape.invalid_entity_type" } else { "shape.missing_table" };
        refused(&image, code, name);
    }
}

#[test]
fn names_that_would_break_out_of_sql() {
    let sql = r#"INSERT INTO _entities VALUES ('patient" UNION SELECT 1,2,3,4,5 --', 1, '0.1.0')"#;
    refused(&edited(sql), "shape.invalid_entity_type", "UNION");
}

#[test]
fn tables_that_are_not_plain_tables() {
    let view = "ALTER TABLE patient RENAME TO old; CREATE VIEW patient AS SELECT * FROM old";
    refused(&edited(view), "shape.wrong", "view");
    let bottomless =
        "DROP TABLE patient; CREATE VIEW patient AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)
        SELECT i AS canonical_uuid, i AS source_id, i AS source_system, i AS payload, i AS raw_source_data FROM n";
    refused(&edited(bottomless), "shape.wrong", "view");
    let no_rowid = instead(&format!(
        "CREATE TABLE patient ({}) WITHOUT ROWID",
        PATIENT.replacen("canonical_uuid", "canonical_uuid TEXT PRIMARY KEY", 1)
    ));
    refused(&edited(&no_rowid), "shape.wrong", "WITHOUT ROWID");
    let computed = instead(
        "CREATE TABLE patient (canonical_uuid TEXT PRIMARY KEY, source_id, source_system, payload, raw_source_data, extracted_at);
        ALTER TABLE patient ADD COLUMN twice AS (payload || payload)",
    );
    open_and_check(&edited(&computed)).expect("a computed column beside the others is not looked at");
    let computed = instead(
        "CREATE TABLE patient (canonical_uuid TEXT PRIMARY KEY, source_id, source_system, payload, extracted_at,
            raw_source_data AS (payload))",
    )
    .replace(PATIENT, "canonical_uuid, source_id, source_system, payload, extracted_at");
    refused(&edited(&computed), "shape.wrong", "raw_source_data is computed");
    let virtual_table = "DROP TABLE patient; PRAGMA writable_schema = ON;
        INSERT INTO sqlite_schema VALUES ('table', 'patient', 'patient', 0, 'CREATE VIRTUAL TABLE patient USING fts5(a)');";
    refused(&edited(virtual_table), "shape.wrong", "virtual table");
}

#[test]
fn columns_and_keys() {
    refused(&edited("ALTER TABLE patient RENAME COLUMN payload TO content"), "shape.wrong", "no column payload");
    refused(&edited("ALTER TABLE _files DROP COLUMN mime_hint"), "shape.wrong", "no column mime_hint");
    let keyless = instead(&format!("CREATE TABLE patient ({PATIENT})"));
    refused(&edited(&keyless), "shape.wrong", "primary key is not canonical_uuid");
    let extra =
        "ALTER TABLE patient ADD COLUMN added_later TEXT; CREATE TABLE notes (a); CREATE VIEW v AS SELECT * FROM notes;
        CREATE TRIGGER t AFTER INSERT ON patient BEGIN DELETE FROM payment; END;";
    open_and_check(&edited(extra)).expect("what is not read does not matter");
    let folded = instead(&format!(
        "CREATE TABLE patient ({})",
        PATIENT.replacen("canonical_uuid", "canonical_uuid TEXT COLLATE NOCASE PRIMARY KEY", 1)
    ));
    let folded = format!(
        "{folded} UPDATE patient SET canonical_uuid = 'B' WHERE source_id = 'P3'; UPDATE patient SET canonical_uuid = 'a' WHERE source_id = 'P4';"
    );
    refused(&edited_and_sealed(&folded), "sqlite.damaged", "order of their key");
}

#[test]
fn values_of_the_wrong_kind_name_their_row() {
    for (value, holds) in [("NULL", "NULL"), ("x'00ff'", "Blob"), ("CAST(x'c3' AS TEXT)", "not UTF-8")] {
        let untyped = instead(&format!(
            "CREATE TABLE patient ({})",
            PATIENT.replacen("canonical_uuid", "canonical_uuid PRIMARY KEY", 1)
        ));
        let change = |column| format!("{untyped} UPDATE patient SET {column} = {value} WHERE source_id = 'P3';");
        refused(&edited(&change("payload")), "shape.wrong", holds);
        refused(&edited(&change("canonical_uuid")), "shape.wrong", holds);
        let row = open_and_check(&edited(&change("payload"))).expect_err("refused").to_string();
        assert!(row.contains(&dpmf::writer::canonical_uuid("gesden", "patient", "P3").to_string()), "{row}");
    }
    let number = format!(
        "{} UPDATE patient SET source_id = 3 WHERE source_id = 'P3';",
        instead(&format!(
            "CREATE TABLE patient ({})",
            PATIENT.replacen("canonical_uuid", "canonical_uuid PRIMARY KEY", 1)
        ))
    );
    refused(&edited(&number), "shape.wrong", "source_id holds Integer");
    refused(&edited("UPDATE _files SET declared_size_bytes = 'many'"), "shape.wrong", "declared_size_bytes holds Text");
    refused(&edited("INSERT INTO _meta VALUES ('tenant_label', x'00')"), "shape.wrong", "value holds Blob");
}

#[test]
fn text_that_is_not_utf_8_throughout() {
    let connection = rusqlite::Connection::open_in_memory().expect("in memory");
    connection
        .execute_batch("PRAGMA encoding = 'UTF-16'; CREATE TABLE _meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);")
        .expect("a database");
    refused(&image_from(&connection), "shape.wrong", "UTF-16");
}

#[test]
fn an_index_that_disagrees_with_its_table() {
    // The index of the keys is emptied behind SQLite's back: its root becomes that of an empty one.
    let connection = connect(&image());
    connection
        .execute_batch(
            "CREATE TABLE empty (canonical_uuid TEXT PRIMARY KEY); PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_empty_1')
                WHERE name = 'sqlite_autoindex_patient_1';",
        )
        .expect("valid SQL");
    refused(&image_from(&connection), "shape.row_count", "0 rows");
    connection.execute_batch("UPDATE _entities SET row_count = 0 WHERE entity_type = 'patient'").expect("valid SQL");
    // With the count made to fit there are no rows, and the hash says so.
    refused(&image_from(&connection), "hash.mismatch", "declared");
}

#[test]
fn payloads_that_do_not_parse_and_references_that_lead_nowhere_are_counted() {
    let untyped = instead(&format!(
        "CREATE TABLE patient ({})",
        PATIENT.replacen("canonical_uuid", "canonical_uuid TEXT PRIMARY KEY", 1)
    ));
    let connection = connect(&edited(&untyped));
    connection
        .execute_batch(
            r#"UPDATE patient SET payload = '{"given_name": ' WHERE source_id = 'P3';
            UPDATE patient SET payload = '[]' WHERE source_id = 'P4';
            DELETE FROM patient WHERE source_id = 'P5';
            UPDATE payment SET payload = '{"client_uuid": "nobody", "unknown_uuid": "nobody", "user_uuid": ""}' WHERE source_id = 'P6';"#,
        )
        .expect("valid SQL");
    seal(&connection);
    let checked = open_and_check(&image_from(&connection)).expect("counted, not refused");
    let errors: Vec<_> = checked.json_errors.iter().map(|found| (found.entity_type.as_str(), found.count)).collect();
    assert_eq!(errors, [("patient", 2)]);
    let dangling: Vec<_> =
        checked.dangling.iter().map(|found| (found.entity_type.as_str(), found.field.as_str(), found.count)).collect();
    assert_eq!(
        dangling,
        [("payment", "client_uuid", 1), ("payment", "patient_uuid", 1), ("_files", "parent_canonical_uuid", 1)]
    );
}

#[test]
fn warnings_are_grouped_and_files_summed() {
    let connection = connect(&image());
    connection
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            INSERT INTO _warnings SELECT i, NULL, NULL, 'info', 'code.' || i, hex(zeroblob(300)), NULL FROM n;
            INSERT INTO _files VALUES ('f2', 'patient', 'nobody', 'a', NULL, NULL, NULL), ('f3', 'patient', 'nobody', 'a', -5, 'x', NULL);",
        )
        .expect("valid SQL");
    seal(&connection);
    let checked = open_and_check(&image_from(&connection)).expect("valid");
    assert_eq!((checked.files.total, checked.files.without_sha256, checked.files.declared_bytes), (3, 1, 1000));
    assert!(checked.extractor_warnings.len() <= 1001, "groups are bounded");
    assert_eq!(checked.extractor_warnings.iter().map(|group| group.count).sum::<u64>(), 2993);
    let known = checked.extractor_warnings.iter().find(|group| group.code == "patient.no_surname").expect("kept");
    assert_eq!((known.count, known.severity.as_str(), known.example.as_str()), (2, "warn", "sin apellidos"));
    assert!(checked.extractor_warnings.iter().all(|group| group.example.len() <= 200));
}

#[test]
fn something_else_altogether() {
    for (bytes, code) in [
        (&b""[..], "file.empty"),
        (b"PK\x03\x04 a zip file, perhaps", "file.not_dpmf"),
        (b"SQLite format 3\0", "file.truncated"),
    ] {
        refused(bytes, code, "");
    }
    let mut garbled = image();
    garbled[100..4096].fill(0xff);
    refused(&garbled, "sqlite.damaged", "");
    assert!(matches!(
        open_and_check(&[b"SQLite format 3\0".to_vec(), vec![0; 5000]].concat()),
        Err(Error::DamagedSqlite { .. })
    ));
}
