//! What the file's treatments became, for the money and documents that refer to them.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids;

/// How many acts are kept together.
const BLOCK: usize = 1_024;

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
    /// In blocks, all but the last of them full: while acts are added, what they are made of is in memory too, and one
    /// list of all would need room twice whenever it grows.
    blocks: Vec<Vec<Act>>,
    count: usize,
    /// Positions among all acts.
    by_treatment: HashMap<Uuid, u32>,
}

impl Acts {
    pub(crate) fn insert(&mut self, applied_treatment: &str, act: Act) {
        // Twins come one after the other.
        if self.blocks.last().and_then(|block| block.last()) != Some(&act) {
            self.push(act);
        }
        let last = self.count - 1;
        self.by_treatment.insert(ids::key(applied_treatment), u32::try_from(last).unwrap_or(u32::MAX));
    }

    fn push(&mut self, act: Act) {
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(act);
        }
        self.count += 1;
    }

    pub(crate) fn get(&self, applied_treatment: &str) -> Option<&Act> {
        self.by_key(ids::key(applied_treatment))
    }

    /// The act whose `applied_treatment` has this [`ids::key`].
    pub(crate) fn by_key(&self, key: Uuid) -> Option<&Act> {
        let position = usize::try_from(*self.by_treatment.get(&key)?).ok()?;
        self.blocks.get(position / BLOCK)?.get(position % BLOCK)
    }
}
