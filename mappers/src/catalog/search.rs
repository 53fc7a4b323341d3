//! Looking for a treatment of the clinic by words (`docs/mapping/catalog.md#review`).

use std::cmp::Reverse;

use api::decisions::CatalogItem;

use super::gesden;
use super::matching::{Candidate, are_related};
use crate::context::ExistingCatalogItem;
use crate::text;

/// Treatments found at most.
const MOST: usize = 20;

/// The clinic's catalog, to be searched.
#[derive(Debug, Default)]
pub struct CatalogSearch(Vec<Candidate>);

impl CatalogSearch {
    /// Over a clinic's treatments.
    #[must_use]
    pub fn new(items: &[ExistingCatalogItem]) -> Self {
        Self(items.iter().cloned().map(Candidate::from).collect())
    }

    /// The treatments whose name or code has most of the words, the best first: at most 20. Words may be abbreviated, or
    /// only begun.
    #[must_use]
    pub fn find(&self, words: &str) -> Vec<CatalogItem> {
        let folded = text::fold(words);
        let wanted: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let hits = |item: &Candidate| wanted.iter().filter(|word| has(item, word)).count();
        let mut found: Vec<_> =
            self.0.iter().map(|item| (hits(item), item)).filter(|(hits, _)| *hits > 0 || wanted.is_empty()).collect();
        found.sort_by_cached_key(|(hits, item)| {
            let name = item.folded.first().cloned().unwrap_or_default();
            let length = name.split(' ').count();
            (Reverse((*hits, item.is_called(&folded), item.is_active)), length, name, item.code.clone())
        });
        found.into_iter().take(MOST).map(|(_, item)| item.into()).collect()
    }
}

/// Whether a word, or all that it abbreviates, is in a treatment's name, or begins its code.
fn has(item: &Candidate, word: &str) -> bool {
    let mut names = item.folded.iter();
    names.any(|name| {
        let is_in = |word: &str| name.split(' ').any(|other| other.starts_with(word) || are_related(word, other));
        is_in(word) || gesden::meanings(word).any(|meaning| meaning.split(' ').all(is_in))
    }) || text::fold(&item.code).starts_with(word)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn search(words: &str) -> Vec<String> {
        let item = |(code, name): (&str, &str)| ExistingCatalogItem {
            id: Uuid::new_v5(&Uuid::nil(), code.as_bytes()),
            internal_code: code.to_owned(),
            names: (!name.is_empty()).then(|| name.to_owned()).into_iter().collect(),
            category_key: "restauradora".to_owned(),
            default_price: None,
            clinical_type: None,
            is_active: code != "CO-9",
        };
        let items: Vec<_> = [
            ("RE-1", "Obturación composite"),
            ("RE-2", "Obturación amalgama"),
            ("CO-1", "Corona metal-cerámica"),
            ("CO-2", "Corona"),
            ("CO-9", "Corona"),
            ("XX-7", ""),
        ]
        .map(item)
        .into();
        CatalogSearch::new(&items).find(words).into_iter().map(|item| item.code).collect()
    }

    #[test]
    fn what_has_most_of_the_words_comes_first() {
        assert_eq!(search("OBTUR. AMALG."), ["RE-2", "RE-1"]);
        assert_eq!(search("corona"), ["CO-2", "CO-9", "CO-1"], "the same name, and what is offered");
        assert_eq!(search("corona mc"), ["CO-1", "CO-2", "CO-9"]);
        assert_eq!(search("cor"), ["CO-2", "CO-1", "CO-9"]);
    }

    #[test]
    fn codes_are_found_and_nonsense_is_not() {
        assert_eq!(search("xx"), ["XX-7"]);
        assert_eq!(search("re-2"), ["RE-2", "RE-1"]);
        assert!(search("zirconio").is_empty());
        assert_eq!(search(" ").len(), 6);
    }

    #[test]
    fn twenty_at_most() {
        let item = |number: u128| ExistingCatalogItem {
            id: Uuid::from_u128(number),
            internal_code: format!("C{number:02}"),
            names: vec!["Corona".to_owned()],
            category_key: String::new(),
            default_price: None,
            clinical_type: None,
            is_active: true,
        };
        let found = CatalogSearch::new(&(0..30).map(item).collect::<Vec<_>>()).find("corona");
        assert_eq!((found.len(), &*found[0].code), (20, "C00"));
    }
}
