//! Keeps the first of what is found, group by group, so that lists can be opened without keeping everything.

use std::collections::BTreeMap;

/// Things by group, no more than there is room for.
pub struct Shelf<K, T> {
    groups: BTreeMap<K, Vec<T>>,
    kept: usize,
    room: usize,
    room_of_group: usize,
}

impl<K: Ord, T> Shelf<K, T> {
    /// An empty one.
    #[must_use]
    pub fn new(room: usize, room_of_group: usize) -> Self {
        Self { groups: BTreeMap::new(), kept: 0, room, room_of_group }
    }

    /// Keeps one more of a group, if there is room. On a full shelf the largest group makes room for smaller ones, so
    /// that no group goes without.
    pub fn put(&mut self, group: K, thing: impl FnOnce() -> T) {
        let held = self.groups.get(&group).map_or(0, Vec::len);
        if held >= self.room_of_group || (self.kept >= self.room && !self.make_room(held)) {
            return;
        }
        self.groups.entry(group).or_default().push(thing());
        self.kept += 1;
    }

    /// What is kept of a group, as it came.
    #[must_use]
    pub fn group(&self, group: &K) -> &[T] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }

    fn make_room(&mut self, held: usize) -> bool {
        let largest = self.groups.values_mut().max_by_key(|things| things.len());
        let last = largest.filter(|things| things.len() > held + 1).and_then(Vec::pop);
        self.kept -= usize::from(last.is_some());
        last.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(room: usize, room_of_group: usize, groups: &[(char, u32)]) -> Shelf<char, u32> {
        let mut shelf = Shelf::new(room, room_of_group);
        for (group, things) in groups {
            (0..*things).for_each(|thing| shelf.put(*group, || thing));
        }
        shelf
    }

    #[test]
    fn a_group_keeps_its_first_ones() {
        let shelf = filled(100, 3, &[('a', 5), ('b', 2)]);
        assert_eq!((shelf.group(&'a'), shelf.group(&'b'), shelf.group(&'c')), (&[0, 1, 2][..], &[0, 1][..], &[][..]));
    }

    #[test]
    fn a_late_group_finds_room_on_a_full_shelf() {
        let shelf = filled(6, 10, &[('a', 10), ('b', 10), ('c', 1)]);
        assert_eq!(shelf.kept, 6);
        assert_eq!([&'a', &'b', &'c'].map(|group| shelf.group(group).len()), [3, 2, 1]);
        assert_eq!(shelf.group(&'a'), [0, 1, 2]);
    }

    #[test]
    fn no_room_keeps_nothing() {
        assert!(filled(0, 10, &[('a', 3)]).group(&'a').is_empty());
    }
}
