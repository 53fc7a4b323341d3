//! Who is who: whether two names and national ids may belong to one person.

mod features;
pub(crate) mod national_id;
pub(crate) mod phone;

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::order;
use crate::text;

pub(crate) use features::Features;

/// What tells one person from another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    /// Words of the full name, folded, sorted.
    names: Box<[Box<str>]>,
    /// As [`national_id::comparable`].
    national_id: Option<Box<str>>,
}

impl Identity {
    pub(crate) fn new(given: Option<&str>, family: Option<&str>, national_id: Option<&str>) -> Self {
        let mut names: Vec<Box<str>> = [given, family]
            .into_iter()
            .flatten()
            .flat_map(|name| {
                text::fold(name).split(' ').filter(|word| !word.is_empty()).map(Box::from).collect::<Vec<_>>()
            })
            .collect();
        order::by(&mut names, Ord::cmp);
        Self { names: names.into(), national_id: national_id.and_then(national_id::comparable) }
    }

    /// Whether nothing speaks against one person: their national ids when both have one, or else names of which one
    /// may leave words out ("Ana García" and "Ana María García Ruiz").
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        if let (Some(one), Some(two)) = (&self.national_id, &other.national_id) {
            return one == two;
        }
        self.names.is_empty() || other.names.is_empty() || may_be_names(&self.names, &other.names)
    }

    /// Whether something says that they are one person: the same national id, or where one has none, the same name.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (&self.national_id, &other.national_id) {
            (Some(one), Some(two)) => one == two,
            _ => !self.names.is_empty() && self.names == other.names,
        }
    }
}

/// Whether two names, as sorted words, may be one person's: one may leave words out of the other, down to two.
fn may_be_names<W: PartialEq>(one: &[W], two: &[W]) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    (short == long && !short.is_empty()) || (short.len() >= 2 && short.iter().all(|word| long.contains(word)))
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// An [`Identity`] in few bytes, for [`Identity::is`] alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fingerprint {
    names: Option<u64>,
    national_id: Option<u64>,
}

impl Fingerprint {
    pub(crate) fn of(identity: &Identity) -> Self {
        Self {
            names: (!identity.names.is_empty()).then(|| hash(&identity.names)),
            national_id: identity.national_id.as_deref().map(hash),
        }
    }

    /// As [`Identity::is`].
    pub(crate) fn is(self, other: Self) -> bool {
        match (self.national_id, other.national_id) {
            (Some(one), Some(two)) => one == two,
            _ => self.names.is_some() && self.names == other.names,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(given: &str, family: &str, id: Option<&str>) -> Identity {
        Identity::new(Some(given), Some(family), id)
    }

    #[test]
    fn spelling_does_not_make_two_people() {
        let ana = named("Ana María", "García Ruiz", None);
        assert!(ana.is(&named("ANA MARIA", "Garcia  Ruiz", None)));
        assert!(ana.may_be(&named("Ana", "García", Some("1Z"))));
        assert!(!ana.is(&named("Ana", "García", None)));
        assert!(!ana.may_be(&named("Ana", "López", None)));
        assert!(!named("Ana", "", None).may_be(&ana), "one word is too little");
    }

    #[test]
    fn national_ids_decide_where_both_have_one() {
        assert!(named("Ana", "García", Some("10000001-z")).is(&named("A.", "G.", Some("10000001 Z"))));
        assert!(!named("Ana", "García", Some("10000001Z")).may_be(&named("Ana", "García", Some("10000002S"))));
    }
}
