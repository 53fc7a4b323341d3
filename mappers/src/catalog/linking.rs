//! A source treatment that is one the clinic has.

use super::ITEMS;
use super::matching::{Candidate, Certainty, Query};
use crate::row::Row;
use crate::warning::kinds;

/// Why two treatments count as one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    /// An admin said so.
    Decided,
    /// They are called alike.
    Alike(Certainty),
}

impl Why {
    /// The score of what is likely, not certain.
    pub(super) fn score(self) -> Option<f64> {
        match self {
            Self::Alike(Certainty::Fuzzy(score)) => Some(score),
            Self::Alike(Certainty::Exact) | Self::Decided => None,
        }
    }
}

/// Links a source treatment to one the clinic has, which stays as it is.
pub(super) fn link(row: &mut Row<'_>, query: &Query<'_>, found: &Candidate, why: Why) {
    let (label, name) = (query.label, &*found.name);
    match why {
        Why::Decided => {
            if let Some(review) = row.review() {
                review.treatments.link_to(found);
            }
            row.warn(&kinds::CATALOG_DECIDED_LINK, [("label", label), ("name", name)]);
        }
        Why::Alike(Certainty::Exact) => row.warn(&kinds::CATALOG_MATCHED, [("label", label), ("name", name)]),
        Why::Alike(Certainty::Fuzzy(score)) => {
            row.warn(&kinds::CATALOG_FUZZY, [("label", label), ("name", name), ("score", &format!("{score:.2}"))]);
        }
    }
    if !found.is_active {
        row.warn(&kinds::CATALOG_INACTIVE, [("label", label), ("name", name)]);
    }
    if let (Some(source_price), Some(price)) = (query.price, found.price)
        && source_price != price
    {
        let args =
            [("source_price", source_price), ("price", price)].map(|(arg, amount)| (arg, format!("{amount:.2}")));
        let [(_, source_price), (_, price)] = args;
        row.warn(
            &kinds::CATALOG_PRICE,
            [("label", label), ("name", name), ("source_price", &source_price), ("price", &price)],
        );
    }
    row.keep_source();
    row.map_to(ITEMS, found.id);
}
