//! Text taken apart into sentences and these into clauses, none of which says more than one kind of thing.

use std::ops::Range;

use super::vocabulary as v;
use super::words::{Word, words};

/// Words of a clause at the most. No sentence has so many; without a limit, a text made to be slow would be.
const MAX_WORDS: usize = 60;

/// What separates a clause from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// A new line.
    Line,
    /// The end of a sentence.
    Sentence,
    /// A comma and what stands for one.
    List,
    /// "and".
    And,
    /// "nor".
    Nor,
    /// "but".
    But,
    /// "except".
    Except,
    /// Nothing but the word that begins the clause.
    Word,
}

impl Break {
    pub(super) fn ends_sentence(self) -> bool {
        matches!(self, Self::Line | Self::Sentence)
    }
}

/// A clause: some of the words of a text.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) words: Range<usize>,
    pub(super) before: Break,
    /// Where the sentence it is part of begins and ends in the text, in bytes.
    sentence: Range<usize>,
}

/// The clauses of a text.
#[derive(Debug)]
pub(super) struct Clauses<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word>,
    pub(super) all: Vec<Clause>,
}

impl<'a> Clauses<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut clauses = Self { text, words: words(text), all: Vec::new() };
        clauses.split();
        clauses.find_sentences();
        clauses
    }

    /// What stands between a word and the next, or the rest of the text.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let start = self.words.get(at).map_or(0, |word| word.end);
        let end = self.words.get(at + 1).map_or(self.text.len(), |word| word.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Words as they stand in the text.
    pub(super) fn span(&self, words: &Range<usize>) -> &'a str {
        let first = self.words.get(words.start).map_or(0, |word| word.start);
        let last = words.end.checked_sub(1).and_then(|at| self.words.get(at)).map_or(first, |word| word.end);
        self.text.get(first..last).unwrap_or_default()
    }

    /// The sentence a clause is part of, as it stands in the text.
    pub(super) fn sentence(&self, clause: usize) -> &'a str {
        let sentence = self.all.get(clause).map_or(0..0, |clause| clause.sentence.clone());
        self.text
            .get(sentence)
            .unwrap_or_default()
            .trim_end_matches(|c: char| c.is_whitespace() || "-*•¿¡.;,".contains(c))
    }

    /// Tells every clause where its sentence is.
    fn find_sentences(&mut self) {
        let mut end = self.text.len();
        let mut first = self.all.len();
        for at in (0..self.all.len()).rev() {
            if self.all[at].before.ends_sentence() || at == 0 {
                let start = self.words.get(self.all[at].words.start).map_or(0, |word| word.start);
                self.all[at..first].iter_mut().for_each(|clause| clause.sentence = start..end);
                (end, first) = (start, at);
            }
        }
    }

    fn split(&mut self) {
        let mut start = 0;
        let mut before = Break::Line;
        let mut at = 0;
        while at < self.words.len() {
            let is_first = at == start && before.ends_sentence();
            if let Some(joined) = self.connector(at).filter(|_| !is_first) {
                self.push(start..at, before);
                (start, before) = (at + 1, joined);
            } else if at > start && self.begins_clause(start, at) {
                let first = self.first_of(start, at);
                if first > start {
                    self.push(start..first, before);
                    (start, before) = (first, Break::Word);
                }
            }
            let is_too_long = at + 1 - start.min(at) >= MAX_WORDS;
            if let Some(after) = self.break_after(at).or(is_too_long.then_some(Break::Word)) {
                let end = (at + 1).max(start);
                self.push(start..end, before);
                // "Alergia a penicilina, y látex": the stronger of the two counts.
                (start, before) = (end, if start == end && !after.ends_sentence() { before } else { after });
            }
            at += 1;
        }
        self.push(start..self.words.len(), before);
    }

    fn push(&mut self, words: Range<usize>, before: Break) {
        if !words.is_empty() {
            self.all.push(Clause { words, before, sentence: 0..0 });
        }
    }

    /// How a word joins what stands around it, unless it is part of one thing ("vitamina E").
    fn connector(&self, at: usize) -> Option<Break> {
        let word = &self.words[at];
        let is_part = at.checked_sub(1).is_some_and(|before| self.words[before].folded.starts_with("vitamin"));
        if at + 1 == self.words.len() || is_part {
            return None;
        }
        match word.folded.as_str() {
            // Portuguese "é" is another word.
            "e" if self.text.get(word.start..word.end).is_none_or(|word| word.len() > 1) => None,
            "y" | "e" | "et" | "i" => Some(Break::And),
            "ni" | "nem" => Some(Break::Nor),
            "pero" | "aunque" | "sino" | "mais" => Some(Break::But),
            "salvo" | "excepto" | "menos" | "sauf" | "exceto" | "solo" | "unicamente" => Some(Break::Except),
            _ => None,
        }
    }

    fn begins_clause(&self, start: usize, at: usize) -> bool {
        let word = &self.words[at];
        // "Toma anticoagulantes" is one clause.
        let is_named = word.is(v::THINNERS) && self.words[at - 1].is(v::TAKING);
        (word.is(v::STARTING | v::STARTING_WORDS) && !word.is(v::ALLERGIST) && !is_named) || self.is_answered(start, at)
    }

    /// Whether a form is being filled in: "Alergias: no Diabetes: no HTA: sí".
    fn is_answered(&self, start: usize, at: usize) -> bool {
        at >= start + 2
            && self.words[at - 1].is(v::ANSWERS)
            && self.gap(at - 2).contains([':', '?', '='])
            && (at..self.words.len().min(at + 4)).any(|later| self.gap(later).contains([':', '?']))
    }

    /// The word with which a clause begins that turns on a later one: "no es" of "no es alérgico".
    fn first_of(&self, start: usize, at: usize) -> usize {
        if self.is_answered(start, at) {
            return at;
        }
        let mut first = at;
        while first > start {
            let word = &self.words[first - 1];
            let leads = word.is(v::DENYING | v::PASSING | v::RELATIVES | v::LEADING_IN);
            if !leads || self.gap(first - 1).contains([':', '(']) {
                break;
            }
            first -= 1;
        }
        first
    }

    /// What the text between a word and the next separates.
    fn break_after(&self, at: usize) -> Option<Break> {
        let gap = self.gap(at);
        let (word, next) = (&self.words[at], self.words.get(at + 1)?);
        let is_tight = !gap.contains(char::is_whitespace);
        let between_numbers = word.is_number() && next.is_number() && is_tight;
        let answers = next.is(v::ANSWERS);
        if gap.contains(['\n', '\r', '•', '|']) {
            return Some(Break::Line);
        }
        if between_numbers {
            return None;
        }
        let is_abbreviation =
            word.is(v::ABBREVIATIONS) || self.text.get(word.start..word.end).is_some_and(|word| word.contains('.'));
        if gap.contains('.') && !is_abbreviation {
            let is_initial = is_tight && word.folded.len() < 3;
            return (!is_initial).then_some(Break::Sentence);
        }
        if gap.contains(['!', '?']) && !answers {
            return Some(Break::Sentence);
        }
        // "Alergia (penicilina)" is a list of one.
        let opens = gap.contains('(') && next.is(v::ALLERGENS | v::ILLNESSES);
        let dash = gap.contains(['–', '—']) || (gap.contains('-') && gap.starts_with(' ') && gap.ends_with(' '));
        let slash = gap.contains('/') && !(gap.starts_with('/') && self.is_ratio(at));
        (gap.contains([',', ';', '+']) || opens || dash || slash).then_some(Break::List)
    }

    /// Whether a slash stands for "each" or shortens a word: "10 cig/día", "c/8h", "s/alergias", "y/o".
    fn is_ratio(&self, at: usize) -> bool {
        let (word, next) = (&self.words[at], &self.words[at + 1]);
        word.folded.len() == 1
            || next.folded.len() == 1
            || (word.is_number() && next.is_number())
            || word.is(v::MEASURES)
            || next.is(v::MEASURES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let clauses = Clauses::of(text);
        clauses.all.iter().map(|clause| clauses.span(&clause.words)).collect()
    }

    #[test]
    fn clauses_are_told_apart() {
        for (text, expected) in [
            ("Alergia a penicilina y látex, toma Sintrom", vec!["Alergia a penicilina", "látex", "toma Sintrom"]),
            ("HTA/DM + asma", vec!["HTA", "DM", "asma"]),
            ("Sintrom 2,5 mg c/24h", vec!["Sintrom 2,5 mg c/24h"]),
            ("1/2 comp de Orfidal", vec!["1/2 comp de Orfidal"]),
            ("Fuma 10 cig/día. No bebe", vec!["Fuma 10 cig/día", "No bebe"]),
            ("HTA no es alérgica", vec!["HTA", "no es alérgica"]),
            ("Alergias: no Diabetes: no HTA: sí", vec!["Alergias: no", "Diabetes: no", "HTA: sí"]),
            ("Dr. Pérez; ver informe", vec!["Dr. Pérez", "ver informe"]),
            ("Yodo — confirmar", vec!["Yodo", "confirmar"]),
            ("ex-fumador", vec!["ex-fumador"]),
            ("", vec![]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_is_found_around_its_clause() {
        let clauses = Clauses::of("Fuma. Alergia a A, B (grave).\nFin");
        assert_eq!(clauses.sentence(2), "Alergia a A, B (grave)");
        assert_eq!(clauses.sentence(3), "Fin");
    }
}
