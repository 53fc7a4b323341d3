//! Allergies. Losing one is worse than showing one too many: only what is plainly denied is left out.

use std::ops::Range;

use super::clauses::{Break, Clause};
use super::lexicon::Lists;
use super::reader::{Mode, Reader};
use super::vocabulary as v;
use super::{Drug, Fact};

/// Words of one thing in a list. More of them are a remark about the thing before.
const WORDS_OF_A_THING: usize = 4;

impl Reader<'_> {
    /// The words of a clause that name an allergy as such, but not what to.
    pub(super) fn naming_allergy(&self, clause: &Clause) -> Option<Range<usize>> {
        let words = &clause.words;
        words.clone().find_map(|at| {
            let word = self.word(at)?;
            let next = Some(at + 1).filter(|next| words.contains(next));
            let next_is = |lists| next.is_some_and(|next| self.is(next, lists));
            let names = (word.is(v::ALLERGY) || is_nearly_allergy(&word.folded)) && !word.is(v::ALLERGIST);
            let reacts = word.is(v::REACTION) && next_is(v::REACTION_TO);
            // "Edema de glotis por metamizol": what it names comes last.
            let culprit = (at + 1..words.end).find(|at| self.is(*at, v::ALLERGENS | v::DRUGS));
            if let Some(culprit) = culprit.filter(|_| word.is(v::SYMPTOM)) {
                return Some(at..culprit);
            }
            let shows = word.is(v::SYMPTOM) && next_is(v::SYMPTOM_BY) && words.end > at + 2;
            let letters = word.is(v::REACTION_LETTERS) && (self.clauses.gap(at).contains(':') || next_is(v::ALLERGENS));
            let joy = word.folded.starts_with("alegria") && self.any(&(at + 1..words.end), v::ALLERGENS);
            if names || reacts || shows || letters || joy {
                return Some(at..at + 1);
            }
            let before = at.checked_sub(1).filter(|before| words.contains(before)).and_then(|before| self.word(before));
            let disagrees = word.folded == "mal"
                && before
                    .is_some_and(|word| ["sienta", "sientan", "sento", "cae", "caen", "cayo"].contains(&&*word.folded));
            let tolerates = word.folded.starts_with("tolera") || word.folded.starts_with("support");
            let refuses = tolerates && before.is_some_and(|word| ["no", "mala", "nao", "ne"].contains(&&*word.folded));
            (disagrees || refuses).then(|| at - 1..at + 1)
        })
    }

    /// Reads a clause that names an allergy.
    pub(super) fn allergy(&mut self, at: usize, clause: &Clause, named: &Range<usize>, unclaimed: Option<usize>) {
        let (before, after) = (clause.words.start..named.start, named.end..clause.words.end);
        let (after, rest) = self.with_rest(&after);
        let others = |words: &Range<usize>| !words.is_empty() && self.all(words, v::RELATIVES | v::LEADING);
        if self.is_of_relative(&before) || (others(&after) && self.any(&after, v::RELATIVES)) {
            self.mode = Mode::None;
            return;
        }
        // "Ya no es alérgico" and "no sabe si es alérgico" leave doubt.
        // In "diabetes no alergia penicilina" the denial may be of either.
        let is_between =
            |no: &usize| clause.before == Break::Word && *no == clause.words.start && self.any(&after, v::ALLERGENS);
        let denial =
            self.denial_before(&before).filter(|no| !is_between(no) && !self.any(&(clause.words.start..*no), v::STILL));
        let is_ruled_out = self.any(&after, v::RULED_OUT) && !self.any(&after, v::NOT) && !self.any(&after, sick());
        if denial.is_some() || self.is_denied_after(&after) || is_ruled_out {
            self.mode = Mode::NoAllergies { named: self.any(&after, v::ALLERGENS) };
            self.is_heading = false;
            self.pending = None;
            // "No alergias HTA": only the allergies are denied.
            let said = after.start..rest.end;
            if denial.is_some() && !self.is(after.start, v::LEADING_TO) {
                let _ = self.illness_in(at, &self.without_leading(&said, v::PASSING));
            }
            return;
        }
        let is_sure = !self.is_doubtful(at, clause) && !self.is_denied_before(&before);
        // "El ibuprofeno le sienta mal", "penicilina alérgico".
        let things = Some(self.thing(&after)).filter(|things| !things.is_empty()).or_else(|| {
            let before = self.thing(&before);
            self.any(&before, v::ALLERGENS | v::ANAESTHETICS | v::DRUGS).then_some(before)
        });
        self.mode = Mode::Allergies { is_sure };
        self.is_heading = false;
        match things {
            Some(things) => self.add_allergy(at, &things, is_sure),
            None => self.unnamed_allergy(at, clause, is_sure, unclaimed),
        }
        if self.any(&clause.words, v::ANAESTHETICS) {
            self.facts.push((at, Fact::AnaesthesiaReaction));
        }
        let _ = self.illness_in(at, &rest) || self.drugs_in(at, &rest);
    }

    /// What someone is allergic to, and what of the clause is about something else: "penicilina HTA Sintrom".
    fn with_rest(&self, after: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let thing = self.without_leading(after, v::LEADING).start;
        let is_other = |at: &usize| {
            *at > thing && self.is(*at, sick() | v::THINNERS | v::THINNER_LETTERS) && !self.is(*at, v::ASPIRIN)
        };
        let rest = after.clone().find(is_other).unwrap_or(after.end);
        (after.start..rest, rest..after.end)
    }

    /// An allergy to what stands before ("penicilina: alergia"), or after ("alergias: penicilina").
    fn unnamed_allergy(&mut self, at: usize, clause: &Clause, is_sure: bool, unclaimed: Option<usize>) {
        let is_first = clause.before.ends_sentence();
        let is_joined = clause.before == Break::Word && !self.any(&self.words_before(at), v::TAKING);
        if let Some((of, fact)) = self.facts.last_mut().filter(|(of, _)| !is_first && *of + 1 == at) {
            match fact {
                Fact::Allergy { is_sure: sure, .. } => {
                    *sure |= is_sure;
                    return;
                }
                // "Enalapril: alergia", but not "toma Enalapril, alérgico".
                Fact::Drug(Drug { name, .. }) if is_joined => {
                    let (of, name) = (*of, *name);
                    self.facts.pop();
                    self.facts.push((of, Fact::Allergy { name, is_sure }));
                    return;
                }
                _ => {}
            }
        }
        let before = unclaimed.filter(|of| !is_first && *of + 1 == at).map(|of| self.clauses.all[of].words.clone());
        if let Some(things) = before.filter(|words| words.len() <= 3 && !self.is(words.start, v::ADVICE)) {
            if self.clauses.gap(things.end - 1).trim().is_empty() {
                self.add_allergy(at, &(things.start..clause.words.end), false);
            } else {
                self.add_allergy(at - 1, &things, is_sure);
            }
            return;
        }
        let _ = self.illness(at, clause);
        self.mode = Mode::Allergies { is_sure };
        self.pending = Some(at);
        // A heading: what it names stands below.
        let gap = self.clauses.gap(clause.words.end.wrapping_sub(1));
        self.is_heading = gap.contains([':', '\n', '!']);
    }

    fn words_before(&self, at: usize) -> Range<usize> {
        at.checked_sub(1).and_then(|at| self.clauses.all.get(at)).map_or(0..0, |clause| clause.words.clone())
    }

    /// Reads a clause after one about allergies. `false` when it is about something else.
    pub(super) fn allergy_goes_on(&mut self, at: usize, clause: &Clause, is_sure: bool) -> bool {
        // "Alergia a los AINES excepto paracetamol".
        if clause.before == Break::Except {
            return true;
        }
        let things = self.thing(&clause.words);
        let names = self.any(&things, v::ALLERGENS | v::MATERIALS | v::ANAESTHETICS);
        if self.all(&clause.words, v::DENYING | v::PASSING | v::NONE_KNOWN) && self.any(&clause.words, v::DENYING) {
            (self.mode, self.pending) = (Mode::NoAllergies { named: false }, None);
            return true;
        }
        let is_other = self.any(&clause.words, v::ILLNESSES | v::ILLNESS_LETTERS | v::DESK | v::SMOKING)
            || self.dose(&clause.words).is_some();
        let first = self.without_leading(&clause.words, v::LEADING).start;
        let advises =
            self.is(clause.words.start, v::ADVICE | v::TAIL) && !self.is(first, v::ALLERGENS | v::ANAESTHETICS);
        if (!names && is_other) || advises {
            return false;
        }
        if things.is_empty() {
            return true;
        }
        if !names && things.len() > WORDS_OF_A_THING {
            return false;
        }
        // What thins the blood may be one more allergy, or what the patient takes: both are shown.
        let is_thinner = self.any(&things, v::THINNERS | v::THINNER_LETTERS) && !self.any(&things, v::ASPIRIN);
        let takes = is_thinner || self.dose(&clause.words).is_some();
        let is_drug = self.any(&things, v::DRUGS | v::DRUG_ENDS) && !names;
        let is_clear = !takes && !is_drug && !self.is(clause.words.start, v::NOT);
        self.add_allergy(at, &things, is_sure && is_clear);
        if takes {
            self.add_drugs(at, &clause.words);
        }
        if self.any(&things, v::ANAESTHETICS) {
            self.facts.push((at, Fact::AnaesthesiaReaction));
        }
        true
    }

    /// Reads a clause after one that denies allergies.
    pub(super) fn denial_goes_on(&mut self, at: usize, clause: &Clause, named: bool) -> bool {
        let words = self.without_leading(&clause.words, v::TAKING_BACK);
        let takes_back = words.start > clause.words.start || self.any(&words, v::ALLERGENS);
        match clause.before {
            Break::Except => self.exception(at, &words),
            Break::But if takes_back => self.exception(at, &words),
            Break::List | Break::And if named => self.all(&words, v::ALLERGENS | v::ALLERGEN_WITH),
            _ => false,
        }
    }

    fn exception(&mut self, at: usize, words: &Range<usize>) -> bool {
        let things = self.thing(words);
        if !things.is_empty() {
            self.mode = Mode::Allergies { is_sure: true };
            self.add_allergy(at, &things, true);
        }
        !things.is_empty()
    }

    /// "No dar AINES", "penicilina no": why is not said; it may be an allergy.
    pub(super) fn forbids(&mut self, at: usize, clause: &Clause) -> bool {
        let words = &clause.words;
        // "Ya no toma aspirina" tells of a habit.
        let is_habit = self.any(words, v::STILL | v::NO_LONGER) || self.words_say(words, &["desde"]);
        if is_habit && self.any(words, v::TAKING) {
            return false;
        }
        let after = words.clone().find_map(|no| {
            let allowed = self.without_leading(&(no + 1..words.end), v::FORBIDDING);
            let is_latex =
                self.words_say(&(no..no + 1), &["sin", "sem", "sans"]) && self.words_say(&(no + 1..no + 2), &["latex"]);
            let forbids = self.is(no, v::FORBIDDEN) && self.is(allowed.start, v::ALLERGENS) && !allowed.is_empty();
            (forbids || is_latex).then(|| self.thing(&allowed))
        });
        let last = words.end - 1;
        let before = || {
            let before = words.start..last;
            let is_no = self.is(last, v::FORBIDDEN) && !before.is_empty();
            (is_no && self.is_allergen(&before)).then_some(before)
        };
        let Some(things) = after.or_else(before).filter(|things| !things.is_empty()) else { return false };
        self.mode = Mode::Allergies { is_sure: false };
        self.add_allergy(at, &things, false);
        true
    }

    /// The name of something people are allergic to, alone: most likely an allergy.
    pub(super) fn is_bare_allergen(&mut self, at: usize, clause: &Clause) -> bool {
        if !self.is_allergen(&clause.words) {
            return false;
        }
        let things = Some(self.thing(&clause.words)).filter(|things| !things.is_empty());
        self.mode = Mode::Allergies { is_sure: false };
        self.add_allergy(at, &things.unwrap_or_else(|| clause.words.clone()), false);
        true
    }

    /// "Ojo con la penicilina", "amoxicilina: rash": it may be an allergy.
    pub(super) fn is_cautioned(&mut self, at: usize, clause: &Clause) -> bool {
        let words = &clause.words;
        let Some(first) = words.clone().find(|at| self.is(*at, v::ALLERGENS)) else { return false };
        let is_cautioned = self.any(words, v::CAUTION) && !self.any(words, v::PRESCRIBING | v::NO_LONGER);
        if !is_cautioned || self.dose(words).is_some() || self.is_denied_before(&(words.start..first)) {
            return false;
        }
        let things = self.thing(&(first..words.end));
        let end = things.clone().find(|at| self.is(*at, v::CAUTION)).unwrap_or(things.end);
        self.mode = Mode::Allergies { is_sure: false };
        self.add_allergy(at, &(first..end.max(first + 1)), false);
        true
    }

    fn is_allergen(&self, words: &Range<usize>) -> bool {
        words.len() <= WORDS_OF_A_THING
            && self.any(words, v::ALLERGENS)
            && self.all(words, v::ALLERGENS | v::ALLERGEN_WITH)
            && self.is(words.start, v::ALLERGENS | v::ALLERGEN_WITH)
    }

    fn add_allergy(&mut self, at: usize, words: &Range<usize>, is_sure: bool) {
        self.pending = None;
        let name = self.clauses.span(words);
        self.facts.push((at, Fact::Allergy { name, is_sure }));
    }

    /// The words that name a thing, without those around it.
    fn thing(&self, words: &Range<usize>) -> Range<usize> {
        let mut things = self.without_leading(words, v::LEADING);
        if self.is(things.start, v::TAIL | v::DOUBTFUL | v::DESK | v::DENYING | v::ADVICE) {
            things.start = things.clone().find(|at| self.is(*at, v::ALLERGENS | v::MATERIALS)).unwrap_or(things.end);
        }
        let ends =
            |at: &usize| *at > things.start && (self.is(*at, v::TAIL) || self.clauses.gap(at - 1).contains(['(', ':']));
        let cut = things.clone().find(ends).unwrap_or(things.end);
        let is_name = |at: &usize| cut == things.end || !self.is(*at, v::LEADING);
        let end = (things.start..cut).rev().find(is_name).map_or(things.start, |last| last + 1);
        let is_word = |at: usize| self.word(at).is_some_and(|word| !word.is_number());
        if (things.start..end).any(is_word) { things.start..end } else { end..end }
    }

    /// An allergy that nothing was said to be the cause of is one all the same.
    pub(super) fn settle(&mut self) {
        if let Some(at) = self.pending.take() {
            let name = self.clauses.span(&self.clauses.all[at].words.clone());
            self.facts.push((at, Fact::Allergy { name, is_sure: false }));
        }
    }

    fn is_doubtful(&self, at: usize, clause: &Clause) -> bool {
        let before = at.checked_sub(1).filter(|_| clause.before == Break::Word).and_then(|at| self.clauses.all.get(at));
        let is_no = self.is(clause.words.end - 1, v::NOT)
            || self.words_say(&(clause.words.end - 1..clause.words.end), &["negativo"]);
        is_no
            || before.is_some_and(|before| self.any(&before.words, v::DOUBTFUL))
            || self.any(&clause.words, v::DOUBTFUL)
                && !self.words_say(&(clause.words.end - 1..clause.words.end), &["si"])
            || self.clauses.gap(clause.words.end - 1).contains('?')
            || self
                .clauses
                .all
                .get(at + 1)
                .is_some_and(|next| !next.before.ends_sentence() && self.all(&next.words, v::DOUBTFUL | v::DENYING))
    }

    pub(super) fn words_say(&self, words: &Range<usize>, any: &[&str]) -> bool {
        words.clone().filter_map(|at| self.word(at)).any(|word| any.contains(&&*word.folded))
    }
}

fn sick() -> Lists {
    v::ILLNESSES | v::ILLNESS_LETTERS | v::SMOKING
}

/// Whether a word is "alergia" or the like but for a slip of the finger.
fn is_nearly_allergy(word: &str) -> bool {
    ["alergia", "alergias", "alergico", "alergica", "allergie"].iter().any(|right| is_one_slip(word, right))
}

/// Whether one letter too many, too few or wrong makes one word the other.
fn is_one_slip(one: &str, two: &str) -> bool {
    let (short, long) =
        if one.len() <= two.len() { (one.as_bytes(), two.as_bytes()) } else { (two.as_bytes(), one.as_bytes()) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = if short.len() == long.len() { short.get(same + 1..) } else { short.get(same..) };
    same == long.len() || rest == long.get(same + 1..)
}
