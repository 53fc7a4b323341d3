//! Whether the source's chain of signed documents holds together (`docs/mapping/invoices.md#legal`).
//!
//! Each signed document names the hash of the one before it. What a hash is made of is not all in the file, so hashes are
//! not computed again; whether each follows another, and only one, is seen all the same.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::civil::Date;
use uuid::Uuid;

use super::legal::Legal;
use crate::warning::kinds::{self, Kind};

/// The links of the file. Hashes and series stand for themselves in eight bytes.
#[derive(Debug, Default)]
pub(super) struct Chain {
    signed: HashSet<u64>,
    /// How many documents name a hash as the one before theirs.
    followed: HashMap<u64, u32>,
    links: Vec<Link>,
    /// The document each series begins with, as far as the file goes: what is before it need not be there.
    starts: Option<HashMap<u64, Uuid>>,
}

#[derive(Debug)]
struct Link {
    series: u64,
    issued: Option<Date>,
    document: Uuid,
    previous: u64,
}

impl Chain {
    /// Learns from a document before any is mapped.
    pub(super) fn prepare(&mut self, document: Uuid, series: &str, issued: Option<Date>, legal: &Legal<'_>) {
        self.signed.extend(legal.own_hash().map(short));
        if let Some(previous) = legal.previous_hash().map(short) {
            *self.followed.entry(previous).or_default() += 1;
            self.links.push(Link { series: short(series), issued, document, previous });
        }
    }

    /// What is wrong with a document's place in the chain, if anything, and the hash it names.
    pub(super) fn fault<'l>(
        &mut self,
        document: Uuid,
        series: &str,
        legal: &'l Legal<'_>,
    ) -> Option<(&'static Kind, &'l str)> {
        let previous = legal.previous_hash()?;
        let Self { signed, followed, links, starts } = self;
        if followed.get(&short(previous)).is_some_and(|documents| *documents > 1) {
            return Some((&kinds::CHAIN_FORK, previous));
        }
        if signed.contains(&short(previous)) {
            return None;
        }
        let starts = starts.get_or_insert_with(|| starts_of(links, signed));
        (starts.get(&short(series)) != Some(&document)).then_some((&kinds::CHAIN_GAP, previous))
    }
}

fn starts_of(links: &[Link], signed: &HashSet<u64>) -> HashMap<u64, Uuid> {
    let mut earliest: HashMap<u64, (Option<Date>, Uuid)> = HashMap::new();
    for link in links.iter().filter(|link| !signed.contains(&link.previous)) {
        let candidate = (link.issued, link.document);
        let known = earliest.entry(link.series).or_insert(candidate);
        *known = candidate.min(*known);
    }
    earliest.into_iter().map(|(series, (_, document))| (series, document)).collect()
}

fn short(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.trim().to_ascii_uppercase().hash(&mut hasher);
    hasher.finish()
}
