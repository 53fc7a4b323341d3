//! Appointments (`docs/mapping/appointments.md`).

mod slots;
mod time;

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::chairs::Chairs;
use crate::context::Context;
use crate::entity;
use crate::json;
use crate::phrases::{self, Phrase};
use crate::record::{Appointment, AppointmentCabinetEvent, AppointmentStatusEvent, ClinicalNote, Json, TimelineEntry};
use crate::row::Row;
use crate::staff::Staff;
use crate::value::{self, Fields};
use crate::warning::kinds;

pub(crate) use slots::Slots;

const APPOINTMENTS: &str = "appointments";

/// Minutes of an appointment whose duration the source does not say.
const DEFAULT_MINUTES: i64 = 30;
/// The longest an appointment can be: a day.
const MAX_MINUTES: i64 = 24 * 60;

/// Maps an `appointment`.
pub(crate) fn appointment(
    slots: &mut Slots,
    chairs: &Chairs,
    staff: &Staff,
    row: &mut Row<'_>,
    fields: &mut Fields<'_>,
) -> Disposition {
    let source = entity::Appointment::read(fields);
    let Some((patient_id, professional_id)) = actors(staff, row, &source) else { return Disposition::Skipped };
    let Some(start_time) = start(row, &source) else { return Disposition::Skipped };
    let minutes = minutes(row, source.duration_minutes.as_deref());
    // Times are at most in the year 2200, so adding a day cannot overflow.
    let end_time = start_time.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(start_time);
    let status = status(row, source.status.as_deref());

    let Context { clinic_id, imported_by, now, .. } = *row.context;
    if status.is_open() && start_time < now {
        row.warn(
            &kinds::PAST_STILL_OPEN,
            [("time", &start_time.to_zoned(row.context.timezone.clone()).datetime().to_string())],
        );
    }
    let cabinet = cabinet(slots, chairs, row, source.chair.as_deref(), (professional_id, start_time), status);
    // When it got its status and its cabinet the source does not say: at the latest when it began.
    let since = start_time.min(now);
    let id = row.id("appointment");
    row.insert(Appointment {
        id,
        clinic_id,
        patient_id,
        professional_id,
        cabinet: cabinet.as_ref().map(|(_, name)| name.clone()),
        cabinet_id: cabinet.as_ref().map(|(id, _)| *id),
        cabinet_assigned_at: cabinet.as_ref().map(|_| since),
        cabinet_assigned_by: cabinet.as_ref().map(|_| imported_by),
        start_time,
        end_time,
        treatment_type: None,
        status: status.as_str(),
        current_status_since: since,
        color: None,
        created_at: since,
        updated_at: now,
    });
    row.insert(AppointmentStatusEvent {
        id: row.id("status_event"),
        clinic_id,
        appointment_id: id,
        from_status: None,
        to_status: status.as_str(),
        changed_at: since,
        changed_by: Some(imported_by),
        note: None,
        created_at: now,
    });
    if let Some((cabinet_id, _)) = &cabinet {
        row.insert(AppointmentCabinetEvent {
            id: row.id("cabinet_event"),
            clinic_id,
            appointment_id: id,
            from_cabinet_id: None,
            to_cabinet_id: Some(*cabinet_id),
            changed_at: since,
            changed_by: Some(imported_by),
            note: None,
            created_at: now,
        });
    }
    row.map_to(APPOINTMENTS, id);
    if let Some(patient_id) = patient_id.filter(|_| status.is_open() && start_time >= now) {
        let day = start_time.to_zoned(row.context.timezone.clone()).date();
        slots.expect(patient_id, id, day);
    }
    if let Some(body) = source.notes {
        note(row, id, body, since);
    }
    if let Some(patient_id) = patient_id {
        let cabinet_name = cabinet.as_ref().map(|(_, name)| &**name);
        row.insert(timeline_entry(row, id, patient_id, professional_id, cabinet_name, start_time, status));
    }
    Disposition::Created
}

/// What became of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Scheduled,
    Confirmed,
    Completed,
    NoShow,
    Cancelled,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Confirmed => "confirmed",
            Self::Completed => "completed",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it is still to come, so that it takes its slot.
    fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::Confirmed)
    }

    /// Its line in the patient's history: event type and title.
    fn event(self) -> (&'static str, Phrase) {
        match self {
            Self::Scheduled | Self::Confirmed => ("appointment.scheduled", phrases::VISIT_SCHEDULED),
            Self::Completed => ("appointment.completed", phrases::VISIT_COMPLETED),
            Self::NoShow => ("appointment.no_show", phrases::VISIT_MISSED),
            Self::Cancelled => ("appointment.cancelled", phrases::VISIT_CANCELLED),
        }
    }
}

/// Patient, when it names one, and professional. `None` when the appointment cannot be kept without guessing.
fn actors(staff: &Staff, row: &mut Row<'_>, source: &entity::Appointment<'_>) -> Option<(Option<Uuid>, Uuid)> {
    let patient = source.patient.as_deref();
    let patient_id = patient.and_then(|patient| row.resolve("patient", patient));
    if let (Some(patient), None) = (patient, patient_id) {
        row.warn(&kinds::UNMAPPED_ACTOR, [("actor", "patient"), ("reference", patient)]);
        return None;
    }
    let professional_id = professional(staff, row, source.professional.as_deref())?;
    if patient.is_none() {
        row.warn(&kinds::WITHOUT_PATIENT, []);
    }
    Some((patient_id, professional_id))
}

