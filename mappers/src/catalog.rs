//! The catalog of treatments (`docs/mapping/catalog.md`).

mod categories;
pub(crate) mod gesden;
mod linking;
mod matching;
mod search;
mod variants;

use std::collections::{HashMap, HashSet};

use api::decisions::{ReviewedTreatment, TreatmentDecision, TreatmentProposal, Usage};
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

use crate::accounting::Disposition;
use crate::context::{Context, Destination};
use crate::entity;
use crate::json;
use crate::phrases::{self, Language, Phrase};
use crate::record::{Json, TreatmentCatalogItem, TreatmentOdontogramMapping};
use crate::row::Row;
use crate::text;
use crate::value::{self, Fields};
use crate::warning::kinds;

pub use search::CatalogSearch;

use categories::Category;
use linking::{Why, link};
use matching::{Candidate, Query};

const ITEMS: &str = "treatment_catalog_items";
/// The code of the treatment under which lines are kept that name none.
const GENERAL_CODE: &str = "MIG-GENERAL";
/// How treatments are drawn where one type of the source stands for several.
const CLINICAL_TYPES: [&str; 6] =
    ["extraction", "filling_amalgam", "filling_composite", "filling_temporary", "inlay", "overlay"];
/// Characters of a treatment's code.
const CODE_WIDTH: usize = 50;
/// Characters of a treatment's name.
const NAME_WIDTH: usize = 200;
/// Characters that `clinical_category` holds; keys of categories can be longer.
const CLINICAL_CATEGORY_WIDTH: usize = 20;
/// `numeric(10, 2)`.
const PRICE_LIMIT: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// What is equal for rows that are one treatment: label, price and type.
type Same = (String, Option<Decimal>, Option<i64>);

/// The clinic's catalog, as the import goes on.
#[derive(Debug)]
pub(crate) struct Catalog {
    categories: HashMap<Box<str>, Category>,
    candidates: Vec<Candidate>,
    codes: HashSet<Box<str>>,
    /// Treatments created now: category and id.
    created: HashMap<Same, Vec<(Uuid, Uuid)>>,
    default_vat_type: Option<Uuid>,
    /// How each treatment is drawn, of those that are.
    drawn: HashMap<Uuid, &'static str>,
    /// The clinic's.
    language: Language,
    /// The treatment of what names none, once it is needed.
    general: Option<Uuid>,
    /// The labels of treatments that an admin left out, by their keys and those of their variants.
    left_out: HashMap<Uuid, Box<str>>,
}

