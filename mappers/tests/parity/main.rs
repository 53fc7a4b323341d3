//! The same files through DentalPin's own importer and through Puente: rows are equal but for the differences that
//! `PARITY.md` lists, each of which is checked to be the difference it says.
#![allow(clippy::expect_used, clippy::print_stderr)]

mod clinical;
mod compare;
mod destination;
mod import;
mod intended;
mod money;
mod postgres;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mappers::Record;
use serde_json::Value;

/// The test files, when they lie beside the repository.
fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if data.is_dir() {
        return Some(data);
    }
    eprintln!("skipped: no test files in {}", data.display());
    None
}

#[test]
fn a_synthetic_clinic_equals_the_golden_rows() {
    let Some(data) = data() else { return };
    compare::file(&data, "fab100");
}

#[test]
fn a_clinic_with_everything_equals_the_golden_rows() {
    let Some(data) = data() else { return };
    compare::file(&data, "rich");
}

#[test]
fn records_have_the_destination_s_columns() {
    let Some(data) = data() else { return };
    let schema = std::fs::read_to_string(data.join("dentalpin-2.0/schema.json")).expect("readable");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    for (table, columns) in Record::TABLES {
        let mut expected: Vec<&str> =
            schema[table]["columns"].as_array().expect("a table").iter().filter_map(|c| c["name"].as_str()).collect();
        let mut columns = columns.to_vec();
        expected.sort_unstable();
        columns.sort_unstable();
        assert_eq!(columns, expected, "{table}");
    }
}

#[test]
fn a_real_dentalpin_database_takes_every_row() {
    let Some(data) = data() else { return };
    let maker = data.join("../tools/dentalpin-db");
    for name in ["fab100", "rich"] {
        let Some(server) = postgres::Postgres::start(name) else { return };
        server.dentalpin(&maker);
        let seed = data.join("dentalpin-2.0/rows");
        let records = import::records(&data.join(format!("{name}.dpm")), &seed);
        let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
        for record in &records {
            *expected.entry(record.table()).or_default() += 1;
        }
        let count =
            |table: &str| server.sql(&format!("SELECT count(*) FROM {table};")).parse::<usize>().expect("a count");
        let before: BTreeMap<&str, usize> = expected.keys().map(|table| (*table, count(table))).collect();
        server.sql(&import::job(&seed));
        server.sql(&postgres::inserts(&records));
        for (table, rows) in expected {
            assert_eq!(count(table), before[table] + rows, "{name}: {table}");
        }
    }
}

/// Labels as one meets them, the treatment type filed with them, and the seeded treatment each means.
const LABELS: [(&str, i64, &str); 28] = [
    ("OBTUR. COMP.", 22, "REST-COMP"),
    ("OBT. AMALG.", 22, "REST-AMAL"),
    ("OBT TEMP", 22, "REST-TEMP"),
    ("CORONA MC", 26, "REST-CROWN-MC"),
    ("CORONA ZIRC", 26, "REST-CROWN-ZIR"),
    ("CORONA PROV", 26, "REST-CROWN-PROV"),
    ("PUENTE MC", 27, "REST-BRIDGE-MC"),
    ("CARILLA PORC", 33, "REST-VEN-PORC"),
    ("ENDO UNI", 21, "ENDO-UNI"),
    ("ENDO BI", 21, "ENDO-BI"),
    ("ENDO MOLAR", 21, "ENDO-MULTI"),
    ("PERNO FIBRA", 25, "ENDO-POST-FIBER"),
    ("EXT SIMPLE", 37, "SURG-EXT-SIMPLE"),
    ("EXT 3 MOLAR", 37, "SURG-EXT-3MOLAR"),
    ("EXTRACCION PIEZA INCLUIDA", 37, "SURG-EXT-INCLUIDO"),
    ("IMPL TI", 24, "SURG-IMP-TI"),
    ("IMPL ZIRC", 24, "SURG-IMP-ZIR"),
    ("APICEC.", 23, "SURG-APEC"),
    ("LIMPIEZA DENTAL", 38, "PREV-CLEAN"),
    ("FLUOR", 41, "PREV-FLUOR"),
    ("SELLADOR FOSAS", 32, "PREV-SEAL"),
    ("BRACKET INDIVIDUAL", 8, "ORTO-BRACK"),
    ("ORTO METAL", 8, "ORTO-METAL"),
    ("RETENEDOR FIJO", 8, "ORTO-RET-FIX"),
    ("PRIMERA VISITA", 13, "DX-VISIT"),
    ("RX PAN", 39, "DX-RXPAN"),
    ("RX PERIAPICAL", 39, "DX-RXPA"),
    ("VISITA ANUAL DE SOCIO", 11, "none"),
];

#[test]
fn labels_find_the_seeded_treatments() {
    let Some(data) = data() else { return };
    let rows = data.join("dentalpin-2.0/rows");
    let codes: std::collections::HashMap<uuid::Uuid, String> =
        destination::of(&rows).catalog_items.into_iter().map(|item| (item.id, item.internal_code)).collect();
    let mut wrong = Vec::new();
    for (label, treatment_type, expected) in LABELS {
        let payload = format!(r#"{{"short_name": "{label}"}}"#);
        let id = import::treatment(&rows, &payload, &format!(r#"{{"IdTipoODG": {treatment_type}}}"#));
        let found = id.and_then(|id| codes.get(&id)).map_or("none", String::as_str);
        if found != expected {
            wrong.push(format!("{label}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
