//! What someone takes.

use std::borrow::Cow;
use std::ops::Range;

use super::clauses::Clause;
use super::lexicon::Lists;
use super::reader::{Mode, Reader};
use super::vocabulary as v;
use super::words::Word;
use super::{Drug, Fact};

/// Words of a clause that is hardly more than the name of a drug.
const WORDS_OF_A_DRUG: usize = 3;

/// What is known to be a drug.
fn known() -> Lists {
    v::THINNERS | v::THINNER_LETTERS | v::ASPIRIN | v::LONG_ACTING | v::DRUGS | v::DRUG_ENDS
}

impl<'a> Reader<'a> {
    /// Reads a clause that says what someone takes: "toma Sintrom", "tto con Enalapril".
    pub(super) fn takes(&mut self, at: usize, clause: &Clause) -> bool {
        let Some(taking) = clause.words.clone().find(|word| self.is_taking(*word, clause)) else { return false };
        let (before, after) = (clause.words.start..taking, taking + 1..clause.words.end);
        self.is_heading = false;
        self.mode = Mode::None;
        if self.is_of_relative(&before) {
            return true;
        }
        let denied = self.is_denied_before(&before) || self.is_denied_after(&after);
        if denied || self.is_past(&clause.words) {
            self.not_taken(at, &clause.words);
            return true;
        }
        if self.any(&before, v::ILLNESSES | v::ILLNESS_LETTERS) {
            self.illness_in(at, &before);
        }
        let is_named = self.add_drugs(at, &after);
        self.mode = Mode::Drugs;
        let gap = self.clauses.gap(clause.words.end - 1);
        self.is_heading = !is_named && (gap.contains(':') || gap.contains('\n'));
        true
    }

    fn is_taking(&self, at: usize, clause: &Clause) -> bool {
        let after = at + 1..clause.words.end;
        if !self.is(at, v::TAKING) {
            return false;
        }
        let named = self.any(&after, known() | v::ALLERGENS);
        if self.is(at, v::TAKING_IF) {
            let leads = self.words_say(
                &(at + 1..(at + 2).min(clause.words.end)),
                &["con", "com", "avec", "medico", "para", "habitual"],
            );
            return leads || named || self.clauses.gap(at).contains(':') || self.dose(&after).is_some();
        }
        named || !self.is(at + 1, v::TAKING_OF) || after.is_empty()
    }

    /// Reads a clause after one that names drugs. `false` when it is about something else.
    pub(super) fn drug_goes_on(&mut self, at: usize, clause: &Clause) -> bool {
        let words = &clause.words;
        let named = self.any(words, known() | v::ALLERGENS) || self.dose(words).is_some();
        let is_other = self.any(words, v::ILLNESSES | v::ILLNESS_LETTERS | v::DESK | v::PRESCRIBING)
            || self.is(words.start, v::ADVICE | v::DENYING)
            || words.len() > WORDS_OF_A_DRUG + 1;
        if !named && is_other {
            return false;
        }
        if self.is_past(words) || (named && self.is_denied_after(&(words.start + 1..words.end))) {
            self.not_taken(at, words);
        } else if !self.is_only(words, v::ILLNESSES | v::ILLNESS_LETTERS) {
            self.add_drugs(at, words);
        }
        true
    }

    fn is_only(&self, words: &Range<usize>, lists: Lists) -> bool {
        self.all(words, lists | v::DRUG_LEADING)
    }

    /// Drugs named without anything that says who takes them: "Sintrom", "Enalapril 20 mg", "pedir INR por Sintrom".
    pub(super) fn names_drugs(&mut self, at: usize, clause: &Clause) -> bool {
        let words = &clause.words;
        if self.any(words, v::PRESCRIBING | v::ANAESTHETICS) {
            return false;
        }
        self.drugs_in(at, words)
    }

    /// Adds the drugs of some words of a clause.
    pub(super) fn drugs_in(&mut self, at: usize, words: &Range<usize>) -> bool {
        let dose = self.dose(words);
        let first = words.clone().find(|word| self.is(*word, known())).or_else(|| {
            let before = dose.as_ref()?.start.checked_sub(1).filter(|before| words.contains(before))?;
            self.word(before).filter(|word| word.folded.len() > 3 && !word.is_number()).map(|_| before)
        });
        let Some(first) = first else { return false };
        if self.is_denied_before(&(words.start..first))
            || self.is_denied_after(&(first + 1..words.end))
            || self.is_past(words)
        {
            self.not_taken(at, words);
            return true;
        }
        if self.is_of_relative(&(words.start..first)) {
            return true;
        }
        let named = self.without_leading(words, v::DRUG_LEADING);
        let is_short =
            dose.is_some() || named.len() <= WORDS_OF_A_DRUG || named.clone().any(|at| self.is_how_often(at));
        let start = if is_short && !self.is(named.start, v::ADVICE) { named.start.min(first) } else { first };
        let end = if is_short { words.end } else { first + 1 };
        self.add_drugs(at, &(start..end));
        if !is_short {
            let others: Vec<_> = (end..words.end).filter(|word| self.is(*word, known())).collect();
            for other in others {
                self.add_drugs(at, &(other..other + 1));
            }
        }
        true
    }

