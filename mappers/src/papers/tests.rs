#![allow(clippy::expect_used)]

use serde_json::json;

use crate::Disposition;
use crate::record::{Record, Value as Bound};
use crate::testing::{Desk, NOW, record_of};

fn desk() -> Desk {
    let mut desk = Desk::empty();
    desk.map("patient", "p", &json!({"given_name": "Ana", "family_name": "Gil", "email": "a@x.es"}));
    desk
}

#[test]
fn a_consent_is_a_note_of_its_day() {
    let payload = json!({"patient_uuid": "p", "title": "Consentimiento: extracción", "signed_on": "2020-01-31", "signed": true, "applied_treatment_uuid": "t"});
    let mapped = desk().map("consent", "c", &payload);
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]));
    assert_eq!(
        mapped.tables(),
        ["clinical_notes", "migration_import_entity_mappings", "migration_import_raw_entities"]
    );
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!(&*note.body, "Consentimiento del origen: Consentimiento: extracción · firmado · 2020-01-31");
    assert_eq!((note.note_type, note.created_at.to_string().as_str()), ("administrative", "2020-01-30T23:00:00Z"));
}

#[test]
fn what_was_prescribed_once_is_told_and_not_taken_today() {
    let mut desk = desk();
    let prescription = json!({"patient_uuid": "p", "prescribed_on": "2020-01-31", "diagnosis": "Exodoncia"});
    let mapped = desk.map("prescription", "r", &prescription);
    assert_eq!(&*record_of!(mapped, ClinicalNote).body, "Receta del origen: Exodoncia · 2020-01-31");
    let item = json!({"prescription_uuid": "r", "drug_description": "Amoxicilina 750 mg", "posology": "1 c/8h", "administration_route": "oral", "units": 1});
    let mapped = desk.map("prescription_item", "i", &item);
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!(&*note.body, "Recetado en origen: Amoxicilina 750 mg · 1 c/8h · oral · 1 · 2020-01-31");
    assert_eq!(note.created_at.to_string(), "2020-01-30T23:00:00Z");
    assert!(!mapped.tables().contains(&"patients_clinical_medication"));
    let orphan = desk.map("prescription_item", "o", &json!({"prescription_uuid": "gone", "drug": "x"}));
    assert_eq!((orphan.disposition, orphan.codes()), (Disposition::Skipped, vec!["prescription_item.no_prescription"]));
}

#[test]
fn a_message_is_a_line_of_the_history() {
    let payload = json!({"patient_uuid": "p", "channel": "sms", "sent_at": "2024-01-15T10:00:00", "body": "Su cita", "status": "delivered"});
    let mapped = desk().map("communication", "m", &payload);
    assert_eq!(
        mapped.tables(),
        ["patient_timeline", "migration_import_entity_mappings", "migration_import_raw_entities"]
    );
    let line = record_of!(mapped, TimelineEntry);
    assert_eq!((line.event_type, line.event_category), ("communication.imported", "communication"));
    assert_eq!((&*line.title, line.description.as_deref()), ("Comunicación del origen (sms)", Some("Su cita")));
    assert_eq!(line.occurred_at.to_string(), "2024-01-15T09:00:00Z");
    let kept = record_of!(mapped, RawEntity);
    assert_eq!((line.source_table, line.source_id), ("migration_import_raw_entities", kept.id));
}

#[test]
fn a_message_without_a_date_is_a_note() {
    for date in [json!(null), json!("mañana"), json!("2030-01-01")] {
        let mapped =
            desk().map("communication", "m", &json!({"patient_uuid": "p", "body": "Hola 😀", "sent_at": date}));
        assert_eq!(mapped.codes(), ["communication.without_date"]);
        let note = record_of!(mapped, ClinicalNote);
        assert!(note.body.contains("Hola 😀") && note.created_at.to_string() == NOW, "{}", note.body);
    }
}

#[test]
fn a_document_waits_for_its_file_with_its_patient() {
    let mut desk = desk();
    let mapped = desk.map(
        "patient_document",
        "d",
        &json!({"patient_uuid": "p", "title": "Rx", "document_type": "xray", "taken_on": "2020-01-31"}),
    );
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Archived, vec![]));
    let (mapping, kept) = (record_of!(mapped, EntityMapping), record_of!(mapped, RawEntity));
    assert_eq!((&*mapping.entity_type, mapping.dentalpin_table), ("patient_document", "patients"));
    assert!(kept.payload.as_str().contains("xray") && kept.payload.as_str().contains("2020-01-31"));
}

#[test]
fn papers_that_cannot_be_placed_are_kept_with_a_warning() {
    for kind in ["consent", "prescription", "communication", "patient_document"] {
        for (payload, code) in
            [(json!({"title": "x"}), "paper.no_patient"), (json!({"patient_uuid": "gone"}), "paper.unmapped_patient")]
        {
            let mapped = desk().map(kind, code, &payload);
            assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]), "{kind}");
            assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
        }
    }
}

#[test]
fn an_import_sends_nothing() {
    let mut desk = desk();
    let mut records = Vec::new();
    for (kind, payload) in [
        (
            "patient",
            json!({"given_name": "Eva", "email": "e@x.es", "notes": "Alergia a látex", "mobile_phone": "600112233"}),
        ),
        ("communication", json!({"patient_uuid": "p", "body": "Su cita", "status": "queued", "sent_at": "2024-01-15"})),
        (
            "communication",
            json!({"patient_uuid": "p", "body": "Su cita", "status": "pending", "sent_at": "2030-01-15"}),
        ),
        ("recall", json!({"patient_uuid": "p", "scheduled_date": "2026-12-10"})),
        ("recall", json!({"patient_uuid": "p", "scheduled_date": "2026-11-22", "comments": "Enviar SMS"})),
        ("prescription", json!({"patient_uuid": "p"})),
        ("consent", json!({"patient_uuid": "p", "signed": false})),
        ("patient_alert", json!({"patient_uuid": "p", "text": "Avisar por SMS", "flagged": true})),
    ] {
        records.extend(desk.map(kind, &format!("{kind}{}", records.len()), &payload).records);
    }
    records.extend(desk.finish().records);
    // The outbox, and whatever asks DentalPin to act on a state.
    let outboxes = ["communication_messages", "notification_preferences", "recall_settings", "recall_contact_attempts"];
    assert!(Record::TABLES.iter().all(|(table, _)| !outboxes.contains(table)));
    for record in &records {
        let mut columns = record.columns().iter();
        record.bind(&mut |value| {
            let column = columns.next().expect("a column");
            if let (&"status", Bound::Text(status)) = (column, value) {
                let is_waiting = ["queued", "sending", "retry", "scheduled_send"].contains(&status);
                assert!(!is_waiting, "{} is {status}", record.table());
            }
        });
    }
    let is_open = |record: &&Record| matches!(record, Record::Recall(recall) if recall.status == "pending");
    assert_eq!(records.iter().filter(is_open).count(), 2, "calls are for people to make");
}
