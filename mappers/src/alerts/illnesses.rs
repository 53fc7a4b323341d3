//! What someone suffers from, or suffered from.

use std::ops::Range;

use super::Fact;
use super::clauses::Clause;
use super::reader::{Mode, Reader};
use super::vocabulary as v;

impl Reader<'_> {
    /// Reads a clause that names illnesses.
    pub(super) fn illness(&mut self, at: usize, clause: &Clause) -> bool {
        self.illness_in(at, &clause.words)
    }

    /// Reads those words of a clause.
    pub(super) fn illness_in(&mut self, at: usize, words: &Range<usize>) -> bool {
        let drug = words.clone().find(|at| self.is(*at, v::THINNERS | v::DRUGS | v::LONG_ACTING | v::DRUG_ENDS));
        let end = drug.unwrap_or(words.end);
        let stems: Vec<usize> = (words.start..end).filter(|at| self.is_illness(*at, words)).collect();
        let Some(&first) = stems.first() else { return false };
        let before = words.start..first;
        if self.is_of_relative(&before) {
            return true;
        }
        let is_negative = (first + 1..words.end).any(|at| self.is(at, v::RULED_OUT) && !self.is(at - 1, v::NOT));
        let denial = self.denial_before(&before);
        if let Some(denial) = denial {
            // "Niega A, B": the denial goes on; "no A, B" may go on with what there is.
            let goes_on = self.words_say(
                &(denial..denial + 1),
                &[
                    "niega",
                    "niegan",
                    "nega",
                    "nie",
                    "sin",
                    "sem",
                    "sans",
                    "negativa",
                    "negativo",
                    "negativas",
                    "negativos",
                ],
            );
            self.mode = Mode::Denied { goes_on };
        } else if !is_negative && !self.is_denied_after(&(first + 1..words.end)) {
            self.add_illnesses(at, &(words.start..end), &stems);
            if let Some(drug) = drug {
                self.drugs_in(at, &(drug..words.end));
            }
        }
        true
    }

    fn is_illness(&self, at: usize, words: &Range<usize>) -> bool {
        let of_dentists = self.word(at).is_some_and(|word| word.folded.starts_with("ansi"))
            && words.clone().any(|at| self.word(at).is_some_and(|word| word.folded.starts_with("dent")));
        let is_pressure = self.words_say(&(at..at + 1), &["tension"])
            && self.words_say(&(at + 1..at + 2), &["alta", "elevada", "arterial"]);
        (self.is(at, v::ILLNESSES | v::ILLNESS_LETTERS) || is_pressure) && !of_dentists
    }

    fn add_illnesses(&mut self, at: usize, words: &Range<usize>, stems: &[usize]) {
        let named = self.without_leading(words, v::ILLNESS_LEADING);
        let mut starts: Vec<usize> = Vec::new();
        for &stem in stems {
            // The word after "síndrome" says which, even if it could stand alone.
            let belongs = starts.last().is_some_and(|_| {
                let before = self.without_trailing(&(named.start..stem));
                self.is(before.end.wrapping_sub(1), v::ILLNESS_HEADS) || self.words_say(&(stem - 1..stem), &["ansioso"])
            });
            if !belongs {
                starts.push(if starts.is_empty() { named.start.min(stem) } else { stem });
            }
        }
        for (nth, &start) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).copied().unwrap_or(words.end);
            let name = self.illness_name(&(start..end), stems);
            self.add_illness(at, words, &name);
        }
    }

    /// The words of a name without what leads on from them.
    fn without_trailing(&self, words: &Range<usize>) -> Range<usize> {
        let mut words = words.clone();
        while !words.is_empty() && self.is(words.end - 1, v::ILLNESS_TRAILING) {
            words.end -= 1;
        }
        words
    }

    fn illness_name(&self, words: &Range<usize>, stems: &[usize]) -> Range<usize> {
        let stem = stems.iter().find(|stem| words.contains(stem)).copied().unwrap_or(words.start);
        let cut =
            |at: &usize| *at > stem && (self.is(*at, v::ILLNESS_TAIL) || self.clauses.gap(at - 1).contains(['(', ':']));
        let end = words.clone().find(cut).unwrap_or(words.end);
        // "Control de hipertensión": what stands before a colon is a heading.
        let heading = (words.start..stem).rev().find(|at| self.clauses.gap(*at).contains([':', '('])).map(|at| at + 1);
        let name = self.without_leading(&(heading.unwrap_or(words.start)..end), v::ILLNESS_LEADING);
        self.without_trailing(&name)
    }

    fn add_illness(&mut self, at: usize, words: &Range<usize>, name: &Range<usize>) {
        if name.is_empty() {
            return;
        }
        // "Controlada con metformina" may be said in a clause of its own.
        let next =
            self.clauses.all.get(at + 1).filter(|next| !next.before.ends_sentence()).map(|next| next.words.clone());
        let is_controlled =
            self.any(words, v::CONTROLLED) || next.is_some_and(|next| self.is(next.start, v::CONTROLLED));
        let is_denied = self.any(words, v::NOT | v::BADLY);
        let fact = Fact::Illness {
            name: self.clauses.span(name),
            is_controlled: is_controlled && !is_denied,
            is_critical: self.any(name, v::CRITICAL),
        };
        self.facts.push((at, fact));
    }
}
