//! References between entities: which members of a payload name another row, and whether that row is there.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Dangling;
use crate::Error;
use crate::container::{Container, KeyOrder};
use crate::entity::EntityType;
use crate::key::id;

/// The members that name a row, with the entity types that row may be of (`docs/format.md#references`). A user of the
/// source system is found among the staff as well.
const TARGETS: [(&str, &[&str]); 22] = [
    ("applied_treatment_uuid", &["applied_treatment"]),
    ("budget_line_uuid", &["budget_line"]),
    ("budget_uuid", &["budget"]),
    ("center_uuid", &["center"]),
    ("chair_uuid", &["catalog_item"]),
    ("client_uuid", &["client"]),
    ("debt_uuid", &["debt"]),
    ("default_center_uuid", &["center"]),
    ("default_professional_uuid", &["professional"]),
    ("document_uuid", &["fiscal_document"]),
    ("elaborated_by_user_uuid", &["user", "professional"]),
    ("guardian_client_uuid", &["client"]),
    ("patient_uuid", &["patient"]),
    ("payment_method_uuid", &["catalog_item"]),
    ("payment_uuid", &["payment"]),
    ("prescription_uuid", &["prescription"]),
    ("professional_uuid", &["professional"]),
    ("referrer_patient_uuid", &["patient"]),
    ("related_payment_uuid", &["payment"]),
    ("treatment_uuid", &["treatment_catalog_item", "treatment_catalog_variant"]),
    ("treatment_variant_uuid", &["treatment_catalog_variant", "treatment_catalog_item"]),
    ("user_uuid", &["user", "professional"]),
];

/// The ids of every row, by entity type: about 20 bytes a row.
#[derive(Default)]
pub(super) struct Index {
    ids: HashMap<EntityType, Ids>,
}

impl Index {
    /// Takes in the keys of a table, which gives their order.
    pub(super) fn add(&mut self, container: &Container, entity_type: &EntityType) -> Result<Arc<KeyOrder>, Error> {
        let mut ids = Vec::new();
        let order = container.read_keys(entity_type, |id| {
            ids.try_reserve(1).map_err(|_| Error::OutOfMemory { needed: 16 * ids.len() as u64 })?;
            ids.push(id);
            Ok(())
        })?;
        self.ids.insert(entity_type.clone(), Ids::new(ids));
        Ok(order)
    }

    /// Whether a row of that type has that key.
    pub(super) fn has(&self, entity_type: &EntityType, key: &str) -> bool {
        self.ids.get(entity_type).is_some_and(|ids| ids.has(id(key)))
    }

    /// A view on the targets of each known member, for following many references.
    pub(super) fn references(&self) -> References<'_> {
        let mut by_length: Vec<Vec<Member<'_>>> = Vec::new();
        for (field, types) in TARGETS {
            let targets = types.iter().filter_map(|name| self.ids.get(&EntityType::parse(name).ok()?)).collect();
            if by_length.len() <= field.len() {
                by_length.resize_with(field.len() + 1, Vec::new);
            }
            if let Some(members) = by_length.get_mut(field.len()) {
                members.push(Member { field, targets });
            }
        }
        References { by_length, pending: Vec::new(), dangling: BTreeMap::new() }
    }
}

/// Follows references and counts those that lead nowhere.
pub(super) struct References<'i> {
    /// The members that refer, with their targets, by the length of their name: a handful share one.
    by_length: Vec<Vec<Member<'i>>>,
    /// References not yet followed: many at once wait for memory together, one by one each waits alone.
    pending: Vec<(usize, usize, u128)>,
    dangling: BTreeMap<(EntityType, &'static str), u64>,
}

/// A member that refers.
struct Member<'i> {
    field: &'static str,
    targets: Vec<&'i Ids>,
}

impl Member<'_> {
    fn leads_to(&self, id: u128) -> bool {
        self.targets.iter().any(|ids| ids.has(id))
    }
}

impl References<'_> {
    /// Takes note of one text member of a payload.
    pub(super) fn note(&mut self, field: &str, value: &str) {
        if !field.ends_with("_uuid") || value.is_empty() {
            return;
        }
        let candidates = self.by_length.get(field.len()).into_iter().flatten();
        if let Some(place) = candidates.into_iter().position(|member| member.field == field) {
            self.pending.push((field.len(), place, id(value)));
        }
    }

    /// Follows what was noted, all of it from rows of one type.
    pub(super) fn follow(&mut self, entity_type: &EntityType) {
        for (length, place, id) in self.pending.drain(..) {
            let member = self.by_length.get(length).and_then(|members| members.get(place));
            if let Some(member) = member.filter(|member| !member.leads_to(id)) {
                *self.dangling.entry((entity_type.clone(), member.field)).or_default() += 1;
            }
        }
    }

    /// What was counted, by entity type and member.
    pub(super) fn dangling(self) -> Vec<Dangling> {
        let counted = self.dangling.into_iter();
        counted
            .map(|((entity_type, field), count)| Dangling {
                entity_type: entity_type.to_string(),
                field: field.to_owned(),
                count,
            })
            .collect()
    }
}

/// A set of ids, sorted, with the places where each value of their first bits begins: ids are hashes, so that leaves
/// one or two to compare.
struct Ids {
    sorted: Vec<u128>,
    begins: Vec<u32>,
    /// How far to shift an id right to have its first bits.
    shift: u32,
}

impl Ids {
    /// Keys come in the order of their text, which for ids spelled in the usual way is also the order of their value.
    fn new(mut ids: Vec<u128>) -> Self {
        ids.shrink_to_fit();
        if !ids.is_sorted() {
            ids.sort_unstable();
        }
        let bits = ids.len().max(2).ilog2();
        let shift = u128::BITS - bits;
        let mut begins = Vec::with_capacity((1 << bits) + 1);
        for (place, id) in (0..).zip(&ids) {
            while begins.len() as u128 <= id >> shift {
                begins.push(place);
            }
        }
        Self { sorted: ids, begins, shift }
    }

    fn has(&self, id: u128) -> bool {
        let first = usize::try_from(id >> self.shift).unwrap_or(usize::MAX);
        let Some(&begin) = self.begins.get(first) else { return false };
        let end = self.begins.get(first + 1).map_or(self.sorted.len(), |end| *end as usize);
        self.sorted.get(begin as usize..end).is_some_and(|few| few.binary_search(&id).is_ok())
    }
}
