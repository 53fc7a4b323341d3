//! Lists that are looked up by a key. Sorted once, and beside them where each stretch of keys begins: a look-up is two
//! steps into memory where halving the list again and again would be seventeen.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::order;

/// Something that is looked up by a key. Several may have the same.
pub(crate) trait Keyed {
    fn key(&self) -> Uuid;
}

impl<T> Keyed for (Uuid, T) {
    fn key(&self) -> Uuid {
        self.0
    }
}

/// How many items a stretch has, where keys are spread evenly: two to the power of this.
const STRETCH: u32 = 2;
/// Stretches of the longest list: two to the power of this.
const STRETCHES: u32 = 20;

/// A list in the order of its keys, once it is sorted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyedList<T> {
    items: Vec<T>,
    /// Where the items begin whose keys' first `bits` bits are at least each number.
    #[serde(skip)]
    starts: Vec<u32>,
    #[serde(skip)]
    bits: u32,
    #[serde(skip)]
    is_sorted: bool,
}

impl<T> Default for KeyedList<T> {
    fn default() -> Self {
        Self { items: Vec::new(), starts: Vec::new(), bits: 0, is_sorted: true }
    }
}

impl<T: Keyed> FromIterator<T> for KeyedList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        Self { is_sorted: items.is_empty(), items, ..Self::default() }
    }
}

impl<T: Keyed> KeyedList<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.items.push(item);
        self.is_sorted = false;
    }

    /// Brings the items into the order of their keys; those with the same key into that of `rank`. Says whether they were not.
    pub(crate) fn sort<R: Ord>(&mut self, rank: impl Fn(&T) -> R) -> bool {
        if self.is_sorted {
            return false;
        }
        self.items.shrink_to_fit();
        order::by_key(&mut self.items, |item| (item.key(), rank(item)));
        self.bits = self.items.len().checked_ilog2().unwrap_or(0).saturating_sub(STRETCH).min(STRETCHES);
        self.starts = Vec::with_capacity((1 << self.bits) + 1);
        for (position, item) in (0..).zip(&self.items) {
            let stretch = self.stretch(item.key());
            // Of an empty stretch the next one's beginning is also the end.
            self.starts.resize(self.starts.len().max(stretch + 1), position);
        }
        self.starts.resize((1 << self.bits) + 1, u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        self.is_sorted = true;
        true
    }

    /// The items, in their order.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// The items with a key. Only after [`KeyedList::sort`], as all that follow.
    pub(crate) fn all(&self, key: Uuid) -> &[T] {
        debug_assert!(self.is_sorted);
        let stretch = self.stretch(key);
        let start = |stretch: usize| self.starts.get(stretch).map_or(0, |start| *start as usize);
        let near = self.items.get(start(stretch)..start(stretch + 1)).unwrap_or(&[]);
        let from = near.partition_point(|item| item.key() < key);
        let rest = near.get(from..).unwrap_or(&[]);
        let length = rest.partition_point(|item| item.key() == key);
        rest.get(..length).unwrap_or(&[])
    }

    /// The first item with a key.
    pub(crate) fn first(&self, key: Uuid) -> Option<&T> {
        self.all(key).first()
    }

    fn stretch(&self, key: Uuid) -> usize {
        let (high, _) = key.as_u64_pair();
        // No bits are asked for of a short list, and a shift by all 64 is none.
        usize::try_from(high.checked_shr(u64::BITS - self.bits).unwrap_or(0)).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_key() -> impl Strategy<Value = Uuid> {
        // Few of them, at both ends and close to each other: many items share a key, and many stretches are empty.
        prop_oneof![0_u128..8, (u128::MAX - 8)..=u128::MAX, any::<u128>()].prop_map(Uuid::from_u128)
    }

    proptest! {
        #[test]
        fn it_finds_what_a_walk_along_the_list_finds(
            items in prop::collection::vec((any_key(), any::<u8>()), 0..400),
            others in prop::collection::vec(any_key(), 8),
        ) {
            let mut list: KeyedList<_> = items.iter().copied().collect();
            list.sort(|(_, rank)| *rank);
            for key in items.iter().map(|(key, _)| *key).chain(others) {
                let mut expected: Vec<_> = items.iter().copied().filter(|(of, _)| *of == key).collect();
                expected.sort_unstable();
                prop_assert_eq!(list.all(key), &expected);
            }
        }
    }
}
