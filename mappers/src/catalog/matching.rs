//! Finding the clinic's treatment that a label of the source means (`docs/mapping/catalog.md#matching`).

use api::decisions::CatalogItem;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::gesden;
use crate::context::ExistingCatalogItem;
use crate::text;

/// Scores from which a match is believed: within the category the source names, and in the whole catalog.
const IN_CATEGORY: f64 = 0.7;
const ANYWHERE: f64 = 0.8;
/// The least score of a label that says more, or less, than a treatment's name.
const SUBSET: f64 = 0.6;
/// The least score of names with the same code: codes such as `1` mean something else in every clinic.
const SAME_CODE: f64 = 0.5;
/// The least share of a name, outside the category the source names, that a label of one word may be.
const ONLY_WORD: f64 = 1.0 / 3.0;
/// Characters from which a word says something.
const WORD: usize = 3;
/// Characters from which the beginning of a word may stand for it.
const PREFIX: usize = 4;
/// Readings of a label whose abbreviations stand for several things, at most.
const READINGS: usize = 8;

/// A treatment of the clinic, ready to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: Uuid,
    pub(crate) name: Box<str>,
    pub(crate) code: Box<str>,
    pub(crate) category: Box<str>,
    pub(crate) price: Option<Decimal>,
    pub(crate) clinical_type: Option<Box<str>>,
    pub(crate) is_active: bool,
    /// Its names, folded; none when it has none, and then nothing resembles it.
    pub(super) folded: Box<[Box<str>]>,
}

impl From<ExistingCatalogItem> for Candidate {
    /// One without a name goes by its code.
    fn from(item: ExistingCatalogItem) -> Self {
        let mut folded: Vec<Box<str>> = Vec::with_capacity(item.names.len());
        for name in item.names.iter().map(|name| text::fold(name).into_boxed_str()) {
            if !name.is_empty() && !folded.contains(&name) {
                folded.push(name);
            }
        }
        Self {
            id: item.id,
            folded: folded.into(),
            name: item.names.first().unwrap_or(&item.internal_code).as_str().into(),
            code: item.internal_code.into(),
            category: item.category_key.into(),
            price: item.default_price,
            clinical_type: item.clinical_type.map(Into::into),
            is_active: item.is_active,
        }
    }
}

impl Candidate {
    /// Whether it is called so, in any language.
    pub(super) fn is_called(&self, folded: &str) -> bool {
        self.folded.iter().any(|name| **name == *folded)
    }
}

impl From<&Candidate> for CatalogItem {
    fn from(candidate: &Candidate) -> Self {
        Self {
            id: candidate.id,
            code: (*candidate.code).to_owned(),
            name: (*candidate.name).to_owned(),
            category: (*candidate.category).to_owned(),
            price: candidate.price.map(|price| price.to_string()),
            is_active: candidate.is_active,
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query<'a> {
    pub(crate) label: &'a str,
    pub(crate) code: Option<&'a str>,
    /// The category the source's treatment type names, if it names one.
    pub(crate) category: Option<&'a str>,
    pub(crate) clinical_type: Option<&'a str>,
    pub(crate) price: Option<Decimal>,
}

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Certainty {
    /// The same name.
    Exact,
    /// A name alike, with its score: 1 when every word has its counterpart.
    Fuzzy(f64),
}

/// The treatment meant; `None` when there is none, or several between which nothing decides. The order of the
/// candidates does not matter.
pub(crate) fn find<'a>(query: &Query<'_>, candidates: &'a [Candidate]) -> Found<'a> {
    let label = Label::new(query.label);
    if label.folded.chars().count() < WORD {
        return None;
    }
    if let Some(found) = by_code(query, &label, candidates) {
        return Some(found);
    }
    let everything: Vec<_> = candidates.iter().filter(|candidate| candidate.is_active).collect();
    let is_named = |candidate: &&&Candidate| query.category.is_some_and(|category| *candidate.category == *category);
    let in_category: Vec<_> = everything.iter().filter(is_named).copied().collect();

    // Where several have the very name and nothing tells them apart, another name would be a guess.
    let has_name = |pool: &[&Candidate]| pool.iter().any(|candidate| candidate.is_called(&label.folded));
    if has_name(&in_category) {
        return same_name(query, &label, &in_category);
    }
    let filed = alike(query, &label, &in_category, IN_CATEGORY, || wider(&label, &in_category));
    if filed.is_some() {
        return filed;
    }
    if has_name(&everything) {
        return same_name(query, &label, &everything);
    }
    alike(query, &label, &everything, ANYWHERE, || only_wider(query, &label, &everything))
        .or_else(|| by_only_word(query, &label, &everything))
        .or_else(|| {
            let retired: Vec<_> = candidates.iter().filter(|candidate| !candidate.is_active).collect();
            same_name(query, &label, &retired)
        })
}

/// A treatment and how sure it is.
pub(super) type Found<'a> = Option<(&'a Candidate, Certainty)>;

/// A source label: as it is, and with its abbreviations written out.
struct Label {
    folded: String,
    plain: Vec<String>,
    /// Several where an abbreviation stands for several things.
    expanded: Vec<Vec<String>>,
}

impl Label {
    fn new(label: &str) -> Self {
        let folded = text::fold(label);
        Self { plain: words(&folded), expanded: readings(&folded), folded }
    }

