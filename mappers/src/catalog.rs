//! The catalog of treatments (`docs/mapping/catalog.md`).

pub(crate) mod gesden;
mod matching;

use std::collections::{HashMap, HashSet};

use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::{Context, Destination};
use crate::entity;
use crate::json;
use crate::record::{Json, TreatmentCatalogItem, TreatmentCategory, TreatmentOdontogramMapping};
use crate::row::Row;
use crate::text;
use crate::value::{self, Fields};
use crate::warning::kinds;

use matching::{Candidate, Certainty, Query};

const ITEMS: &str = "treatment_catalog_items";
/// The code of the treatment under which lines are kept that name none.
const GENERAL_CODE: &str = "MIG-GENERAL";
/// How treatments are drawn where one type of the source stands for several.
const CLINICAL_TYPES: [&str; 6] =
    ["extraction", "filling_amalgam", "filling_composite", "filling_temporary", "inlay", "overlay"];
/// Characters of a treatment's name.
const NAME_WIDTH: usize = 200;
/// `numeric(10, 2)`.
const PRICE_LIMIT: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// The clinic's catalog, as the import goes on.
#[derive(Debug)]
pub(crate) struct Catalog {
    categories: HashMap<Box<str>, Uuid>,
    candidates: Vec<Candidate>,
    codes: HashSet<Box<str>>,
    /// Treatments created now: (label, price) → id.
    created: HashMap<(String, Option<Decimal>), Uuid>,
    default_vat_type: Option<Uuid>,
    /// How each treatment is drawn, of those that are.
    drawn: HashMap<Uuid, &'static str>,
    /// The treatment of what names none, once it is needed.
    general: Option<Uuid>,
}

impl Catalog {
    pub(crate) fn new(destination: &mut Destination) -> Self {
        let items = std::mem::take(&mut destination.catalog_items);
        let drawn =
            items.iter().filter_map(|item| Some((item.id, known_type(item.clinical_type.as_deref()?)?))).collect();
        let general = items.iter().find(|item| item.internal_code == GENERAL_CODE).map(|item| item.id);
        let codes = items.iter().map(|item| item.internal_code.as_str().into()).collect();
        let candidates = items.into_iter().filter_map(Candidate::new).collect();
        Self {
            categories: std::mem::take(&mut destination.categories)
                .into_iter()
                .map(|(key, id)| (key.into(), id))
                .collect(),
            candidates,
            codes,
            created: HashMap::new(),
            default_vat_type: destination.default_vat_type,
            drawn,
            general,
        }
    }

