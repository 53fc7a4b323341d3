//! The staff a file brings, as an admin reviews them before the import.

use std::sync::Arc;

use api::decisions::{Decisions, ReviewedProfessional, StaffSignal};
use jiff::civil::Date;

use super::filter::{Judge, Knowledge, Signals};
use crate::context::ProfessionalFilters;
use crate::text;

/// Everyone who gets an account by an import, and what says whether it is active: all it takes to judge them by other
/// rules, without mapping anything again.
#[derive(Clone, Debug)]
pub struct StaffReview {
    /// By name.
    pub(super) people: Vec<Candidate>,
    pub(super) knows: Knowledge,
    pub(super) today: Date,
    /// What was decided for earlier imports.
    pub(super) decided: Arc<Decisions>,
}

/// Someone who gets an account.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) canonical_uuid: String,
    pub(super) name: String,
    /// In lower case; empty when the source says none.
    pub(super) role: String,
    pub(super) appointments: u64,
    pub(super) signals: Signals,
}

impl StaffReview {
    pub(super) fn new(mut people: Vec<Candidate>, knows: Knowledge, today: Date, decided: Arc<Decisions>) -> Self {
        people.sort_by_cached_key(|person| (text::fold(&person.name), person.canonical_uuid.clone()));
        Self { people, knows, today, decided }
    }

    /// Who would stay active by these rules and decisions, laid over those for earlier imports.
    #[must_use]
    pub fn judged(&self, filters: ProfessionalFilters, decisions: &Decisions) -> Vec<ReviewedProfessional> {
        let judge = Judge { filters, knows: self.knows, today: self.today };
        let reviewed = |person: &Candidate| {
            let remembered = self.decided.professionals.get(&person.canonical_uuid);
            let decision = decisions.professionals.get(&person.canonical_uuid).or(remembered).copied();
            ReviewedProfessional {
                canonical_uuid: person.canonical_uuid.clone(),
                name: person.name.clone(),
                role: person.role.clone(),
                appointments: person.appointments,
                last_activity: person.signals.last_activity.map(|day| day.to_string()),
                is_active: judge.verdict(&person.signals, decision).0,
                filtered_by: judge.filter(&person.signals).map(|kind| kind.code.to_owned()),
                is_remembered: remembered.is_some(),
            }
        };
        self.people.iter().map(reviewed).collect()
    }

    /// What the file says of nobody, so that nobody is judged by it.
    #[must_use]
    pub fn unknown(&self) -> Vec<StaffSignal> {
        let Knowledge { activity, roles } = self.knows;
        let signals = [(activity, StaffSignal::Activity), (roles, StaffSignal::Role)];
        signals.into_iter().filter(|(is_known, _)| !is_known).map(|(_, signal)| signal).collect()
    }
}
