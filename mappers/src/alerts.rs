//! What free text says of a patient's health (`docs/mapping/alerts.md`).

mod allergies;
mod clauses;
mod dates;
mod drugs;
mod habits;
mod illnesses;
mod lexicon;
mod reader;
mod vocabulary;
mod words;

use std::borrow::Cow;

use jiff::civil::Date;

/// A fact and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding<'a> {
    pub(crate) fact: Fact<'a>,
    /// The sentence it is read from.
    pub(crate) sentence: &'a str,
}

/// What a clause says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact<'a> {
    /// An allergy; for review when the text leaves doubt.
    Allergy { name: &'a str, is_sure: bool },
    /// A drug that is taken.
    Drug(Drug<'a>),
    /// An illness, present or past.
    Illness { name: &'a str, is_controlled: bool, is_critical: bool },
    /// Something went wrong with an anaesthesia.
    AnaesthesiaReaction,
    /// Smokes; how much, if the text says so.
    Smoker(Option<&'a str>),
    /// Drinks; how much, as the text puts it.
    Drinker(&'a str),
    /// Grinds the teeth.
    Bruxism,
    /// Was pregnant when this was written.
    Pregnant(Pregnancy),
    /// Was nursing when this was written; when, if the text says so.
    Nursing(Option<Date>),
    /// Something for the front desk.
    Desk,
}

/// What the text says of a pregnancy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pregnancy {
    /// The week, when this was written.
    pub(crate) week: Option<i32>,
    /// When this was written.
    pub(crate) written: Option<Date>,
    /// When the child is due.
    pub(crate) due: Option<Date>,
}

/// A drug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drug<'a> {
    pub(crate) name: &'a str,
    pub(crate) dosage: Option<&'a str>,
    pub(crate) frequency: Option<Cow<'a, str>>,
    /// Whether it is an anticoagulant or an antiplatelet.
    pub(crate) thins_blood: bool,
}

/// What a text says. What it denies, or says of others, is left out.
pub(crate) fn read(text: &str) -> Vec<Finding<'_>> {
    reader::Reader::of(text).read()
}

/// Whether a drug, as a list of drugs names it, is an anticoagulant or an antiplatelet.
pub(crate) fn thins_blood(name: &str, dosage: Option<&str>) -> bool {
    drugs::thins_blood(&words::words(name), dosage)
}

#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;