    /// Adds what a list names. `false` when that is nothing in particular ("su medicación habitual").
    pub(super) fn add_drugs(&mut self, at: usize, words: &Range<usize>) -> bool {
        let words = self.without_leading(words, v::DRUG_LEADING);
        if words.is_empty() || self.all(&words, v::GENERIC) {
            return false;
        }
        let mut named: Vec<usize> = words.clone().filter(|word| self.is(*word, known() | v::ALLERGENS)).collect();
        // "Anticoagulado con Sintrom" is one drug.
        if named.iter().any(|word| !self.is(*word, v::THINNERS_AS_SUCH)) {
            named.retain(|word| !self.is(*word, v::THINNERS_AS_SUCH));
        }
        // "Ácido alendrónico", "AAS aspirina": words that follow each other name one thing.
        named.dedup_by(|next, word| *next == *word + 1 && !self.are_two(*word, *next));
        if let [first, .., _] = *named {
            let starts =
                std::iter::once(words.start.min(first)).chain(named.iter().skip(1).copied()).collect::<Vec<_>>();
            for (nth, start) in starts.iter().enumerate() {
                let end = starts.get(nth + 1).copied().unwrap_or(words.end);
                self.add_drug(at, &(*start..end));
            }
        } else {
            let start = match *named {
                [only] if self.any(&words, v::THINNERS_AS_SUCH) => only,
                _ => words.start,
            };
            self.add_drug(at, &(start..words.end));
        }
        true
    }

    fn are_two(&self, one: usize, two: usize) -> bool {
        let same = |lists| self.is(one, lists) && self.is(two, lists);
        !same(v::LONG_ACTING) && !same(v::ASPIRIN)
    }

    fn add_drug(&mut self, at: usize, words: &Range<usize>) {
        if let Some(drug) = self.drug(words) {
            self.facts.push((at, Fact::Drug(drug)));
        }
    }

    /// What is not taken any more counts only if it works for years, and what never was does not.
    fn not_taken(&mut self, at: usize, words: &Range<usize>) {
        self.mode = Mode::Denied { goes_on: false };
        let was_taken = self.is_past(words) || self.any(words, v::STILL);
        let drug = words.clone().find(|word| self.is(*word, v::LONG_ACTING));
        if let Some(drug) = drug.filter(|_| was_taken) {
            self.add_drug(at, &(drug..drug + 1));
        }
    }

    fn is_past(&self, words: &Range<usize>) -> bool {
        let ended = |at: usize| {
            let soon = at..at + 4;
            match self.word(at).map_or("", |word| &word.folded) {
                "hasta" => self.has_year(&soon) || self.any(&soon, v::STILL),
                // "Suspendido 3 días antes" is for an operation.
                word if word.starts_with("suspend") => !self.words_say(&(at..at + 5), &["dias", "antes", "horas"]),
                _ => true,
            }
        };
        words.clone().any(|at| self.is(at, v::NO_LONGER) && ended(at))
    }

    fn has_year(&self, words: &Range<usize>) -> bool {
        words.clone().filter_map(|at| self.word(at)).any(|word| {
            word.is_number()
                && word.folded.len() == 4
                && (word.folded.starts_with("19") || word.folded.starts_with("20"))
        })
    }

    /// Name, dose and how often, told apart.
    fn drug(&self, words: &Range<usize>) -> Option<Drug<'a>> {
        let tail = words.clone().find(|at| *at > words.start && self.is(*at, v::DRUG_TAIL)).unwrap_or(words.end);
        let (quantity, words) = self.quantity(&(words.start..tail));
        let words = self.without_leading(&words, v::DRUG_LEADING);
        let often = words.clone().find(|at| *at > words.start && self.is_how_often(*at));
        let dose = self.dose(&words).or_else(|| self.bare_dose(&(words.start..often.unwrap_or(words.end))));
        let after_dose = dose.as_ref().map_or(words.start, |dose| dose.end);

