//! Slots: who is where, when. DentalPin allows one open appointment for each.

use std::collections::HashSet;

use jiff::Timestamp;
use uuid::Uuid;

/// The slots taken.
#[derive(Debug, Default)]
pub(crate) struct Slots(HashSet<(Uuid, Uuid, Timestamp)>);

impl Slots {
    pub(crate) fn new(booked: Vec<(Uuid, Uuid, Timestamp)>) -> Self {
        Self(booked.into_iter().collect())
    }

    /// Takes a slot; `false` when it is taken already.
    pub(super) fn book(&mut self, cabinet: Uuid, professional: Uuid, start: Timestamp) -> bool {
        self.0.insert((cabinet, professional, start))
    }
}
