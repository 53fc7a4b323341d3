//! Patients the clinic may already have, and those the file has twice (`docs/mapping/patients.md#duplicates`).

use std::collections::{BTreeSet, HashSet};

use api::decisions::{Decisions, MatchedBy, PatientCandidate, PatientDecision, Person, ReviewedPatient};
use uuid::Uuid;

use super::review::Reviewed;
use crate::context::ExistingPatient;
use crate::ids;
use crate::person::Features;
use crate::resolver::Mappings;
use crate::row::Row;
use crate::warning::kinds;

/// How many people that share a feature are looked at. More share none that tells them apart.
const LOOKED_AT: usize = 20;
/// How many candidates the admin chooses from.
const CANDIDATES: usize = 5;

/// Someone of the file who is not mapped yet.
pub(super) struct Newcomer {
    pub(super) person: Person,
    pub(super) features: Features,
}

/// The people of the clinic and of the file.
#[derive(Debug, Default)]
pub(super) struct Duplicates {
    /// By id.
    existing: Vec<ExistingPatient>,
    clinic: People,
    file: People,
    /// Of the people of the file.
    source_ids: Vec<Box<str>>,
    /// Source systems, by [`ids::key`], and the patients of the clinic whom a row of theirs became.
    taken: HashSet<(Uuid, Uuid)>,
    /// Patients of the clinic whom somebody is by decision.
    decided: HashSet<Uuid>,
    reviewed: Reviewed,
}

impl Duplicates {
    pub(super) fn new(mut existing: Vec<ExistingPatient>, mappings: &Mappings, decisions: &Decisions) -> Self {
        existing.sort_unstable_by_key(|patient| patient.id);
        let mut clinic = People::default();
        for patient in &existing {
            clinic.add(patient.features());
        }
        let links = decisions.patients.values().filter_map(|decision| match decision {
            PatientDecision::Link { patient_id } => Some(*patient_id),
            PatientDecision::Create | PatientDecision::Undecided => None,
        });
        Self {
            existing,
            clinic,
            taken: mappings.targets("patient").map(|(system, id)| (ids::key(system), id)).collect(),
            decided: links.collect(),
            ..Self::default()
        }
    }

    /// Whom of the clinic's patients a newcomer is, if anybody. Says what the admin should know of it.
    pub(super) fn find(&mut self, row: &mut Row<'_>, newcomer: Newcomer) -> Option<&ExistingPatient> {
        let Newcomer { person, features } = newcomer;
        let candidates = self.candidates(row, &features);
        let proposal = self.proposal(row, &candidates);
        let decision = row.context.decisions.patients.get(row.source.canonical_uuid);
        let decided = match decision {
            Some(PatientDecision::Link { patient_id }) => Some(self.at(*patient_id)),
            _ => None,
        };
        if decided == Some(None) {
            row.warn(&kinds::PATIENT_LINK_GONE, [("name", &person.name)]);
        }
        let is_apart = decision == Some(&PatientDecision::Create);
        let by_rule = proposal.filter(|_| !is_apart);
        let outcome = decided.flatten().map(|at| (at, None)).or(by_rule.map(|(at, by)| (at, Some(by))));
        self.review(row, (&person, &features), &candidates, [proposal.map(|(at, _)| at), outcome.map(|(at, _)| at)]);
        let Some((at, by)) = outcome else {
            let likely = candidates.first().copied().filter(|_| !is_apart);
            self.keep_apart(row, &person.name, likely, features);
            return None;
        };
        let existing = self.existing.get(at)?;
        self.taken.insert((ids::key(row.source.source_system), existing.id));
        let (other, by) = (existing.name(), by.map_or("decision", words));
        row.warn(&kinds::PATIENT_LINKED, [("name", &person.name), ("other", &other), ("by", by)]);
        Some(existing)
    }

    /// Those of the file who are or may be someone of the clinic, and how many more there are.
    pub(super) fn reviewed(&self) -> (Vec<ReviewedPatient>, u64) {
        self.reviewed.list()
    }

    /// The best first; of equals, those nobody else of the file is.
    fn candidates(&self, row: &Row<'_>, features: &Features) -> Vec<(usize, MatchedBy)> {
        let mut candidates = self.clinic.like(features);
        candidates.sort_by_cached_key(|(at, by)| (*by, self.is_taken(row, *at), *at));
        candidates
    }

