use serde_json::{Value, json};

use super::{Rows, Story, budget, clinic, filling, line, odg, with};
use crate::Disposition;
use crate::context::Destination;
use crate::record::Record;
use crate::testing::record_of;

const PLANNED: &str = "2024-01-15";
const PERFORMED: &str = "2024-03-02";

fn planned(fields: &Value) -> Value {
    with(filling(&json!({"status_code": 3, "start_date": PLANNED, "end_date": null})), fields)
}

fn performed(fields: &Value) -> Value {
    with(filling(&json!({"status_code": 5, "start_date": PERFORMED, "end_date": PERFORMED})), fields)
}

/// Two lines of a budget, and a planned and a performed treatment.
fn pair(planned: (Value, Value), performed: (Value, Value)) -> Rows {
    vec![
        ("budget", "b", budget(&json!({})), json!({})),
        ("budget_line", "l1", line(&json!({})), json!({})),
        ("budget_line", "l2", line(&json!({})), json!({})),
        ("applied_treatment", "a-planned", planned.0, planned.1),
        ("applied_treatment", "performed", performed.0, performed.1),
    ]
}

fn is_one(planned: (Value, Value), performed: (Value, Value)) -> bool {
    let story = Story::of(&pair(planned, performed));
    let fate = story.fate("applied_treatment", "a-planned");
    assert!(matches!(fate, Disposition::Merged | Disposition::Created), "{fate:?}");
    assert_eq!(story.count("treatments"), 1 + usize::from(fate == Disposition::Created));
    assert_eq!(
        story.act("a-planned").codes().contains(&"applied_treatment.shadow_planned"),
        fate == Disposition::Merged
    );
    fate == Disposition::Merged
}

#[test]
fn a_pair_is_known_by_its_line_or_else_by_what_it_is() {
    let line = |uuid: &str| json!({"budget_line_uuid": uuid});
    let tto = |kind: i64, tariff: i64| json!({"IdTipoOdg": kind, "IdTto": tariff});
    let none = || json!({});
    let cases: [(Value, Value, Value, Value, bool); 12] = [
        // The same line, whatever the tariff.
        (line("l1"), tto(22, 1), line("l1"), tto(22, 2), true),
        // Two lines are two treatments.
        (line("l1"), tto(22, 1), line("l2"), tto(22, 1), false),
        // One line, the same treatment.
        (line("l1"), tto(22, 1), none(), tto(22, 1), true),
        (none(), tto(22, 1), line("l1"), tto(22, 1), true),
        (line("l1"), tto(22, 1), none(), tto(22, 2), false),
        // No line.
        (none(), tto(22, 1), none(), tto(22, 1), true),
        (none(), tto(22, 1), none(), tto(21, 1), false),
        (none(), tto(22, 1), json!({"teeth": [17]}), tto(22, 1), false),
        // Without tariff the catalog decides.
        (none(), odg(22), none(), odg(22), true),
        (none(), odg(22), json!({"treatment_variant_uuid": "extraction-v"}), odg(22), false),
        // Neither type nor teeth, one tariff.
        (json!({"teeth": []}), json!({"IdTto": 5}), json!({"teeth": []}), json!({"IdTto": 5}), true),
        // Another patient.
        (none(), odg(22), json!({"patient_uuid": "luis"}), odg(22), false),
    ];
    for (at, (before, before_columns, after, after_columns, expected)) in cases.into_iter().enumerate() {
        let one = is_one((planned(&before), before_columns), (performed(&after), after_columns));
        assert_eq!(one, expected, "case {at}");
    }
}

#[test]
fn a_pair_is_at_most_two_years_apart_and_in_order() {
    for (start, expected) in [("2022-03-03", true), ("2022-03-02", false), (PERFORMED, true), ("2024-03-03", false)] {
        let one = is_one((planned(&json!({"start_date": start})), odg(22)), (performed(&json!({})), odg(22)));
        assert_eq!(one, expected, "{start}");
    }
}

