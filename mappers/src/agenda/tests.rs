#![allow(clippy::expect_used)]

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Disposition;
use crate::Import;
use crate::context::{Context, Destination, ExistingCabinet, ExistingUser};
use crate::resolver::{Mappings, Target};
use crate::testing::{ADMIN, Desk, NOW, context, record_of};

const PATIENT: Uuid = Uuid::from_u128(1);
const DENTIST: Uuid = Uuid::from_u128(2);
const CABINET: Uuid = Uuid::from_u128(3);

/// A clinic with a patient, a dentist, a secretary and a cabinet.
fn clinic() -> Destination {
    let mut mappings = Mappings::default();
    for (entity_type, uuid, table, id) in [
        ("patient", "pat", "patients", PATIENT),
        ("professional", "pro", "users", DENTIST),
        ("user", "sec", "users", Uuid::from_u128(4)),
        ("catalog_item", "box", "cabinets", CABINET),
    ] {
        mappings.insert("gesden", entity_type, uuid, Target { table, id });
    }
    let cabinet = ExistingCabinet { id: CABINET, name: "Box 1".to_owned(), display_order: 0 };
    Destination { mappings, cabinets: vec![cabinet], ..Destination::default() }
}

fn desk() -> Desk {
    Desk::with(clinic())
}

fn visit() -> Value {
    json!({
        "patient_uuid": "pat", "professional_uuid": "pro", "chair_uuid": "box",
        "scheduled_date": "2026-07-01", "scheduled_time": "10:00:00", "duration_minutes": 45, "coarse_status": "attended"
    })
}

fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut visit = visit();
    visit[field] = value.into();
    visit
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn an_appointment_becomes_all_that_dentalpin_keeps_of_one() {
    let mapped = desk().map("appointment", "a", &with("notes", " Trae radiografía "));
    assert_eq!(mapped.codes(), Vec::<&str>::new());
    assert_eq!(
        mapped.tables(),
        [
            "appointments",
            "appointment_status_events",
            "appointment_cabinet_events",
            "migration_import_entity_mappings",
            "clinical_notes",
            "migration_import_entity_mappings",
            "patient_timeline",
        ]
    );
    let start = at("2026-07-01T08:00:00Z");
    let appointment = record_of!(mapped, Appointment);
    assert_eq!((appointment.patient_id, appointment.professional_id), (Some(PATIENT), DENTIST));
    assert_eq!((appointment.start_time, appointment.end_time), (start, at("2026-07-01T08:45:00Z")));
    assert_eq!((appointment.cabinet.as_deref(), appointment.cabinet_id), (Some("Box 1"), Some(CABINET)));
    assert_eq!((appointment.status, appointment.current_status_since), ("completed", start));
    let event = record_of!(mapped, AppointmentStatusEvent);
    assert_eq!((event.to_status, event.changed_at, event.changed_by), ("completed", start, Some(ADMIN)));
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!(
        (note.note_type, &*note.body, note.author_id),
        ("appointment_administrative", "Trae radiografía", ADMIN)
    );
    assert_eq!((note.owner_id, note.created_at), (appointment.id, start));
    let entry = record_of!(mapped, TimelineEntry);
    assert_eq!((entry.event_type, entry.occurred_at), ("appointment.completed", start));
    let data: Value = serde_json::from_str(entry.event_data.as_ref().expect("data").as_str()).expect("JSON");
    assert_eq!(data["start_time"], "2026-07-01T08:00:00+00:00");
}

#[test]
fn what_is_still_to_come_has_its_history_from_the_import() {
    let mut visit = with("scheduled_date", "2027-01-08");
    visit["coarse_status"] = "confirmed".into();
    let mapped = desk().map("appointment", "a", &visit);
    let appointment = record_of!(mapped, Appointment);
    assert_eq!(
        (appointment.status, appointment.current_status_since, appointment.created_at),
        ("confirmed", at(NOW), at(NOW))
    );
}

