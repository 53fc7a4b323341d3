//! The medication history (`docs/mapping/alerts.md#medication-history`).

use jiff::civil::Date;
use uuid::Uuid;

use super::summary::Noted;
use super::{Health, NAME_WIDTH, Origin, Told, day, key, note};
use crate::accounting::Disposition;
use crate::alerts::{self, Fact};
use crate::context::{Context, HealthKind};
use crate::entity::PharmacologicalHistory;
use crate::ids;
use crate::phrases::{self, Phrase};
use crate::record::PatientMedication;
use crate::row::Row;
use crate::text::{self, Lines};
use crate::value::Fields;
use crate::warning::kinds;

/// What stands where a drug is due when there is none.
const NONE: [&str; 10] =
    ["no", "ninguno", "ninguna", "nada", "no toma", "niega", "nenhum", "aucun", "no toma nada", "no toma medicacion"];

/// The kind of record the source's own list of drugs has.
const USUAL_KIND: &str = "1";

impl Health {
    /// Learns from a `pharmacological_history` which drugs will be named, so that alerts need not.
    pub(crate) fn prepare_history(&mut self, context: &Context, fields: &mut Fields<'_>) {
        let source = PharmacologicalHistory::read(fields);
        if let (Some(patient), Some(drug), false) = (&source.patient, &source.drug, has_ended(&source, context)) {
            self.announced.insert((ids::key(patient), key(HealthKind::Medication, drug)));
        }
    }

    /// Maps a `pharmacological_history`.
    pub(crate) fn history(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = PharmacologicalHistory::read(fields);
        let Some(patient) = source.patient.as_deref() else {
            row.warn(&kinds::PHARM_NO_PATIENT, []);
            return Disposition::Skipped;
        };
        let Some(patient_id) = row.resolve("patient", patient) else {
            row.warn(&kinds::PHARM_UNMAPPED, [("patient", patient)]);
            return Disposition::Skipped;
        };
        self.allergies_of(row, &source, (patient, patient_id));
        let drug = source.drug.as_deref().filter(|drug| !NONE.contains(&text::fold(drug).as_str()));
        let Some(drug) = drug.filter(|drug| !text::fold(drug).is_empty()) else {
            row.warn(&kinds::PHARM_NO_DRUG, []);
            return Disposition::Skipped;
        };
        if has_ended(&source, row.context) {
            let body = row.say(phrases::MEDICATION_ENDED, &[&summed_up(row, &source, drug)]).into();
            let created_at = day(source.start.or(source.end), row.context);
            let id = note(row, "note", patient_id, body, created_at);
            row.map_to("clinical_notes", id);
            return Disposition::Created;
        }
        let dosage = dosage(&source);
        if alerts::thins_blood(drug, dosage.as_deref()) {
            self.sum_up(row, patient_id, &Noted::Thinner(drug));
        }
        let said = [dosage.as_deref(), source.frequency.as_deref(), source.observations.as_deref()];
        let said = said.map(|text| text.map(text::fold));
        if !self.known.insert((patient_id, key(&said, drug))) {
            row.keep_source();
            row.map_to("patients", patient_id);
            return Disposition::Merged;
        }
        self.learn(patient_id, HealthKind::Medication, drug);
        let id = medication(row, &source, patient_id, drug, dosage.as_deref());
        row.map_to("patients_clinical_medication", id);
        Disposition::Created
    }

    /// Allergies that someone wrote where drugs belong.
    fn allergies_of(
        &mut self,
        row: &mut Row<'_>,
        source: &PharmacologicalHistory<'_>,
        (patient, patient_id): (&str, Uuid),
    ) {
        for text in [source.drug.as_deref(), source.observations.as_deref()].into_iter().flatten() {
            let mut findings = alerts::read(text);
            findings.retain(|finding| match finding.fact {
                // The name of a drug alone is what the patient takes here.
                Fact::Allergy { name, is_sure } => is_sure || text::fold(name) != text::fold(text),
                Fact::AnaesthesiaReaction => true,
                _ => false,
            });
            if !findings.is_empty() {
                let told = Told { patient_id, patient, origin: Origin::History { text }, written: source.start };
                row.keep_source();
                self.enter(row, &told, &findings);
            }
        }
    }
}

fn medication(
    row: &mut Row<'_>,
    source: &PharmacologicalHistory<'_>,
    patient_id: Uuid,
    drug: &str,
    dosage: Option<&str>,
) -> Uuid {
    let mut notes = Lines::default();
    let whole = [
        (phrases::WHOLE_DRUG, Some(drug)),
        (phrases::WHOLE_DOSE, dosage),
        (phrases::WHOLE_FREQUENCY, source.frequency.as_deref()),
    ];
    for (label, text) in whole {
        if let Some(text) = text.filter(|text| text::cut(text, NAME_WIDTH).is_some()) {
            notes.push(row.say(label, &[&text]));
        }
    }
    if let Some(text) = &source.observations {
        notes.push(text.clone().into_owned());
    }
    if let Some(route) = &source.route {
        notes.push(row.say(phrases::ROUTE, &[route]));
    }
    if let Some(end) = source.end {
        notes.push(row.say(phrases::UNTIL, &[&end]));
    }
    if let Some(kind) = source.record_kind.as_deref().filter(|kind| *kind != USUAL_KIND) {
        notes.push(row.say(phrases::RECORD_KIND, &[&kind]));
    }
    let Context { clinic_id, now, .. } = *row.context;
    let id = row.id("medication");
    let name = row.fit("drug_description", drug, NAME_WIDTH);
    let dosage = dosage.map(|dosage| row.fit("dose", dosage, NAME_WIDTH));
    let frequency = source.frequency.as_deref().map(|frequency| row.fit("frequency", frequency, NAME_WIDTH));
    row.insert(PatientMedication {
        id,
        patient_id,
        clinic_id,
        name,
        dosage,
        frequency,
        start_date: source.start,
        notes: notes.finish(),
        created_at: day(source.start, row.context),
        updated_at: now,
    });
    id
}

/// Dose and dosage, which sources tell apart and the clinic does not.
fn dosage(source: &PharmacologicalHistory<'_>) -> Option<String> {
    let (dose, dosage) = (source.dose.as_deref(), source.dosage.as_deref());
    let parts: Vec<&str> = dose.into_iter().chain(dosage.filter(|dosage| dose != Some(*dosage))).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn summed_up(row: &Row<'_>, source: &PharmacologicalHistory<'_>, drug: &str) -> String {
    let date = |label: Phrase, date: Option<Date>| date.map(|date| row.say(label, &[&date]));
    let parts = [
        Some(drug.to_owned()),
        dosage(source),
        source.frequency.as_deref().map(str::to_owned),
        date(phrases::SINCE_DAY, source.start),
        date(phrases::UNTIL_DAY, source.end),
        source.observations.as_deref().map(str::to_owned),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn has_ended(source: &PharmacologicalHistory<'_>, context: &Context) -> bool {
    let today = context.now.to_zoned(context.timezone.clone()).date();
    source.end.is_some_and(|end| end < today)
}
