//! Which row of the clinic each source row became.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids;
use crate::keyed::KeyedList;

/// The types whose rows other rows refer to, and names under which rows are mapped so that others find them. Of other
/// types only what earlier imports mapped is remembered: a row comes once, so nobody asks for it again.
const REFERRED_TO: [&str; 15] = [
    "applied_treatment",
    "applied_treatment_record",
    "budget",
    "budget_line",
    "catalog_item",
    "fiscal_document",
    "patient",
    "patient_for_client",
    "payment",
    "payment_share",
    "prescription_patient",
    "professional",
    "treatment_catalog_item",
    "treatment_catalog_variant",
    "user",
];

/// Whether rows of a type are referred to by others.
pub(crate) fn is_referred_to(entity_type: &str) -> bool {
    REFERRED_TO.contains(&entity_type)
}

/// A row of the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// Its table.
    pub table: &'a str,
    /// Its id.
    pub id: Uuid,
}

/// What source rows became, by source system, entity type and canonical uuid.
///
/// A clinic has millions of these: an entry takes 33 bytes, whatever the names are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Mappings {
    /// A handful; found by walking along.
    groups: Vec<Group>,
    tables: Vec<Box<str>>,
    /// Rows of the clinic that are marked as deleted.
    deleted: HashSet<Uuid>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Group {
    source_system: Box<str>,
    entity_type: Box<str>,
    /// What earlier imports brought. A file's rows come in the order of their uuids, and so walk along it.
    earlier: KeyedList<(Uuid, Place)>,
    rows: HashMap<Uuid, Place>,
}

/// Position in `tables`, id. Found by the [`ids::key`] of the canonical uuid.
type Place = (u8, Uuid);

impl Mappings {
    /// Notes that a source row became a row of the clinic. The first word counts: a row known already stays as it is.
    ///
    /// At most 256 tables; a mapping into yet another is not noted, which makes its row one that is created again.
    pub fn insert(&mut self, source_system: &str, entity_type: &str, canonical_uuid: &str, target: Target<'_>) {
        let Some(table) = self.table(target.table) else { return };
        let group = self.group(source_system, entity_type);
        let key = ids::key(canonical_uuid);
        if group.earlier.first(key).is_none() {
            group.rows.entry(key).or_insert((table, target.id));
        }
    }

    /// The same of an earlier import. To be [sorted](Mappings::sort) after the last, before anything is looked up.
    pub fn insert_earlier(&mut self, source_system: &str, entity_type: &str, canonical_uuid: &str, target: Target<'_>) {
        let Some(table) = self.table(target.table) else { return };
        let group = self.group(source_system, entity_type);
        group.earlier.push((ids::key(canonical_uuid), (table, target.id)));
    }

    /// Brings what earlier imports brought into the order in which it is looked up.
    pub fn sort(&mut self) {
        for group in &mut self.groups {
            group.earlier.sort(|_| ());
        }
    }

    /// Notes that a row of the clinic is marked as deleted: nothing new is to hang on it.
    pub fn mark_deleted(&mut self, id: Uuid) {
        self.deleted.insert(id);
    }

    pub(crate) fn is_deleted(&self, id: Uuid) -> bool {
        self.deleted.contains(&id)
    }

    /// What a source row became.
    #[must_use]
    pub fn get(&self, source_system: &str, entity_type: &str, canonical_uuid: &str) -> Option<Target<'_>> {
        self.by_key(source_system, entity_type, ids::key(canonical_uuid))
    }

    /// What the source row with this [`ids::key`] became.
    pub(crate) fn by_key(&self, source_system: &str, entity_type: &str, key: Uuid) -> Option<Target<'_>> {
        let group = self.groups.iter().find(|group| group.is(source_system, entity_type))?;
        let (table, id) = group.place(key)?;
        Some(Target { table: self.tables.get(usize::from(*table))?, id: *id })
    }

    /// Source systems and ids of the rows of the clinic that rows of a type became.
    pub fn targets<'a>(&'a self, entity_type: &str) -> impl Iterator<Item = (&'a str, Uuid)> {
        let groups = self.groups.iter().filter(move |group| *group.entity_type == *entity_type);
        groups.flat_map(|group| group.places().map(|(_, id)| (&*group.source_system, *id)))
    }

    /// How many source rows are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.earlier.items().len() + group.rows.len()).sum()
    }

    /// Whether no source row is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn table(&mut self, name: &str) -> Option<u8> {
        let position = self.tables.iter().position(|table| &**table == name).unwrap_or_else(|| {
            self.tables.push(name.into());
            self.tables.len() - 1
        });
        u8::try_from(position).ok()
    }

    fn group(&mut self, source_system: &str, entity_type: &str) -> &mut Group {
        let position = self.groups.iter().position(|group| group.is(source_system, entity_type)).unwrap_or_else(|| {
            self.groups.push(Group {
                source_system: source_system.into(),
                entity_type: entity_type.into(),
                earlier: KeyedList::default(),
                rows: HashMap::new(),
            });
            self.groups.len() - 1
        });
        &mut self.groups[position]
    }
}

impl Group {
    fn is(&self, source_system: &str, entity_type: &str) -> bool {
        *self.entity_type == *entity_type && *self.source_system == *source_system
    }

    fn place(&self, key: Uuid) -> Option<&Place> {
        self.earlier.first(key).map(|(_, place)| place).or_else(|| self.rows.get(&key))
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.earlier.items().iter().map(|(_, place)| place).chain(self.rows.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_systems_and_types_do_not_mix() {
        let mut mappings = Mappings::default();
        let target = Target { table: "patients", id: Uuid::from_u128(7) };
        mappings.insert("gesden", "patient", "u-1", target);
        mappings.insert("gesden", "patient", "u-1", Target { table: "users", id: Uuid::from_u128(8) });
        assert_eq!(mappings.get("gesden", "patient", "u-1"), Some(target));
        assert_eq!(mappings.get("other", "patient", "u-1"), None);
        assert_eq!(mappings.get("gesden", "client", "u-1"), None);
        assert_eq!(mappings.len(), 1);
    }

    #[test]
    fn what_an_earlier_import_brought_stays_as_it_is() {
        let target = |id| Target { table: "patients", id: Uuid::from_u128(id) };
        let mut mappings = Mappings::default();
        for (uuid, id) in [("u-2", 2), ("u-1", 1), ("u-3", 3)] {
            mappings.insert_earlier("gesden", "patient", uuid, target(id));
        }
        mappings.sort();
        mappings.insert("gesden", "patient", "u-1", target(9));
        mappings.insert("gesden", "patient", "u-4", target(4));
        for (uuid, id) in [("u-1", 1), ("u-2", 2), ("u-3", 3), ("u-4", 4)] {
            assert_eq!(mappings.get("gesden", "patient", uuid), Some(target(id)));
        }
        let mut ids: Vec<_> = mappings.targets("patient").map(|(_, id)| id.as_u128()).collect();
        ids.sort_unstable();
        assert_eq!((ids, mappings.len()), (vec![1, 2, 3, 4], 4));
    }
}