#[test]
fn each_performed_treatment_stands_for_one_plan_the_latest() {
    let rows: Rows = vec![
        ("applied_treatment", "a-old", planned(&json!({"start_date": "2024-01-01"})), odg(22)),
        ("applied_treatment", "b-new", planned(&json!({"start_date": "2024-02-01"})), odg(22)),
        ("applied_treatment", "c-done", performed(&json!({})), odg(22)),
    ];
    let story = Story::of(&rows);
    let fates = ["a-old", "b-new", "c-done"].map(|uuid| story.fate("applied_treatment", uuid));
    assert_eq!(fates, [Disposition::Created, Disposition::Merged, Disposition::Created]);
}

#[test]
fn a_twin_that_is_only_a_note_stands_for_nothing() {
    let memo = json!({"treatment_variant_uuid": null, "amount": null, "teeth": [], "notes": "Hecho"});
    let one = is_one((planned(&json!({"budget_line_uuid": "l1"})), odg(22)), (performed(&json!({})), odg(22)));
    assert!(one);
    let rows = pair(
        (planned(&json!({"budget_line_uuid": "l1"})), odg(22)),
        (performed(&with(memo.clone(), &json!({"budget_line_uuid": "l1"}))), odg(11)),
    );
    let story = Story::of(&rows);
    assert_eq!((story.fate("applied_treatment", "a-planned"), story.count("treatments")), (Disposition::Created, 1));
    // Two remarks are two notes.
    let rows = pair((planned(&memo), json!({})), (performed(&memo), json!({})));
    let story = Story::of(&rows);
    assert_eq!((story.count("clinical_notes"), story.count("treatments")), (2, 0));
}

#[test]
fn what_refers_to_the_plan_finds_the_treatment() {
    let mut rows = pair((planned(&json!({})), odg(22)), (performed(&json!({})), odg(22)));
    rows[1].2["applied_treatment_uuid"] = json!("a-planned");
    let story = Story::of(&rows);
    let (item, treatment) =
        (record_of!(story.act("performed"), PlannedTreatmentItem), record_of!(story.act("performed"), Treatment));
    let mappings = story.mappings();
    let target = |key| mappings.get("gesden", key, "a-planned").map(|target| (target.table.to_owned(), target.id));
    assert_eq!(target("applied_treatment"), Some(("planned_treatment_items".to_owned(), item.id)));
    assert_eq!(target("applied_treatment_record"), Some(("treatments".to_owned(), treatment.id)));
    let acts = story.import.acts();
    assert_eq!(acts.get("a-planned"), acts.get("performed"));
    assert!(acts.get("a-planned").is_some_and(|act| act.is_performed && act.budget.is_some()));
    let line = record_of!(story.act("performed"), BudgetItem);
    assert_eq!((line.treatment_id, treatment.budget_item_id), (Some(treatment.id), Some(line.id)));
    assert!(story.act("a-planned").records.iter().any(|record| matches!(record, Record::RawEntity(_))));
}

#[test]
fn a_pair_stays_one_in_the_next_import() {
    let rows = pair((planned(&json!({})), odg(22)), (performed(&json!({})), odg(22)));
    let before = Story::of(&rows);
    let known = Destination { mappings: before.mappings(), ..clinic() };
    let again = Story::into(known, &rows);
    assert_eq!(again.count("treatments"), 0);
    assert_eq!(again.import.acts().get("a-planned"), before.import.acts().get("performed"));
}

#[test]
fn what_was_planned_in_an_earlier_import_stays() {
    let rows = pair((planned(&json!({})), odg(22)), (performed(&json!({})), odg(22)));
    let before = Story::of(&vec![rows[3].clone()]);
    let known = Destination { mappings: before.mappings(), ..clinic() };
    let again = Story::into(known, &rows);
    assert_eq!(again.fate("applied_treatment", "a-planned"), Disposition::Linked);
    assert_eq!(again.fate("applied_treatment", "performed"), Disposition::Created);
    let acts = again.import.acts();
    assert_eq!(acts.get("a-planned").map(|act| act.is_performed), Some(false));
}
