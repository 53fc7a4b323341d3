//! Slots: who is where, when. DentalPin allows one open appointment for each.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::ids;

/// The slots taken, and what of the agenda is still to come.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    taken: HashSet<(Uuid, Uuid, Timestamp)>,
    /// Patient → the open appointment to come and its day; `None` for those who have several.
    upcoming: HashMap<Uuid, Option<(Uuid, Date)>>,
    /// Patient, by [`ids::key`] of the canonical uuid → recalls of the file that are still open.
    open_recalls: HashMap<Uuid, u32>,
}

impl Slots {
    pub(crate) fn new(booked: Vec<(Uuid, Uuid, Timestamp)>) -> Self {
        Self { taken: booked.into_iter().collect(), ..Self::default() }
    }

    /// Takes a slot; `false` when it is taken already.
    pub(super) fn book(&mut self, cabinet: Uuid, professional: Uuid, start: Timestamp) -> bool {
        self.taken.insert((cabinet, professional, start))
    }

    /// Notes an open appointment to come.
    pub(super) fn expect(&mut self, patient: Uuid, appointment: Uuid, day: Date) {
        self.upcoming.entry(patient).and_modify(|only| *only = None).or_insert(Some((appointment, day)));
    }

    /// Notes a recall that is still open.
    pub(crate) fn recall(&mut self, patient: &str) {
        *self.open_recalls.entry(ids::key(patient)).or_default() += 1;
    }

    /// The appointment that the only open recall of a patient has led to: their only one to come, not before the month
    /// the recall was due.
    pub(crate) fn booked(&self, patient: &str, patient_id: Uuid, due: Date) -> Option<Uuid> {
        let is_only = self.open_recalls.get(&ids::key(patient)).is_none_or(|recalls| *recalls == 1);
        let (appointment, day) = self.upcoming.get(&patient_id).copied().flatten()?;
        (is_only && day.first_of_month() >= due.first_of_month()).then_some(appointment)
    }

    /// The only open appointment to come of a patient.
    pub(crate) fn upcoming(&self, patient: Uuid) -> Option<Uuid> {
        self.upcoming.get(&patient).copied().flatten().map(|(appointment, _)| appointment)
    }
}