    /// The best of all readings and names.
    fn score(&self, candidate: &Candidate) -> f64 {
        let mut best = 0.0_f64;
        for name in &candidate.folded {
            let name = words(name);
            for reading in self.expanded.iter().chain([&self.plain]) {
                best = best.max(score(reading, &name));
            }
        }
        best
    }

    /// Whether every word of one side has its counterpart on the other, of two words or more each.
    fn says_more_or_less(&self, candidate: &Candidate) -> bool {
        candidate.folded.iter().any(|name| {
            let name = words(name);
            self.expanded.iter().any(|label| {
                let label_is_in_name = || label.iter().all(|word| name.iter().any(|other| means(word, other)));
                let name_is_in_label = || name.iter().all(|other| label.iter().any(|word| means(word, other)));
                label.len() >= 2 && name.len() >= 2 && (label_is_in_name() || name_is_in_label())
            })
        })
    }
}

/// The words of a folded label, with abbreviations written out, in every way they can be read.
fn readings<'f>(folded: &'f str) -> Vec<Vec<String>> {
    let mut readings: Vec<Vec<&'f str>> = vec![Vec::new()];
    for word in folded.split(' ') {
        let mut meanings = gesden::meanings(word);
        let first = meanings.next().unwrap_or(word);
        let room = if readings.len() < READINGS { usize::MAX } else { 0 };
        let also = |meaning: &'static str| {
            let read_so = move |reading: &Vec<&'f str>| [&**reading, &meaning.split(' ').collect::<Vec<_>>()].concat();
            readings.iter().map(read_so).collect::<Vec<_>>()
        };
        let others: Vec<Vec<&str>> = meanings.take(room).flat_map(also).collect();
        for reading in &mut readings {
            reading.extend(first.split(' '));
        }
        readings.extend(others);
    }
    readings.iter().map(|reading| meaningful(reading.iter().copied())).collect()
}

/// The best, if it is alike enough and the only one; if none is, another way.
fn alike<'a>(
    query: &Query<'_>,
    label: &Label,
    pool: &[&'a Candidate],
    threshold: f64,
    or_else: impl FnOnce() -> Found<'a>,
) -> Found<'a> {
    let scored: Vec<_> = pool.iter().map(|candidate| (*candidate, label.score(candidate))).collect();
    let best = scored.iter().map(|(_, score)| *score).fold(0.0, f64::max);
    if best < threshold {
        return or_else();
    }
    let best_ones = scored.iter().filter(|(_, score)| *score >= best).map(|(candidate, _)| *candidate);
    decided(query, best_ones).map(|candidate| (candidate, Certainty::Fuzzy(best)))
}

/// The only one whose name says more than the label, or less, and is alike enough.
fn wider<'a>(label: &Label, pool: &[&'a Candidate]) -> Found<'a> {
    let is_wider = |candidate: &&&Candidate| label.score(candidate) >= SUBSET && label.says_more_or_less(candidate);
    only(pool.iter().filter(is_wider)).map(|candidate| (*candidate, Certainty::Fuzzy(label.score(candidate))))
}

