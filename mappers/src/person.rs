//! Who is who: whether two names and national ids may belong to one person.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::order;
use crate::text;

/// What tells one person from another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    /// Words of the full name, folded, sorted.
    names: Box<[Box<str>]>,
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
        Self { names: names.into(), national_id: national_id.and_then(bare_id) }
    }

    pub(crate) fn national_id(&self) -> Option<&str> {
        self.national_id.as_deref()
    }

    /// The words of the name, folded, in alphabetical order.
    pub(crate) fn full_name(&self) -> Box<str> {
        self.names.join(" ").into()
    }

    /// Whether nothing speaks against one person: their national ids when both have one, or else names of which one
    /// may leave words out ("Ana García" and "Ana María García Ruiz").
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        if let (Some(one), Some(two)) = (&self.national_id, &other.national_id) {
            return one == two;
        }
        let (short, long) = if self.names.len() <= other.names.len() { (self, other) } else { (other, self) };
        short.names.is_empty()
            || short.names == long.names
            || (short.names.len() >= 2 && short.names.iter().all(|word| long.names.contains(word)))
    }

    /// Whether something says that they are one person: the same national id, or where one has none, the same name.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (&self.national_id, &other.national_id) {
            (Some(one), Some(two)) => one == two,
            _ => !self.names.is_empty() && self.names == other.names,
        }
    }
}

/// An [`Identity`] in few bytes, for [`Identity::is`] alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fingerprint {
    names: Option<u64>,
    national_id: Option<u64>,
}

impl Fingerprint {
    pub(crate) fn of(identity: &Identity) -> Self {
        fn hash(value: &(impl Hash + ?Sized)) -> u64 {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            hasher.finish()
        }
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

/// Letters and digits of a national id, in capitals.
fn bare_id(text: &str) -> Option<Box<str>> {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (!bare.is_empty()).then(|| bare.into())
}

/// What kind of document a national id is, by its shape: Spanish `dni` and `nie`, `passport`. Others are not named.
pub(crate) fn id_type(national_id: &str) -> Option<&'static str> {
    let bare = bare_id(national_id)?;
    let bytes = bare.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    match bytes {
        [number @ .., check] if number.len() == 8 && digits(number) && check.is_ascii_uppercase() => Some("dni"),
        [b'X' | b'Y' | b'Z', number @ .., check]
            if number.len() == 7 && digits(number) && check.is_ascii_uppercase() =>
        {
            Some("nie")
        }
        // A company's number (CIF) has the shape of some passports; on an invoice it must not be taken for one.
        [b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W', number @ .., b'0'..=b'9' | b'A'..=b'J']
            if number.len() == 7 && digits(number) =>
        {
            None
        }
        _ => {
            let number = bytes.get(letters..)?;
            ((1..=3).contains(&letters) && (5..=8).contains(&number.len()) && digits(number)).then_some("passport")
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
        assert!(!named("Ana", "García", Some("1Z")).may_be(&named("Ana", "García", Some("2Z"))));
    }

    #[test]
    fn documents_are_told_by_shape() {
        for (id, kind) in [
            ("10000076Z", Some("dni")),
            ("10.000.076-z", Some("dni")),
            ("X1234567L", Some("nie")),
            ("AAA123456", Some("passport")),
            ("B12345678", None),
            ("501234567", None),
            ("pendiente", None),
            ("", None),
            ("Ñ", None),
        ] {
            assert_eq!(id_type(id), kind, "{id}");
        }
    }
}