#[test]
fn the_day_the_clocks_change_leaves_a_warning() {
    let mut visit = with("scheduled_date", "2026-03-29");
    visit["scheduled_time"] = "02:30:00".into();
    let mapped = desk().map("appointment", "a", &visit);
    assert_eq!(mapped.codes(), ["appointment.time_skipped"]);
    assert_eq!(record_of!(mapped, Appointment).start_time, at("2026-03-29T01:30:00Z"));

    visit["scheduled_date"] = "2026-10-25".into();
    let mapped = desk().map("appointment", "b", &visit);
    assert_eq!(mapped.codes(), ["appointment.time_repeated"]);
    assert_eq!(record_of!(mapped, Appointment).start_time, at("2026-10-25T00:30:00Z"));
}

#[test]
fn a_slot_taken_costs_the_cabinet_and_nothing_else() {
    let mut desk = desk();
    let mut visit = with("scheduled_date", "2027-01-08");
    visit["coarse_status"] = "scheduled".into();
    assert_eq!(record_of!(desk.map("appointment", "a", &visit), Appointment).cabinet_id, Some(CABINET));
    let second = desk.map("appointment", "b", &visit);
    assert_eq!((second.disposition, second.codes()), (Disposition::Created, vec!["appointment.slot_taken"]));
    let appointment = record_of!(second, Appointment);
    assert_eq!((appointment.cabinet_id, appointment.cabinet_assigned_at), (None, None));
    visit["coarse_status"] = "cancelled".into();
    assert_eq!(record_of!(desk.map("appointment", "c", &visit), Appointment).cabinet_id, Some(CABINET));
}

#[test]
fn slots_of_the_clinic_s_own_appointments_count() {
    let slot = (CABINET, DENTIST, at("2027-01-08T09:00:00Z"));
    let mut desk = Desk::with(Destination { booked_slots: vec![slot], ..clinic() });
    let mut visit = with("scheduled_date", "2027-01-08");
    visit["coarse_status"] = "scheduled".into();
    assert_eq!(desk.map("appointment", "a", &visit).codes(), ["appointment.slot_taken"]);
}

#[test]
fn what_cannot_be_kept_without_guessing_is_archived() {
    for (field, value, code) in [
        ("professional_uuid", Value::Null, "appointment.missing_actor"),
        ("professional_uuid", "gone".into(), "appointment.unmapped_actor"),
        ("patient_uuid", "gone".into(), "appointment.unmapped_actor"),
        ("scheduled_date", "".into(), "appointment.no_schedule"),
        ("scheduled_time", Value::Null, "appointment.no_schedule"),
        ("scheduled_time", "25:99".into(), "appointment.unparseable_datetime"),
        ("scheduled_date", "1899-12-30".into(), "appointment.unparseable_datetime"),
    ] {
        let mapped = desk().map("appointment", "a", &with(field, value));
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]), "{field}");
        assert_eq!(mapped.tables(), ["migration_import_raw_entities"], "{field}");
    }
}

#[test]
fn blocked_time_has_no_patient_and_no_line_in_a_history() {
    let mapped = desk().map("appointment", "a", &with("patient_uuid", Value::Null));
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["appointment.without_patient"]));
    assert_eq!(record_of!(mapped, Appointment).patient_id, None);
    assert!(!mapped.tables().contains(&"patient_timeline"));
}

#[test]
fn a_professional_may_be_among_the_users() {
    let mapped = desk().map("appointment", "a", &with("professional_uuid", "sec"));
    assert_eq!(record_of!(mapped, Appointment).professional_id, Uuid::from_u128(4));
}

#[test]
fn durations_that_make_no_sense_are_half_an_hour() {
    for (duration, codes, minutes) in [
        (json!(null), vec![], 30),
        (json!("20"), vec![], 20),
        (json!(0), vec!["appointment.bad_duration"], 30),
        (json!(-5), vec!["appointment.bad_duration"], 30),
        (json!("mucho"), vec!["appointment.bad_duration"], 30),
        (json!(1_000_000_000_000_000_u64), vec!["appointment.bad_duration"], 30),
    ] {
        let mapped = desk().map("appointment", "a", &with("duration_minutes", duration.clone()));
        assert_eq!(mapped.codes(), codes, "{duration}");
        let appointment = record_of!(mapped, Appointment);
        assert_eq!(appointment.end_time.duration_since(appointment.start_time).as_mins(), minutes, "{duration}");
    }
}

