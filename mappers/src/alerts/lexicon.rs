//! Which lists of the vocabulary a word is in. Each word is looked up once, whatever is asked about it afterwards.

use std::collections::HashMap;
use std::ops::BitOr;

/// Some lists of the vocabulary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists(u128);

impl Lists {
    pub(super) const fn nth(index: u32) -> Self {
        Self(1 << index)
    }

    pub(super) fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Lists {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How the entries of a list are compared with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entries {
    Words,
    Stems,
    Ends,
}

/// All lists, turned round: from an entry to the lists it is in.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<&'static str, Lists>,
    stems: HashMap<&'static str, Lists>,
    ends: HashMap<&'static str, Lists>,
}

impl Lexicon {
    pub(super) fn of(lists: &[(Lists, Entries, &'static str)]) -> Self {
        let mut lexicon = Self::default();
        for (list, entries, text) in lists {
            let map = match entries {
                Entries::Words => &mut lexicon.words,
                Entries::Stems => &mut lexicon.stems,
                Entries::Ends => &mut lexicon.ends,
            };
            for entry in text.split_whitespace() {
                let known = map.entry(entry).or_default();
                *known = *known | *list;
            }
        }
        lexicon
    }

    /// The lists a folded word is in.
    pub(super) fn lists(&self, word: &str) -> Lists {
        let beginnings = word.char_indices().skip(1).filter_map(|(at, _)| word.get(..at)).chain([word]);
        let endings = word.char_indices().filter_map(|(at, _)| word.get(at..));
        let stems = beginnings.filter_map(|stem| self.stems.get(stem));
        let ends = endings.filter_map(|end| self.ends.get(end));
        self.words.get(word).into_iter().chain(stems).chain(ends).fold(Lists::default(), |all, more| all | *more)
    }
}

/// Defines lists: `NAME words "…"`, `NAME stems "…"` or `NAME ends "…"`.
macro_rules! lexicon {
    ($($(#[$doc:meta])* $name:ident $entries:ident $text:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Index { $($name,)* }

        $($(#[$doc])* pub(super) const $name: super::lexicon::Lists = super::lexicon::Lists::nth(Index::$name as u32);)*

        /// All of them.
        pub(super) static LEXICON: std::sync::LazyLock<super::lexicon::Lexicon> = std::sync::LazyLock::new(|| {
            super::lexicon::Lexicon::of(&[
                $(($name, super::lexicon::lexicon!(@ $entries), $text),)*
            ])
        });
    };
    (@ words) => { super::lexicon::Entries::Words };
    (@ stems) => { super::lexicon::Entries::Stems };
    (@ ends) => { super::lexicon::Entries::Ends };
}
pub(super) use lexicon;
