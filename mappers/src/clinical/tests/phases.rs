use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{ANA, DENTIST, Rows, Story, clinic, every, filling, odg, with};
use crate::Disposition;
use crate::context::Destination;
use crate::record::PlannedTreatmentItemSession;
use crate::testing::record_of;

const NAMES: [&str; 5] = ["p1", "p2", "p3", "p4", "p5"];

fn phase(fields: &Value) -> Value {
    let phase = json!({"applied_treatment_uuid": "t", "professional_uuid": "pro", "status_code": 5, "executed_on": "2024-02-01"});
    with(phase, fields)
}

fn file(act: Value, phases: &[Value]) -> Rows {
    let mut rows = vec![("applied_treatment", "t", act, odg(21))];
    rows.extend(
        NAMES.iter().zip(phases).map(|(name, fields)| ("applied_treatment_phase", *name, phase(fields), json!({}))),
    );
    rows
}

fn sessions(story: &Story) -> Vec<&PlannedTreatmentItemSession> {
    let mut sessions = every!(story, PlannedTreatmentItemSession);
    sessions.sort_by_key(|session| session.sequence);
    sessions
}

fn amounts(percents: &[Value], price: &str) -> (Vec<String>, Vec<&'static str>) {
    let phases: Vec<_> = percents
        .iter()
        .zip(1..)
        .map(|(percent, number)| json!({"phase_number": number, "percent_to_bill": percent}))
        .collect();
    let story = Story::of(&file(filling(&json!({"amount": price})), &phases));
    let amounts = sessions(&story).iter().map(|session| session.amount.normalize().to_string()).collect();
    (amounts, story.act("t").codes())
}

#[test]
fn phases_share_the_price_and_the_last_takes_what_is_left() {
    const ODD: &[&str] = &["phase.percents_not_100"];
    for (percents, price, expected, codes) in [
        (&[json!("100")][..], "64.33", &["64.33"][..], &[][..]),
        (&[json!("30"), json!("30"), json!("40")], "99.99", &["30", "30", "39.99"], &[]),
        (&[json!("50"), json!("50")], "0.01", &["0.01", "0"], &[]),
        (&[json!("33.33"), json!("33.33"), json!("33.34")], "100", &["33.33", "33.33", "33.34"], &[]),
        (&[json!("50"), json!("30")], "100", &["50", "50"], ODD),
        (&[json!("80"), json!("80"), json!("80")], "100", &["80", "20", "0"], ODD),
        (&[json!("25"), json!("25"), json!("25"), json!("25")], "0.02", &["0.01", "0.01", "0", "0"], &[]),
        (&[json!("40"), json!(null), json!(null)], "100", &["40", "30", "30"], ODD),
        (&[json!(null)], "100", &["100"], &[]),
        (&[json!("-10"), json!("50")], "100", &["50", "50"], ODD),
        (&[json!("50"), json!("50")], "-100", &["-50", "-50"], &[]),
        (&[json!("10"), json!("10")], "0", &["0", "0"], &[]),
    ] {
        let (amounts, told) = amounts(percents, price);
        assert_eq!(
            (amounts, told.as_slice()),
            (expected.iter().map(ToString::to_string).collect(), codes),
            "{percents:?} of {price}"
        );
    }
}

#[test]
fn sessions_follow_the_numbers_of_their_phases() {
    let phases = [
        json!({"phase_number": 2, "percent_to_bill": "50", "status_code": 3, "executed_on": null}),
        json!({"phase_number": 1, "percent_to_bill": "50.00", "notes": "Apertura"}),
    ];
    let story = Story::of(&file(filling(&json!({"amount": "120.00"})), &phases));
    let sessions = sessions(&story);
    let [first, second] = sessions[..] else { panic!("two sessions") };
    assert_eq!((first.label.as_deref(), first.notes.as_deref()), (Some("Fase 1 · 50.00%"), Some("Apertura")));
    assert_eq!((first.status, first.completed_by), ("completed", Some(DENTIST)));
    assert_eq!(first.completed_at.map(|at| at.to_string()).as_deref(), Some("2024-01-31T23:00:00Z"));
    // The treatment is performed, yet the source says that this phase is pending.
    assert_eq!((second.label.as_deref(), second.status, second.completed_at), (Some("Fase 2 · 50%"), "pending", None));
    let item = record_of!(story.act("t"), PlannedTreatmentItem);
    assert!(sessions.iter().all(|session| session.plan_item_id == item.id));
    assert_eq!(story.mappings().get("gesden", "applied_treatment_phase", "p2").map(|target| target.id), Some(first.id));
}