#[test]
fn odd_chairs_and_statuses_are_told() {
    let mapped = desk().map("appointment", "a", &with("chair_uuid", "gone"));
    assert_eq!(mapped.codes(), ["appointment.unmapped_chair"]);
    assert_eq!(record_of!(mapped, Appointment).cabinet, None);
    let mapped = desk().map("appointment", "a", &with("coarse_status", "zzz"));
    assert_eq!(mapped.codes(), ["appointment.unknown_status", "appointment.past_still_open"]);
    assert_eq!(record_of!(mapped, Appointment).status, "scheduled");
}

#[test]
fn appointments_of_nobody_go_to_whom_the_admin_chose() {
    let owner = |chosen: &str, visit: &Value| {
        let chosen = Context { fallback_professional: Some(chosen.to_owned()), ..context() };
        let member = ExistingUser {
            id: Uuid::from_u128(8),
            email: "eva@clinica.es".to_owned(),
            first_name: "Eva".to_owned(),
            last_name: "Sol".to_owned(),
            is_active: true,
        };
        let users = vec![member];
        let mapped = Desk(Import::new(chosen, Destination { users, ..clinic() })).map("appointment", "a", visit);
        let is_kept = mapped.disposition == Disposition::Created;
        (is_kept.then(|| record_of!(mapped, Appointment).professional_id), mapped.codes())
    };
    let (nobody, somebody_gone) = (with("professional_uuid", Value::Null), with("professional_uuid", "gone"));
    let given = vec!["appointment.fallback_professional"];
    for visit in [&nobody, &somebody_gone] {
        assert_eq!(owner("sec", visit), (Some(Uuid::from_u128(4)), given.clone()), "of the file");
        assert_eq!(owner(&Uuid::from_u128(8).to_string(), visit), (Some(Uuid::from_u128(8)), given.clone()));
    }
    assert_eq!(owner("sec", &visit()), (Some(DENTIST), vec![]), "whose they are is known");
    let elsewhere = Uuid::from_u128(9).to_string();
    assert_eq!(owner(&elsewhere, &nobody), (None, vec!["appointment.missing_actor"]), "of another clinic");
    assert_eq!(owner("who", &somebody_gone), (None, vec!["appointment.unmapped_actor"]));

    let mut blocked = nobody;
    blocked["patient_uuid"] = Value::Null;
    let codes = vec!["appointment.fallback_professional", "appointment.without_patient"];
    assert_eq!(owner("pro", &blocked), (Some(DENTIST), codes));
    blocked["patient_uuid"] = "gone".into();
    assert_eq!(owner("pro", &blocked), (None, vec!["appointment.unmapped_actor"]), "whose it is would be a guess");
}

#[test]
fn titles_are_in_the_clinic_s_language() {
    for (language, title) in [("fr", "Rendez-vous honoré : consultation"), ("pt", "Consulta realizada")] {
        let clinic = Destination { language: Some(language.to_owned()), ..clinic() };
        let mapped = Desk::with(clinic).map("appointment", "a", &visit());
        assert_eq!(&*record_of!(mapped, TimelineEntry).title, title);
    }
}

/// Whatever the patient's address and whenever it is: an import sends nothing.
#[test]
fn nobody_is_told_of_an_appointment() {
    const TOLD: [&str; 3] = ["communication", "notification", "message"];
    let is_silent = |tables: Vec<&str>| tables.iter().all(|table| TOLD.iter().all(|word| !table.contains(word)));
    let mut desk = desk();
    let patient = json!({"given_name": "Eva", "family_name": "Sol", "email": "eva@x.es", "gdpr_consent": true});
    assert!(is_silent(desk.map("patient", "eva", &patient).tables()));
    for (number, status) in ["scheduled", "confirmed", "attended", "no_show", "cancelled"].iter().enumerate() {
        for day in ["2026-07-01", "2026-12-01"] {
            let mut visit = with("coarse_status", *status);
            visit["scheduled_date"] = day.into();
            visit["patient_uuid"] = "eva".into();
            let mapped = desk.map("appointment", &format!("{number}-{day}"), &visit);
            assert_eq!(mapped.disposition, Disposition::Created);
            assert!(is_silent(mapped.tables()), "{status} {day}: {:?}", mapped.tables());
        }
    }
}
