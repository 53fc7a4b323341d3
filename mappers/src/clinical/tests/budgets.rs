use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{DENTIST, EXEMPT, FILLING, Rows, SECRETARY, STANDARD, Story, budget, clinic, every, filling, line, odg};
use crate::Disposition;
use crate::context::Destination;
use crate::record::{Json, Record};
use crate::testing::{ADMIN, NOW, record_of};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn dec(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn file(budget_fields: &Value, lines: &[Value]) -> Rows {
    const NAMES: [&str; 4] = ["l1", "l2", "l3", "l4"];
    let mut rows = vec![("budget", "b", budget(budget_fields), json!({}))];
    rows.extend(NAMES.iter().zip(lines).map(|(name, fields)| ("budget_line", *name, line(fields), json!({}))));
    rows
}

fn codes(story: &Story, uuid: &'static str) -> Vec<&'static str> {
    story.row("budget_line", uuid).codes()
}

#[test]
fn a_budget_is_what_its_lines_come_to() {
    let lines = [
        json!({"units": "2", "base_amount": null, "discount_percent": "10"}),
        json!({"vat_percent": "21", "vat_amount": "13.65", "teeth": [16, 17, 18], "notes": "ojo", "order_within_budget": 2}),
        json!({"unit_amount": "0", "list_amount": "0", "base_amount": "0", "treatment_variant_uuid": null}),
    ];
    let story = Story::of(&file(&json!({"accepted_date": "2024-02-04", "notes": "Válido 3 meses"}), &lines));
    let record = record_of!(story.row("budget", "b"), Budget);
    assert_eq!(
        (&*record.budget_number, record.status, record.accepted_via),
        ("PRES-2024-0007", "accepted", Some("manual"))
    );
    assert_eq!((record.created_by, record.assigned_professional_id), (SECRETARY, Some(DENTIST)));
    assert_eq!(
        [record.subtotal, record.total_discount, record.total_tax, record.total],
        [dec("195.00"), dec("13.00"), dec("13.65"), dec("195.65")]
    );
    assert_eq!(record.internal_notes.as_deref(), Some("Migrado dental-bridge — origen Gesdén b · Plan"));
    assert_eq!(record.patient_notes.as_deref(), Some("Válido 3 meses"));
    assert_eq!((record.created_at, record.updated_at), (at("2024-01-31T23:00:00Z"), at("2024-02-03T23:00:00Z")));
    assert_eq!((record.public_auth_method, record.public_locked_at), ("manual_code", Some(at(NOW))));

    let one = record_of!(story.row("budget_line", "l1"), BudgetItem);
    assert_eq!((one.catalog_item_id, one.quantity, one.discount_type), (FILLING, 2, Some("percentage")));
    assert_eq!((one.line_subtotal, one.line_discount, one.line_total), (dec("130.00"), dec("13.00"), dec("117.00")));
    assert_eq!((one.vat_type_id, one.budget_id, one.treatment_id), (Some(EXEMPT), record.id, None));
    let two = record_of!(story.row("budget_line", "l2"), BudgetItem);
    assert_eq!((two.vat_type_id, two.line_tax, two.display_order), (Some(STANDARD), dec("13.65"), 2));
    assert_eq!(
        (two.tooth_number, two.notes.as_deref()),
        (Some(16), Some("ojo\nDientes adicionales en origen: 17, 18."))
    );
    assert_eq!(two.created_at, record.created_at);
    assert_eq!(codes(&story, "l3"), ["budget_line.no_treatment"]);
    let general = record_of!(story.row("budget_line", "l3"), TreatmentCatalogItem);
    assert_eq!(record_of!(story.row("budget_line", "l3"), BudgetItem).catalog_item_id, general.id);
}

#[test]
fn a_budget_s_history_says_when_it_was_decided_on() {
    let story =
        Story::of(&file(&json!({"rejected_date": "2024-03-01", "rejection_observations": "Caro"}), &[json!({})]));
    let record = record_of!(story.row("budget", "b"), Budget);
    assert_eq!((record.status, record.accepted_via), ("rejected", None));
    assert_eq!((record.rejection_reason, record.rejection_note.as_deref()), (Some("other"), Some("Caro")));
    let history = every!(story, BudgetHistory);
    let [created, decided] = history[..] else { panic!("two entries") };
    assert_eq!((created.action, created.changed_by, created.changed_at), ("created", SECRETARY, record.created_at));
    assert_eq!(created.new_state.as_ref().map(Json::as_str), Some(r#"{"status": "draft", "total": "65.00"}"#));
    assert_eq!((decided.action, decided.changed_by), ("status_changed", ADMIN));
    assert_eq!(decided.changed_at, at("2024-02-29T23:00:00Z"));
    assert_eq!(decided.new_state.as_ref().map(Json::as_str), Some(r#"{"status": "rejected"}"#));
}

#[test]
fn what_was_done_about_a_draft_accepts_it_and_leaves_a_rejected_one() {
    let acted = [json!({"applied_treatment_uuid": "t"})];
    let act = ("applied_treatment", "t", filling(&json!({})), odg(22));
    for (fields, status, codes) in [
        (json!({}), "accepted", &["budget.accepted_by_treatment"][..]),
        (json!({"rejected_date": "2024-03-01"}), "rejected", &["budget.rejected_but_performed"]),
        (json!({"accepted_date": "2024-03-01"}), "accepted", &[]),
    ] {
        let mut rows = file(&fields, &acted);
        rows.push(act.clone());
        let story = Story::of(&rows);
        let mapped = story.row("budget", "b");
        assert_eq!((record_of!(mapped, Budget).status, mapped.codes().as_slice()), (status, codes));
    }
    // The treatment may name the line instead.
    let mut rows = file(&json!({}), &[json!({})]);
    rows.push(("applied_treatment", "t", filling(&json!({"budget_line_uuid": "l1"})), odg(22)));
    assert_eq!(record_of!(Story::of(&rows).row("budget", "b"), Budget).status, "accepted");
    assert_eq!(record_of!(Story::of(&file(&json!({}), &[json!({})])).row("budget", "b"), Budget).status, "draft");
}

#[test]
fn numbers_that_restart_with_every_patient_are_told_once() {
    let rows = vec![
        ("budget", "a", budget(&json!({"quote_date": "2024-05-01"})), json!({})),
        ("budget", "b", budget(&json!({"quote_date": "2024-04-01"})), json!({})),
        ("budget", "c", budget(&json!({"quote_date": "2024-06-01"})), json!({})),
        ("budget", "d", budget(&json!({"quote_date": "2024-06-02", "number": "A-1"})), json!({})),
    ];
    let taken = Destination { budget_numbers: vec!["PRES-2024-0009".to_owned()], ..clinic() };
    let story = Story::into(taken, &rows);
    let number = |uuid| record_of!(story.row("budget", uuid), Budget).budget_number.clone();
    assert_eq!(
        ["a", "b", "c", "d"].map(number).map(String::from),
        ["PRES-2024-0010", "PRES-2024-0007", "PRES-2024-0011", "PRES-2024-0012"]
    );
    let told: Vec<_> = ["a", "b", "c", "d"].map(|uuid| story.row("budget", uuid).codes().len()).into();
    assert_eq!(told, [1, 0, 0, 0]);
    let notes = record_of!(story.row("budget", "d"), Budget).internal_notes.clone();
    assert!(notes.is_some_and(|notes| notes.ends_with("\nNº de presupuesto en origen: A-1")));
}

#[test]
fn a_budget_without_lines_or_dates_is_kept() {
    let story = Story::of(&file(&json!({"quote_date": "31/02/2024", "professional_uuid": "gone"}), &[]));
    let mapped = story.row("budget", "b");
    assert_eq!(mapped.codes(), ["budget.no_date", "clinical.unmapped_staff", "value.bad_date"]);
    let record = record_of!(mapped, Budget);
    assert_eq!((&*record.budget_number, record.total), ("PRES-2026-0007", Decimal::ZERO));
    assert_eq!(record.valid_from.to_string(), "2026-11-22");
}

#[test]
fn a_placeholder_is_no_date() {
    let story = Story::of(&file(&json!({"quote_date": "1753-01-01", "accepted_date": "2024-02-04"}), &[]));
    assert_eq!(story.row("budget", "b").codes(), ["value.bad_date"]);
    let record = record_of!(story.row("budget", "b"), Budget);
    assert_eq!((record.valid_from.to_string().as_str(), record.status), ("2024-02-04", "accepted"));
}

#[test]
fn a_budget_of_nobody_is_skipped_with_its_lines() {
    for (patient, code) in [(json!(null), "budget.no_patient"), (json!("gone"), "budget.unmapped_patient")] {
        let story = Story::of(&file(&json!({"patient_uuid": patient}), &[json!({})]));
        assert_eq!((story.fate("budget", "b"), story.row("budget", "b").codes()), (Disposition::Skipped, vec![code]));
        assert_eq!(
            (story.fate("budget_line", "l1"), codes(&story, "l1")),
            (Disposition::Skipped, vec!["budget_line.unmapped_budget"])
        );
    }
}

#[test]
fn odd_amounts_cost_no_line() {
    let lines = [
        json!({"unit_amount": "NaN", "list_amount": null, "base_amount": null}),
        json!({"unit_amount": "-20.00", "list_amount": "-20.00", "base_amount": "-20.00", "discount_amount": "5"}),
        json!({"unit_amount": "100000000", "base_amount": null}),
        json!({"units": "0.5", "base_amount": "32.50", "treatment_uuid": "gone", "treatment_variant_uuid": null}),
    ];
    let story = Story::of(&file(&json!({}), &lines));
    let total = |uuid| record_of!(story.row("budget_line", uuid), BudgetItem).line_total;
    assert_eq!(["l1", "l2", "l3", "l4"].map(total), [dec("0"), dec("-20.00"), dec("0"), dec("32.50")]);
    assert_eq!(record_of!(story.row("budget", "b"), Budget).total, dec("12.50"));
    assert_eq!(codes(&story, "l1"), ["value.bad_number"]);
    assert_eq!(codes(&story, "l3"), ["budget_line.amount_unusable"]);
    assert_eq!(codes(&story, "l4"), ["budget_line.units_folded", "budget_line.unmapped_treatment"]);
    let folded = record_of!(story.row("budget_line", "l4"), BudgetItem);
    assert_eq!((folded.quantity, folded.unit_price), (1, dec("32.50")));
    assert_eq!(folded.notes.as_deref(), Some("Unidades en origen: 0.5."));
}

#[test]
fn a_line_waits_for_the_treatment_it_refers_to() {
    let mut rows =
        file(&json!({}), &[json!({"applied_treatment_uuid": "t"}), json!({"applied_treatment_uuid": "gone"})]);
    rows.push(("applied_treatment", "t", filling(&json!({})), odg(22)));
    let story = Story::of(&rows);
    assert_eq!(story.row("budget_line", "l1").tables(), ["migration_import_entity_mappings"]);
    let mapped = story.act("t");
    let treatment = record_of!(mapped, Treatment);
    let item = record_of!(mapped, BudgetItem);
    assert_eq!((item.treatment_id, treatment.budget_item_id), (Some(treatment.id), Some(item.id)));
    let position = |table| mapped.tables().iter().position(|name| *name == table);
    assert!(position("treatments") < position("budget_items"));
    assert_eq!(record_of!(story.row("budget_line", "l2"), BudgetItem).treatment_id, None);
    assert!(story.left.is_empty());
}

#[test]
fn a_line_whose_treatment_never_comes_is_added_in_the_end() {
    let rows = file(&json!({}), &[json!({"applied_treatment_uuid": "t"})]);
    let mut shown = rows.clone();
    shown.push(("applied_treatment", "t", filling(&json!({})), odg(22)));
    let mut desk = crate::testing::Desk::with(clinic());
    for (entity_type, uuid, payload, _) in &shown {
        desk.prepare(entity_type, uuid, payload);
    }
    for (entity_type, uuid, payload, _) in &rows {
        desk.map(entity_type, uuid, payload);
    }
    let left = desk.finish().records;
    assert!(matches!(&left[..], [Record::BudgetItem(item)] if item.treatment_id.is_none()));
}

#[test]
fn a_new_line_of_a_budget_imported_before_is_told() {
    let first = Story::of(&file(&json!({}), &[json!({})]));
    let again = Destination { mappings: first.mappings(), ..clinic() };
    let story = Story::into(again, &file(&json!({}), &[json!({}), json!({})]));
    assert_eq!(story.fate("budget", "b"), Disposition::Linked);
    assert_eq!(story.fate("budget_line", "l1"), Disposition::Linked);
    assert_eq!(codes(&story, "l2"), ["budget_line.budget_imported_before"]);
    let before = record_of!(first.row("budget", "b"), Budget).id;
    assert_eq!(record_of!(story.row("budget_line", "l2"), BudgetItem).budget_id, before);
}
