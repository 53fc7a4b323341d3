#![allow(clippy::expect_used)]

use jiff::civil::date;
use serde_json::{Value, json};

use crate::Disposition;
use crate::record::Recall;
use crate::testing::{Desk, Mapped, record_of};

fn desk() -> Desk {
    let mut desk = Desk::empty();
    desk.map("patient", "p", &json!({"given_name": "Ana", "family_name": "Gil"}));
    desk.map("patient", "no", &json!({"given_name": "Eva", "family_name": "Gil", "gdpr_consent": false}));
    desk.map("professional", "d", &json!({"given_name": "Bea", "family_name": "Gil"}));
    desk
}

fn with(fields: &[(&str, Value)]) -> Value {
    let mut payload = json!({
        "patient_uuid": "p", "professional_uuid": "d", "scheduled_date": "2026-12-10", "comments": "Control anual",
        "observations": null, "attended": false, "scheduled": false, "contact_date": null, "status_code": 0
    });
    for (name, value) in fields {
        payload[*name] = value.clone();
    }
    payload
}

fn map(fields: &[(&str, Value)]) -> Mapped {
    desk().map("recall", "r", &with(fields))
}

fn recall(mapped: &Mapped) -> &Recall {
    record_of!(mapped, Recall)
}

#[test]
fn a_recall_becomes_one_row() {
    let mapped = map(&[("observations", "Llamar por la tarde".into())]);
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]));
    assert_eq!(mapped.tables(), ["recalls", "migration_import_entity_mappings"]);
    let recall = recall(&mapped);
    assert_eq!((recall.due_month, recall.due_date), (date(2026, 12, 1), Some(date(2026, 12, 10))));
    assert_eq!((recall.reason, recall.priority, recall.status), ("checkup", "normal", "pending"));
    assert_eq!(recall.reason_note.as_deref(), Some("Control anual\nLlamar por la tarde"));
    assert_eq!((recall.contact_attempt_count, recall.last_contact_attempt_at, recall.completed_at), (0, None, None));
    assert!(recall.assigned_professional_id.is_some() && recall.linked_appointment_id.is_none());
}

#[test]
fn status_follows_what_happened() {
    let at = || ("contact_date", json!("2026-10-01T10:00:00"));
    for (fields, status, attempts, completed) in [
        (vec![("attended", json!(true)), at()], "done", 1, Some("2026-10-01T08:00:00Z")),
        (
            vec![("status_code", json!("1")), ("scheduled_date", json!("2026-03-02"))],
            "done",
            0,
            Some("2026-03-01T23:00:00Z"),
        ),
        (vec![("attended", json!("false"))], "pending", 0, None),
        (vec![("scheduled", json!(true)), at()], "contacted_scheduled", 1, None),
        (vec![at()], "contacted_no_answer", 1, None),
        (vec![("contact_date", json!("ayer"))], "pending", 0, None),
        (vec![("patient_uuid", json!("no"))], "cancelled", 0, None),
        (vec![("patient_uuid", json!("no")), ("attended", json!(true))], "done", 0, None),
    ] {
        let mapped = map(&fields);
        let recall = recall(&mapped);
        let found = recall.completed_at.map(|at| at.to_string());
        assert_eq!(
            (recall.status, recall.contact_attempt_count, found.as_deref()),
            (status, attempts, completed),
            "{fields:?}"
        );
    }
    assert_eq!(map(&[("contact_date", json!("ayer"))]).codes(), ["value.bad_date"]);
    assert_eq!(map(&[("patient_uuid", json!("no"))]).codes(), ["recall.cancelled"]);
}

#[test]
fn a_call_that_led_to_an_appointment_is_linked_to_it() {
    let mut desk = desk();
    let book = |desk: &mut Desk, uuid: &str, day: &str| {
        let payload =
            json!({"patient_uuid": "p", "professional_uuid": "d", "scheduled_date": day, "scheduled_time": "10:00"});
        record_of!(desk.map("appointment", uuid, &payload), Appointment).id
    };
    book(&mut desk, "past", "2026-01-12");
    let next = book(&mut desk, "next", "2026-12-14");
    let scheduled = with(&[("scheduled", json!(true))]);
    assert_eq!(recall(&desk.map("recall", "r", &scheduled)).linked_appointment_id, Some(next));
    let mapped = desk.map("recall", "s", &with(&[]));
    assert_eq!((recall(&mapped).status, recall(&mapped).linked_appointment_id), ("contacted_scheduled", Some(next)));
    let due_later = desk.map("recall", "u", &with(&[("scheduled_date", "2027-02-01".into())]));
    assert_eq!((recall(&due_later).status, recall(&due_later).linked_appointment_id), ("pending", None));
    // Of two open recalls of a patient, which one led to it is not known.
    let open = with(&[]);
    desk.prepare("recall", "v", &open);
    desk.prepare("recall", "done", &with(&[("attended", json!(true))]));
    assert_eq!(recall(&desk.map("recall", "v", &open)).linked_appointment_id, Some(next));
    desk.prepare("recall", "w", &open);
    assert_eq!(recall(&desk.map("recall", "w", &open)).linked_appointment_id, None);
    book(&mut desk, "later", "2027-01-11");
    assert_eq!(recall(&desk.map("recall", "t", &scheduled)).linked_appointment_id, None, "which of two is not known");
}

#[test]
fn the_source_row_knows_of_contacts_too() {
    let columns = r#"{"FECHACONTACTO": "2026-10-01 10:00:00", "IdMotivo": 2}"#;
    let mapped = desk().map_text("recall", "r", &with(&[]).to_string(), columns);
    assert_eq!((recall(&mapped).status, recall(&mapped).contact_attempt_count), ("contacted_no_answer", 1));
    assert!(record_of!(mapped, RawEntity).raw_source_data.as_str().contains("IdMotivo"));
}

#[test]
fn without_a_date_it_is_to_be_reviewed() {
    for (fields, month) in [
        (vec![("scheduled_date", json!(null))], date(2026, 11, 1)),
        (vec![("scheduled_date", json!("1899-12-30"))], date(2026, 11, 1)),
        (vec![("scheduled_date", json!(null)), ("contact_date", json!("2026-10-01"))], date(2026, 10, 1)),
    ] {
        let mapped = map(&fields);
        assert_eq!(
            (recall(&mapped).status, recall(&mapped).due_date, recall(&mapped).due_month),
            ("needs_review", None, month)
        );
        assert!(mapped.codes().contains(&"recall.without_date"));
    }
}

#[test]
fn remarks_say_why() {
    for (comments, reason) in [
        (json!("Revisión y limpieza"), "hygiene"),
        (json!("REVISION IMPLANTES"), "implant_review"),
        (json!("Control ortodoncia"), "ortho_review"),
        (json!("Revisión"), "checkup"),
        (json!("Llamar"), "other"),
        (json!(7), "other"),
        (json!(null), "other"),
    ] {
        assert_eq!(recall(&map(&[("comments", comments.clone())])).reason, reason, "{comments}");
    }
}

#[test]
fn recalls_that_cannot_be_placed_are_kept_with_a_warning() {
    for (patient, code) in [(json!(null), "recall.missing_patient"), (json!("gone"), "recall.unmapped_patient")] {
        let mapped = map(&[("patient_uuid", patient)]);
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]));
        assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
    }
    let mapped = map(&[("professional_uuid", "gone".into())]);
    assert_eq!(
        (recall(&mapped).assigned_professional_id, mapped.codes()),
        (None, vec!["recall.unmapped_professional"])
    );
}
