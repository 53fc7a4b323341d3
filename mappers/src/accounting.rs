//! What became of every source row.

use std::collections::BTreeMap;

use dpmf::EntityType;

use crate::import::Import;

/// What became of one source row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// It is a row of its own in the clinic now.
    Created,
    /// It stands for something the clinic already had.
    Linked,
    /// It became part of another row.
    Merged,
    /// It is kept whole in the archive, without a place among the clinic's own tables.
    Archived,
    /// It was not brought in; a warning says why, and its payload is archived.
    Skipped,
}

/// How many rows of a type met which fate. Their sum is the number of rows seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// See [`Disposition::Created`].
    pub created: u64,
    /// See [`Disposition::Linked`].
    pub linked: u64,
    /// See [`Disposition::Merged`].
    pub merged: u64,
    /// See [`Disposition::Archived`].
    pub archived: u64,
    /// See [`Disposition::Skipped`].
    pub skipped: u64,
}

impl Counts {
    /// Rows seen.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.created + self.linked + self.merged + self.archived + self.skipped
    }
}

/// Counts by entity type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounting(BTreeMap<EntityType, Counts>);

impl Accounting {
    /// Notes what became of a row.
    pub fn note(&mut self, entity_type: &EntityType, disposition: Disposition) {
        let counts = match self.0.get_mut(entity_type) {
            Some(counts) => counts,
            None => self.0.entry(entity_type.clone()).or_default(),
        };
        match disposition {
            Disposition::Created => counts.created += 1,
            Disposition::Linked => counts.linked += 1,
            Disposition::Merged => counts.merged += 1,
            Disposition::Archived => counts.archived += 1,
            Disposition::Skipped => counts.skipped += 1,
        }
    }

    /// The types of which rows were seen and none was brought in, though some were to be; with the number of their rows.
    pub fn lost(&self) -> impl Iterator<Item = (&EntityType, u64)> {
        let is_lost = |counts: &Counts| counts.skipped > 0 && counts.created + counts.linked + counts.merged == 0;
        self.0
            .iter()
            .filter(move |(_, counts)| is_lost(counts))
            .map(|(entity_type, counts)| (entity_type, counts.total()))
    }

    /// The types that have no place in the clinic, with their rows in the archive.
    pub(crate) fn archived_whole(&self) -> impl Iterator<Item = (&EntityType, u64)> {
        let is_whole = |name: &str| name == "catalog_item" || !Import::MAPPED.contains(&name);
        let whole = self.0.iter().filter(move |(entity_type, _)| is_whole(entity_type.as_str()));
        whole.map(|(entity_type, counts)| (entity_type, counts.archived)).filter(|(_, archived)| *archived > 0)
    }

    /// The counts of a type; zeros when none of its rows was seen.
    #[must_use]
    pub fn of(&self, entity_type: &EntityType) -> Counts {
        self.0.get(entity_type).copied().unwrap_or_default()
    }
}
