//! Other ways to name a treatment: the prices of tariffs. And treatments that an admin left out, which keep only a name.

use super::{Catalog, ITEMS, NAME_WIDTH};
use crate::accounting::Disposition;
use crate::entity::TreatmentVariant;
use crate::ids;
use crate::row::Row;
use crate::text;
use crate::value::Fields;
use crate::warning::kinds;

impl Catalog {
    /// Maps a `treatment_catalog_variant`: another way to name its treatment.
    pub(crate) fn variant(&mut self, row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
        let source = TreatmentVariant::read(fields);
        let Some(treatment) = source.treatment.as_deref() else {
            row.warn(&kinds::VARIANT_NO_PARENT, []);
            return Disposition::Skipped;
        };
        let uuid = row.source.canonical_uuid;
        if let Some(review) = row.review() {
            review.treatments.also_called(treatment, uuid);
        }
        if let Some(label) = self.left_out.get(&ids::key(treatment)).cloned() {
            // That was said of the treatment, and need not be said of each of its prices.
            self.left_out.insert(ids::key(uuid), label);
            return Disposition::Archived;
        }
        let Some(id) = row.resolve("treatment_catalog_item", treatment) else {
            row.warn(&kinds::VARIANT_PARENT_NOT_MAPPED, [("treatment", treatment)]);
            return Disposition::Skipped;
        };
        row.map_to(ITEMS, id);
        Disposition::Merged
    }

    /// Leaves a treatment out, as an admin decided.
    pub(super) fn leave_out(&mut self, row: &mut Row<'_>, label: &str) -> Disposition {
        row.warn(&kinds::CATALOG_IGNORED, [("label", label)]);
        let short = text::cut(label, NAME_WIDTH).unwrap_or(label);
        self.left_out.insert(ids::key(row.source.canonical_uuid), short.into());
        Disposition::Skipped
    }

    /// The label of a treatment that an admin left out, by any of its canonical uuids.
    pub(crate) fn left_out(&self, uuids: [Option<&str>; 2]) -> Option<&str> {
        uuids.into_iter().flatten().find_map(|uuid| self.left_out.get(&ids::key(uuid))).map(|label| &**label)
    }
}
