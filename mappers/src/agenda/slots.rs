//! Slots: who is where, when. DentalPin allows one open appointment for each.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use uuid::Uuid;

/// The slots taken, and what of the agenda is still to come.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    taken: HashSet<(Uuid, Uuid, Timestamp)>,
    /// Patient → the open appointment to come; `None` for those who have several.
    upcoming: HashMap<Uuid, Option<Uuid>>,
}

impl Slots {
    pub(crate) fn new(booked: Vec<(Uuid, Uuid, Timestamp)>) -> Self {
        Self { taken: booked.into_iter().collect(), upcoming: HashMap::new() }
    }

    /// Takes a slot; `false` when it is taken already.
    pub(super) fn book(&mut self, cabinet: Uuid, professional: Uuid, start: Timestamp) -> bool {
        self.taken.insert((cabinet, professional, start))
    }

    /// Notes an open appointment to come.
    pub(super) fn expect(&mut self, patient: Uuid, appointment: Uuid) {
        self.upcoming.entry(patient).and_modify(|only| *only = None).or_insert(Some(appointment));
    }

    /// The only open appointment to come of a patient.
    pub(crate) fn upcoming(&self, patient: Uuid) -> Option<Uuid> {
        self.upcoming.get(&patient).copied().flatten()
    }
}
