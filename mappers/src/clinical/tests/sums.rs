//! Whatever lines say, what they offer is what budgets come to and what is explained.

use std::collections::HashMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ANA, LUIS, Rows, Story, budget, clinic, every, line, with};
use crate::context::Destination;
use crate::reconciliation::{Difference, Kind, Reconciliation, Sums, reason};

fn dec(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn sums(story: &Story) -> Sums {
    story.import.reconciliation().of(Kind::Budgets)
}

fn explained(story: &Story) -> Vec<(&'static str, u64, Decimal)> {
    story.import.reconciliation().explained().map(|(_, reason, it)| (reason, it.rows, it.amount)).collect()
}

/// What the next import finds.
fn then(story: &Story) -> Destination {
    Destination { mappings: story.mappings(), ..clinic() }
}

/// Holds the reconciliation to the records.
pub(super) fn check(story: &Story) -> Result<(), TestCaseError> {
    let reconciliation = story.import.reconciliation();
    prop_assert!(reconciliation.is_closed(), "{:#?}", reconciliation);
    let items = every!(story, BudgetItem);
    let untold = reconciliation.differences().iter().find(|difference| !is_told(story, difference));
    prop_assert_eq!(untold, None);
    prop_assert_eq!(sums(story).in_clinic, items.iter().map(|item| item.line_total).sum::<Decimal>());
    let whose: HashMap<Uuid, Uuid> = every!(story, Budget).iter().map(|it| (it.id, it.patient_id)).collect();
    let mut by_patient: HashMap<Uuid, Decimal> = HashMap::new();
    for item in items {
        // Budgets of earlier imports are not among the records.
        let Some(patient) = whose.get(&item.budget_id) else { return Ok(()) };
        *by_patient.entry(*patient).or_default() += item.line_total;
    }
    for (patient, kind, sums) in reconciliation.patients() {
        let in_clinic = by_patient.remove(&patient).unwrap_or_default();
        prop_assert_eq!((kind, sums.in_clinic), (Kind::Budgets, in_clinic));
    }
    prop_assert!(by_patient.is_empty());
    prop_assert!(reconciliation.differences().len() <= Reconciliation::LISTED);
    Ok(())
}

/// Whether a difference has the warning it names, or is no more than rounding.
fn is_told(story: &Story, difference: &Difference) -> bool {
    match difference.reason {
        reason::IMPORTED_BEFORE => true,
        reason::ROUNDED => difference.amount.is_some_and(|amount| amount.abs() < Decimal::new(3, 2)),
        code => story.rows.iter().any(|((entity_type, uuid), mapped)| {
            (*entity_type, *uuid) == ("budget_line", &*difference.source_id) && mapped.codes().contains(&code)
        }),
    }
}

/// The sums of a budget with one line, and what explains its difference.
fn offered(fields: &Value) -> (Option<&'static str>, Sums) {
    let story = Story::of(&vec![
        ("budget", "b", budget(&json!({})), json!({})),
        (
            "budget_line",
            "l",
            line(&with(json!({"list_amount": null, "base_amount": null, "vat_amount": null}), fields)),
            json!({}),
        ),
    ]);
    check(&story).expect("what the records say");
    (explained(&story).first().map(|(reason, ..)| *reason), sums(&story))
}

#[test]
fn what_a_line_offers_is_what_its_figures_come_to() {
    for (fields, in_file, in_clinic, why) in [
        (json!({"units": "2", "discount_percent": "10", "vat_percent": "21"}), "141.57", "141.57", None),
        (json!({"units": "2", "base_amount": "130", "discount_amount": "30"}), "100", "100", None),
        (json!({"units": "3", "base_amount": "65"}), "195", "195", None),
        (json!({"units": "0"}), "65", "65", None),
        (json!({"discount_amount": "500"}), "0", "0", None),
        (json!({"unit_amount": "-20"}), "-20", "-20", None),
        (json!({"discount_percent": "33.333"}), "43.33", "43.33", None),
        // Price and discount contain VAT.
        (
            json!({"unit_amount": "121", "discount_amount": "12.10", "base_amount": "90", "vat_percent": "21", "vat_amount": "18.90"}),
            "108.90",
            "108.90",
            None,
        ),
        (json!({"unit_amount": "10.004"}), "10.004", "10.00", Some("rounded")),
        (json!({"base_amount": "64.996", "vat_amount": "0.001"}), "64.997", "65.00", Some("rounded")),
        (json!({"base_amount": "80"}), "80", "65", Some("budget_line.amount_differs")),
        (json!({"base_amount": "80", "vat_percent": "21"}), "96.80", "78.65", Some("budget_line.amount_differs")),
        (json!({"vat_percent": "21", "vat_amount": "10"}), "75", "78.65", Some("budget_line.amount_differs")),
        (json!({"unit_amount": "NaN", "base_amount": "80"}), "80", "0", Some("budget_line.amount_differs")),
        (json!({"unit_amount": "1e20", "base_amount": "80"}), "80", "0", Some("budget_line.amount_unusable")),
        (json!({"discount_percent": "120", "base_amount": "65"}), "65", "65", None),
    ] {
        let sums = Sums { in_file: dec(in_file), in_clinic: dec(in_clinic), unreadable: 0 };
        assert_eq!(offered(&fields), (why, sums), "{fields}");
    }
}

#[test]
fn what_is_no_amount_is_unreadable() {
    for (fields, in_clinic, why) in [
        (json!({"unit_amount": "NaN"}), "0", "value.bad_number"),
        (json!({"unit_amount": [1]}), "0", "value.bad_type"),
        (json!({"unit_amount": "NaN", "list_amount": "65"}), "65", "value.bad_number"),
        (json!({"units": "dos"}), "65", "value.bad_number"),
        (json!({"discount_percent": "diez"}), "65", "value.bad_number"),
        (json!({"discount_percent": "120"}), "65", "budget_line.bad_percent"),
        (json!({"vat_percent": "-1"}), "65", "budget_line.bad_percent"),
        (json!({"unit_amount": "100000000"}), "0", "budget_line.amount_unusable"),
        (json!({"base_amount": "1e28"}), "65", "budget_line.amount_differs"),
        (json!({"vat_amount": "1e28"}), "65", "budget_line.amount_differs"),
    ] {
        let sums = Sums { in_file: Decimal::ZERO, in_clinic: dec(in_clinic), unreadable: 1 };
        assert_eq!(offered(&fields), (Some(why), sums), "{fields}");
    }
    // What does not count costs nothing.
    for fields in [
        json!({"list_amount": "NaN"}),
        json!({"base_amount": "NaN"}),
        json!({"vat_amount": "NaN"}),
        json!({"discount_amount": "5", "discount_percent": "NaN"}),
        json!({"units": "1\u{0}"}),
    ] {
        let (why, sums) = offered(&fields);
        assert_eq!((why, sums.in_file, sums.unreadable), (None, sums.in_clinic, 0), "{fields}");
    }
}

#[test]
fn a_line_left_out_is_a_difference_of_its_patient() {
    let story = Story::of(&vec![
        ("budget", "b", budget(&json!({"patient_uuid": "gone"})), json!({})),
        ("budget_line", "l1", line(&json!({"patient_uuid": "gone"})), json!({})),
        ("budget_line", "l2", line(&json!({"budget_uuid": null, "patient_uuid": "luis"})), json!({})),
        (
            "budget_line",
            "l3",
            line(&json!({"budget_uuid": "lost", "unit_amount": "x", "base_amount": null})),
            json!({}),
        ),
    ]);
    assert_eq!(sums(&story), Sums { in_file: dec("130.00"), in_clinic: Decimal::ZERO, unreadable: 1 });
    assert_eq!(
        explained(&story),
        [("budget_line.no_budget", 1, dec("65.00")), ("budget_line.unmapped_budget", 2, dec("65.00"))]
    );
    let differences = story.import.reconciliation().differences();
    let told: Vec<_> = differences.iter().map(|it| (&*it.source_id, it.patient, it.amount)).collect();
    let amount = Some(dec("65.00"));
    assert_eq!(told, [("l1", None, amount), ("l2", Some(LUIS), amount), ("l3", Some(ANA), None)]);
}

#[test]
fn a_line_imported_before_is_not_brought_in_again() {
    let rows = |count| {
        let lines = ["l1", "l2"].into_iter().take(count);
        let lines = lines.map(|name| ("budget_line", name, line(&json!({"patient_uuid": "luis"})), json!({})));
        std::iter::once(("budget", "b", budget(&json!({})), json!({}))).chain(lines).collect::<Rows>()
    };
    let first = Story::of(&rows(1));
    let again = Story::into(then(&first), &rows(2));
    check(&again).expect("what the records say");
    assert_eq!(sums(&again), Sums { in_file: dec("130"), in_clinic: dec("65"), unreadable: 0 });
    assert_eq!(explained(&again), [("imported_before", 1, dec("65.00"))]);
    // Whose the budget is counts, whomever the line names.
    let patients: Vec<_> = again.import.reconciliation().patients().map(|(patient, ..)| patient).collect();
    assert_eq!(patients, [ANA]);
}

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => (1_i64..100_000).prop_map(|cents| Decimal::new(cents, 2).to_string().into()),
        3 => prop::sample::select(vec![json!("100"), json!("121.00"), json!("21"), json!("0"), Value::Null]),
        1 => (1_i64..100_000).prop_map(|cents| Decimal::new(-cents, 2).to_string().into()),
        1 => (1_i64..1_000_000).prop_map(|mills| Decimal::new(mills, 4).to_string().into()),
        1 => prop::sample::select(vec![json!("NaN"), json!("1.234,56"), json!("99999999.99"), json!("9e27"), json!([1])]),
    ]
}

