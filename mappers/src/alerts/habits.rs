//! What the medical summary of a patient has a place for: smoking, drinking, bruxism, pregnancy, nursing, and what
//! anaesthesias did.

use std::ops::Range;

use super::clauses::Clause;
use super::dates;
use super::reader::{Mode, Reader};
use super::vocabulary as v;
use super::words::Word;
use super::{Fact, Pregnancy};

/// Bytes of what can still be a sentence.
const BYTES_OF_A_SENTENCE: usize = 1000;

/// More words than these around "alcohol" are not about drinking it.
const WORDS_ABOUT_DRINKING: usize = 6;

impl<'a> Reader<'a> {
    /// Reads a clause about one of them. What it denies counts as read.
    pub(super) fn habit(&mut self, at: usize, clause: &Clause) -> bool {
        let words = &clause.words;
        let fact = if let Some(smoking) = self.first(words, v::SMOKING).or_else(|| self.counted(words)) {
            self.stated(words, smoking, v::QUIT).then(|| Fact::Smoker(self.smoked(words, smoking)))
        } else if let Some(stem) = self.first(words, v::PREGNANCY) {
            let is_stated = self.stated(words, stem, v::UNREAL);
            is_stated.then(|| Fact::Pregnant(pregnancy(self.about(at, words))))
        } else if let Some(nursing) = self.first(words, v::NURSING) {
            self.stated(words, nursing, v::UNREAL).then(|| Fact::Nursing(dates::written(self.about(at, words))))
        } else if let Some(bruxism) = self.first(words, v::BRUXISM).or_else(|| self.clenches(words)) {
            self.stated(words, bruxism, v::QUIT).then_some(Fact::Bruxism)
        } else if let Some(drinking) = self.first(words, v::DRINKING).filter(|_| words.len() <= WORDS_ABOUT_DRINKING) {
            self.stated(words, drinking, v::QUIT | v::DENYING).then(|| Fact::Drinker(self.clauses.span(words)))
        } else if self.any(words, v::ANAESTHETICS) && self.any(words, v::ADVERSE) {
            self.went_wrong(words).then_some(Fact::AnaesthesiaReaction)
        } else {
            return false;
        };
        self.mode = Mode::None;
        self.is_heading = false;
        self.facts.extend(fact.map(|fact| (at, fact)));
        true
    }

    /// Where to look for dates: in the sentence or, if it is too long for one, in the clause.
    fn about(&self, at: usize, words: &Range<usize>) -> &'a str {
        let sentence = self.clauses.sentence(at);
        if sentence.len() <= BYTES_OF_A_SENTENCE { sentence } else { self.clauses.span(words) }
    }

    fn first(&self, words: &Range<usize>, lists: super::lexicon::Lists) -> Option<usize> {
        words.clone().find(|at| self.is(*at, lists))
    }

    /// "20 cig/día", without a word that says who smokes them.
    fn counted(&self, words: &Range<usize>) -> Option<usize> {
        let counted = |at: &usize| *at > words.start && self.word(at - 1).is_some_and(Word::is_number);
        words.clone().find(|at| self.is(*at, v::SMOKING_WORDS) && counted(at))
    }

    /// Whether a clause says a thing of the patient, and of now.
    fn stated(&self, words: &Range<usize>, at: usize, but_for: super::lexicon::Lists) -> bool {
        let (before, after) = (words.start..at, at + 1..words.end);
        !self.is_denied_before(&before)
            && !self.is_denied_after(&after)
            && !self.any(words, but_for)
            && !self.is_of_relative(&before)
    }

    /// How much is smoked, in the words of the text.
    fn smoked(&self, words: &Range<usize>, at: usize) -> Option<&'a str> {
        if self.is(at, v::SMOKING_WORDS) && !self.is(at, v::SMOKING) {
            return Some(self.clauses.span(words));
        }
        // "20 cigarrillos al día": the word is part of how much.
        let counted = at
            .checked_sub(1)
            .filter(|before| words.contains(before))
            .filter(|before| self.word(*before).is_some_and(Word::is_number));
        let after = counted
            .map_or_else(|| self.without_leading(&(at + 1..words.end), v::SMOKING_LEADING), |number| number..words.end);
        let before = self.without_leading(&(words.start..at), v::SMOKING_LEADING);
        [after, before].iter().find(|words| !words.is_empty()).map(|words| self.clauses.span(words))
    }

    fn clenches(&self, words: &Range<usize>) -> Option<usize> {
        let clenches = |at: &usize| {
            self.words_say(
                &(*at..at + 1),
                &["aprieta", "apretador", "apretadora", "aperta", "serre", "apretamiento", "rechinar"],
            )
        };
        words.clone().find(clenches).filter(|at| {
            at + 1 == words.end
                || self.words_say(words, &["dientes", "dentes", "dents", "noche", "mucho", "dental", "dentario"])
        })
    }

    fn went_wrong(&self, words: &Range<usize>) -> bool {
        let went_wrong = |at: &usize| {
            let is_mal = |word: &Word| {
                word.folded.starts_with("mal")
                    && word.folded != "mal"
                    && word.folded != "malo"
                    && word.folded != "mala"
                    && word.folded != "malaise"
            };
            self.is(*at, v::ADVERSE)
                && !self.word(*at).is_some_and(is_mal)
                && !self.is_denied_before(&(words.start..*at))
        };
        words.clone().any(|at| went_wrong(&at))
            && !self.any(words, v::WELL)
            && !self.is_denied_after(&(words.end..words.end))
    }
}

fn pregnancy(sentence: &str) -> Pregnancy {
    let due = dates::due(sentence);
    Pregnancy { week: dates::week(sentence), written: if due.is_some() { None } else { dates::written(sentence) }, due }
}
