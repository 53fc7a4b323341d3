use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Rows, Story, clinic, sums};
use crate::context::Destination;
use crate::record::Record;

/// What may stand in a field: what should, and what should not.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!("ana"),
        json!("luis"),
        json!("pro"),
        json!("filling-v"),
        json!("b1"),
        json!("l1"),
        json!("t1"),
        json!("t2"),
        json!(5),
        json!("3"),
        json!("2024-02-30"),
        json!("2024-02-01"),
        json!("2026-01-05T10:00:00+02:00"),
        json!("9999-12-31"),
        json!("-9999-01-01"),
        json!("NaN"),
        json!("1.234,56"),
        json!("1e28"),
        json!("79228162514264337593543950335"),
        json!("-0.005"),
        json!("99999999.99"),
        json!("1234567890123456789012345678901234567890"),
        json!([16, 16, 99, "55", null, [1]]),
        json!([11, 12, 13]),
        json!({"a": 1}),
        json!(true),
        json!("x\u{0}y"),
        json!("ñ".repeat(300)),
        json!("100"),
        json!("33.333"),
    ]
}

const FIELDS: [(&str, &[&str]); 4] = [
    (
        "budget",
        &[
            "patient_uuid",
            "professional_uuid",
            "number",
            "title",
            "quote_date",
            "accepted_date",
            "rejected_date",
            "notes",
        ],
    ),
    (
        "budget_line",
        &[
            "budget_uuid",
            "treatment_variant_uuid",
            "applied_treatment_uuid",
            "units",
            "unit_amount",
            "base_amount",
            "discount_percent",
            "discount_amount",
            "vat_percent",
            "vat_amount",
            "teeth",
            "order_within_budget",
        ],
    ),
    (
        "applied_treatment",
        &[
            "patient_uuid",
            "professional_uuid",
            "treatment_variant_uuid",
            "budget_line_uuid",
            "status_code",
            "start_date",
            "end_date",
            "amount",
            "units",
            "notes",
            "teeth",
            "surfaces",
        ],
    ),
    (
        "applied_treatment_phase",
        &["applied_treatment_uuid", "phase_number", "percent_to_bill", "status_code", "executed_on", "notes"],
    ),
];

fn payload(fields: &'static [&'static str]) -> impl Strategy<Value = Value> {
    // References that lead somewhere are worth more than those that do not.
    let sound = |name: &str| match name {
        "patient_uuid" => json!("ana"),
        "budget_uuid" => json!("b1"),
        "applied_treatment_uuid" => json!("t1"),
        "budget_line_uuid" => json!("l1"),
        "teeth" => json!([16]),
        name if name.ends_with("_date") => json!("2024-03-01"),
        _ => json!("5"),
    };
    proptest::collection::vec((any::<bool>(), proptest::sample::select(values())), fields.len()).prop_map(
        move |picked| {
            let fields = fields
                .iter()
                .zip(picked)
                .map(|(name, (is_sound, value))| ((*name).to_owned(), if is_sound { sound(name) } else { value }));
            Value::Object(fields.collect::<Map<_, _>>())
        },
    )
}

fn rows() -> impl Strategy<Value = Rows> {
    const NAMES: [[&str; 3]; 4] = [["b1", "b2", "b3"], ["l1", "l2", "l3"], ["t1", "t2", "t3"], ["p1", "p2", "p3"]];
    let kinds = proptest::sample::select(vec![
        json!(1),
        json!(11),
        json!(22),
        json!(27),
        json!(28),
        json!(38),
        json!("x"),
        json!(null),
    ]);
    let of = |at: usize| {
        let (entity_type, fields) = FIELDS[at];
        let kinds = kinds.clone();
        proptest::collection::vec((payload(fields), kinds), 3).prop_map(move |payloads| {
            let rows = NAMES[at].iter().zip(payloads);
            rows.map(|(name, (payload, kind))| {
                (entity_type, *name, payload, json!({"IdTipoOdg": kind, "ZonasPieza": "MO"}))
            })
            .collect::<Rows>()
        })
    };
    (of(0), of(1), of(2), of(3)).prop_map(|(a, b, c, d)| [a, b, c, d].concat())
}

/// The id of a record, and those it refers to among the tables of this mapper.
fn ids(record: &Record) -> (Uuid, Vec<Uuid>) {
    match record {
        Record::Budget(row) => (row.id, vec![]),
        Record::BudgetHistory(row) => (row.id, vec![row.budget_id]),
        Record::BudgetItem(row) => (row.id, [Some(row.budget_id), row.treatment_id].into_iter().flatten().collect()),
        Record::ToothRecord(row) => (row.id, vec![]),
        Record::Treatment(row) => (row.id, vec![]),
        Record::TreatmentTooth(row) => (row.id, vec![row.treatment_id, row.tooth_record_id]),
        Record::TreatmentPlan(row) => (row.id, row.budget_id.into_iter().collect()),
        Record::PlannedTreatmentItem(row) => (row.id, vec![row.treatment_plan_id, row.treatment_id]),
        Record::PlannedTreatmentItemSession(row) => (row.id, vec![row.plan_item_id]),
        Record::ClinicalNote(row) => (row.id, vec![]),
        Record::EntityMapping(row) => (row.id, vec![]),
        Record::RawEntity(row) => (row.id, vec![]),
        Record::TreatmentCatalogItem(row) => (row.id, vec![]),
        Record::TreatmentCategory(row) => (row.id, vec![]),
        _ => (Uuid::nil(), vec![]),
    }
}

fn check(story: &Story) -> Result<(), TestCaseError> {
    let mut seen = HashSet::new();
    let mut unique = HashSet::new();
    let mut totals: HashMap<Uuid, (Decimal, Decimal)> = HashMap::new();
    for record in story.all() {
        let (id, references) = ids(record);
        prop_assert!(seen.insert(id), "{record:?}");
        prop_assert!(references.iter().all(|id| seen.contains(id)), "{record:?}");
        let key = match record {
            Record::Budget(row) => {
                totals.entry(row.id).or_default().0 = row.total;
                Some(format!("{}", row.budget_number))
            }
            Record::BudgetItem(row) => {
                totals.entry(row.budget_id).or_default().1 += row.line_total;
                None
            }
            Record::TreatmentPlan(row) => Some(format!("plan {}", row.plan_number)),
            Record::ToothRecord(row) => Some(format!("tooth {} {}", row.patient_id, row.tooth_number)),
            Record::TreatmentTooth(row) => Some(format!("on {} {}", row.treatment_id, row.tooth_number)),
            Record::PlannedTreatmentItem(row) => Some(format!("item {} {}", row.treatment_plan_id, row.sequence_order)),
            Record::PlannedTreatmentItemSession(row) => Some(format!("session {} {}", row.plan_item_id, row.sequence)),
            Record::Treatment(row) => {
                prop_assert_eq!(row.scope == "global_arch", row.arch.is_some());
                None
            }
            _ => None,
        };
        prop_assert!(key.is_none_or(|key| unique.insert(key)), "{record:?}");
    }
    prop_assert!(totals.values().all(|(total, sum)| total == sum), "{totals:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_the_file_says_rows_fit_together(rows in rows()) {
        let story = Story::of(&rows);
        check(&story)?;
        sums::check(&story)?;
        let again = Story::of(&rows);
        prop_assert!(story.all().eq(again.all()));
        let known = Destination { mappings: story.mappings(), ..clinic() };
        let next = Story::into(known, &rows);
        let is_new = |record: &&Record| !matches!(record, Record::RawEntity(_) | Record::EntityMapping(_));
        prop_assert_eq!(next.all().find(is_new), None);
    }
}
