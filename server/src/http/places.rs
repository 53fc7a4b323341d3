//! So many at once for each of something.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many places each has taken.
pub(crate) struct Places<K>(Arc<Mutex<HashMap<K, usize>>>);

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// A place, until dropped.
pub(super) struct Place<K: Eq + Hash> {
    key: K,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Clone + Eq + Hash> Places<K> {
    /// A place, if there is one left.
    pub(super) fn enter(&self, key: K, most: usize) -> Option<Place<K>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(key.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { key, taken: Arc::clone(&self.0) })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_and_gets_them_back() {
        let places = Places::default();
        let first = places.enter("a", 2).unwrap();
        let _second = places.enter("a", 2).unwrap();
        assert!(places.enter("a", 2).is_none());
        assert!(places.enter("b", 2).is_some());
        drop(first);
        assert!(places.enter("a", 2).is_some());
        assert_eq!(places.0.lock().unwrap().len(), 1, "who has none is forgotten");
    }
}