    /// The only one who is the newcomer beyond doubt, unless another row of the file is them.
    fn proposal(&self, row: &Row<'_>, candidates: &[(usize, MatchedBy)]) -> Option<(usize, MatchedBy)> {
        let is_certain = |candidate: Option<&(usize, MatchedBy)>| candidate.is_some_and(|(_, by)| by.is_certain());
        let (first, second) = (candidates.first(), candidates.get(1));
        let (at, by) = *first.filter(|_| is_certain(first) && !is_certain(second))?;
        (!self.is_taken(row, at)).then_some((at, by))
    }

    fn is_taken(&self, row: &Row<'_>, at: usize) -> bool {
        let Some(ExistingPatient { id, .. }) = self.existing.get(at) else { return true };
        let decision = row.context.decisions.patients.get(row.source.canonical_uuid);
        let is_theirs = decision == Some(&PatientDecision::Link { patient_id: *id });
        let is_another_s = self.decided.contains(id) && !is_theirs;
        is_another_s || self.taken.contains(&(ids::key(row.source.source_system), *id))
    }

    /// Says whom a newcomer who is created may be all the same, and remembers them.
    fn keep_apart(&mut self, row: &mut Row<'_>, name: &str, likely: Option<(usize, MatchedBy)>, features: Features) {
        if let Some((at, by)) = likely
            && let Some(existing) = self.existing.get(at)
        {
            let is_taken = by.is_certain() && self.is_taken(row, at);
            let kind = if is_taken { &kinds::PATIENT_TAKEN } else { &kinds::PATIENT_DUPLICATE };
            row.warn(kind, [("name", name), ("other", &existing.name()), ("by", words(by))]);
        }
        let twin = self.file.like(&features).into_iter().min_by_key(|(at, by)| (*by, *at));
        if let Some((at, by)) = twin
            && let Some(other) = self.source_ids.get(at)
        {
            row.warn(&kinds::PATIENT_TWICE, [("name", name), ("other", other), ("by", words(by))]);
        }
        self.file.add(features);
        self.source_ids.push(row.source_id());
    }

    fn review(
        &mut self,
        row: &mut Row<'_>,
        (person, features): (&Person, &Features),
        candidates: &[(usize, MatchedBy)],
        [proposal, outcome]: [Option<usize>; 2],
    ) {
        if candidates.is_empty() {
            return;
        }
        let id = |at: Option<usize>| Some(self.existing.get(at?)?.id);
        let uuid = row.source.canonical_uuid;
        let candidate = |(at, by): &(usize, MatchedBy)| {
            let existing = self.existing.get(*at)?;
            let agrees = self.clinic.all.get(*at)?.agreeing(features);
            Some(PatientCandidate { id: existing.id, person: existing.person(), by: *by, agrees })
        };
        self.reviewed.add(ReviewedPatient {
            canonical_uuid: uuid.to_owned(),
            source_id: row.source_id().into(),
            person: person.clone(),
            proposal: id(proposal),
            outcome: id(outcome),
            is_remembered: row.review().is_some_and(|review| review.remembers_patient(uuid)),
            candidates: candidates.iter().filter_map(candidate).take(CANDIDATES).collect(),
        });
    }

    fn at(&self, id: Uuid) -> Option<usize> {
        self.existing.binary_search_by_key(&id, |patient| patient.id).ok()
    }
}

/// What two people have in common, in words that screens know.
fn words(by: MatchedBy) -> &'static str {
    match by {
        MatchedBy::NationalId | MatchedBy::NationalIdAlone => "national id",
        MatchedBy::NameBirthPhone => "name with date of birth and phone",
        MatchedBy::NameBirth => "name and date of birth",
        MatchedBy::NamePhone => "name and phone",
    }
}

/// People, found by what they have in common with somebody.
#[derive(Debug, Default)]
struct People {
    all: Vec<Features>,
    /// Keys of features and positions in `all`.
    index: BTreeSet<(u64, usize)>,
}

impl People {
    fn add(&mut self, features: Features) {
        let at = self.all.len();
        self.index.extend(features.keys().map(|key| (key, at)));
        self.all.push(features);
    }

    /// Those who may be somebody, in no order.
    fn like(&self, features: &Features) -> Vec<(usize, MatchedBy)> {
        let sharing = |key| self.index.range((key, 0)..=(key, usize::MAX)).take(LOOKED_AT).map(|(_, at)| *at);
        let mut found: Vec<usize> = features.keys().flat_map(sharing).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| Some((at, self.all.get(at)?.common(features)?))).collect()
    }
}

#[cfg(test)]
mod tests;
