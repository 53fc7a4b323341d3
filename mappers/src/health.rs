//! What is known of patients' health (`docs/mapping/alerts.md`): allergies, drugs, illnesses and the medical summary,
//! whichever row of the file says so.

mod alert;
mod history;
mod summary;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::alerts::{Drug, Fact, Finding};
use crate::context::{Context, ExistingHealth, HealthKind};
use crate::ids;
use crate::import::Output;
use crate::phrases::{self, Phrase};
use crate::record::{ClinicalNote, PatientAllergy, PatientIllness, PatientMedication};
use crate::row::Row;
use crate::text;
use crate::warning::kinds;

use summary::{Became, Noted, Summaries};

/// Width of names, doses and frequencies, in characters.
const NAME_WIDTH: usize = 100;
/// More than anyone has: a longer text is no medical history, and is kept as text.
const MAX_FACTS: usize = 100;

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Health {
    /// Patient and [`key`] of what is known of them. Eight bytes for a name, however long: a file has a million rows.
    known: HashSet<(Uuid, u64)>,
    /// The same for drugs that rows yet to come name, by [`ids::key`] of the patient's canonical uuid.
    announced: HashSet<(Uuid, u64)>,
    summaries: Summaries,
}

/// A text and whom it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) patient_id: Uuid,
    /// The patient's canonical uuid.
    pub(crate) patient: &'a str,
    pub(crate) origin: Origin<'a>,
    /// When it was written, as far as the source says.
    pub(crate) written: Option<Date>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'a> {
    /// In the patient's notes, which keep it.
    Notes,
    /// In an alert of its own.
    Alert { text: &'a str, is_flagged: bool },
    /// Beside a drug.
    History { text: &'a str },
}

/// What came of a text.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a question of its own
pub(crate) struct Outcome {
    /// Rows that keep the text: table and id.
    pub(crate) rows: Vec<(&'static str, Uuid)>,
    /// Whether it said something known already.
    pub(crate) is_known: bool,
    /// Whether it said something that is nowhere but in the text.
    pub(crate) is_left: bool,
    /// Whether the banner shows something of it.
    pub(crate) is_shown: bool,
    /// Whether something of it is for the front desk.
    pub(crate) is_for_desk: bool,
}

impl Health {
    pub(crate) fn new(existing: Vec<ExistingHealth>, medical_contexts: HashSet<Uuid>) -> Self {
        let known = existing.into_iter().map(|it| (it.patient_id, key(it.kind, &it.name))).collect();
        Self { known, announced: HashSet::new(), summaries: Summaries::new(medical_contexts) }
    }

    /// Enters what a text says.
    pub(crate) fn enter(&mut self, row: &mut Row<'_>, told: &Told<'_>, findings: &[Finding<'_>]) -> Outcome {
        let mut outcome = Outcome::default();
        if findings.len() > MAX_FACTS {
            row.warn(&kinds::HEALTH_TOO_MANY, [("limit", &MAX_FACTS.to_string())]);
            row.keep_source();
            outcome.is_left = true;
        }
        // Allergies first: of them none is too many.
        let is_allergy = |finding: &&Finding<'_>| matches!(finding.fact, Fact::Allergy { .. });
        let (allergies, others): (Vec<_>, Vec<_>) = findings.iter().partition(is_allergy);
        for (number, finding) in allergies.into_iter().chain(others).take(MAX_FACTS).enumerate() {
            self.enter_one(row, told, finding, number, &mut outcome);
        }
        outcome
    }

    fn enter_one(
        &mut self,
        row: &mut Row<'_>,
        told: &Told<'_>,
        finding: &Finding<'_>,
        number: usize,
        outcome: &mut Outcome,
    ) {
        let noted = match &finding.fact {
            Fact::Allergy { name, is_sure } => {
                outcome.is_shown = true;
                self.allergy(row, told, (name, *is_sure), (finding.sentence, number), outcome);
                return;
            }
            Fact::Illness { name, is_controlled, is_critical } => {
                let is_critical = *is_critical || matches!(told.origin, Origin::Alert { is_flagged: true, .. });
                outcome.is_shown |= is_critical;
                self.illness(row, told, (name, *is_controlled, is_critical), (finding.sentence, number), outcome);
                // The banner shows nobody's illnesses who has no summary.
                if !is_critical {
                    return;
                }
                Noted::Nothing
            }
            Fact::Drug(drug) => {
                self.drug(row, told, drug, (finding.sentence, number), outcome);
                if !drug.thins_blood {
                    return;
                }
                Noted::Thinner(drug.name)
            }
            Fact::AnaesthesiaReaction => Noted::Anaesthesia(finding.sentence),
            Fact::Smoker(amount) => Noted::Smoker(*amount),
            Fact::Drinker(amount) => Noted::Drinker(amount),
            Fact::Bruxism => Noted::Bruxism,
            Fact::Pregnant(pregnancy) => {
                let today = row.context.now.to_zoned(row.context.timezone.clone()).date();
                match summary::pregnant_now(*pregnancy, told.written, today) {
                    Some(week) => Noted::Pregnant(week),
                    None => return stale(row, phrases::FACT_PREGNANT, finding.sentence, outcome),
                }
            }
            Fact::Nursing(written) => {
                let today = row.context.now.to_zoned(row.context.timezone.clone()).date();
                if !summary::is_nursing_now(written.or(told.written), today) {
                    return stale(row, phrases::FACT_NURSING, finding.sentence, outcome);
                }
                Noted::Nursing
            }
            Fact::Desk => {
                outcome.is_for_desk = true;
                return;
            }
        };
        outcome.is_shown |= noted.is_shown();
        outcome.is_left |= !self.sum_up(row, told.patient_id, &noted);
    }

    /// Notes something for the summary, and tells it. `false` when the clinic has one, which stays as it is.
    fn sum_up(&mut self, row: &mut Row<'_>, patient_id: Uuid, noted: &Noted<'_>) -> bool {
        let became = self.summaries.note(row, patient_id, noted);
        if let (Became::New, Some(fact)) = (became, noted.label()) {
            tell(row, "summary", fact.text(row.context.language));
        }
        became != Became::Left
    }

    fn allergy(
        &mut self,
        row: &mut Row<'_>,
        told: &Told<'_>,
        (name, is_sure): (&str, bool),
        (sentence, number): (&str, usize),
        outcome: &mut Outcome,
    ) {
        if !self.learn(told.patient_id, HealthKind::Allergy, name) {
            outcome.is_known = true;
            return;
        }
        match told.origin {
            Origin::Notes => row.warn(&kinds::PATIENT_ALLERGY, [("name", name), ("sentence", sentence)]),
            _ if !is_sure => row.warn(&kinds::ALERT_ALLERGY, [("name", name), ("sentence", sentence)]),
            _ => {}
        }
        tell(row, "allergy", name);
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.id(&format!("allergy-{number}"));
        let name = row.fit("allergy", name, NAME_WIDTH);
        row.insert(PatientAllergy {
            id,
            patient_id: told.patient_id,
            clinic_id,
            name,
            r#type: None,
            severity: "high",
            reaction: None,
            notes: Some(told.note(row.context, sentence, is_sure)),
            created_at: told.created_at(row.context),
            updated_at: now,
        });
        outcome.rows.push(("patients_clinical_allergy", id));
    }

    fn illness(
        &mut self,
        row: &mut Row<'_>,
        told: &Told<'_>,
        (name, is_controlled, is_critical): (&str, bool, bool),
        (sentence, number): (&str, usize),
        outcome: &mut Outcome,
    ) {
        let is_new = self.learn(told.patient_id, HealthKind::Illness, name);
        // One known as less than critical is entered again: the banner must show it.
        let is_newly_critical = is_critical && self.learn(told.patient_id, HealthKind::CriticalIllness, name);
        if !is_new && !is_newly_critical {
            outcome.is_known = true;
            return;
        }
        tell(row, "illness", name);
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.id(&format!("illness-{number}"));
        let name = row.fit("illness", name, NAME_WIDTH);
        row.insert(PatientIllness {
            id,
            patient_id: told.patient_id,
            clinic_id,
            name,
            r#type: None,
            diagnosis_date: None,
            is_controlled,
            is_critical,
            medications: None,
            notes: Some(told.note(row.context, sentence, false)),
            created_at: told.created_at(row.context),
            updated_at: now,
        });
        outcome.rows.push(("patients_clinical_systemic_disease", id));
    }

    fn drug(
        &mut self,
        row: &mut Row<'_>,
        told: &Told<'_>,
        drug: &Drug<'_>,
        (sentence, number): (&str, usize),
        outcome: &mut Outcome,
    ) {
        let is_announced = self.announced.contains(&(ids::key(told.patient), key(HealthKind::Medication, drug.name)));
        if is_announced || !self.learn(told.patient_id, HealthKind::Medication, drug.name) {
            outcome.is_known = true;
            return;
        }
        tell(row, "medication", drug.name);
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.id(&format!("medication-{number}"));
        let name = row.fit("medication", drug.name, NAME_WIDTH);
        let dosage = drug.dosage.map(|dosage| row.fit("dosage", dosage, NAME_WIDTH));
        let frequency = drug.frequency.as_deref().map(|frequency| row.fit("frequency", frequency, NAME_WIDTH));
        row.insert(PatientMedication {
            id,
            patient_id: told.patient_id,
            clinic_id,
            name,
            dosage,
            frequency,
            start_date: None,
            notes: Some(told.note(row.context, sentence, false)),
            created_at: told.created_at(row.context),
            updated_at: now,
        });
        outcome.rows.push(("patients_clinical_medication", id));
    }

    /// Whether this is new of the patient. From now on it is not.
    fn learn(&mut self, patient_id: Uuid, kind: HealthKind, name: &str) -> bool {
        self.known.insert((patient_id, key(kind, name)))
    }

    /// The medical summaries, which waited for the last row.
    pub(crate) fn finish(&mut self, context: &Context, output: &mut Output) {
        self.summaries.finish(context, output);
    }
}

impl Told<'_> {
    /// The notes of a row read from the text.
    fn note(&self, context: &Context, sentence: &str, is_sure: bool) -> Box<str> {
        let (phrase, text) = match self.origin {
            Origin::Notes => (phrases::READ_IN_NOTES, sentence),
            Origin::Alert { text, .. } if is_sure => (phrases::ALERT, text),
            Origin::Alert { text, .. } => (phrases::ALERT_UNCONFIRMED, text),
            Origin::History { text } => (phrases::HISTORY_UNCONFIRMED, text),
        };
        phrase.with(context.language, &[&text]).into()
    }

    fn created_at(&self, context: &Context) -> Timestamp {
        day(self.written, context)
    }
}

/// The beginning of a day that is past, or else the import.
fn day(date: Option<Date>, context: &Context) -> Timestamp {
    let instant = date.and_then(|date| date.to_zoned(context.timezone.clone()).ok()).map(|zoned| zoned.timestamp());
    instant.filter(|instant| *instant <= context.now).unwrap_or(context.now)
}

/// Says of a row read from a text, or of what was entered in the summary, what it is: reading can be wrong.
fn tell(row: &mut Row<'_>, kind: &str, name: &str) {
    row.warn(&kinds::HEALTH_ENTERED, [("kind", kind), ("name", name)]);
}

/// What may have ended long ago is told, not shown as if it were so today.
fn stale(row: &mut Row<'_>, fact: Phrase, sentence: &str, outcome: &mut Outcome) {
    let fact = fact.text(row.context.language);
    row.warn(&kinds::HEALTH_STALE, [("fact", fact), ("sentence", sentence)]);
    outcome.is_left = true;
}

/// An administrative note on a patient. Who wrote it the source does not say, so it is the importing admin's.
pub(crate) fn note(row: &mut Row<'_>, part: &str, patient_id: Uuid, body: Box<str>, created_at: Timestamp) -> Uuid {
    let Context { clinic_id, imported_by, now, .. } = *row.context;
    let id = row.id(part);
    row.insert(ClinicalNote {
        id,
        clinic_id,
        note_type: "administrative",
        owner_type: "patient",
        owner_id: patient_id,
        tooth_number: None,
        body,
        author_id: imported_by,
        deleted_at: None,
        created_at,
        updated_at: now,
    });
    id
}

/// What a name is known by, accents, case and punctuation aside.
fn key(kind: impl Hash, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    kind.hash(&mut hasher);
    text::fold(name).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
