//! What the file's treatments became, for the money and documents that refer to them.

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids;

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

/// Acts by the canonical uuid of their `applied_treatment`.
#[derive(Debug, Default)]
pub(crate) struct Acts(HashMap<Uuid, Act>);

impl Acts {
    pub(crate) fn insert(&mut self, applied_treatment: &str, act: Act) {
        self.0.insert(ids::key(applied_treatment), act);
    }

    pub(crate) fn get(&self, applied_treatment: &str) -> Option<&Act> {
        self.by_key(ids::key(applied_treatment))
    }

    /// The act whose `applied_treatment` has this [`ids::key`].
    pub(crate) fn by_key(&self, key: Uuid) -> Option<&Act> {
        self.0.get(&key)
    }
}
