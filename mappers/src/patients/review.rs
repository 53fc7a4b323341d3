//! The patients whom a dry run asks about.

use api::decisions::ReviewedPatient;

/// How many are listed.
const LISTED: usize = 5_000;

/// The first of those who are asked about, and of those who are linked unless the admin says otherwise.
#[derive(Debug, Default)]
pub(super) struct Reviewed {
    likely: Vec<ReviewedPatient>,
    certain: Vec<ReviewedPatient>,
    /// Of both.
    total: u64,
}

impl Reviewed {
    pub(super) fn add(&mut self, patient: ReviewedPatient) {
        self.total += 1;
        let list = if patient.proposal.is_some() { &mut self.certain } else { &mut self.likely };
        if list.len() < LISTED {
            list.push(patient);
        }
    }

    /// Likely ones first, and how many more there are.
    pub(super) fn list(&self) -> (Vec<ReviewedPatient>, u64) {
        let listed: Vec<_> = self.likely.iter().chain(&self.certain).take(LISTED).cloned().collect();
        let more = self.total.saturating_sub(listed.len() as u64);
        (listed, more)
    }
}

#[cfg(test)]
mod tests {
    use api::decisions::Person;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn those_who_are_asked_about_come_first_and_the_rest_is_counted() {
        let mut reviewed = Reviewed::default();
        let patient = |number: usize, proposal| ReviewedPatient {
            canonical_uuid: number.to_string(),
            source_id: number.to_string(),
            person: Person::default(),
            proposal,
            outcome: proposal,
            is_remembered: false,
            candidates: Vec::new(),
        };
        for number in 0..LISTED {
            reviewed.add(patient(number, Some(Uuid::from_u128(1))));
        }
        for number in 0..3 {
            reviewed.add(patient(LISTED + number, None));
        }
        let (listed, more) = reviewed.list();
        assert_eq!((listed.len(), more), (LISTED, 3));
        let first: Vec<_> = listed.iter().take(4).map(|patient| &*patient.source_id).collect();
        assert_eq!(first, ["5000", "5001", "5002", "0"]);
    }
}
