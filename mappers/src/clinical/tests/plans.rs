use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{ANA, DENTIST, FILLING, LUIS, Rows, Story, budget, clinic, every, filling, line, odg};
use crate::Disposition;
use crate::acts::{Act, Acts, Surfaces};
use crate::context::{Destination, ExistingPlan, ExistingTooth};
use crate::testing::record_of;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn a_budget_s_treatments_are_one_plan_and_the_others_one_a_year() {
    let rows: Rows = vec![
        ("budget", "b", budget(&json!({})), json!({})),
        ("budget_line", "l1", line(&json!({"applied_treatment_uuid": "late"})), json!({})),
        ("budget_line", "l2", line(&json!({})), json!({})),
        ("applied_treatment", "late", filling(&json!({"end_date": "2024-06-01"})), odg(22)),
        (
            "applied_treatment",
            "later",
            filling(&json!({"budget_line_uuid": "l2", "status_code": 3, "end_date": null})),
            odg(24),
        ),
        ("applied_treatment", "x-other", filling(&json!({"start_date": "2023-02-01"})), odg(22)),
        (
            "applied_treatment",
            "y-other",
            filling(&json!({"start_date": "2023-01-01", "end_date": "2023-01-02"})),
            odg(22),
        ),
    ];
    let story = Story::of(&rows);
    let mut plans = every!(story, TreatmentPlan);
    plans.sort_by_key(|plan| plan.plan_number.clone());
    let [year, of_budget] = plans[..] else { panic!("two plans") };
    assert_eq!((&*year.plan_number, year.status, year.budget_id), ("MIG-00000000-2023", "completed", None));
    let budget_id = record_of!(story.row("budget", "b"), Budget).id;
    assert_eq!((&*of_budget.plan_number, of_budget.status), ("MIG-PRES-2024-0007", "active"));
    assert_eq!((of_budget.title.as_deref(), of_budget.budget_id), (Some("Migrado — PRES-2024-0007"), Some(budget_id)));
    let place = |uuid| {
        let item = record_of!(story.act(uuid), PlannedTreatmentItem);
        (item.treatment_plan_id == of_budget.id, item.sequence_order)
    };
    assert_eq!(["late", "later", "x-other", "y-other"].map(place), [(true, 2), (true, 1), (false, 2), (false, 1)]);
}

#[test]
fn a_treatment_never_joins_another_patient_s_budget() {
    for (named_by_line, own_line) in [(json!("t"), json!(null)), (json!(null), json!("l"))] {
        let rows: Rows = vec![
            ("budget", "b", budget(&json!({})), json!({})),
            ("budget_line", "l", line(&json!({"applied_treatment_uuid": named_by_line})), json!({})),
            (
                "applied_treatment",
                "t",
                filling(&json!({"patient_uuid": "luis", "budget_line_uuid": own_line})),
                odg(22),
            ),
        ];
        let story = Story::of(&rows);
        let mapped = story.act("t");
        assert_eq!(mapped.codes(), ["applied_treatment.budget_of_other_patient"]);
        let plan = record_of!(mapped, TreatmentPlan);
        assert_eq!((plan.patient_id, plan.budget_id, &*plan.plan_number), (LUIS, None, "MIG-00000000-2024"));
        assert_eq!(record_of!(mapped, Treatment).budget_item_id, None);
        assert_eq!(record_of!(story.row("budget_line", "l"), BudgetItem).treatment_id, None);
    }
}

#[test]
fn two_patients_whose_ids_begin_alike_have_plans_of_their_own() {
    let rows: Rows = vec![
        ("applied_treatment", "a", filling(&json!({})), odg(22)),
        ("applied_treatment", "b", filling(&json!({"patient_uuid": "luis"})), odg(22)),
    ];
    let story = Story::of(&rows);
    let numbers: std::collections::HashSet<_> =
        every!(story, TreatmentPlan).iter().map(|plan| plan.plan_number.clone()).collect();
    assert_eq!(numbers.len(), 2);
    assert!(numbers.iter().all(|number| number.starts_with("MIG-") && number.len() <= 50));
}

#[test]
fn a_rejected_budget_s_plan_is_closed_unless_something_was_done() {
    for (end, status) in [(json!(null), "closed"), (json!("2024-03-01"), "completed")] {
        let act = filling(&json!({"status_code": 3, "end_date": end, "budget_line_uuid": "l"}));
        let rows: Rows = vec![
            ("budget", "b", budget(&json!({"rejected_date": "2024-02-10"})), json!({})),
            ("budget_line", "l", line(&json!({})), json!({})),
            ("applied_treatment", "t", act, odg(22)),
        ];
        let story = Story::of(&rows);
        let plan = record_of!(story.act("t"), TreatmentPlan);
        let closed = (plan.closure_reason, plan.closed_at);
        let expected = (status == "closed").then(|| at("2024-02-09T23:00:00Z"));
        assert_eq!((plan.status, closed), (status, (expected.map(|_| "rejected_by_patient"), expected)));
    }
}

