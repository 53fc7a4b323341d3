//! The medical summary: one row for each patient, with all that rows of the file say for it
//! (`docs/mapping/alerts.md#summary`).

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use crate::alerts::Pregnancy;
use crate::context::Context;
use crate::import::Output;
use crate::phrases::{self, Phrase};
use crate::record::MedicalContext;
use crate::row::Row;
use crate::text;
use crate::warning::kinds;

/// Widths of the summary's columns, in characters.
const WIDTH: usize = 100;
const DETAILS_WIDTH: usize = 500;

/// Days after which nobody is pregnant, or nursing, because it was written once.
const PREGNANT_DAYS: i32 = 250;
const NURSING_DAYS: i32 = 365;
/// Weeks of a pregnancy, at the most, and when the child is due.
const LAST_WEEK: i32 = 42;
const DUE_WEEK: i32 = 40;

/// The week of a pregnancy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Week {
    Known(i32),
    Unknown,
}

/// Something for the summary.
#[derive(Clone, Copy, Debug)]
pub(super) enum Noted<'a> {
    /// Nothing but that there must be one.
    Nothing,
    Thinner(&'a str),
    Anaesthesia(&'a str),
    Smoker(Option<&'a str>),
    Drinker(&'a str),
    Bruxism,
    Pregnant(Week),
    Nursing,
}

impl Noted<'_> {
    pub(super) fn label(&self) -> Option<Phrase> {
        match self {
            Self::Nothing => None,
            Self::Thinner(_) => Some(phrases::FACT_THINNER),
            Self::Anaesthesia(_) => Some(phrases::FACT_ANAESTHESIA),
            Self::Smoker(_) => Some(phrases::FACT_SMOKER),
            Self::Drinker(_) => Some(phrases::FACT_DRINKER),
            Self::Bruxism => Some(phrases::FACT_BRUXISM),
            Self::Pregnant(_) => Some(phrases::FACT_PREGNANT),
            Self::Nursing => Some(phrases::FACT_NURSING),
        }
    }

    /// Whether the banner shows it.
    pub(super) fn is_shown(&self) -> bool {
        matches!(self, Self::Thinner(_) | Self::Anaesthesia(_) | Self::Pregnant(_) | Self::Nursing)
    }
}

/// What became of something noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    New,
    Known,
    /// The clinic has a summary of the patient, which stays as it is.
    Left,
}

/// The summaries of the patients of whom there is something to say.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    /// By patient, so that they come out in one order.
    of: BTreeMap<Uuid, Summary>,
    /// Patients who have one in the clinic.
    existing: HashSet<Uuid>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // so has the row
struct Summary {
    pregnant: Option<Week>,
    is_nursing: bool,
    is_on_thinners: bool,
    thinner: Option<Box<str>>,
    is_smoker: bool,
    smoking: Option<Box<str>>,
    drinking: Option<Box<str>>,
    bruxism: bool,
    anaesthesia: Option<Box<str>>,
}

impl Summaries {
    pub(super) fn new(existing: HashSet<Uuid>) -> Self {
        Self { of: BTreeMap::new(), existing }
    }

    /// Notes something.
    pub(super) fn note(&mut self, row: &mut Row<'_>, patient_id: Uuid, noted: &Noted<'_>) -> Became {
        if self.existing.contains(&patient_id) {
            if let Some(fact) = noted.label() {
                row.warn(&kinds::HEALTH_SUMMARY_KEPT, [("fact", fact.text(row.context.language))]);
                row.keep_source();
                return Became::Left;
            }
            return Became::Known;
        }
        let summary = self.of.entry(patient_id).or_default();
        let before = summary.clone();
        summary.add(row, noted);
        if *summary == before { Became::Known } else { Became::New }
    }

    pub(super) fn finish(&mut self, context: &Context, output: &mut Output) {
        let summaries = std::mem::take(&mut self.of);
        output
            .records
            .extend(summaries.into_iter().map(|(patient_id, summary)| summary.record(patient_id, context).into()));
    }
}

/// What there was and one thing more, unless it is the same.
fn joined(
    before: Option<Box<str>>,
    by: &str,
    more: &str,
    width: usize,
    row: &mut Row<'_>,
    field: &'static str,
) -> Box<str> {
    match before {
        None => row.fit(field, more, width),
        Some(before) if before.split(by).any(|one| text::fold(one) == text::fold(more)) => before,
        Some(before) => row.fit(field, &format!("{before}{by}{more}"), width),
    }
}

impl Summary {
    fn add(&mut self, row: &mut Row<'_>, noted: &Noted<'_>) {
        let fit = |row: &mut Row<'_>, field, text: &str| Some(row.fit(field, text, WIDTH));
        match *noted {
            Noted::Nothing => {}
            Noted::Thinner(name) => {
                self.is_on_thinners = true;
                let thinner = self.thinner.take();
                self.thinner = Some(joined(thinner, ", ", name, WIDTH, row, "anticoagulant_medication"));
            }
            Noted::Anaesthesia(sentence) => {
                let details = self.anaesthesia.take();
                self.anaesthesia =
                    Some(joined(details, "\n", sentence, DETAILS_WIDTH, row, "anesthesia_reaction_details"));
            }
            Noted::Smoker(amount) => {
                self.is_smoker = true;
                if let (None, Some(amount)) = (&self.smoking, amount) {
                    self.smoking = fit(row, "smoking_frequency", amount);
                }
            }
            Noted::Drinker(amount) => {
                if self.drinking.is_none() {
                    self.drinking = fit(row, "alcohol_consumption", amount);
                }
            }
            Noted::Bruxism => self.bruxism = true,
            Noted::Pregnant(Week::Unknown) => {
                self.pregnant.get_or_insert(Week::Unknown);
            }
            Noted::Pregnant(week @ Week::Known(_)) => self.pregnant = Some(week),
            Noted::Nursing => self.is_nursing = true,
        }
    }

    fn record(self, patient_id: Uuid, context: &Context) -> MedicalContext {
        MedicalContext {
            patient_id,
            clinic_id: context.clinic_id,
            is_pregnant: self.pregnant.is_some(),
            pregnancy_week: if let Some(Week::Known(week)) = self.pregnant { Some(week) } else { None },
            is_lactating: self.is_nursing,
            is_on_anticoagulants: self.is_on_thinners,
            anticoagulant_medication: self.thinner,
            inr_value: None,
            last_inr_date: None,
            is_smoker: self.is_smoker,
            smoking_frequency: self.smoking,
            alcohol_consumption: self.drinking,
            bruxism: self.bruxism,
            adverse_reactions_to_anesthesia: self.anaesthesia.is_some(),
            anesthesia_reaction_details: self.anaesthesia,
            last_updated_at: Some(context.now),
            last_updated_by: None,
            created_at: context.now,
            updated_at: context.now,
        }
    }
}

/// The week of a pregnancy today of someone who was pregnant when a text was written. `None` when nobody can say that she
/// still is.
pub(super) fn pregnant_now(told: Pregnancy, written: Option<Date>, today: Date) -> Option<Week> {
    let days_since = |date: Date| (today - date).get_days();
    if let Some(due) = told.due {
        let week = DUE_WEEK + days_since(due).div_euclid(7);
        return (0..=DUE_WEEK).contains(&week).then_some(Week::Known(week));
    }
    let days = told.written.or(written).map(days_since).filter(|days| *days >= 0)?;
    match told.week {
        Some(week) => Some(week.saturating_add(days / 7)).filter(|week| *week <= LAST_WEEK).map(Week::Known),
        None => (days <= PREGNANT_DAYS).then_some(Week::Unknown),
    }
}

/// Whether someone who was nursing when a text was written may well be so today.
pub(super) fn is_nursing_now(written: Option<Date>, today: Date) -> bool {
    written.is_some_and(|written| (0..=NURSING_DAYS).contains(&(today - written).get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_pregnancy_ends() {
        let today = date(2026, 11, 22);
        let told = |week, due| Pregnancy { week, written: None, due };
        for (told, written, expected) in [
            (told(None, None), None, None),
            (told(Some(20), None), None, None),
            (told(Some(20), None), Some(date(2026, 10, 25)), Some(Week::Known(24))),
            (told(Some(20), None), Some(date(2019, 3, 1)), None),
            (told(None, None), Some(date(2026, 9, 1)), Some(Week::Unknown)),
            (told(None, None), Some(date(2025, 9, 1)), None),
            (told(None, None), Some(date(2027, 9, 1)), None),
            (told(None, Some(date(2027, 1, 31))), None, Some(Week::Known(30))),
            (told(None, Some(date(2026, 9, 1))), None, None),
            (told(None, Some(date(2029, 9, 1))), None, None),
        ] {
            assert_eq!(pregnant_now(told, written, today), expected, "{told:?} {written:?}");
        }
        assert!(is_nursing_now(Some(date(2026, 9, 1)), today) && !is_nursing_now(Some(date(2024, 9, 1)), today));
        assert!(!is_nursing_now(None, today));
    }
}
