//! What a dry run puts before the admin: gathered from row to row, with what hangs on each decision.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use api::decisions::{CatalogItem, Decisions, ReviewedTreatment, Usage};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::ids;

/// Treatments of the source's catalog that are listed; of more there is only the number.
const MOST_TREATMENTS: usize = 10_000;

/// What an admin may decide on.
#[derive(Debug)]
pub(crate) struct Review {
    pub(crate) treatments: Treatments,
    /// For earlier imports.
    pub(crate) decided: Arc<Decisions>,
}

impl Review {
    /// Remembers what earlier imports were told.
    pub(crate) fn new(remembered: &Decisions) -> Self {
        let decided = Arc::new(remembered.clone());
        Self { treatments: Treatments { decided: Arc::clone(&decided), ..Treatments::default() }, decided }
    }

    pub(crate) fn remembers_patient(&self, canonical_uuid: &str) -> bool {
        self.decided.patients.contains_key(canonical_uuid)
    }
}

/// The source's catalog, with what names each treatment.
#[derive(Debug, Default)]
pub(crate) struct Treatments {
    rows: Vec<ReviewedTreatment>,
    /// Beside `rows`: budget lines and treatments.
    used: Vec<[Used; 2]>,
    /// Places in `rows` by the keys of treatments and of their variants.
    places: HashMap<Uuid, usize>,
    unlisted: u64,
    linked: BTreeMap<Uuid, CatalogItem>,
    decided: Arc<Decisions>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Used {
    rows: u64,
    amount: Decimal,
}

impl Treatments {
    /// Adds one.
    pub(crate) fn add(&mut self, mut row: ReviewedTreatment) {
        if self.rows.len() == MOST_TREATMENTS {
            self.unlisted += 1;
            return;
        }
        row.remembered = self.decided.treatments.get(&row.canonical_uuid).cloned();
        self.places.insert(ids::key(&row.canonical_uuid), self.rows.len());
        self.rows.push(row);
        self.used.push(<[Used; 2]>::default());
    }

    /// Notes that a treatment goes by another canonical uuid too.
    pub(crate) fn also_called(&mut self, treatment: &str, variant: &str) {
        if let Some(place) = self.places.get(&ids::key(treatment)) {
            self.places.insert(ids::key(variant), *place);
        }
    }

    /// Notes that a decision links to a treatment of the clinic.
    pub(crate) fn link_to(&mut self, item: impl Into<CatalogItem>) {
        let item = item.into();
        self.linked.insert(item.id, item);
    }

    /// Counts a budget line under the first of these that is known.
    pub(crate) fn offered(&mut self, uuids: [Option<&str>; 2], amount: Decimal) {
        self.count(0, uuids, amount);
    }

    /// Counts a treatment under its variant.
    pub(crate) fn applied(&mut self, variant: Option<&str>, amount: Decimal) {
        self.count(1, [variant, None], amount);
    }

    fn count(&mut self, kind: usize, uuids: [Option<&str>; 2], amount: Decimal) {
        let place = uuids.into_iter().flatten().find_map(|uuid| self.places.get(&ids::key(uuid)));
        let Some(used) = place.and_then(|place| self.used.get_mut(*place)?.get_mut(kind)) else { return };
        used.rows += 1;
        used.amount = used.amount.saturating_add(amount);
    }

    /// Puts everything into what the admin is shown.
    pub(crate) fn show(&self, review: &mut api::decisions::Review) {
        let show = |used: &Used| Usage { rows: used.rows, amount: used.amount.to_string() };
        let with_usage = |(row, [offered, applied]): (&ReviewedTreatment, &[Used; 2])| ReviewedTreatment {
            offered: show(offered),
            applied: show(applied),
            ..row.clone()
        };
        review.treatments = self.rows.iter().zip(&self.used).map(with_usage).collect();
        review.unlisted_treatments = self.unlisted;
        review.items = self.linked.values().cloned().collect();
    }
}