#[test]
fn what_the_clinic_has_on_record_stays_as_it_is() {
    let (tooth, plan) = (Uuid::from_u128(0x70), Uuid::from_u128(0x71));
    let known = Destination {
        teeth: vec![ExistingTooth {
            id: tooth,
            patient_id: ANA,
            tooth_number: 16,
            general_condition: "crown".to_owned(),
        }],
        treatment_plans: vec![ExistingPlan {
            id: plan,
            patient_id: ANA,
            plan_number: "MIG-00000000-2024".to_owned(),
            budget_id: None,
            last_sequence: 4,
            is_open: true,
        }],
        ..clinic()
    };
    let story = Story::into(known, &vec![("applied_treatment", "t", filling(&json!({})), odg(22))]);
    let mapped = story.act("t");
    assert_eq!(mapped.codes(), ["applied_treatment.tooth_state_kept"]);
    assert_eq!((story.count("tooth_records"), story.count("treatment_plans")), (0, 0));
    assert_eq!(record_of!(mapped, TreatmentTooth).tooth_record_id, tooth);
    let item = record_of!(mapped, PlannedTreatmentItem);
    assert_eq!((item.treatment_plan_id, item.sequence_order), (plan, 5));
}

#[test]
fn a_second_import_adds_what_is_new_to_the_plan_that_is_there() {
    let budget = ("budget", "b", budget(&json!({})), json!({}));
    let first_line = ("budget_line", "l", line(&json!({"applied_treatment_uuid": "t"})), json!({}));
    let old = ("applied_treatment", "t", filling(&json!({})), odg(22));
    let before = Story::of(&vec![budget.clone(), first_line.clone(), old.clone()]);
    let plan = record_of!(before.act("t"), TreatmentPlan);
    let known = Destination {
        mappings: before.mappings(),
        treatment_plans: vec![ExistingPlan {
            id: plan.id,
            patient_id: ANA,
            plan_number: plan.plan_number.to_string(),
            budget_id: plan.budget_id,
            last_sequence: 1,
            is_open: false,
        }],
        ..clinic()
    };
    let new = ("applied_treatment", "u", filling(&json!({"budget_line_uuid": "l", "teeth": [17]})), odg(22));
    let story = Story::into(known, &vec![budget, first_line, old, new]);
    for (entity_type, uuid) in [("budget", "b"), ("budget_line", "l"), ("applied_treatment", "t")] {
        assert_eq!(story.fate(entity_type, uuid), Disposition::Linked);
        assert!(story.row(entity_type, uuid).records.is_empty() && story.row(entity_type, uuid).warnings.is_empty());
    }
    let item = record_of!(story.act("u"), PlannedTreatmentItem);
    assert_eq!((item.treatment_plan_id, item.sequence_order), (plan.id, 2));
    assert_eq!(story.count("treatment_plans"), 0);
}

#[test]
fn what_is_still_to_do_in_a_closed_plan_is_told_once() {
    let closed = || {
        let plan = ExistingPlan {
            id: Uuid::from_u128(0x71),
            patient_id: ANA,
            plan_number: "MIG-00000000-2024".to_owned(),
            budget_id: None,
            last_sequence: 0,
            is_open: false,
        };
        Destination { treatment_plans: vec![plan], ..clinic() }
    };
    let planned = |fields| ("applied_treatment", "u", filling(&fields), odg(24));
    let rows: Rows = vec![
        ("applied_treatment", "t", filling(&json!({})), odg(22)),
        planned(json!({"status_code": 3, "end_date": null, "start_date": "2024-12-01"})),
    ];
    let story = Story::into(closed(), &rows);
    assert_eq!(story.act("t").codes(), ["applied_treatment.plan_closed"]);
    assert!(story.act("u").codes().is_empty());
    assert!(Story::into(closed(), &vec![planned(json!({}))]).act("u").codes().is_empty());
}

#[test]
fn money_finds_what_became_of_a_treatment_in_this_import_and_the_next() {
    let rows: Rows = vec![
        ("budget", "b", budget(&json!({})), json!({})),
        ("budget_line", "l", line(&json!({"applied_treatment_uuid": "t"})), json!({})),
        ("applied_treatment", "t", filling(&json!({"surfaces": ["O", "M"]})), odg(22)),
        ("applied_treatment", "memo", filling(&json!({"notes": "x"})), odg(11)),
    ];
    let story = Story::of(&rows);
    let id = |entity_type| story.mappings().get("gesden", entity_type, "b").map(|target| target.id);
    let act = Act {
        treatment: record_of!(story.act("t"), Treatment).id,
        patient: ANA,
        clinical_type: "filling_amalgam",
        catalog_item: Some(FILLING),
        budget: id("budget"),
        budget_item: record_of!(story.act("t"), Treatment).budget_item_id,
        professional: Some(DENTIST),
        at: at("2024-03-01T23:00:00Z"),
        is_performed: true,
        price: Some("65.00".parse().expect("a number")),
        tooth: Some(16),
        surfaces: Surfaces::read("OM").expect("surfaces"),
    };
    let found = |acts: &Acts| (acts.get("t").copied(), acts.get("memo").copied());
    assert_eq!(found(story.import.acts()), (Some(act), None));
    let known = Destination { mappings: story.mappings(), ..clinic() };
    assert_eq!(found(Story::into(known, &rows).import.acts()), (Some(act), None));
}

#[test]
fn a_line_whose_budget_is_not_here_is_no_link() {
    let rows: Rows = vec![
        ("budget_line", "l", line(&json!({"budget_uuid": "gone"})), json!({})),
        ("applied_treatment", "t", filling(&json!({"budget_line_uuid": "l"})), odg(22)),
    ];
    let story = Story::of(&rows);
    assert_eq!(story.act("t").codes(), ["applied_treatment.unmapped_budget_line"]);
    assert_eq!(record_of!(story.act("t"), Treatment).budget_item_id, None);
}
