//! Treatments as money finds them, really mapped.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{ANA, DENTIST, Rows, Story, every, filling, odg, with};
use crate::record::EarnedEntry;
use crate::testing::record_of;

fn debt(fields: &Value) -> Value {
    with(json!({"patient_uuid": "ana", "applied_treatment_uuid": "t", "due_date": "2024-06-15"}), fields)
}

fn entry<'a>(story: &'a Story, uuid: &'static str) -> &'a EarnedEntry {
    record_of!(story.row("debt", uuid), EarnedEntry)
}

/// A root canal of 99.99 that is planned, in three phases.
fn phased(debts: &[(&'static str, Value)]) -> Story {
    let planned = filling(&json!({"status_code": 3, "end_date": null, "start_date": "2026-03-01", "amount": "99.99"}));
    let mut rows: Rows = vec![("applied_treatment", "t", planned, odg(21))];
    for (uuid, number, percent) in [("p1", 1, "30"), ("p2", 2, "30"), ("p3", 3, "40")] {
        let phase = json!({"applied_treatment_uuid": "t", "phase_number": number, "percent_to_bill": percent, "status_code": 3});
        rows.push(("applied_treatment_phase", uuid, phase, json!({})));
    }
    rows.extend(debts.iter().map(|(uuid, fields)| ("debt", *uuid, debt(fields), json!({}))));
    Story::of(&rows)
}

#[test]
fn a_phases_debt_stands_for_its_session() {
    let story = phased(&[
        ("d1", json!({"owed_amount": "30.00", "phase_number": "1"})),
        ("d2", json!({"owed_amount": "40.00", "phase_number": 3})),
        ("d3", json!({"owed_amount": "10.00", "phase_number": 2})),
    ]);
    let treatment = record_of!(story.act("t"), Treatment).id;
    let sessions = ["p1", "p2", "p3"]
        .map(|uuid| record_of!(story.row("applied_treatment_phase", uuid), PlannedTreatmentItemSession));
    assert_eq!(sessions.map(|it| it.amount.to_string()), ["30.00", "30.00", "39.99"]);
    let entries = ["d1", "d2", "d3"].map(|uuid| entry(&story, uuid));
    assert!(entries.iter().all(|entry| entry.treatment_id == treatment));
    assert_eq!(entries[0].source_session_id, Some(sessions[0].id));
    assert_eq!(entries[1].source_session_id, Some(sessions[2].id));
    assert!(entries[2].source_session_id.is_some_and(|id| id != sessions[1].id));
    let codes: Vec<_> = ["d1", "d2", "d3"].map(|uuid| story.row("debt", uuid).codes()).into();
    assert_eq!(codes, [vec![], vec![], vec!["debt.treatment_partly_charged"]]);
}

#[test]
fn a_debt_of_one_phase_leaves_the_others_to_be_charged() {
    let story = phased(&[("d1", json!({"owed_amount": "30.00", "phase_number": 1}))]);
    let first = record_of!(story.row("applied_treatment_phase", "p1"), PlannedTreatmentItemSession).id;
    assert_eq!(entry(&story, "d1").source_session_id, Some(first));
    let story = phased(&[("d1", json!({"owed_amount": "99.99", "phase_number": 1}))]);
    assert_eq!(entry(&story, "d1").source_session_id, None);
}

/// DentalPin charges a treatment from the odontogram, and its session from the plan.
#[test]
fn a_planned_treatment_that_is_owed_is_not_charged_in_either_way() {
    let planned = filling(&json!({"status_code": 3, "end_date": null, "start_date": "2026-03-01"}));
    let rows: Rows = vec![
        ("applied_treatment", "t", planned, odg(22)),
        ("debt", "d", debt(&json!({"owed_amount": "65.00"})), json!({})),
    ];
    let story = Story::of(&rows);
    let session = record_of!(story.act("t"), PlannedTreatmentItemSession);
    assert_eq!((session.status, session.amount.to_string()), ("pending", "65.00".to_owned()));
    let entries: Vec<_> = every!(story, EarnedEntry)
        .iter()
        .map(|entry| (entry.source_session_id, entry.amount.to_string(), entry.description.as_deref()))
        .collect();
    let expected = [
        (None, "65.00".to_owned(), Some("Obturación amalgama")),
        (Some(session.id), "0.00".to_owned(), Some("Ya cargado: Obturación amalgama")),
    ];
    assert_eq!(entries, expected);
    assert!(story.row("debt", "d").codes().is_empty());
}

/// Hygiene is a treatment, whether or not somebody typed a remark, and owed as one.
#[test]
fn hygiene_is_owed_with_remarks_and_without() {
    let hygiene = |notes: Value| {
        json!({
            "patient_uuid": "ana", "professional_uuid": "pro", "status_code": 5, "start_date": "2024-03-02",
            "end_date": "2024-03-02", "amount": "60.00", "notes": notes
        })
    };
    let rows: Rows = vec![
        ("applied_treatment", "said", hygiene(json!("Sarro abundante")), odg(38)),
        ("applied_treatment", "silent", hygiene(Value::Null), odg(38)),
        ("debt", "d1", debt(&json!({"applied_treatment_uuid": "said", "owed_amount": "60"})), json!({})),
        ("debt", "d2", debt(&json!({"applied_treatment_uuid": "silent", "owed_amount": "60"})), json!({})),
    ];
    let story = Story::of(&rows);
    for (act, debt) in [("said", "d1"), ("silent", "d2")] {
        let treatment = record_of!(story.act(act), Treatment);
        assert_eq!(
            (treatment.scope, treatment.clinical_type, treatment.status),
            ("global_mouth", "migrated", "performed")
        );
        let entry = entry(&story, debt);
        assert_eq!(
            (entry.patient_id, entry.treatment_id, entry.source_session_id, entry.professional_id),
            (ANA, treatment.id, None, Some(DENTIST))
        );
        assert_eq!(
            (entry.amount.to_string(), entry.performed_at.to_string(), entry.description.as_deref()),
            ("60.00".to_owned(), "2024-03-01T23:00:00Z".to_owned(), Some("Tratamiento migrado"))
        );
        assert!(story.row("debt", debt).codes().is_empty());
    }
    assert_eq!(story.count("clinical_notes"), 1, "the remark");
    assert_eq!(every!(story, EarnedEntry).len(), 2);
}

#[test]
fn lines_of_invoices_name_the_tooth() {
    let of = |fields: &Value| filling(fields);
    let invoice =
        json!({"patient_uuid": "ana", "series": "F", "number": "1", "document_date": "2024-06-15", "total": "65"});
    let line = |treatment: &str| json!({"document_uuid": "i", "applied_treatment_uuid": treatment, "amount": "65", "vat_percent": "0"});
    let rows: Rows = vec![
        ("applied_treatment", "one", of(&json!({"surfaces": "MOD"})), odg(22)),
        ("applied_treatment", "two", of(&json!({"teeth": [16, 17]})), odg(22)),
        ("applied_treatment", "none", of(&json!({"teeth": []})), odg(22)),
        ("applied_treatment", "mouth", of(&json!({"teeth": [11]})), odg(39)),
        ("fiscal_document", "i", invoice, json!({})),
        ("fiscal_document_line", "l1", line("one"), json!({})),
        ("fiscal_document_line", "l2", line("two"), json!({})),
        ("fiscal_document_line", "l3", line("none"), json!({})),
        ("fiscal_document_line", "l4", line("mouth"), json!({})),
    ];
    let story = Story::of(&rows);
    let items = every!(story, InvoiceItem);
    let places: Vec<(Option<i32>, Option<&str>)> =
        items.iter().map(|item| (item.tooth_number, item.surfaces.as_ref().map(crate::record::Json::as_str))).collect();
    assert_eq!(places, [(Some(16), Some(r#"["M", "O", "D"]"#)), (None, None), (None, None), (None, None)]);
    assert!(items.iter().all(|item| item.catalog_item_id.is_some_and(|id| id != Uuid::nil())));
}