        let end = dose.as_ref().map(|dose| dose.start).into_iter().chain(often).min().unwrap_or(words.end);
        let mut name = words.start..end;
        if name.is_empty() {
            name = self.without_leading(&(after_dose..words.end), v::DRUG_LEADING);
        }
        while !name.is_empty() && self.is(name.end - 1, v::DRUG_LEADING) {
            name.end -= 1;
        }
        let often = often.filter(|often| *often >= name.end).map(|often| often.max(after_dose)..words.end);
        let often = often.filter(|often| !often.is_empty()).map(|often| self.clauses.span(&often));
        let frequency = match (quantity, often) {
            (Some(quantity), Some(often)) => Some(Cow::Owned(format!("{quantity} {often}"))),
            (quantity, often) => quantity.or(often).map(Cow::Borrowed),
        };
        let named = self.clauses.words.get(name.clone()).filter(|words| !words.is_empty())?;
        let dosage = dose.map(|dose| self.clauses.span(&dose));
        let is_for_hearts = self.words_say(&words, &["infantil"]) && self.any(&words, v::ASPIRIN);
        let thins_blood = is_for_hearts || thins_blood(named, dosage);
        Some(Drug { name: self.clauses.span(&name), dosage, frequency, thins_blood })
    }

    /// A dose without its unit: "Adiro 100".
    fn bare_dose(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let is_dose = |at: &usize| {
            *at > words.start
                && self.word(*at).is_some_and(Word::is_number)
                && !self.is(*at + 1, v::PIECES | v::MEASURES)
        };
        words.clone().find(is_dose).map(|at| at..at + 1)
    }

    /// How many at a time, before the name: "1/2 comp de Orfidal".
    fn quantity(&self, words: &Range<usize>) -> (Option<&'a str>, Range<usize>) {
        let pieces = words.clone().take(4).find(|at| self.is(*at, v::PIECES));
        let counted = pieces.filter(|pieces| *pieces > words.start && self.all_count(&(words.start..*pieces)));
        match counted {
            Some(pieces) if pieces + 1 < words.end => {
                (Some(self.clauses.span(&(words.start..pieces + 1))), pieces + 1..words.end)
            }
            _ => (None, words.clone()),
        }
    }

    fn all_count(&self, words: &Range<usize>) -> bool {
        words.clone().all(|at| {
            self.word(at)
                .is_some_and(|word| word.is_number() || ["medio", "media", "un", "una"].contains(&&*word.folded))
        })
    }

    /// A dose: "20 mg", "20mg", "2,5 mg".
    pub(super) fn dose(&self, words: &Range<usize>) -> Option<Range<usize>> {
        words.clone().find_map(|at| {
            let word = self.word(at)?;
            let digits = word.folded.bytes().take_while(u8::is_ascii_digit).count();
            let rest = word.folded.get(digits..)?;
            let is_unit = |unit: &str| {
                ["mg", "mgs", "mgr", "mcg", "ug", "μg", "g", "gr", "grs", "ml", "ui", "mlg", "iu"].contains(&unit)
            };
            let decimals = |at: usize| {
                at > words.start
                    && matches!(self.clauses.gap(at - 1), "," | ".")
                    && self.word(at - 1).is_some_and(Word::is_number)
            };
            let start = if decimals(at) { at - 1 } else { at };
            if digits > 0 && is_unit(rest) {
                return Some(start..at + 1);
            }
            let unit = words.contains(&(at + 1)).then(|| self.word(at + 1))??;
            // "100 mcg/inh" is one dose.
            let ends = if self.clauses.gap(at + 1) == "/" && words.contains(&(at + 2)) { at + 3 } else { at + 2 };
            (digits > 0 && rest.is_empty() && is_unit(&unit.folded)).then_some(start..ends)
        })
    }

    fn is_how_often(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else { return false };
        let next = |any: &[&str]| self.words_say(&(at + 1..at + 3), any);
        match word.folded.as_str() {
            "al" | "ao" | "x" => next(&["dia", "mes", "acostarse", "levantarse"]),
            "por" => next(&["noche", "noches", "manana", "mananas", "tarde", "dia", "jour"]),
            "en" => next(&["ayunas", "desayuno", "comida", "cena"]),
            "si" => next(&["precisa", "dolor", "necesita", "crisis"]),
            "c" => self.clauses.gap(at).contains('/'),
            "cuando" => next(&["precisa", "necesita", "dolor", "duele", "hay"]),
            _ if word.is_number() => {
                let gap = self.clauses.gap(at);
                let counts = self.is(at + 1, v::PIECES | v::MEASURES)
                    || (self.word(at + 1).is_some_and(Word::is_number) && (gap == "-" || gap == "/"));
                counts || next(&["al", "cada", "c", "por"])
            }
            _ => word.is(v::HOW_OFTEN),
        }
    }
}

/// Whether a drug is an anticoagulant or an antiplatelet. Aspirin is one in the doses that hearts are given.
pub(super) fn thins_blood(name: &[Word], dosage: Option<&str>) -> bool {
    let any = |lists| name.iter().any(|word| word.is(lists));
    let says = |number: &str| {
        name.iter().any(|word| word.folded == number) || dosage.is_some_and(|dosage| dosage.starts_with(number))
    };
    let small = says("100") || says("150") || says("75") || says("81") || says("125");
    any(v::THINNERS | v::THINNER_LETTERS) || (any(v::ASPIRIN) && small)
}
