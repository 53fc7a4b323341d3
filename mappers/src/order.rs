//! Sorting. The standard library's sorts are compiled anew for every type they sort, each several kilobytes of what a
//! browser has to download; these sort places instead, and so are compiled once.

use std::cmp::Ordering;

/// Sorts by a key; equal ones keep their order.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, two| key(one).cmp(&key(two)));
}

/// Sorts by what `compare` says; equal ones keep their order.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let from = sorted(items.len(), &|one, two| match (items.get(one as usize), items.get(two as usize)) {
        (Some(one), Some(two)) => compare(one, two),
        _ => Ordering::Equal,
    });
    rearrange(from, &mut |one, two| items.swap(one as usize, two as usize));
}

/// The places `0..len` in the order of what lies there. More than `u32::MAX` items do not fit into a browser's memory nor
/// into the facts kept of a file; those beyond stay where they are.
#[inline(never)]
fn sorted(len: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..u32::try_from(len).unwrap_or(u32::MAX)).collect();
    places.sort_by(|one, two| compare(*one, *two));
    places
}

/// Moves to each place what lies at `from` it, swap by swap along each cycle.
#[inline(never)]
fn rearrange(mut from: Vec<u32>, swap: &mut dyn FnMut(u32, u32)) {
    for start in 0..u32::try_from(from.len()).unwrap_or(u32::MAX) {
        let mut place = start;
        while let Some(next) = from.get_mut(place as usize).map(|from| std::mem::replace(from, place)) {
            if next == start {
                break;
            }
            swap(place, next);
            place = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut items: Vec<(u8, u16)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            by_key(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, expected);
        }
    }
}
