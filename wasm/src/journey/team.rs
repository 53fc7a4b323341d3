//! The staff a file brings: who stays active by the rules, and by what the admin says of single people.

use std::collections::BTreeMap;

use api::decisions::{Decisions, ProfessionalDecision, ReviewedProfessional};
use api::job::ExecuteOptions;

/// The most months the first rule takes.
pub const MOST_MONTHS: u16 = 120;

/// Which staff are left inactive: the part of the options that holds for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub months: u16,
    pub orphans: bool,
    pub inactive: bool,
    pub non_clinical: bool,
}

impl Rules {
    #[must_use]
    pub fn of(options: &ExecuteOptions) -> Self {
        Self {
            months: options.professional_min_activity_months,
            orphans: options.professional_exclude_agenda_orphans,
            inactive: options.professional_exclude_inactive_in_source,
            non_clinical: options.professional_exclude_non_clinical_roles,
        }
    }

    /// Everything else in the options stays.
    pub fn apply(self, options: &mut ExecuteOptions) {
        options.professional_min_activity_months = self.months;
        options.professional_exclude_agenda_orphans = self.orphans;
        options.professional_exclude_inactive_in_source = self.inactive;
        options.professional_exclude_non_clinical_roles = self.non_clinical;
    }

    /// What was typed for the months, if it can be.
    #[must_use]
    pub fn parse_months(typed: &str) -> Option<u16> {
        typed.trim().parse().ok().filter(|months| *months <= MOST_MONTHS)
    }
}

/// A part of the staff, to count and to list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Active,
    Inactive,
    /// Inactive by the rule with this code.
    By(String),
    /// The admin decided other than the rules.
    Decided,
}

impl Part {
    #[must_use]
    pub fn has(&self, person: &ReviewedProfessional) -> bool {
        match self {
            Self::Active => person.is_active,
            Self::Inactive => !person.is_active,
            Self::By(code) => !person.is_active && person.filtered_by.as_ref() == Some(code),
            Self::Decided => is_decided(person),
        }
    }
}

/// Whether someone is other than the rules would have it.
#[must_use]
pub fn is_decided(person: &ReviewedProfessional) -> bool {
    person.is_active == person.filtered_by.is_some()
}

/// How many there are of each part: active and inactive always, the others when there is anyone.
#[must_use]
pub fn figures(team: &[ReviewedProfessional]) -> Vec<(Part, usize)> {
    let count = |part: Part| {
        let people = team.iter().filter(|person| part.has(person)).count();
        (part, people)
    };
    let mut reasons = BTreeMap::new();
    for code in team.iter().filter(|person| !person.is_active).filter_map(|person| person.filtered_by.clone()) {
        *reasons.entry(Part::By(code)).or_insert(0) += 1;
    }
    let decided = Some(count(Part::Decided)).filter(|(_, people)| *people > 0);
    [count(Part::Active), count(Part::Inactive)].into_iter().chain(reasons).chain(decided).collect()
}

/// Whether someone's name or role has every word that was typed.
#[must_use]
pub fn is_found(person: &ReviewedProfessional, typed: &str) -> bool {
    let text = format!("{} {}", person.name, person.role).to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// Says that someone is to be active or not, whatever the rules say.
pub fn decide(decisions: &mut Decisions, uuid: &str, active: bool) {
    let decision = if active { ProfessionalDecision::Active } else { ProfessionalDecision::Inactive };
    decisions.professionals.insert(uuid.to_owned(), decision);
}

/// Leaves everyone to the rules again, also those decided about for an earlier import.
pub fn leave_to_rules(decisions: &mut Decisions, team: &[ReviewedProfessional]) {
    let remembered = team.iter().filter(|person| person.is_remembered);
    decisions.professionals =
        remembered.map(|person| (person.canonical_uuid.clone(), ProfessionalDecision::Undecided)).collect();
}

/// How many people are decided one by one for this import.
#[must_use]
pub fn decided(decisions: &Decisions) -> usize {
    decisions.professionals.values().filter(|decision| **decision != ProfessionalDecision::Undecided).count()
}

/// Whether there is anyone to leave to the rules: decided now, or for an earlier import.
#[must_use]
pub fn are_some_decided(decisions: &Decisions, team: &[ReviewedProfessional]) -> bool {
    let stands = |person: &ReviewedProfessional| {
        person.is_remembered && !decisions.professionals.contains_key(&person.canonical_uuid)
    };
    decided(decisions) > 0 || team.iter().any(stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: &str = "professional.filtered.no_recent_activity";

    fn person(uuid: &str, name: &str, is_active: bool, filtered_by: Option<&str>) -> ReviewedProfessional {
        ReviewedProfessional {
            canonical_uuid: uuid.to_owned(),
            name: name.to_owned(),
            role: "dentist".to_owned(),
            appointments: 0,
            last_activity: None,
            is_active,
            filtered_by: filtered_by.map(str::to_owned),
            is_remembered: uuid == "d",
        }
    }

    fn team() -> Vec<ReviewedProfessional> {
        vec![
            person("a", "Ana Ruiz", true, None),
            person("b", "Berta Sanz", false, Some(IDLE)),
            person("c", "Carlos Ruiz", true, Some(IDLE)),
            person("d", "Diego Gil", false, None),
        ]
    }

    #[test]
    fn everyone_is_counted_once_as_active_or_not() {
        let expected = [(Part::Active, 2), (Part::Inactive, 2), (Part::By(IDLE.to_owned()), 1), (Part::Decided, 2)];
        assert_eq!(figures(&team()), expected);
        assert_eq!(figures(&[]), [(Part::Active, 0), (Part::Inactive, 0)]);
    }

    #[test]
    fn people_are_found_by_words_of_their_name_and_role() {
        let found = |typed: &str| -> Vec<String> {
            let team = team();
            team.into_iter().filter(|person| is_found(person, typed)).map(|person| person.canonical_uuid).collect()
        };
        assert_eq!(found("ruiz DENT"), ["a", "c"]);
        assert_eq!(found(" "), ["a", "b", "c", "d"]);
        assert!(found("nobody").is_empty());
    }

    #[test]
    fn rules_and_decisions_do_not_disturb_each_other() {
        let mut options = ExecuteOptions { import_fiscal_compliance: false, ..ExecuteOptions::default() };
        decide(&mut options.decisions, "b", true);
        let rules = Rules { months: 6, orphans: false, inactive: true, non_clinical: true };
        rules.apply(&mut options);
        assert_eq!(Rules::of(&options), rules);
        assert_eq!(options.decisions.professionals["b"], ProfessionalDecision::Active);
        assert!(!options.import_fiscal_compliance);
    }

    #[test]
    fn leaving_it_to_the_rules_undoes_what_was_remembered_too() {
        let mut decisions = Decisions::default();
        assert!(are_some_decided(&decisions, &team()));
        decide(&mut decisions, "c", true);
        assert_eq!(decided(&decisions), 1);
        leave_to_rules(&mut decisions, &team());
        assert_eq!(decisions.professionals, [("d".to_owned(), ProfessionalDecision::Undecided)].into());
        assert_eq!((decided(&decisions), are_some_decided(&decisions, &team())), (0, false));
    }

    #[test]
    fn months_are_whole_and_not_too_many() {
        let typed = [" 12 ", "0", "120", "121", "", "-1", "1.5"];
        assert_eq!(typed.map(Rules::parse_months), [Some(12), Some(0), Some(120), None, None, None, None]);
    }
}
