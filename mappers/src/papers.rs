//! Papers: consents, prescriptions, messages and documents (`docs/mapping/papers.md`).

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::Context;
use crate::entity::Paper;
use crate::health::note;
use crate::ids;
use crate::json;
use crate::phrases::{self, Phrase};
use crate::record::{Json, TimelineEntry};
use crate::row::Row;
use crate::text;
use crate::value::{self, Fields};
use crate::warning::kinds;

/// Characters of a title in the patient's history.
const TITLE_WIDTH: usize = 200;

/// When prescriptions were written, for their items, by [`ids::key`] of their canonical uuid.
#[derive(Debug, Default)]
pub(crate) struct Papers(HashMap<Uuid, Timestamp>);

impl Papers {
    /// Maps a `consent`: a note that says what was signed and when. Its file, if there is one, arrives later.
    pub(crate) fn consent(row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let paper = Paper::read(fields);
        let Some(patient_id) = patient_of(row, &paper) else { return Disposition::Skipped };
        let signed = match paper.is_signed {
            Some(true) => Some(row.say(phrases::SIGNED, &[])),
            Some(false) => Some(row.say(phrases::UNSIGNED, &[])),
            None => None,
        };
        write(row, &paper, patient_id, phrases::CONSENT, signed)
    }

    /// Maps a `prescription`.
    pub(crate) fn prescription(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let paper = Paper::read(fields);
        let Some(patient_id) = patient_of(row, &paper) else { return Disposition::Skipped };
        let uuid = row.source.canonical_uuid;
        if let Some(written) = written(row.context, &paper) {
            self.0.insert(ids::key(uuid), written);
        }
        let disposition = write(row, &paper, patient_id, phrases::PRESCRIPTION, None);
        row.map_as("prescription_patient", uuid, "patient_mapping", "patients", patient_id);
        disposition
    }

    /// Maps a `prescription_item`: a drug once prescribed, which nobody need take today.
    pub(crate) fn prescription_item(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let mut paper = Paper::read(fields);
        let prescription = paper.prescription.as_deref().unwrap_or("—");
        let Some(patient_id) = row.resolve("prescription_patient", prescription) else {
            row.warn(&kinds::PAPER_NO_PRESCRIPTION, [("prescription", prescription)]);
            return Disposition::Skipped;
        };
        if paper.date.is_none() {
            let written = self.0.get(&ids::key(prescription));
            paper.date = written.map(|at| at.to_zoned(row.context.timezone.clone()).date().to_string().into());
        }
        write(row, &paper, patient_id, phrases::PRESCRIBED, None)
    }

    /// Maps a `communication`: a line in the patient's history. Nothing is put where messages wait to be sent.
    pub(crate) fn communication(row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let paper = Paper::read(fields);
        let Some(patient_id) = patient_of(row, &paper) else { return Disposition::Skipped };
        let Some(occurred_at) = written(row.context, &paper) else {
            row.warn(&kinds::PAPER_UNDATED, []);
            return write(row, &paper, patient_id, phrases::MESSAGE_UNDATED, None);
        };
        row.keep_source();
        let channel = paper.channel.as_deref().unwrap_or(phrases::CHANNEL.text(row.context.language));
        let title = match paper.title.as_deref() {
            Some(title) => row.say(phrases::MESSAGE_TITLED, &[&channel, &title]),
            None => row.say(phrases::MESSAGE, &[&channel]),
        };
        let id = row.id("timeline");
        let title = row.fit("title", &title, TITLE_WIDTH);
        row.insert(TimelineEntry {
            id,
            clinic_id: row.context.clinic_id,
            patient_id,
            event_type: "communication.imported",
            event_category: "communication",
            source_table: "migration_import_raw_entities",
            source_id: row.archive_id(),
            title,
            description: (!paper.details.is_empty()).then(|| paper.details.join("\n").into()),
            event_data: Some(Json::known(format!(r#"{{"channel": {}}}"#, json::quoted(channel)))),
            occurred_at,
            created_by: None,
        });
        row.map_to("patient_timeline", id);
        Disposition::Created
    }

    /// Maps a `patient_document` to its patient, by whom its file finds its place when it arrives. What it is and when it
    /// was made is in the archive.
    pub(crate) fn document(row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let paper = Paper::read(fields);
        let Some(patient_id) = patient_of(row, &paper) else { return Disposition::Skipped };
        row.map_to("patients", patient_id);
        Disposition::Archived
    }
}

fn patient_of(row: &mut Row<'_>, paper: &Paper<'_>) -> Option<Uuid> {
    let Some(patient) = paper.patient.as_deref() else {
        row.warn(&kinds::PAPER_NO_PATIENT, []);
        return None;
    };
    let patient_id = row.resolve("patient", patient);
    if patient_id.is_none() {
        row.warn(&kinds::PAPER_UNMAPPED, [("patient", patient)]);
    }
    patient_id
}

/// When a paper was written. The import may be no earlier.
fn written(context: &Context, paper: &Paper<'_>) -> Option<Timestamp> {
    value::instant(paper.date.as_deref()?, &context.timezone).filter(|at| *at <= context.now)
}

/// Writes a note that says what a paper said.
fn write(row: &mut Row<'_>, paper: &Paper<'_>, patient_id: Uuid, what: Phrase, more: Option<String>) -> Disposition {
    row.keep_source();
    let what = what.text(row.context.language);
    let date = paper.date.as_deref().map(|date| text::cut(date, "2000-01-31".len()).unwrap_or(date).to_owned());
    let details = paper.details.iter().map(|detail| detail.clone().into_owned());
    let title = paper.title.as_deref().map(str::to_owned);
    let parts: Vec<String> = title.into_iter().chain(details).chain(more).chain(date).collect();
    let body = if parts.is_empty() { what.to_owned() } else { format!("{what}: {}", parts.join(" · ")) };
    let created_at = written(row.context, paper).unwrap_or(row.context.now);
    let id = note(row, "note", patient_id, body.into(), created_at);
    row.map_to("clinical_notes", id);
    Disposition::Created
}

#[cfg(test)]
mod tests;
