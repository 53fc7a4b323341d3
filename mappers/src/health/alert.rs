//! Alerts: free text that the source shows before a patient is treated (`docs/mapping/alerts.md`).

use super::{Health, Origin, Told, key, note};
use crate::accounting::Disposition;
use crate::alerts;
use crate::entity::PatientAlert;
use crate::phrases;
use crate::row::Row;
use crate::value::Fields;
use crate::warning::kinds;

impl Health {
    /// Maps a `patient_alert`.
    pub(crate) fn alert(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = PatientAlert::read(fields);
        let Some(patient) = source.patient.as_deref() else {
            row.warn(&kinds::ALERT_NO_PATIENT, [("text", source.text.as_deref().unwrap_or("—"))]);
            return Disposition::Skipped;
        };
        let Some(patient_id) = row.resolve("patient", patient) else {
            row.warn(&kinds::ALERT_UNMAPPED, [("patient", patient), ("text", source.text.as_deref().unwrap_or("—"))]);
            return Disposition::Skipped;
        };
        let Some(text) = source.text.as_deref() else {
            row.warn(&kinds::ALERT_BLANK, []);
            return Disposition::Skipped;
        };
        let origin = Origin::Alert { text, is_flagged: source.is_flagged };
        let told = Told { patient_id, patient, origin, written: source.written };
        let outcome = self.enter(row, &told, &alerts::read(text));
        let is_repeated = !self.known.insert((patient_id, key("alert", text)));
        if source.is_flagged && !outcome.is_shown {
            row.warn(&kinds::ALERT_FLAGGED, [("text", text)]);
        }
        if is_repeated && outcome.rows.is_empty() {
            row.keep_source();
            row.map_to("patients", patient_id);
            return Disposition::Merged;
        }
        // No text goes without a row that keeps it.
        let body = row.say(phrases::ALERT, &[&text]).into();
        let needs_note = outcome.rows.is_empty() || outcome.is_for_desk || outcome.is_left;
        let created_at = told.created_at(row.context);
        let noted = needs_note.then(|| ("clinical_notes", note(row, "note", patient_id, body, created_at)));
        if let Some((table, id)) = outcome.rows.first().copied().or(noted) {
            row.map_to(table, id);
        }
        let is_merged = outcome.rows.is_empty() && outcome.is_known;
        if is_merged { Disposition::Merged } else { Disposition::Created }
    }
}
