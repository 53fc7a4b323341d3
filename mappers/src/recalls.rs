//! Calling patients back (`docs/mapping/recalls.md`).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::accounting::Disposition;
use crate::agenda::Slots;
use crate::context::Context;
use crate::entity;
use crate::patients::Patients;
use crate::record::Recall;
use crate::row::Row;
use crate::text::{self, Lines};
use crate::value::{self, Fields};
use crate::warning::kinds;

/// What the source calls done.
const DONE: i64 = 1;

/// Years a date can be in. Others are placeholders of the source.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Beginnings of words that say why a patient is called, the more particular first.
const REASONS: [(&str, &[&str]); 4] = [
    ("implant_review", &["implant"]),
    ("ortho_review", &["ortodon", "bracket", "retened", "alinead"]),
    ("hygiene", &["higien", "limpieza", "tartrec", "profilax", "periodon", "mantenim"]),
    ("checkup", &["revis", "control", "chequeo"]),
];

/// Learns from a `recall`, before any is mapped.
pub(crate) fn prepare(slots: &mut Slots, fields: &mut Fields<'_>) {
    let source = entity::Recall::read(fields, &mut Fields::default());
    if let Some(patient) = source.patient.as_deref().filter(|_| !is_done(&source) && !source.is_scheduled) {
        slots.recall(patient);
    }
}

fn is_done(source: &entity::Recall<'_>) -> bool {
    source.is_attended || source.status_code == Some(DONE)
}

/// Maps a `recall`.
pub(crate) fn recall(
    patients: &Patients,
    slots: &Slots,
    row: &mut Row<'_>,
    fields: &mut Fields<'_>,
    columns: &mut Fields<'_>,
) -> Disposition {
    let source = entity::Recall::read(fields, columns);
    let Some(patient) = source.patient.as_deref() else {
        row.warn(&kinds::RECALL_NO_PATIENT, []);
        return Disposition::Skipped;
    };
    let Some(patient_id) = row.resolve("patient", patient) else {
        row.warn(&kinds::RECALL_UNMAPPED, [("patient", patient)]);
        return Disposition::Skipped;
    };
    let professional = source.professional.as_deref();
    let assigned_professional_id = professional.and_then(|uuid| row.staff(uuid));
    if let (Some(professional), None) = (professional, assigned_professional_id) {
        row.warn(&kinds::RECALL_PROFESSIONAL, [("professional", professional)]);
        row.keep_source();
    }
    let due_date = plausible(fields, "scheduled_date", source.due);
    let contact = contact(fields, source.contact.as_deref(), row.context);
    let is_reachable = patients.is_reachable(patient_id);
    let mut status = status(row, &source, contact, due_date, is_reachable);
    // Of several appointments which was meant is not known.
    let linked_appointment_id = match (status, due_date) {
        ("contacted_scheduled", _) => slots.upcoming(patient_id),
        ("pending" | "contacted_no_answer", Some(due)) => slots.booked(patient, patient_id, due),
        _ => None,
    };
    if linked_appointment_id.is_some() {
        status = "contacted_scheduled";
    }

    let Context { clinic_id, now, .. } = *row.context;
    let today = now.to_zoned(row.context.timezone.clone()).date();
    let contact_day = contact.map(|at| at.to_zoned(row.context.timezone.clone()).date());
    let mut note = Lines::default();
    for text in [&source.comments, &source.observations].into_iter().flatten() {
        note.push(text.clone().into_owned());
    }
    let id = row.id("recall");
    row.insert(Recall {
        id,
        clinic_id,
        patient_id,
        due_month: due_date.or(contact_day).unwrap_or(today).first_of_month(),
        due_date,
        reason: reason(source.comments.as_deref()),
        reason_note: note.finish(),
        priority: "normal",
        status,
        recommended_by: None,
        assigned_professional_id,
        last_contact_attempt_at: contact,
        contact_attempt_count: i32::from(contact.is_some()),
        linked_appointment_id,
        linked_treatment_id: None,
        linked_treatment_category_key: None,
        completed_at: if status == "done" { contact.or_else(|| past(due_date, row.context)) } else { None },
        created_at: now,
        updated_at: now,
    });
    row.map_to("recalls", id);
    Disposition::Created
}

/// None of these makes DentalPin send anything: recalls are a list for people who telephone.
fn status(
    row: &mut Row<'_>,
    source: &entity::Recall<'_>,
    contact: Option<Timestamp>,
    due: Option<Date>,
    is_reachable: bool,
) -> &'static str {
    if is_done(source) {
        return "done";
    }
    if !is_reachable {
        row.warn(&kinds::RECALL_CANCELLED, []);
        return "cancelled";
    }
    if source.is_scheduled {
        return "contacted_scheduled";
    }
    if due.is_none() {
        row.warn(&kinds::RECALL_UNDATED, []);
        return "needs_review";
    }
    if contact.is_some() { "contacted_no_answer" } else { "pending" }
}

/// Why, as far as the source's remark says so.
fn reason(comments: Option<&str>) -> &'static str {
    let words = text::fold(comments.unwrap_or_default());
    let says = |stems: &[&str]| words.split(' ').any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    REASONS.iter().find(|(_, stems)| says(stems)).map_or("other", |(reason, _)| reason)
}

fn plausible(fields: &mut Fields<'_>, name: &'static str, date: Option<Date>) -> Option<Date> {
    let date = date?;
    if YEARS.contains(&date.year()) {
        return Some(date);
    }
    fields.problem(&kinds::BAD_DATE, name, &date.to_string());
    None
}

/// When the patient was last called: on the clinic's wall clock, unless the time says its offset.
fn contact(fields: &mut Fields<'_>, text: Option<&str>, context: &Context) -> Option<Timestamp> {
    let text = text?;
    let instant = value::instant(text, &context.timezone).filter(|at| *at <= context.now);
    if instant.is_none() {
        fields.problem(&kinds::BAD_DATE, "contact_date", text);
    }
    instant
}

fn past(date: Option<Date>, context: &Context) -> Option<Timestamp> {
    let instant = date?.to_zoned(context.timezone.clone()).ok()?.timestamp();
    (instant <= context.now).then_some(instant)
}

#[cfg(test)]
mod tests;