#[test]
fn a_phase_without_state_has_its_treatment_s() {
    for (status, expected) in [(5, "completed"), (3, "pending")] {
        let act = filling(&json!({"status_code": status, "end_date": null}));
        let story = Story::of(&file(act, &[json!({"status_code": null, "executed_on": null})]));
        let session = record_of!(story.row("applied_treatment_phase", "p1"), PlannedTreatmentItemSession);
        assert_eq!((session.status, session.completed_at.is_some()), (expected, status == 5));
    }
}

#[test]
fn a_phase_of_a_remark_is_a_remark() {
    let mut rows =
        file(filling(&json!({"notes": "Aviso"})), &[json!({"phase_number": 1, "notes": "Llamar"}), json!({})]);
    rows[0].3 = odg(11);
    let story = Story::of(&rows);
    let mapped = story.row("applied_treatment_phase", "p1");
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["phase.parent_is_note"]));
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!((note.note_type, note.owner_id, &*note.body), ("administrative", ANA, "Fase 1\nLlamar"));
    assert_eq!(story.fate("applied_treatment_phase", "p2"), Disposition::Archived);
    assert_eq!(story.count("planned_treatment_item_sessions"), 0);
}

#[test]
fn a_phase_of_nothing_is_skipped_and_tried_again() {
    for (parent, code) in [(json!(null), "phase.no_parent"), (json!("gone"), "phase.unmapped_parent")] {
        let rows =
            vec![("applied_treatment_phase", "p1", phase(&json!({"applied_treatment_uuid": parent})), json!({}))];
        let story = Story::of(&rows);
        let mapped = story.row("applied_treatment_phase", "p1");
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]));
        assert_eq!(story.mappings().get("gesden", "applied_treatment_phase", "p1"), None);
    }
}

#[test]
fn phases_of_a_plan_count_unless_the_treatment_has_its_own() {
    let planned = filling(&json!({"status_code": 3, "end_date": null}));
    let mut rows = file(filling(&json!({"start_date": "2024-03-01", "amount": "10.00"})), &[]);
    rows.push(("applied_treatment", "a", planned, odg(21)));
    rows.push(("applied_treatment_phase", "p1", phase(&json!({"applied_treatment_uuid": "a"})), json!({})));
    let story = Story::of(&rows);
    assert_eq!(story.fate("applied_treatment", "a"), Disposition::Merged);
    let [only] = sessions(&story)[..] else { panic!("one session") };
    assert_eq!(only.amount.to_string(), "10.00");
    rows.push(("applied_treatment_phase", "p2", phase(&json!({"percent_to_bill": "100"})), json!({})));
    let story = Story::of(&rows);
    assert_eq!(story.row("applied_treatment_phase", "p1").codes(), ["phase.shadow_planned"]);
    assert_eq!((story.fate("applied_treatment_phase", "p1"), sessions(&story).len()), (Disposition::Archived, 1));
    let again = Story::into(Destination { mappings: story.mappings(), ..clinic() }, &rows);
    assert_eq!((again.fate("applied_treatment_phase", "p1"), sessions(&again).len()), (Disposition::Archived, 0));
}

#[test]
fn a_new_phase_of_a_treatment_imported_before_comes_last_and_is_worth_nothing() {
    let before = Story::of(&file(filling(&json!({})), &[json!({"phase_number": 2})]));
    let item = record_of!(before.act("t"), PlannedTreatmentItem).id;
    let known = Destination { mappings: before.mappings(), sessions: [(item, 1)].into(), ..clinic() };
    let story =
        Story::into(known, &file(filling(&json!({})), &[json!({"phase_number": 2}), json!({"phase_number": 1})]));
    assert_eq!(story.fate("applied_treatment_phase", "p1"), Disposition::Linked);
    let mapped = story.row("applied_treatment_phase", "p2");
    assert_eq!(mapped.codes(), ["phase.treatment_imported_before"]);
    let session = record_of!(mapped, PlannedTreatmentItemSession);
    assert_eq!((session.plan_item_id, session.sequence, session.amount), (item, 2, Decimal::ZERO));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn sessions_add_up_to_the_price(
        price in -1_000_000_i64..10_000_000,
        percents in proptest::collection::vec(proptest::option::of(-5_000_i64..20_000), 0..6),
    ) {
        let price = Decimal::new(price, 2);
        let phases: Vec<_> = percents
            .iter()
            .map(|percent| json!({"percent_to_bill": percent.map(|percent| Decimal::new(percent, 2).to_string())}))
            .collect();
        let story = Story::of(&file(filling(&json!({"amount": price.to_string()})), &phases));
        let amounts: Vec<_> = sessions(&story).iter().map(|session| session.amount).collect();
        prop_assert_eq!(amounts.len(), phases.len().clamp(1, 5));
        prop_assert_eq!(amounts.iter().sum::<Decimal>(), price);
        prop_assert!(amounts.iter().all(|amount| amount.is_zero() || amount.is_sign_negative() == price.is_sign_negative()));
    }
}