/// The same, of something filed in another category: nothing else may say more or less, however little it is alike. Where
/// the source names no category, too little speaks for it.
fn only_wider<'a>(query: &Query<'_>, label: &Label, pool: &[&'a Candidate]) -> Found<'a> {
    query.category?;
    let candidate = *only(pool.iter().filter(|candidate| label.says_more_or_less(candidate)))?;
    let score = label.score(candidate);
    (score >= SUBSET).then_some((candidate, Certainty::Fuzzy(score)))
}

/// The same name.
fn same_name<'a>(query: &Query<'_>, label: &Label, pool: &[&'a Candidate]) -> Found<'a> {
    let called_so = pool.iter().copied().filter(|candidate| candidate.is_called(&label.folded));
    decided(query, called_so).map(|candidate| (candidate, Certainty::Exact))
}

/// The same code, if the names have something in common.
fn by_code<'a>(query: &Query<'_>, label: &Label, candidates: &'a [Candidate]) -> Found<'a> {
    let code = query.code?;
    let mut coded = candidates.iter().filter(|it| it.is_active && it.code.eq_ignore_ascii_case(code));
    coded.find_map(|candidate| match label.score(candidate) {
        _ if candidate.is_called(&label.folded) => Some((candidate, Certainty::Exact)),
        score if score >= SAME_CODE => Some((candidate, Certainty::Fuzzy(score))),
        _ => None,
    })
}

/// A label of one word, which only one treatment's name contains. In another category than the source names, the word
/// must be a good part of the name.
fn by_only_word<'a>(query: &Query<'_>, label: &Label, pool: &[&'a Candidate]) -> Found<'a> {
    let contains = |candidate: &&&Candidate| {
        let names = || candidate.folded.iter().map(|name| words(name));
        label.expanded.iter().any(|reading| matches!(&**reading, [word] if names().any(|name| name.contains(word))))
    };
    let candidate = *only(pool.iter().filter(contains))?;
    let score = label.score(candidate);
    let is_in_category = query.category.is_some_and(|category| *candidate.category == *category);
    (is_in_category || score >= ONLY_WORD).then_some((candidate, Certainty::Fuzzy(score)))
}

/// The only one of them.
fn only<T>(mut them: impl Iterator<Item = T>) -> Option<T> {
    them.next().filter(|_| them.next().is_none())
}

/// The only one; of several the only one drawn alike, or else the only one that costs the same.
fn decided<'a>(query: &Query<'_>, candidates: impl Iterator<Item = &'a Candidate>) -> Option<&'a Candidate> {
    let candidates: Vec<_> = candidates.collect();
    let which = |keep: &dyn Fn(&Candidate) -> bool| only(candidates.iter().copied().filter(|it| keep(it)));
    which(&|_| true)
        .or_else(|| which(&|it| query.clinical_type.is_some() && it.clinical_type.as_deref() == query.clinical_type))
        .or_else(|| which(&|it| query.price.is_some() && it.price == query.price))
}

/// Whether a folded label contains one of the words, written out or abbreviated.
pub(super) fn has_word(label: &str, wanted: &[&str]) -> bool {
    label.split(' ').any(|word| wanted.contains(&word) || gesden::meanings(word).any(|it| wanted.contains(&it)))
}

/// The words of a folded text that say something.
fn words(folded: &str) -> Vec<String> {
    meaningful(folded.split(' '))
}

fn meaningful<'w>(words: impl Iterator<Item = &'w str>) -> Vec<String> {
    words.filter(|word| word.chars().count() >= WORD).map(str::to_owned).collect()
}

/// The share of words that have a counterpart, on the side where it is smaller.
fn score(one: &[String], two: &[String]) -> f64 {
    coverage(one, two).min(coverage(two, one))
}

fn coverage(of: &[String], by: &[String]) -> f64 {
    if of.is_empty() {
        return 0.0;
    }
    let covered = of.iter().filter(|word| by.iter().any(|other| are_related(word, other))).count();
    #[expect(clippy::cast_precision_loss)] // labels have a handful of words
    let share = covered as f64 / of.len() as f64;
    share
}

/// Whether a word of a label means a word of a name: it is the word, its ending aside, or an abbreviation of it. Names
/// are not abbreviated, so "metal" in one does not stand for "metálica".
fn means(label: &str, name: &str) -> bool {
    are_related(label, name) && label.len() <= name.len() + 2
}

/// Whether two words are one, or one begins the other.
pub(super) fn are_related(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short == long || (short.chars().count() >= PREFIX && long.starts_with(short))
}

#[cfg(test)]
mod tests;
