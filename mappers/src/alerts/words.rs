//! The words of a text, folded, with the places where they stand in it.

use unicode_normalization::char::canonical_combining_class;

use super::lexicon::Lists;
use super::vocabulary::LEXICON;
use crate::text;

/// A word: a run of letters and digits, or an abbreviation with its dots (`H.T.A.`).
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Without accents, case and dots.
    pub(super) folded: String,
    /// The lists it is in.
    lists: Lists,
    /// Where it begins and ends in the text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Word {
    /// Whether it is in one of these lists.
    pub(super) fn is(&self, lists: Lists) -> bool {
        self.lists.meet(lists)
    }

    pub(super) fn is_number(&self) -> bool {
        !self.folded.is_empty() && self.folded.bytes().all(|b| b.is_ascii_digit())
    }
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(char::is_alphanumeric).map(|at| rest + at) {
        let end = start + length(&text[start..]);
        let folded = text::fold(&text[start..end]).replace(' ', "");
        words.push(Word { lists: LEXICON.lists(&folded), folded, start, end });
        rest = end;
    }
    words
}

/// Bytes of the word that begins the text. Accents may stand as characters of their own.
fn length(text: &str) -> usize {
    let run = |text: &str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '·' || canonical_combining_class(c) != 0;
        text.find(|c: char| !is_part(c)).unwrap_or(text.len())
    };
    let mut length = run(text);
    // Letters with a dot each are one abbreviation.
    let is_letter = |text: &str| text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    let mut last = &text[..length];
    while is_letter(last) {
        let Some(after) = text[length..].strip_prefix('.') else { break };
        last = &after[..run(after)];
        if !is_letter(last) {
            break;
        }
        length += 1 + last.len();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_found_with_their_places() {
        assert_eq!(folded("Alérgico a A.I.N.E.S. y H.T.A"), ["alergico", "a", "aines", "y", "hta"]);
        assert_eq!(folded("ale\u{301}rgico 2,5 mg"), ["alergico", "2", "5", "mg"]);
        let text = "¡Sí! Ñoño";
        assert_eq!(words(text).iter().map(|word| &text[word.start..word.end]).collect::<Vec<_>>(), ["Sí", "Ñoño"]);
    }
}
