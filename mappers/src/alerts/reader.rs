//! Clause by clause: what each says, and what goes on from the one before.

use std::ops::Range;

use super::clauses::{Break, Clause, Clauses};
use super::lexicon::Lists;
use super::vocabulary as v;
use super::words::Word;
use super::{Fact, Finding};

/// What a list that goes on is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing goes on.
    None,
    Allergies {
        is_sure: bool,
    },
    /// Allergies someone does not have; whether any was named.
    NoAllergies {
        named: bool,
    },
    Drugs,
    /// What someone denies; whether a comma goes on with the denial, of illnesses.
    Denied {
        goes_on: bool,
    },
}

/// A text being read.
pub(super) struct Reader<'a> {
    pub(super) clauses: Clauses<'a>,
    pub(super) mode: Mode,
    /// Whether the list stands below its heading, one thing a line.
    pub(super) is_heading: bool,
    /// A clause that names an allergy but not yet what to.
    pub(super) pending: Option<usize>,
    /// A clause that said nothing, for an allergy named after its cause ("melón: alergia").
    pub(super) unclaimed: Option<usize>,
    /// Facts, each with its clause.
    pub(super) facts: Vec<(usize, Fact<'a>)>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            clauses: Clauses::of(text),
            mode: Mode::None,
            is_heading: false,
            pending: None,
            unclaimed: None,
            facts: Vec::new(),
        }
    }

    pub(super) fn read(mut self) -> Vec<Finding<'a>> {
        let mut is_of_family = false;
        for at in 0..self.clauses.all.len() {
            let clause = self.clauses.all[at].clone();
            if clause.before.ends_sentence() {
                self.begin_sentence(&clause);
                is_of_family = self.is_family_history(at, &clause);
            }
            if !is_of_family {
                self.clause(at, &clause);
            }
        }
        self.settle();
        let Self { clauses, facts, .. } = self;
        facts.into_iter().map(|(at, fact)| Finding { fact, sentence: clauses.sentence(at) }).collect()
    }

    fn clause(&mut self, at: usize, clause: &Clause) {
        let unclaimed = self.unclaimed.take();
        // "Sin alergias ni medicación": all of it is denied.
        let is_denied = matches!(self.mode, Mode::NoAllergies { .. } | Mode::Denied { .. });
        if is_denied && clause.before == Break::Nor {
            return;
        }
        if let Some(named) = self.naming_allergy(clause) {
            self.allergy(at, clause, &named, unclaimed);
        } else if !(self.states(at, clause) || self.goes_on(at, clause)) {
            self.is_heading = false;
            self.mode = Mode::None;
            if !self.mentions(at, clause) {
                self.unclaimed = Some(at);
            }
        }
        if !matches!(self.mode, Mode::Allergies { .. }) {
            self.settle();
        }
    }

    /// Whether the clause says by itself what it is about, whatever went before.
    fn states(&mut self, at: usize, clause: &Clause) -> bool {
        self.forbids(at, clause) || self.habit(at, clause) || self.takes(at, clause)
    }

    /// Whether the clause names something known, which is neither stated nor part of a list.
    fn mentions(&mut self, at: usize, clause: &Clause) -> bool {
        if self.is_cautioned(at, clause)
            || self.is_bare_allergen(at, clause)
            || self.illness(at, clause)
            || self.names_drugs(at, clause)
        {
            return true;
        }
        let is_for_desk = self.is_for_desk(clause);
        self.facts.extend(is_for_desk.then_some((at, Fact::Desk)));
        is_for_desk
    }

    /// Whether the clause goes on with the list before it.
    fn goes_on(&mut self, at: usize, clause: &Clause) -> bool {
        match self.mode {
            Mode::Allergies { is_sure } => self.allergy_goes_on(at, clause, is_sure),
            Mode::NoAllergies { named } => self.denial_goes_on(at, clause, named),
            Mode::Drugs => self.drug_goes_on(at, clause),
            Mode::Denied { goes_on } => {
                goes_on && self.any(&clause.words, v::ILLNESSES | v::ILLNESS_LETTERS) && clause.before != Break::But
            }
            Mode::None => false,
        }
    }

    /// Lists end with their sentence, but for those below a heading, which go on while lines are short.
    fn begin_sentence(&mut self, clause: &Clause) {
        let is_short = clause.words.len() <= 5;
        if !(self.is_heading && is_short) {
            self.mode = Mode::None;
            self.is_heading = false;
            self.unclaimed = None;
            self.settle();
        }
    }

    /// "Antecedentes familiares: …" is of others, to the end of the sentence.
    fn is_family_history(&self, at: usize, clause: &Clause) -> bool {
        let words = &self.clauses.words[clause.words.clone()];
        let is_history = |word: &Word| word.folded.starts_with("antec") || word.folded.starts_with("hist");
        let is_family = |word: &Word| word.folded.starts_with("famil");
        let is_own = || crate::text::fold(self.clauses.sentence(at)).contains("personal");
        words.first().is_some_and(is_history) && words.iter().take(2).any(is_family) && !is_own()
    }

    fn is_for_desk(&self, clause: &Clause) -> bool {
        self.any(&clause.words, v::DESK) || clause.words.clone().any(|at| self.clauses.gap(at).contains('%'))
    }

    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.clauses.words.get(at)
    }

    pub(super) fn is(&self, at: usize, lists: Lists) -> bool {
        self.word(at).is_some_and(|word| word.is(lists))
    }

    /// Whether any of these words is in the lists.
    pub(super) fn any(&self, words: &Range<usize>, lists: Lists) -> bool {
        words.clone().any(|at| self.is(at, lists))
    }

    /// Whether all of these words are in the lists.
    pub(super) fn all(&self, words: &Range<usize>, lists: Lists) -> bool {
        words.clone().all(|at| self.is(at, lists))
    }

    /// The words without those of the lists that lead.
    pub(super) fn without_leading(&self, words: &Range<usize>, lists: Lists) -> Range<usize> {
        let start = words.clone().find(|at| !self.is(*at, lists)).unwrap_or(words.end);
        start..words.end
    }

    /// Whether what stands before a word denies it: "no tiene", "niega".
    pub(super) fn is_denied_before(&self, words: &Range<usize>) -> bool {
        self.denial_before(words).is_some()
    }

    pub(super) fn denial_before(&self, words: &Range<usize>) -> Option<usize> {
        for at in words.clone().rev() {
            if self.clauses.gap(at).contains([':', '(']) {
                return None;
            }
            if self.is(at, v::DENYING) {
                return Some(at);
            }
            if !self.is(at, v::PASSING) {
                return None;
            }
        }
        None
    }

    /// Whether all that stands after a word denies it: ": no", "ninguna conocida", "(-)".
    pub(super) fn is_denied_after(&self, words: &Range<usize>) -> bool {
        let before = words.start.wrapping_sub(1);
        if words.is_empty() {
            let gap = self.clauses.gap(before).trim_start_matches([':', ' ']);
            let is_last = self.word(words.end).is_none() || gap.contains('\n') || gap.contains(')');
            return gap.starts_with("(-)") || (is_last && gap.starts_with('-'));
        }
        let is_nought = words.len() == 1 && self.word(words.start).is_some_and(|word| word.folded == "0");
        let is_answer = is_nought
            || self.is(words.end - 1, v::DENYING)
                && self.clauses.gap(words.end.wrapping_sub(2)).contains([':', '=', '?', '(']);
        is_answer || (self.any(words, v::DENYING) && self.all(words, v::DENYING | v::PASSING | v::NONE_KNOWN))
    }

    /// Whether a clause is about somebody of the family: "madre alérgica".
    pub(super) fn is_of_relative(&self, before: &Range<usize>) -> bool {
        let relative = before.clone().rev().find(|at| self.is(*at, v::RELATIVES));
        // "Hija de Juan" says whose daughter the patient is.
        let is_described = |relative: usize| self.words_say(&(relative + 1..relative + 2), &["de", "del"]);
        relative.is_some_and(|relative| !self.any(&(relative + 1..before.end), v::REPORTING) && !is_described(relative))
    }
}
