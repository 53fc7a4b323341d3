//! What there is to decide before an import, and how much of it wants a look.

use api::decisions::ReviewedProfessional;
use api::job::{DryRun, ExecuteOptions};

use super::team::is_decided;
use super::undecided::undecided;
use crate::protocol::LegalData;

/// Appointments that name no professional, and those that were given to the one chosen for them.
const NOBODY_S: &str = "appointment.missing_actor";
const GIVEN: &str = "appointment.fallback_professional";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Patients,
    Treatments,
    Staff,
    Appointments,
    Legal,
}

/// Something to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    pub topic: Topic,
    /// How many want a look, of how many there are.
    pub open: usize,
    pub of: usize,
}

/// What a dry run asks, as far as it has not been decided; nothing of what the file does not have.
#[must_use]
pub fn open_questions(
    run: &DryRun,
    options: &ExecuteOptions,
    team: &[ReviewedProfessional],
    legal: LegalData,
) -> Vec<OpenQuestion> {
    let review = &run.review;
    let (treatments, patients) = undecided(review, &options.decisions);
    let left_to_rules = team.iter().filter(|person| !person.is_active && !is_decided(person)).count();
    let warned = |code: &str| run.warnings.iter().filter(|group| group.code == code).map(|it| size(it.count)).sum();
    let [nobody_s, given]: [usize; 2] = [NOBODY_S, GIVEN].map(warned);
    // Without staff there is nobody to give them to.
    let appointments = if team.is_empty() { 0 } else { nobody_s + given };
    let all = [
        (Topic::Patients, patients, review.patients.len()),
        (Topic::Treatments, treatments, review.treatments.len()),
        (Topic::Staff, left_to_rules, team.len()),
        (Topic::Appointments, nobody_s, appointments),
        (Topic::Legal, 0, size(legal.invoices)),
    ];
    let questions = all.into_iter().map(|(topic, open, of)| OpenQuestion { topic, open, of });
    questions.filter(|question| question.of > 0).collect()
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use api::decisions::{Person, Review, ReviewedPatient};
    use api::job::{Severity, WarningGroup, WarningLine};
    use uuid::Uuid;

    use super::*;
    use crate::journey::team::decide;

    fn person(uuid: &str, is_active: bool, filtered_by: Option<&str>) -> ReviewedProfessional {
        ReviewedProfessional {
            canonical_uuid: uuid.to_owned(),
            name: uuid.to_owned(),
            role: String::new(),
            appointments: 0,
            last_activity: None,
            is_active,
            filtered_by: filtered_by.map(str::to_owned),
            is_remembered: false,
        }
    }

    fn warned(code: &str, count: u64) -> WarningGroup {
        let example = WarningLine {
            id: Uuid::nil(),
            entity_type: None,
            source_id: None,
            severity: Severity::Warn,
            code: code.to_owned(),
            message: String::new(),
            args: BTreeMap::new(),
        };
        WarningGroup { code: code.to_owned(), severity: Severity::Warn, entity_type: None, count, example }
    }

    fn patient(uuid: &str, proposal: Option<Uuid>) -> ReviewedPatient {
        ReviewedPatient {
            canonical_uuid: uuid.to_owned(),
            source_id: String::new(),
            person: Person::default(),
            proposal,
            outcome: None,
            is_remembered: false,
            candidates: Vec::new(),
        }
    }

    #[test]
    fn each_question_says_how_much_of_it_wants_a_look() {
        let review =
            Review { patients: vec![patient("sure", Some(Uuid::nil())), patient("likely", None)], ..Review::default() };
        let warnings = vec![warned(NOBODY_S, 3), warned(GIVEN, 4), warned("payment.no_date", 9)];
        let run = DryRun { warnings, review, ..DryRun::default() };
        let team = [
            person("a", true, None),
            person("b", false, Some("professional.filtered.no_recent_activity")),
            person("c", false, None),
        ];
        let mut options = ExecuteOptions::default();
        decide(&mut options.decisions, "c", false);
        let legal = LegalData { invoices: 2, has_place: true };

        let asked = open_questions(&run, &options, &team, legal).into_iter().map(|it| (it.topic, it.open, it.of));
        let expected =
            [(Topic::Patients, 1, 2), (Topic::Staff, 1, 3), (Topic::Appointments, 3, 7), (Topic::Legal, 0, 2)];
        assert_eq!(asked.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_file_that_leaves_nothing_open_asks_nothing() {
        let nothing = open_questions(&DryRun::default(), &ExecuteOptions::default(), &[], LegalData::default());
        assert_eq!(nothing, []);
    }
}