    /// How a treatment of the catalog is drawn on the odontogram, if it is.
    pub(crate) fn clinical_type(&self, item: Uuid) -> Option<&'static str> {
        self.drawn.get(&item).copied()
    }

    /// The treatment under which lines are kept that name none. Made when it is first needed.
    pub(crate) fn general(&mut self, row: &mut Row<'_>) -> Uuid {
        if let Some(id) = self.general {
            return id;
        }
        let Context { clinic_id, now, .. } = *row.context;
        let (_, category_id) = self.category(row, gesden::CATCH_ALL);
        let id = row.clinic_wide_id("general_treatment");
        self.general = Some(id);
        self.codes.insert(GENERAL_CODE.into());
        row.insert(TreatmentCatalogItem {
            id,
            clinic_id,
            category_id,
            internal_code: GENERAL_CODE.into(),
            names: Json::known(r#"{"es": "Concepto importado", "en": "Imported item"}"#),
            descriptions: Some(Json::EMPTY_OBJECT),
            default_price: None,
            cost_price: None,
            default_duration_minutes: None,
            requires_appointment: false,
            vat_type_id: self.default_vat_type,
            pricing_strategy: "flat",
            pricing_config: None,
            surface_prices: None,
            treatment_scope: "global_mouth",
            is_diagnostic: false,
            requires_surfaces: false,
            billing_mode: "on_completion",
            material_notes: None,
            is_active: false,
            is_system: false,
            deleted_at: None,
            created_at: now,
            updated_at: now,
        });
        id
    }

    /// Maps a `treatment_catalog_item`: to what the clinic offers already, or else to a new treatment.
    pub(crate) fn treatment(
        &mut self,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        columns: &mut Fields<'_>,
    ) -> Disposition {
        let treatment_type =
            columns.column("IdTipoODG").or_else(|| fields.column("IdTipoODG")).and_then(|code| value::integer(&code));
        let source = entity::Treatment::read(fields);
        if source.code.is_some() {
            row.keep_source(); // the clinic's codes are its own
        }
        let price = source.price.map(|price| price.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero));
        if let Some(price) = price.filter(|price| price.abs() >= PRICE_LIMIT) {
            fields.problem(&kinds::BAD_NUMBER, "reference_price", &price.to_string());
        }
        let price = price.filter(|price| price.abs() < PRICE_LIMIT);

        let label = source.label.as_deref().unwrap_or(row.source.source_id);
        let folded = text::fold(label);
        let traits = gesden::traits(treatment_type, &folded);
        let query = Query {
            label,
            code: source.code.as_deref(),
            category: (traits.category != gesden::CATCH_ALL).then_some(traits.category),
            clinical_type: traits.clinical_type,
            price,
        };
        if let Some((found, certainty)) = matching::find(&query, &self.candidates) {
            link(row, &query, found, certainty);
            return Disposition::Linked;
        }
        if let Some(id) = self.created.get(&(folded.clone(), price)) {
            row.warn(&kinds::CATALOG_MERGED, [("label", label)]);
            row.keep_source();
            row.map_to(ITEMS, *id);
            return Disposition::Merged;
        }
        let id = self.create(row, fields, &source, label, price, traits);
        self.created.insert((folded, price), id);
        Disposition::Created
    }

    fn create(
        &mut self,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        source: &entity::Treatment<'_>,
        label: &str,
        price: Option<Decimal>,
        traits: gesden::Traits,
    ) -> Uuid {
        let Context { clinic_id, now, .. } = *row.context;
        let (category, category_id) = self.category(row, traits.category);
        let name = row.fit("name", label, NAME_WIDTH);
        let description = source.description.as_deref().filter(|description| *description != label);
        let minutes =
            source.duration_minutes.and_then(|minutes| i32::try_from(minutes).ok()).filter(|minutes| *minutes > 0);
        if let (Some(said), None) = (source.duration_minutes.filter(|minutes| *minutes != 0), minutes) {
            fields.problem(&kinds::BAD_NUMBER, "duration_minutes", &said.to_string());
        }
        let pricing_strategy = traits.pricing_strategy();
        let pricing_config = price
            .filter(|_| pricing_strategy == "per_role")
            .map(|price| Json::known(format!(r#"{{"pillar": {price}, "pontic": {price}}}"#)));
        let id = row.id("treatment");
        row.insert(TreatmentCatalogItem {
            id,
            clinic_id,
            category_id,
            internal_code: self.free_code(row),
            names: in_spanish(&name),
            descriptions: Some(description.map_or(Json::EMPTY_OBJECT, in_spanish)),
            default_price: price,
            cost_price: None,
            default_duration_minutes: minutes,
            requires_appointment: true,
            vat_type_id: self.default_vat_type,
            pricing_strategy,
            pricing_config,
            surface_prices: None,
            treatment_scope: traits.scope,
            is_diagnostic: false,
            requires_surfaces: traits.requires_surfaces,
            billing_mode: "on_completion",
            material_notes: None,
            is_active: !source.is_deactivated,
            is_system: false,
            deleted_at: None,
            created_at: now,
            updated_at: now,
        });
        if let Some(clinical_type) = traits.clinical_type {
            self.drawn.insert(id, clinical_type);
            row.insert(TreatmentOdontogramMapping {
                id: row.id("odontogram"),
                clinic_id,
                catalog_item_id: id,
                odontogram_treatment_type: clinical_type,
                visualization_rules: Json::EMPTY_ARRAY,
                visualization_config: Json::EMPTY_OBJECT,
                clinical_category: category,
                created_at: now,
                updated_at: now,
            });
        }
        row.warn(&kinds::CATALOG_CREATED, [("label", label), ("category", category)]);
        row.map_to(ITEMS, id);
        id
    }

    /// The category of a key. The clinic may lack any of them: then it is the catch-all, made when first needed.
    fn category(&mut self, row: &mut Row<'_>, key: &'static str) -> (&'static str, Uuid) {
        if let Some(id) = self.categories.get(key) {
            return (key, *id);
        }
        if let Some(id) = self.categories.get(gesden::CATCH_ALL) {
            return (gesden::CATCH_ALL, *id);
        }
        let Context { clinic_id, now, .. } = *row.context;
        let id = row.clinic_wide_id("treatment_category");
        self.categories.insert(gesden::CATCH_ALL.into(), id);
        row.insert(TreatmentCategory {
            id,
            clinic_id,
            parent_id: None,
            key: gesden::CATCH_ALL,
            names: Json::known(r#"{"es": "Importado de Gesdén", "en": "Imported from Gesdén"}"#),
            descriptions: Some(Json::EMPTY_OBJECT),
            display_order: 999,
            icon: None,
            is_active: true,
            is_system: false,
            created_at: now,
            updated_at: now,
        });
        (gesden::CATCH_ALL, id)
    }

    /// A code that no treatment of the clinic has.
    fn free_code(&mut self, row: &Row<'_>) -> Box<str> {
        let short: String = row.source.canonical_uuid.chars().filter(|c| *c != '\0').take(8).collect();
        let mut code: Box<str> = format!("MIG-{short}").into();
        if short.is_empty() || self.codes.contains(&code) {
            code = format!("MIG-{}", row.id("treatment")).into();
        }
        self.codes.insert(code.clone());
        code
    }
}

/// Links a source treatment to one the clinic has, which stays as it is.
fn link(row: &mut Row<'_>, query: &Query<'_>, found: &Candidate, certainty: Certainty) {
    let (label, name) = (query.label, &*found.name);
    match certainty {
        Certainty::Exact => row.warn(&kinds::CATALOG_MATCHED, [("label", label), ("name", name)]),
        Certainty::Fuzzy(score) => {
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

/// Maps a `treatment_catalog_variant`: another way to name its treatment.
pub(crate) fn variant(row: &mut Row<'_>, fields: &mut Fields<'_>) -> Disposition {
    let source = entity::TreatmentVariant::read(fields);
    let Some(treatment) = source.treatment.as_deref() else {
        row.warn(&kinds::VARIANT_NO_PARENT, []);
        return Disposition::Skipped;
    };
    let Some(id) = row.resolve("treatment_catalog_item", treatment) else {
        row.warn(&kinds::VARIANT_PARENT_NOT_MAPPED, [("treatment", treatment)]);
        return Disposition::Skipped;
    };
    row.map_to(ITEMS, id);
    Disposition::Merged
}

fn known_type(clinical_type: &str) -> Option<&'static str> {
    CLINICAL_TYPES.iter().find(|known| **known == clinical_type).copied()
}

fn in_spanish(text: &str) -> Json {
    Json::known(format!(r#"{{"es": {}}}"#, json::quoted(text)))
}

#[cfg(test)]
mod tests;
