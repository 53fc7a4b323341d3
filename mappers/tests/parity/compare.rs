//! Row by row, column by column.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde_json::{Map, Value};

use crate::intended::{self, Difference};
use crate::{destination, import};

/// The tables compared, each with the columns that tell its rows apart.
const TABLES: [(&str, &str); 32] = [
    ("patients", "id"),
    ("users", "id"),
    ("clinic_memberships", "user_id"),
    ("cabinets", "id"),
    ("appointments", "id"),
    ("appointment_status_events", "appointment_id"),
    ("appointment_cabinet_events", "appointment_id"),
    ("clinical_notes", "id+owner_id"),
    ("patient_timeline", "source_id"),
    ("treatment_categories", "key"),
    ("treatment_catalog_items", "id"),
    ("treatment_odontogram_mappings", "catalog_item_id"),
    ("patient_earned_entries", "id"),
    ("payments", "id"),
    ("refunds", "id"),
    ("invoices", "id"),
    ("invoice_items", "id"),
    ("invoice_history", "invoice_id"),
    ("budgets", "id"),
    ("budget_items", "id"),
    ("budget_history", "budget_id+action"),
    ("treatments", "id"),
    ("treatment_teeth", "treatment_id+tooth_number"),
    ("tooth_records", "patient_id+tooth_number"),
    ("treatment_plans", "patient_id+title"),
    ("planned_treatment_items", "id"),
    ("planned_treatment_item_sessions", "plan_item_id+sequence"),
    ("patients_clinical_allergy", "patient_id+name"),
    ("patients_clinical_medication", "id+patient_id+name"),
    ("patients_clinical_systemic_disease", "patient_id+name"),
    ("patients_clinical_medical_context", "patient_id"),
    ("recalls", "id"),
];

type Row = Map<String, Value>;

fn keyed(rows: impl IntoIterator<Item = Row>, key: &str) -> BTreeMap<String, Row> {
    let part = |row: &Row, column: &str| match &row[column] {
        Value::String(text) => intended::named(column, text).to_owned(),
        other => other.to_string(),
    };
    let key_of = |row: &Row| key.split('+').map(|column| part(row, column)).collect::<Vec<_>>().join(" ");
    rows.into_iter().map(|row| (key_of(&row), row)).collect()
}

/// Alerts are not kept as notes of the same kind.
fn is_compared(table: &str, row: &Row) -> bool {
    let is_of_treatment = || row["id"].as_str().is_some_and(|id| id.starts_with("@applied_treatment"));
    table != "clinical_notes" || row["note_type"] != "administrative" || is_of_treatment()
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
            .filter(|row| is_compared(table, row));
        let golden = keyed(golden, key);
        let ours = imported.tables.remove(table).unwrap_or_default().into_iter().filter(|row| is_compared(table, row));
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
    let explained: BTreeSet<_> = include_str!("../../PARITY.md").lines().filter_map(heading).collect();
    for (reason, count) in &met {
        eprintln!("{name}: {count} × {reason}");
        assert!(explained.contains(&reason.to_lowercase()), "PARITY.md lacks {reason:?}");
    }
    assert!(unexpected.is_empty(), "{} unexpected differences:\n{}", unexpected.len(), unexpected.join("\n"));
}

fn rename(value: &mut Value, aliases: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = aliases.get(text) {
                text.clone_from(name);
            } else if text.starts_with("@plan:") {
                "@new:treatment_plans".clone_into(text);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| rename(value, aliases)),
        _ => {}
    }
}

/// `0` and `0.0` are one number.
fn is_equal(golden: &Value, ours: &Value) -> bool {
    golden == ours || golden.as_f64().is_some_and(|golden| Some(golden) == ours.as_f64())
}

fn differences<'a>(table: &'static str, golden: Option<&'a Row>, ours: Option<&'a Row>) -> Vec<Difference<'a>> {
    match (golden, ours) {
        (Some(golden), Some(ours)) => golden
            .iter()
            .filter(|(column, value)| !ours.get(*column).is_some_and(|ours| is_equal(value, ours)))
            .map(|(column, _)| Difference { table, column: Some(column), golden: Some(golden), ours: Some(ours) })
            .collect(),
        _ => vec![Difference { table, column: None, golden, ours }],
    }
}

/// What a heading is about, without the weakness it mends.
fn heading(line: &str) -> Option<String> {
    let text = line.strip_prefix("## ")?;
    Some(text.split_once(" (").map_or(text, |(about, _)| about).to_lowercase())
}
