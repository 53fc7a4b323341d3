//! Row by row, column by column.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde_json::{Map, Value};

use crate::intended::{self, Difference};
use crate::{destination, import};

/// The tables compared, each with the column that tells its rows apart.
const TABLES: [(&str, &str); 17] = [
    ("patients", "id"),
    ("users", "id"),
    ("clinic_memberships", "user_id"),
    ("cabinets", "id"),
    ("appointments", "id"),
    ("appointment_status_events", "appointment_id"),
    ("appointment_cabinet_events", "appointment_id"),
    ("clinical_notes", "owner_id"),
    ("patient_timeline", "source_id"),
    ("treatment_categories", "key"),
    ("treatment_catalog_items", "id"),
    ("treatment_odontogram_mappings", "catalog_item_id"),
    ("patients_clinical_allergy", "patient_id+name"),
    ("patients_clinical_medication", "id+patient_id+name"),
    ("patients_clinical_systemic_disease", "patient_id+name"),
    ("patients_clinical_medical_context", "patient_id"),
    ("recalls", "id"),
];

type Row = Map<String, Value>;

fn keyed(rows: impl IntoIterator<Item = Row>, key: &str) -> BTreeMap<String, Row> {
    let part = |row: &Row, column: &str| intended::named(column, row[column].as_str().expect("a key")).to_owned();
    let key_of = |row: &Row| key.split('+').map(|column| part(row, column)).collect::<Vec<_>>().join(" ");
    rows.into_iter().map(|row| (key_of(&row), row)).collect()
}

/// Compares an import of `{name}.dpm` with `golden/{name}`.
pub(crate) fn file(data: &Path, name: &str) {
    let mut imported = import::of(&data.join(format!("{name}.dpm")), &data.join("dentalpin-2.0/rows"));
    let mut unexpected = Vec::new();
    let mut met = BTreeMap::<_, usize>::new();
    for (table, key) in TABLES {
        let golden = destination::rows(&data.join("golden").join(name), table)
            .into_iter()
            .filter_map(|mut row| {
                rename(&mut row, &imported.aliases);
                if let Value::Object(row) = row { Some(row) } else { None }
            })
            // Notes of treatments belong to a mapper yet to come; alerts are not kept as notes of the same kind.
            .filter(|row| table != "clinical_notes" || row["note_type"] == "appointment_administrative");
        let golden = keyed(golden, key);
        let ours = imported.tables.remove(table).unwrap_or_default().into_iter();
        let ours = ours.filter(|row| table != "clinical_notes" || row["note_type"] == "appointment_administrative");
        let ours = keyed(ours, key);
        assert!(!golden.is_empty() || !ours.is_empty() || name == "fab100", "{table} is not compared at all");
        let keys: BTreeSet<_> = golden.keys().chain(ours.keys()).collect();
        for key in keys {
            for difference in differences(table, golden.get(key), ours.get(key)) {
                match intended::reason(&difference) {
                    Some(reason) => *met.entry(reason).or_default() += 1,
                    None => unexpected.push(format!("{table} {key}: {difference}")),
                }
            }
        }
    }
    let explained = include_str!("../../PARITY.md");
    for (reason, count) in &met {
        eprintln!("{name}: {count} × {reason}");
        assert!(
            explained.to_lowercase().contains(&format!("## {reason}\n").to_lowercase()),
            "PARITY.md lacks {reason:?}"
        );
    }
    assert!(unexpected.is_empty(), "{} unexpected differences:\n{}", unexpected.len(), unexpected.join("\n"));
}

fn rename(value: &mut Value, aliases: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = aliases.get(text) {
                text.clone_from(name);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| rename(value, aliases)),
        _ => {}
    }
}

fn differences<'a>(table: &'static str, golden: Option<&'a Row>, ours: Option<&'a Row>) -> Vec<Difference<'a>> {
    match (golden, ours) {
        (Some(golden), Some(ours)) => golden
            .iter()
            .filter(|(column, value)| ours.get(*column) != Some(value))
            .map(|(column, _)| Difference { table, column: Some(column), golden: Some(golden), ours: Some(ours) })
            .collect(),
        _ => vec![Difference { table, column: None, golden, ours }],
    }
}
