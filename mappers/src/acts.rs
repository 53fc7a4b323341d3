//! What the file's treatments became, for the money and documents that refer to them.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids;

/// For how many acts there is room at first.
const STEP: usize = 1_000;

/// A row of `treatments` and what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) treatment: Uuid,
    pub(crate) patient: Uuid,
    pub(crate) clinical_type: &'static str,
    pub(crate) catalog_item: Option<Uuid>,
    pub(crate) budget: Option<Uuid>,
    pub(crate) budget_item: Option<Uuid>,
    /// Who performed it, or is to.
    pub(crate) professional: Option<Uuid>,
    /// When it was performed, or recorded.
    pub(crate) at: Timestamp,
    pub(crate) is_performed: bool,
}

/// Acts by the canonical uuid of their `applied_treatment`. Several can stand for one act.
#[derive(Debug, Default)]
pub(crate) struct Acts {
    acts: Vec<Act>,
    /// Positions in `acts`.
    by_treatment: HashMap<Uuid, u32>,
}

impl Acts {
    pub(crate) fn insert(&mut self, applied_treatment: &str, act: Act) {
        // Twins come one after the other.
        if self.acts.last() != Some(&act) {
            self.make_room();
            self.acts.push(act);
        }
        let last = self.acts.len() - 1;
        self.by_treatment.insert(ids::key(applied_treatment), u32::try_from(last).unwrap_or(u32::MAX));
    }

    /// Grows by steps: while acts are added, what they are made of is in memory too.
    fn make_room(&mut self) {
        if self.acts.len() == self.acts.capacity() {
            self.acts.reserve_exact(STEP.max(self.acts.len() / 8));
        }
    }

    pub(crate) fn get(&self, applied_treatment: &str) -> Option<&Act> {
        self.by_key(ids::key(applied_treatment))
    }

    /// The act whose `applied_treatment` has this [`ids::key`].
    pub(crate) fn by_key(&self, key: Uuid) -> Option<&Act> {
        let position = self.by_treatment.get(&key)?;
        self.acts.get(usize::try_from(*position).ok()?)
    }
}