fn units() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!(1), json!("2"), json!("1.5"), json!("0"), json!("-3"), json!("dos")])
}

fn percent() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!(0), json!("10"), json!("21"), json!("33.333"), json!(120), json!("x")])
}

fn lines() -> impl Strategy<Value = Vec<Value>> {
    let links = (
        prop::sample::select(vec![json!("a"), json!("b"), json!("c"), json!("lost"), Value::Null]),
        prop::sample::select(vec![json!("ana"), json!("luis"), json!("gone"), Value::Null]),
        prop::sample::select(vec![json!("t"), json!("gone"), Value::Null]),
    );
    let figures = (amount(), amount(), units(), amount(), percent(), amount(), percent(), amount());
    let line = (links, figures).prop_map(|((budget, patient, treatment), figures)| {
        let (unit, list, units, discount, off, base, rate, vat) = figures;
        json!({
            "budget_uuid": budget, "patient_uuid": patient, "applied_treatment_uuid": treatment, "unit_amount": unit,
            "list_amount": list, "units": units, "discount_amount": discount, "discount_percent": off,
            "base_amount": base, "vat_percent": rate, "vat_amount": vat
        })
    });
    prop::collection::vec(line, 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_offered_is_the_same_in_the_file_and_in_the_clinic(lines in lines()) {
        const NAMES: [&str; 8] = ["l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7"];
        let mut rows: Rows = [("a", "ana"), ("b", "luis"), ("c", "gone")]
            .map(|(name, patient)| ("budget", name, budget(&json!({"patient_uuid": patient})), json!({})))
            .into();
        rows.push(("applied_treatment", "t", super::filling(&json!({})), super::odg(22)));
        rows.extend(NAMES.into_iter().zip(lines).map(|(name, line)| ("budget_line", name, line, json!({}))));
        let story = Story::of(&rows);
        check(&story)?;

        let again = Story::into(then(&story), &rows);
        check(&again)?;
        let Sums { in_file, unreadable, .. } = sums(&story);
        prop_assert_eq!(sums(&again), Sums { in_file, in_clinic: Decimal::ZERO, unreadable });
    }
}
