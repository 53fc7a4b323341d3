//! The clinic's categories of treatments, and the one for what fits nowhere.

use uuid::Uuid;

use super::{Catalog, gesden, in_languages};
use crate::context::{Context, ExistingCategory};
use crate::phrases;
use crate::record::{Json, TreatmentCategory};
use crate::row::Row;

/// A category of the clinic.
#[derive(Debug)]
pub(super) struct Category {
    id: Uuid,
    name: Box<str>,
}

impl Category {
    /// One of the clinic, by its key.
    pub(super) fn keyed(category: ExistingCategory) -> (Box<str>, Self) {
        let name = category.name.as_deref().unwrap_or(&category.key).into();
        (category.key.into(), Self { id: category.id, name })
    }
}

impl Catalog {
    /// The clinic's categories, and the one for what fits nowhere: key and name, by name.
    pub(crate) fn categories(&self) -> Vec<(String, String)> {
        let mut categories: Vec<_> =
            self.categories.iter().map(|(key, category)| (key.to_string(), category.name.to_string())).collect();
        if !self.categories.contains_key(gesden::CATCH_ALL) {
            categories.push((gesden::CATCH_ALL.to_owned(), self.catch_all_name().to_owned()));
        }
        categories.sort_by(|a, b| a.1.cmp(&b.1));
        categories
    }

    fn catch_all_name(&self) -> &'static str {
        phrases::CATCH_ALL.text(self.language)
    }

    /// A key that the clinic has, or will have: this one or the catch-all.
    pub(super) fn at_hand(&self, key: &'static str) -> &'static str {
        if self.categories.contains_key(key) { key } else { gesden::CATCH_ALL }
    }

    /// The category of a key. The clinic may lack any of them: then it is the catch-all, made when first needed.
    pub(super) fn category(&mut self, row: &mut Row<'_>, key: &str) -> (Box<str>, Uuid) {
        for key in [key, gesden::CATCH_ALL] {
            if let Some(category) = self.categories.get(key) {
                return (key.into(), category.id);
            }
        }
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.clinic_wide_id("treatment_category");
        self.categories.insert(gesden::CATCH_ALL.into(), Category { id, name: self.catch_all_name().into() });
        row.insert(TreatmentCategory {
            id,
            clinic_id,
            parent_id: None,
            key: gesden::CATCH_ALL,
            names: in_languages(phrases::CATCH_ALL, self.language),
            descriptions: Some(Json::EMPTY_OBJECT),
            display_order: 999,
            icon: None,
            is_active: true,
            is_system: false,
            created_at: now,
            updated_at: now,
        });
        (gesden::CATCH_ALL.into(), id)
    }
}
