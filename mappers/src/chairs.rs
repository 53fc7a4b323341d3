//! Chairs: cabinets of the clinic (`docs/mapping/catalog.md#chairs`).

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::{Context, ExistingCabinet};
use crate::entity::Chair;
use crate::record::Cabinet;
use crate::row::Row;
use crate::text;
use crate::value::Fields;
use crate::warning::kinds;

const CABINETS: &str = "cabinets";
/// Width of a cabinet's name, in characters.
const NAME_WIDTH: usize = 50;
const COLOR: &str = "#3B82F6";

/// The clinic's cabinets, as the import goes on.
#[derive(Debug)]
pub(crate) struct Chairs {
    /// By name in lower case.
    by_name: HashMap<String, Entry>,
    names: HashMap<Uuid, Box<str>>,
    /// Names in lower case of chairs of the file that are in use.
    in_use: HashSet<Box<str>>,
    last_place: i32,
}

#[derive(Debug)]
struct Entry {
    id: Uuid,
    /// The name before it was cut, for cabinets of this file.
    source_name: Option<Box<str>>,
    /// Whether a chair of this file is it.
    is_met: bool,
}

impl Chairs {
    pub(crate) fn new(cabinets: Vec<ExistingCabinet>) -> Self {
        let last_place = cabinets.iter().map(|cabinet| cabinet.display_order).max().unwrap_or(0);
        let by_name = cabinets
            .iter()
            .map(|cabinet| (cabinet.name.to_lowercase(), Entry { id: cabinet.id, source_name: None, is_met: false }))
            .collect();
        let names = cabinets.into_iter().map(|cabinet| (cabinet.id, cabinet.name.into())).collect();
        Self { by_name, names, in_use: HashSet::new(), last_place }
    }

    /// Learns from a `catalog_item`, before any is mapped: chairs of one name are one, in use if any of them is.
    pub(crate) fn prepare(&mut self, fields: &mut Fields<'_>) {
        if let Some(Chair { name: Some(name), is_deactivated: false }) = Chair::read(fields) {
            self.in_use.insert(name.to_lowercase().into());
        }
    }

    /// The name of a cabinet.
    pub(crate) fn name(&self, id: Uuid) -> Option<&str> {
        self.names.get(&id).map(|name| &**name)
    }

    /// Maps a `catalog_item` that is a chair.
    pub(crate) fn map(&mut self, row: &mut Row<'_>, chair: &Chair<'_>) -> Disposition {
        let Some(full_name) = chair.name.as_deref() else {
            row.warn(&kinds::CHAIR_UNNAMED, [("canonical_uuid", row.source.canonical_uuid)]);
            return Disposition::Skipped;
        };
        let mut name = match text::cut(full_name, NAME_WIDTH) {
            Some(_) => with_ending(full_name, "…"),
            None => full_name.to_owned(),
        };
        for number in 2.. {
            match self.by_name.get_mut(&name.to_lowercase()) {
                None => break,
                Some(Entry { id, source_name: None, is_met }) => {
                    if std::mem::replace(is_met, true) {
                        row.warn(&kinds::CHAIR_MERGED, [("name", full_name)]);
                        row.keep_source();
                    }
                    row.map_to(CABINETS, *id);
                    return Disposition::Linked;
                }
                Some(Entry { id, source_name: Some(other), .. })
                    if other.to_lowercase() == full_name.to_lowercase() =>
                {
                    row.warn(&kinds::CHAIR_MERGED, [("name", full_name)]);
                    row.keep_source();
                    row.map_to(CABINETS, *id);
                    return Disposition::Merged;
                }
                // Two long names that only begin alike.
                Some(_) => name = with_ending(full_name, &format!("… {number}")),
            }
        }
        if name != full_name {
            row.warn(&kinds::CHAIR_NAME_TRUNCATED, [("name", full_name)]);
            row.keep_source();
        }
        let is_in_use = !chair.is_deactivated || self.in_use.contains(&*full_name.to_lowercase());
        self.create(row, full_name, name, is_in_use);
        Disposition::Created
    }

    fn create(&mut self, row: &mut Row<'_>, full_name: &str, name: String, is_active: bool) {
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.id("cabinet");
        self.last_place = self.last_place.saturating_add(1);
        self.by_name.insert(name.to_lowercase(), Entry { id, source_name: Some(full_name.into()), is_met: true });
        self.names.insert(id, name.as_str().into());
        row.insert(Cabinet {
            id,
            clinic_id,
            name: name.into(),
            color: COLOR,
            display_order: self.last_place,
            is_active,
            created_at: now,
            updated_at: now,
        });
        row.map_to(CABINETS, id);
    }
}

/// A name with an ending, as it fits its column.
fn with_ending(name: &str, ending: &str) -> String {
    let beginning = text::cut(name, NAME_WIDTH - ending.chars().count()).unwrap_or(name);
    format!("{beginning}{ending}")
}

#[cfg(test)]
mod tests;
