#![allow(clippy::expect_used)]

use super::*;
use crate::Limits;
use crate::check::check;
use crate::open::open_bytes;
use crate::passphrase::Passphrase;
use crate::progress::Silent;

const NO_DETAILS: &str = "{}";

fn entity_type(name: &str) -> EntityType {
    EntityType::parse(name).expect("well-formed")
}

fn row<'a>(uuid: &'a str, source_id: &'a str, payload: &'a str, raw_source_data: &'a str) -> EntityRow<'a> {
    EntityRow { canonical_uuid: uuid, source_id, source_system: "gesden", payload, raw_source_data }
}

/// The worked example of `docs/format.md#integrity-hash`: NULLs, accents, rows out of order.
fn worked_example() -> Writer {
    let mut writer = Writer::in_memory().expect("memory");
    let patient = entity_type("patient");
    for (uuid, id, payload, raw) in [
        ("d01c9bb2-f14c-51e1-b86f-cdf3272ea809", "2", r#"{"given_name":"Joan","family_name":null}"#, NO_DETAILS),
        (
            "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4",
            "1",
            r#"{"given_name": "Ana", "family_name": "López"}"#,
            r#"{"IdCli": 7}"#,
        ),
    ] {
        writer.push(&patient, &row(uuid, id, payload, raw), "2026-05-17T00:00:00Z").expect("accepted");
    }
    let center = row("01486a67-5c4a-57cf-9c6b-f0b03da6273e", "C1", r#"{"name": "Clínica Ñandú"}"#, NO_DETAILS);
    writer.push(&entity_type("center"), &center, "2026-05-17T00:00:00Z").expect("accepted");
    let lost = FileRow {
        canonical_uuid: "2b66d383-cb3f-57f8-8d6f-f217d426b7a7",
        parent_entity_type: "patient_document",
        parent_canonical_uuid: "2b66d383-cb3f-57f8-8d6f-f217d426b7a7",
        relative_path: "RX/1/perdida.jpg",
        declared_size_bytes: None,
        sha256: None,
        mime_hint: None,
    };
    let found = FileRow {
        canonical_uuid: "84b0cf13-6fa5-5a8a-b06a-69f3e5040558",
        parent_canonical_uuid: "84b0cf13-6fa5-5a8a-b06a-69f3e5040558",
        relative_path: "RX/1/pano.jpg",
        declared_size_bytes: Some(5),
        sha256: Some("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        mime_hint: Some("image/jpeg"),
        ..lost
    };
    writer.file(&found).expect("accepted");
    writer.file(&lost).expect("accepted");
    let note = WarningRow {
        id: 1,
        entity_type: None,
        source_id: None,
        severity: "info",
        code: "extract.note",
        message: "Extracción parcial",
        raw_data: None,
    };
    writer.warning(&note).expect("accepted");
    writer
        .warning(&WarningRow {
            id: 2,
            entity_type: Some("patient"),
            source_id: Some("2"),
            severity: "warn",
            code: "patient.no_surname",
            message: "sin apellidos",
            raw_data: Some(r#"{"a": 1}"#),
        })
        .expect("accepted");
    writer
}

#[test]
fn the_worked_example_has_its_digest() {
    let digest = worked_example().finish(&Meta::default()).expect("sealed");
    assert_eq!(digest.to_string(), "2281a50ee62f3726aea339745f5a4425452e803af6e6e90d4bcac7f4fd424224");
}

#[test]
fn canonical_uuids_are_those_of_the_format() {
    for (entity_type, source_id, uuid) in [
        ("patient", "PAT0001", "b0940c06-df3d-5daf-8408-f1f7ad54920c"),
        ("professional", "usuagd:18", "fa4eb141-5991-59a9-8657-eb5423c046df"),
        ("center", "C1", "01486a67-5c4a-57cf-9c6b-f0b03da6273e"),
    ] {
        assert_eq!(canonical_uuid("gesden", entity_type, source_id).to_string(), uuid);
    }
}

#[test]
fn rows_that_could_not_be_read_back_are_refused() {
    let mut writer = Writer::in_memory().expect("memory");
    let patient = entity_type("patient");
    assert!(writer.push(&patient, &row("u", "1", "not json", NO_DETAILS), "").is_err());
    assert!(writer.push(&patient, &row("u", "1", NO_DETAILS, NO_DETAILS), "").is_ok());
    assert!(writer.push(&patient, &row("u", "2", NO_DETAILS, NO_DETAILS), "").is_err(), "the same id twice");
}

#[test]
fn a_file_that_exists_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("there.dpm");
    std::fs::write(&path, "precious").expect("written");
    assert!(matches!(Writer::create(&path), Err(WriteError::Io(_))));
    assert_eq!(std::fs::read(&path).expect("still there"), b"precious");
}

/// Cheap enough for tests, dear enough to be accepted.
const LOG_N: u8 = 14;

#[test]
fn every_layering_opens_again_with_its_layers_and_its_digest() {
    use crate::error::Layer::{Age, Dpme, Sqlite, Zstd};

    let passphrase = "contraseña ñandú";
    let image = worked_example().finish_image(&meta()).expect("sealed");
    let dpme = Some(Lock::Dpme { passphrase, log_n: LOG_N });
    let age = |armored| Some(Lock::Age { passphrase, log_n: LOG_N, armored });
    for (lock, compressed, layers) in [
        (None, false, &[Sqlite][..]),
        (None, true, &[Zstd, Sqlite]),
        (dpme, false, &[Dpme, Sqlite]),
        (dpme, true, &[Dpme, Zstd, Sqlite]),
        (age(false), false, &[Age, Sqlite]),
        (age(false), true, &[Age, Zstd, Sqlite]),
        (age(true), false, &[Age, Sqlite]),
        (age(true), true, &[Age, Zstd, Sqlite]),
    ] {
        let file = wrap(&image, Layering { compressed, lock }).expect("wrapped");
        let typed = Passphrase::new(passphrase.to_owned());
        let opened = open_bytes(file, Some(&typed), &Limits::default(), &mut Silent).expect("opens");
        assert_eq!(opened.layers, layers);
        let checked = check(&opened.container, &Limits::default(), &mut Silent).expect("valid");
        assert_eq!(
            checked.digest.to_string(),
            "2281a50ee62f3726aea339745f5a4425452e803af6e6e90d4bcac7f4fd424224",
            "{layers:?}"
        );
        assert_eq!(checked.meta.tenant_label.as_deref(), Some("Clínica Ñandú"));
    }
}

#[test]
fn the_same_database_is_never_encrypted_the_same_way_twice() {
    let lock = Some(Lock::Dpme { passphrase: "p", log_n: LOG_N });
    let [one, two] =
        [(); 2].map(|()| wrap(b"SQLite format 3\0", Layering { compressed: false, lock }).expect("wrapped"));
    assert_ne!(one, two);
}

fn meta() -> Meta {
    let mut meta = Meta::default();
    meta.set("format_version", "0.1.0".to_owned());
    meta.set("tenant_label", "Clínica Ñandú".to_owned());
    meta
}
