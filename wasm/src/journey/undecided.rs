//! What an admin was asked about and has not decided: it goes as proposed.

use api::decisions::{Decisions, PatientDecision, Review, TreatmentDecision, TreatmentProposal};

/// How many treatments are only likely to be the clinic's, and how many patients may be someone the clinic has, with nothing decided.
#[must_use]
pub fn undecided(review: &Review, decisions: &Decisions) -> (usize, usize) {
    let treatments = review.treatments.iter().filter(|row| {
        let decided = decisions.treatments.get(&row.canonical_uuid).or(row.remembered.as_ref());
        let stands = decided.is_some_and(|decision| *decision != TreatmentDecision::Undecided);
        !stands && matches!(row.proposal, TreatmentProposal::Link { score: Some(_), .. })
    });
    let patients = review.patients.iter().filter(|row| {
        let decided = decisions.patients.get(&row.canonical_uuid);
        let stands = decided.map_or(row.is_remembered, |decision| *decision != PatientDecision::Undecided);
        !stands && row.proposal.is_none()
    });
    (treatments.count(), patients.count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::decisions::{CatalogItem, Person, ReviewedPatient, ReviewedTreatment, Usage};
    use uuid::Uuid;

    fn treatment(uuid: &str, score: Option<f64>, remembered: Option<TreatmentDecision>) -> ReviewedTreatment {
        let item = CatalogItem {
            id: Uuid::nil(),
            code: String::new(),
            name: String::new(),
            category: String::new(),
            price: None,
            is_active: true,
        };
        ReviewedTreatment {
            canonical_uuid: uuid.to_owned(),
            label: String::new(),
            code: None,
            price: None,
            offered: Usage::default(),
            applied: Usage::default(),
            proposal: TreatmentProposal::Link { item, score },
            remembered,
        }
    }

    fn patient(uuid: &str, proposal: Option<Uuid>, is_remembered: bool) -> ReviewedPatient {
        ReviewedPatient {
            canonical_uuid: uuid.to_owned(),
            source_id: String::new(),
            person: Person::default(),
            proposal,
            outcome: None,
            is_remembered,
            candidates: Vec::new(),
        }
    }

    #[test]
    fn only_what_is_likely_and_open_counts() {
        let review = Review {
            treatments: vec![
                treatment("certain", None, None),
                treatment("likely", Some(0.8), None),
                treatment("decided", Some(0.8), None),
                treatment("remembered", Some(0.8), Some(TreatmentDecision::Ignore)),
            ],
            patients: vec![
                patient("certain", Some(Uuid::nil()), false),
                patient("likely", None, false),
                patient("remembered", None, true),
                patient("taken back", None, true),
            ],
            ..Review::default()
        };
        let mut decisions = Decisions::default();
        decisions.treatments.insert("decided".to_owned(), TreatmentDecision::Ignore);
        decisions.patients.insert("taken back".to_owned(), PatientDecision::Undecided);
        assert_eq!(undecided(&review, &decisions), (1, 2));
    }
}