impl Catalog {
    pub(crate) fn new(destination: &mut Destination, language: Language) -> Self {
        let items = std::mem::take(&mut destination.catalog_items);
        let drawn =
            items.iter().filter_map(|item| Some((item.id, known_type(item.clinical_type.as_deref()?)?))).collect();
        let general = items.iter().find(|item| item.internal_code == GENERAL_CODE).map(|item| item.id);
        let codes = items.iter().map(|item| item.internal_code.as_str().into()).collect();
        Self {
            categories: std::mem::take(&mut destination.categories).into_iter().map(Category::keyed).collect(),
            candidates: items.into_iter().map(Candidate::from).collect(),
            codes,
            created: HashMap::new(),
            default_vat_type: destination.default_vat_type,
            drawn,
            language,
            general,
            left_out: HashMap::new(),
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
            names: in_languages(phrases::GENERAL_ITEM, self.language),
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
        let code = source.code.clone().or_else(|| columns.column("Codigo"));
        if code.is_some() {
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
            code: code.as_deref().map(|code| text::cut(code, CODE_WIDTH).unwrap_or(code)),
            category: (traits.category != gesden::CATCH_ALL).then_some(traits.category),
            clinical_type: traits.clinical_type,
            price,
        };
        let found = matching::find(&query, &self.candidates).map(|(item, certainty)| (item, Why::Alike(certainty)));
        propose(row, &query, found, self.at_hand(traits.category));
        let (found, category) = match row.context.decisions.treatments.get(row.source.canonical_uuid) {
            Some(TreatmentDecision::Ignore) => return self.leave_out(row, label),
            Some(TreatmentDecision::Create { category }) => (None, Some(category.as_str())),
            Some(TreatmentDecision::Link { item_id }) => {
                if let Some(item) = self.candidates.iter().find(|item| item.id == *item_id) {
                    (Some((item, Why::Decided)), None)
                } else {
                    row.warn(&kinds::CATALOG_ITEM_GONE, [("label", label)]);
                    (found, None)
                }
            }
            Some(TreatmentDecision::Undecided) | None => (found, None),
        };
        if let Some((item, why)) = found {
            link(row, &query, item, why);
            return Disposition::Linked;
        }
        self.place(row, fields, &source, &query, (traits, (folded, price, treatment_type)), category)
    }

    /// Makes a treatment a new one of the clinic, unless a row before was the same. An admin may have decided on its
    /// category.
    fn place(
        &mut self,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        source: &entity::Treatment<'_>,
        query: &Query<'_>,
        (traits, same): (gesden::Traits, Same),
        decided: Option<&str>,
    ) -> Disposition {
        let category = decided.map(|key| self.category(row, key));
        if let (Some(key), Some((used, _))) = (decided, &category)
            && **used != *key
        {
            row.warn(&kinds::CATALOG_CATEGORY_GONE, [("label", query.label), ("category", key)]);
        }
        let mut alike = self.created.get(&same).into_iter().flatten();
        // What an admin wants in one category is not what is in another.
        if let Some((_, id)) = alike.find(|(place, _)| category.as_ref().is_none_or(|(_, id)| id == place)) {
            row.warn(&kinds::CATALOG_MERGED, [("label", query.label)]);
            row.keep_source();
            row.map_to(ITEMS, *id);
            return Disposition::Merged;
        }
        let kind = if decided.is_some() { &kinds::CATALOG_DECIDED_CREATE } else { &kinds::CATALOG_CREATED };
        let category = category.unwrap_or_else(|| self.category(row, traits.category));
        row.warn(kind, [("label", query.label), ("category", &category.0)]);
        let place = category.1;
        let id = self.create(row, fields, source, query, traits, category);
        self.created.entry(same).or_default().push((place, id));
        Disposition::Created
    }

    fn create(
        &mut self,
        row: &mut Row<'_>,
        fields: &mut Fields<'_>,
        source: &entity::Treatment<'_>,
        &Query { label, price, .. }: &Query<'_>,
        traits: gesden::Traits,
        (category, category_id): (Box<str>, Uuid),
    ) -> Uuid {
        let Context { clinic_id, now, .. } = *row.context;
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
            names: self.named(&name),
            descriptions: Some(description.map_or(Json::EMPTY_OBJECT, |text| self.named(text))),
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
                clinical_category: if category.chars().count() <= CLINICAL_CATEGORY_WIDTH {
                    category
                } else {
                    traits.category.into()
                },
                created_at: now,
                updated_at: now,
            });
        }
        row.map_to(ITEMS, id);
        id
    }

    /// A text of the source, whose language nobody knows: in Spanish, which DentalPin falls back on, and in the clinic's.
    fn named(&self, text: &str) -> Json {
        let text = json::quoted(text);
        Json::known(match self.language {
            Language::Spanish => format!(r#"{{"es": {text}}}"#),
            other => format!(r#"{{"es": {text}, "{}": {text}}}"#, other.tag()),
        })
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

/// Puts a treatment before the admin, with what becomes of it when nobody decides otherwise.
fn propose(row: &mut Row<'_>, query: &Query<'_>, found: Option<(&Candidate, Why)>, category: &'static str) {
    let canonical_uuid = row.source.canonical_uuid;
    let Some(review) = row.review() else { return };
    let short = |text: &str| text::cut(text, NAME_WIDTH).unwrap_or(text).to_owned();
    review.treatments.add(ReviewedTreatment {
        canonical_uuid: canonical_uuid.to_owned(),
        label: short(query.label),
        code: query.code.map(short),
        price: query.price.map(|price| price.to_string()),
        offered: Usage::default(),
        applied: Usage::default(),
        proposal: match found {
            Some((item, why)) => TreatmentProposal::Link { item: item.into(), score: why.score() },
            None => TreatmentProposal::Create { category: category.to_owned() },
        },
        remembered: None,
    });
}

fn known_type(clinical_type: &str) -> Option<&'static str> {
    CLINICAL_TYPES.iter().find(|known| **known == clinical_type).copied()
}

/// In Spanish, in English and in the clinic's language.
fn in_languages(phrase: Phrase, clinic: Language) -> Json {
    let mut languages = vec![Language::Spanish, Language::English];
    if !languages.contains(&clinic) {
        languages.push(clinic);
    }
    let name = |it: &Language| format!(r#""{}": {}"#, it.tag(), json::quoted(phrase.text(*it)));
    Json::known(format!("{{{}}}", languages.iter().map(name).collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests;