/// The professional it names, or else the one whom the admin chose for those of nobody.
fn professional(staff: &Staff, row: &mut Row<'_>, named: Option<&str>) -> Option<Uuid> {
    if let Some(known) = named.and_then(|uuid| row.staff(uuid)) {
        return Some(known);
    }
    let fallback = staff.fallback(row);
    match (fallback, named) {
        (Some(_), _) => {
            row.warn(&kinds::FALLBACK_PROFESSIONAL, [("reference", named.unwrap_or("—"))]);
            row.keep_source();
        }
        (None, None) => row.warn(&kinds::MISSING_ACTOR, []),
        (None, Some(uuid)) => row.warn(&kinds::UNMAPPED_ACTOR, [("actor", "professional"), ("reference", uuid)]),
    }
    fallback
}

fn start(row: &mut Row<'_>, source: &entity::Appointment<'_>) -> Option<Timestamp> {
    let (Some(date), Some(time)) = (source.date.as_deref(), source.time.as_deref()) else {
        row.warn(&kinds::NO_SCHEDULE, []);
        return None;
    };
    let Some(start) = time::instant(date, time, &row.context.timezone) else {
        row.warn(&kinds::UNPARSEABLE_DATETIME, [("found", &format!("{date} {time}"))]);
        return None;
    };
    match start {
        time::Instant::Plain(start) => Some(start),
        time::Instant::Skipped { moved_to, wall_clock } => {
            let used = moved_to.to_zoned(row.context.timezone.clone()).datetime();
            row.warn(&kinds::TIME_SKIPPED, [("time", &wall_clock.to_string()), ("used", &used.to_string())]);
            Some(moved_to)
        }
        time::Instant::Repeated { first, wall_clock } => {
            row.warn(&kinds::TIME_REPEATED, [("time", &wall_clock.to_string())]);
            Some(first)
        }
    }
}

fn minutes(row: &mut Row<'_>, duration: Option<&str>) -> i64 {
    let Some(duration) = duration else { return DEFAULT_MINUTES };
    match value::integer(duration) {
        Some(minutes) if (1..=MAX_MINUTES).contains(&minutes) => minutes,
        _ => {
            row.warn(&kinds::BAD_DURATION, [("found", duration)]);
            row.keep_source();
            DEFAULT_MINUTES
        }
    }
}

fn status(row: &mut Row<'_>, status: Option<&str>) -> Status {
    match status.unwrap_or("unknown").to_ascii_lowercase().as_str() {
        "scheduled" | "unknown" => Status::Scheduled,
        "confirmed" => Status::Confirmed,
        "attended" => Status::Completed,
        "no_show" => Status::NoShow,
        "cancelled" => Status::Cancelled,
        other => {
            row.warn(&kinds::UNKNOWN_STATUS, [("found", other)]);
            row.keep_source();
            Status::Scheduled
        }
    }
}

/// The appointment's cabinet, unless another appointment has the same slot in it.
fn cabinet(
    slots: &mut Slots,
    chairs: &Chairs,
    row: &mut Row<'_>,
    chair: Option<&str>,
    (professional, start): (Uuid, Timestamp),
    status: Status,
) -> Option<(Uuid, Box<str>)> {
    let chair = chair?;
    let cabinet = row.resolve("catalog_item", chair).and_then(|id| Some((id, chairs.name(id)?)));
    let Some((id, name)) = cabinet else {
        row.warn(&kinds::UNMAPPED_CHAIR, [("reference", chair)]);
        row.keep_source();
        return None;
    };
    if status.is_open() && !slots.book(id, professional, start) {
        row.warn(&kinds::SLOT_TAKEN, [("cabinet", name)]);
        row.keep_source();
        return None;
    }
    Some((id, name.into()))
}

/// The appointment's notes. Who wrote them the source does not say, so they are the importing admin's.
fn note(row: &mut Row<'_>, appointment: Uuid, body: Cow<'_, str>, written_at: Timestamp) {
    let Context { clinic_id, imported_by, now, .. } = *row.context;
    let id = row.id("note");
    row.insert(ClinicalNote {
        id,
        clinic_id,
        note_type: "appointment_administrative",
        owner_type: "appointment",
        owner_id: appointment,
        tooth_number: None,
        body: body.into(),
        author_id: imported_by,
        deleted_at: None,
        created_at: written_at,
        updated_at: now,
    });
    let note_uuid = format!("{}:note", row.source.canonical_uuid);
    row.map_as("appointment_note", &note_uuid, "note_mapping", "clinical_notes", id);
}

fn timeline_entry(
    row: &Row<'_>,
    appointment: Uuid,
    patient_id: Uuid,
    professional: Uuid,
    cabinet: Option<&str>,
    start: Timestamp,
    status: Status,
) -> TimelineEntry {
    let (event_type, title) = status.event();
    let cabinet = cabinet.map_or_else(|| "null".to_owned(), json::quoted);
    let event_data = format!(
        r#"{{"cabinet": {cabinet}, "professional_id": "{professional}", "start_time": "{}"}}"#,
        time::iso(start)
    );
    TimelineEntry {
        id: row.id("timeline"),
        clinic_id: row.context.clinic_id,
        patient_id,
        event_type,
        event_category: "visit",
        source_table: APPOINTMENTS,
        source_id: appointment,
        title: row.say(title, &[]).into(),
        description: None,
        event_data: Some(Json::known(event_data)),
        occurred_at: start,
        created_by: None,
    }
}

#[cfg(test)]
mod tests;
