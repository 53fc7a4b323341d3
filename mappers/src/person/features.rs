//! Whether two people are one, by rules with names.

use api::decisions::{Feature, MatchedBy};
use jiff::civil::Date;

use super::{Identity, hash, may_be_names, phone};

/// What someone is recognised by, in few bytes: a file has a hundred thousand people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// Of the words of the name, in their order.
    words: Box<[u64]>,
    national_id: Option<u64>,
    birth: Option<Date>,
    phones: Box<[u32]>,
}

impl Features {
    pub(crate) fn new<'a>(identity: &Identity, birth: Option<Date>, phones: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            words: identity.names.iter().map(|word| hash(&**word)).collect(),
            national_id: identity.national_id.as_deref().map(hash),
            birth,
            phones: phones.into_iter().flat_map(phone::comparable).collect(),
        }
    }

    /// Equal for two people of whom a rule may say that they are one.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u64> {
        let name = (!self.words.is_empty()).then(|| hash(&self.words));
        let by_id = self.national_id.map(|id| hash(&(0, id)));
        let by_birth = name.zip(self.birth).map(|both| hash(&(1, both)));
        let by_phone = self.phones.iter().filter_map(move |phone| Some(hash(&(2, name?, phone))));
        by_id.into_iter().chain(by_birth).chain(by_phone)
    }

    /// What two people have in common, by the best rule that holds.
    pub(crate) fn common(&self, other: &Self) -> Option<MatchedBy> {
        let is_one_birth = self.birth.zip(other.birth).map(|(one, two)| one == two);
        let is_one_id = self.national_id.zip(other.national_id).map(|(one, two)| one == two);
        if is_one_id == Some(true) {
            let is_certain = is_one_birth != Some(false) && may_be_names(&self.words, &other.words);
            return Some(if is_certain { MatchedBy::NationalId } else { MatchedBy::NationalIdAlone });
        }
        if self.words.is_empty() || self.words != other.words {
            return None;
        }
        let is_one_phone = self.phones.iter().any(|phone| other.phones.contains(phone)) && is_one_id.is_none();
        match (is_one_birth, is_one_phone) {
            (Some(true), true) => Some(MatchedBy::NameBirthPhone),
            (Some(true), false) => Some(MatchedBy::NameBirth),
            (None, true) => Some(MatchedBy::NamePhone),
            _ => None,
        }
    }
}

impl Features {
    /// What two people agree in.
    pub(crate) fn agreeing(&self, other: &Self) -> Vec<Feature> {
        let is_same = |feature: &Feature| match feature {
            Feature::Name => !self.words.is_empty() && self.words == other.words,
            Feature::NationalId => self.national_id.is_some() && self.national_id == other.national_id,
            Feature::DateOfBirth => self.birth.is_some() && self.birth == other.birth,
            Feature::Phone => self.phones.iter().any(|phone| other.phones.contains(phone)),
        };
        let all = [Feature::Name, Feature::NationalId, Feature::DateOfBirth, Feature::Phone];
        all.into_iter().filter(is_same).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    type Known<'a> = (&'a str, &'a str, Option<&'a str>, Option<i16>, Option<&'a str>);

    fn of((given, family, id, year, phone): Known<'_>) -> Features {
        let identity = Identity::new(Some(given), Some(family), id);
        Features::new(&identity, year.map(|year| date(year, 5, 1)), phone)
    }

    #[test]
    fn each_rule_holds_as_far_as_it_says() {
        use MatchedBy::{NameBirth, NameBirthPhone, NamePhone, NationalId, NationalIdAlone};
        const ID: Option<&str> = Some("10000001Z");
        const OTHER_ID: Option<&str> = Some("10000002S");
        const PHONE: Option<&str> = Some("600 11 22 33");
        let ana = ("Ana", "García Ruiz", ID, Some(1980), PHONE);
        let without_id = ("Ana", "García Ruiz", None, Some(1980), PHONE);
        let cases: &[(Known<'_>, Known<'_>, Option<MatchedBy>)] = &[
            (ana, ("ANA MARIA", "Garcia Ruiz", Some("10.000.001-z"), None, None), Some(NationalId)),
            (ana, ("García Ruiz", "Ana", ID, Some(1980), None), Some(NationalId)),
            // A child with a parent's number.
            (ana, ("Eva", "García Ruiz", ID, None, PHONE), Some(NationalIdAlone)),
            (ana, ("Ana", "García Ruiz", ID, Some(2012), PHONE), Some(NationalIdAlone)),
            (ana, ("Ana", "", ID, None, None), Some(NationalIdAlone)),
            (ana, ("", "", ID, None, None), Some(NationalIdAlone)),
            (without_id, ("Ana", "García Ruiz", None, Some(1980), Some("+34600112233")), Some(NameBirthPhone)),
            (ana, without_id, Some(NameBirthPhone)),
            (ana, ("Ana", "García Ruiz", OTHER_ID, Some(1980), PHONE), Some(NameBirth)),
            (ana, ("Ana", "García Ruiz", None, Some(1980), None), Some(NameBirth)),
            (ana, ("Ana", "García Ruiz", None, None, PHONE), Some(NamePhone)),
            (ana, ("Ana", "García Ruiz", OTHER_ID, None, PHONE), None),
            // Father and son of one name, twins, namesakes.
            (without_id, ("Ana", "García Ruiz", None, Some(2012), PHONE), None),
            (without_id, ("Eva", "García Ruiz", None, Some(1980), PHONE), None),
            (without_id, ("Ana", "García Ruiz", None, None, None), None),
            (("", "", None, Some(1980), PHONE), ("", "", None, Some(1980), PHONE), None),
            // Nobody's number, nobody's phone.
            (("Ana", "Gil", Some("00000000T"), None, None), ("Ana", "Gil", Some("00000000T"), None, None), None),
            (("Ana", "Gil", None, None, Some("000000000")), ("Ana", "Gil", None, None, Some("000000000")), None),
        ];
        for (one, two, expected) in cases {
            let (first, second) = (of(*one), of(*two));
            assert_eq!(first.common(&second), *expected, "{one:?} {two:?}");
            assert_eq!(second.common(&first), *expected, "{two:?} {one:?}");
            let keys: Vec<_> = second.keys().collect();
            assert_eq!(first.keys().any(|key| keys.contains(&key)), expected.is_some() || shares_key(one, two));
        }
    }

    /// Pairs that are looked at and then told apart.
    fn shares_key(one: &Known<'_>, two: &Known<'_>) -> bool {
        (one.0, one.1) == (two.0, two.1) && one.4 == two.4 && one.4 == Some("600 11 22 33") && !one.0.is_empty()
    }
}
