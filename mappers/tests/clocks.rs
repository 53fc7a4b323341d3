//! The nights in which clocks change, in every timezone of the peninsula and its islands: the appointment and its history as
//! rows, and what is said.
#![allow(clippy::expect_used)]

use dpmf::EntityType;
use dpmf::row::EntityRow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::context::ProfessionalFilters;
use mappers::record::{Appointment, AppointmentStatusEvent};
use mappers::{Context, Destination, Import, Mappings, Output, Record, Target};
use uuid::Uuid;

const CLINIC: Uuid = Uuid::from_u128(1);
const ADMIN: Uuid = Uuid::from_u128(2);
const PATIENT: Uuid = Uuid::from_u128(3);
const DENTIST: Uuid = Uuid::from_u128(4);

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// An appointment of half an hour, in a clinic of a timezone.
fn appointment(timezone: &str, day: &str, time: &str) -> Output {
    let mut mappings = Mappings::default();
    mappings.insert("gesden", "patient", "pat", Target { table: "patients", id: PATIENT });
    mappings.insert("gesden", "professional", "pro", Target { table: "users", id: DENTIST });
    let context = Context {
        clinic_id: CLINIC,
        job_id: Uuid::from_u128(5),
        imported_by: ADMIN,
        now: at("2026-11-22T11:00:00Z"),
        exported_at: None,
        language: mappers::Language::default(),
        fallback_professional: None,
        timezone: TimeZone::get(timezone).expect("bundled"),
        professional_filters: ProfessionalFilters::default(),
        import_legal_data: false,
        decisions: api::decisions::Decisions::default(),
    };
    let payload = format!(
        r#"{{"patient_uuid": "pat", "professional_uuid": "pro", "scheduled_date": "{day}", "scheduled_time": "{time}",
            "duration_minutes": 30, "coarse_status": "attended"}}"#
    );
    let row = EntityRow {
        canonical_uuid: "a",
        source_id: "7",
        source_system: "gesden",
        payload: &payload,
        raw_source_data: "{}",
    };
    let mut output = Output::default();
    let destination = Destination { mappings, ..Destination::default() };
    Import::new(context, destination).map(&EntityType::parse("appointment").expect("a type"), &row, &mut output);
    output
}

#[test]
fn appointments_of_those_nights_are_where_the_clock_showed_them() {
    const SKIPPED: &str = "appointment.time_skipped";
    const REPEATED: &str = "appointment.time_repeated";
    for (timezone, day, time, start, warning) in [
        (
            "Europe/Madrid",
            "2026-03-29",
            "02:30:00",
            "2026-03-29T01:30:00Z",
            Some((SKIPPED, Some("2026-03-29T03:30:00"))),
        ),
        (
            "Europe/Lisbon",
            "2026-03-29",
            "01:30:00",
            "2026-03-29T01:30:00Z",
            Some((SKIPPED, Some("2026-03-29T02:30:00"))),
        ),
        (
            "Atlantic/Canary",
            "2026-03-29",
            "01:30:00",
            "2026-03-29T01:30:00Z",
            Some((SKIPPED, Some("2026-03-29T02:30:00"))),
        ),
        // The first of the two.
        ("Europe/Madrid", "2026-10-25", "02:30:00", "2026-10-25T00:30:00Z", Some((REPEATED, None))),
        ("Europe/Lisbon", "2026-10-25", "01:30:00", "2026-10-25T00:30:00Z", Some((REPEATED, None))),
        ("Atlantic/Canary", "2026-10-25", "01:30:00", "2026-10-25T00:30:00Z", Some((REPEATED, None))),
        // What is odd in Madrid is plain an hour further west, and the other way round.
        ("Europe/Madrid", "2026-03-29", "01:30:00", "2026-03-29T00:30:00Z", None),
        ("Europe/Lisbon", "2026-03-29", "02:30:00", "2026-03-29T01:30:00Z", None),
        ("Atlantic/Canary", "2026-03-29", "02:30:00", "2026-03-29T01:30:00Z", None),
        ("Europe/Madrid", "2026-10-25", "01:30:00", "2026-10-24T23:30:00Z", None),
        ("Europe/Lisbon", "2026-10-25", "02:30:00", "2026-10-25T02:30:00Z", None),
        ("Atlantic/Canary", "2026-10-25", "02:30:00", "2026-10-25T02:30:00Z", None),
    ] {
        let output = appointment(timezone, day, time);
        let (start, case) = (at(start), format!("{timezone} {day} {time}"));
        let (mut appointments, mut events) = (Vec::new(), Vec::new());
        for record in &output.records {
            match record {
                Record::Appointment(it) => appointments.push(it.clone()),
                Record::AppointmentStatusEvent(it) => events.push(it.clone()),
                _ => {}
            }
        }
        let [made] = &appointments[..] else { panic!("{case}: one appointment") };
        let now = at("2026-11-22T11:00:00Z");
        let expected = Appointment {
            id: made.id,
            clinic_id: CLINIC,
            patient_id: Some(PATIENT),
            professional_id: DENTIST,
            cabinet: None,
            cabinet_id: None,
            cabinet_assigned_at: None,
            cabinet_assigned_by: None,
            start_time: start,
            end_time: start + jiff::SignedDuration::from_mins(30),
            treatment_type: made.treatment_type.clone(),
            status: "completed",
            current_status_since: start,
            color: None,
            created_at: start,
            updated_at: now,
        };
        assert_eq!(*made, expected, "{case}");
        let event = AppointmentStatusEvent {
            id: events[0].id,
            clinic_id: CLINIC,
            appointment_id: made.id,
            from_status: None,
            to_status: "completed",
            changed_at: start,
            changed_by: Some(ADMIN),
            note: events[0].note.clone(),
            created_at: events[0].created_at,
        };
        assert_eq!(events, [event], "{case}");
        let said: Vec<_> = output.warnings.iter().map(|it| (it.code, &*it.source_id, it.args.clone())).collect();
        let args = |used: Option<&str>| {
            let time = ("time", format!("{day}T{time}"));
            std::iter::once(time).chain(used.map(|used| ("used", used.to_owned()))).collect::<Vec<_>>()
        };
        let expected: Vec<_> = warning.map(|(code, used)| (code, "7", args(used))).into_iter().collect();
        assert_eq!(said, expected, "{case}");
    }
}
