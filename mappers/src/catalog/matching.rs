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
/// Characters from which a word says something.
const WORD: usize = 3;
/// Characters from which the beginning of a word may stand for it.
const PREFIX: usize = 4;

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
    /// Its name, folded; empty when it has none, and then nothing resembles it.
    pub(super) folded: Box<str>,
}

impl From<ExistingCatalogItem> for Candidate {
    /// One without a name goes by its code.
    fn from(item: ExistingCatalogItem) -> Self {
        Self {
            id: item.id,
            folded: item.name_es.as_deref().map(text::fold).unwrap_or_default().into(),
            name: item.name_es.as_ref().unwrap_or(&item.internal_code).as_str().into(),
            code: item.internal_code.into(),
            category: item.category_key.into(),
            price: item.default_price,
            clinical_type: item.clinical_type.map(Into::into),
            is_active: item.is_active,
        }
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
    /// The same name, or the same code and a name alike.
    Exact,
    /// A name alike, with its score: 1 when every word has its counterpart.
    Fuzzy(f64),
}

/// The treatment meant; `None` when there is none, or several between which nothing decides. The order of the
/// candidates does not matter.
pub(crate) fn find<'a>(query: &Query<'_>, candidates: &'a [Candidate]) -> Option<(&'a Candidate, Certainty)> {
    let label = Label::new(query.label);
    if label.folded.chars().count() < WORD {
        return None;
    }
    if let Some(same_code) = by_code(query, &label, candidates) {
        return Some((same_code, Certainty::Exact));
    }
    let active = |candidate: &&Candidate| candidate.is_active;
    let in_category: Vec<_> = candidates
        .iter()
        .filter(active)
        .filter(|candidate| query.category.is_some_and(|category| *candidate.category == *category))
        .collect();
    let everything: Vec<_> = candidates.iter().filter(active).collect();

    in_pool(query, &label, &in_category, IN_CATEGORY)
        .or_else(|| in_pool(query, &label, &everything, ANYWHERE))
        .or_else(|| by_only_word(&label, &everything))
        .or_else(|| {
            let retired: Vec<_> = candidates.iter().filter(|candidate| !candidate.is_active).collect();
            same_name(query, &label, &retired).map(|candidate| (candidate, Certainty::Exact))
        })
}

/// A source label: as it is, and with its abbreviations written out.
struct Label {
    folded: String,
    plain: Vec<String>,
    expanded: Vec<String>,
}

impl Label {
    fn new(label: &str) -> Self {
        let folded = text::fold(label);
        let expanded: Vec<_> = folded.split(' ').map(gesden::expand).collect();
        Self { plain: words(&folded), expanded: words(&expanded.join(" ")), folded }
    }

    fn score(&self, candidate: &Candidate) -> f64 {
        let name = words(&candidate.folded);
        score(&self.plain, &name).max(score(&self.expanded, &name))
    }
}

fn in_pool<'a>(
    query: &Query<'_>,
    label: &Label,
    pool: &[&'a Candidate],
    threshold: f64,
) -> Option<(&'a Candidate, Certainty)> {
    if pool.iter().any(|candidate| *candidate.folded == *label.folded) {
        return same_name(query, label, pool).map(|candidate| (candidate, Certainty::Exact));
    }
    let scored: Vec<_> = pool.iter().map(|candidate| (*candidate, label.score(candidate))).collect();
    let best = scored.iter().map(|(_, score)| *score).fold(0.0, f64::max);
    if best >= threshold {
        let best_ones = scored.iter().filter(|(_, score)| *score >= best).map(|(candidate, _)| *candidate);
        return decided(query, best_ones).map(|candidate| (candidate, Certainty::Fuzzy(best)));
    }
    let mut wider =
        scored.into_iter().filter(|(candidate, score)| *score >= SUBSET && label.says_more_or_less(candidate));
    match (wider.next(), wider.next()) {
        (Some((candidate, score)), None) => Some((candidate, Certainty::Fuzzy(score))),
        _ => None,
    }
}

fn same_name<'a>(query: &Query<'_>, label: &Label, pool: &[&'a Candidate]) -> Option<&'a Candidate> {
    decided(query, pool.iter().copied().filter(|candidate| *candidate.folded == *label.folded))
}

/// The same code, if the names have something in common: codes such as `1` mean something else in every clinic.
fn by_code<'a>(query: &Query<'_>, label: &Label, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let code = query.code?;
    candidates.iter().find(|candidate| {
        candidate.is_active && candidate.code.eq_ignore_ascii_case(code) && label.score(candidate) >= 0.5
    })
}

/// A label of one word, which only one treatment's name contains.
fn by_only_word<'a>(label: &Label, pool: &[&'a Candidate]) -> Option<(&'a Candidate, Certainty)> {
    let [word] = label.expanded.as_slice() else { return None };
    let mut having = pool.iter().filter(|candidate| words(&candidate.folded).contains(word));
    match (having.next(), having.next()) {
        (Some(candidate), None) => Some((candidate, Certainty::Fuzzy(label.score(candidate)))),
        _ => None,
    }
}

/// The only one; of several the only one drawn alike, or else the only one that costs the same.
fn decided<'a>(query: &Query<'_>, candidates: impl Iterator<Item = &'a Candidate>) -> Option<&'a Candidate> {
    let candidates: Vec<_> = candidates.collect();
    let only = |keep: &dyn Fn(&Candidate) -> bool| {
        let mut kept = candidates.iter().filter(|candidate| keep(candidate));
        kept.next().copied().filter(|_| kept.next().is_none())
    };
    only(&|_| true)
        .or_else(|| {
            only(&|candidate| {
                query.clinical_type.is_some() && candidate.clinical_type.as_deref() == query.clinical_type
            })
        })
        .or_else(|| only(&|candidate| query.price.is_some() && candidate.price == query.price))
}

impl Label {
    /// Whether every word of one side has its counterpart on the other, of two words or more each.
    fn says_more_or_less(&self, candidate: &Candidate) -> bool {
        let (label, name) = (&self.expanded, words(&candidate.folded));
        let label_is_in_name = || label.iter().all(|word| name.iter().any(|other| means(word, other)));
        let name_is_in_label = || name.iter().all(|other| label.iter().any(|word| means(word, other)));
        label.len() >= 2 && name.len() >= 2 && (label_is_in_name() || name_is_in_label())
    }
}

/// Whether a folded label contains one of the words, written out or abbreviated.
pub(super) fn has_word(label: &str, wanted: &[&str]) -> bool {
    label.split(' ').any(|word| wanted.contains(&word) || wanted.contains(&gesden::expand(word)))
}

/// The words of a folded text that say something.
fn words(folded: &str) -> Vec<String> {
    folded.split(' ').filter(|word| word.chars().count() >= WORD).map(str::to_owned).collect()
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
