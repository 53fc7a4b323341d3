#![allow(clippy::expect_used)]

mod decisions;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Disposition;
use crate::context::{Destination, ExistingCatalogItem, ExistingCategory};
use crate::testing::{Desk, Mapped, record_of};

const ITEM: Uuid = Uuid::from_u128(9);

fn category(id: u128, key: &str, name: &str) -> ExistingCategory {
    ExistingCategory { id: Uuid::from_u128(id), key: key.to_owned(), name: Some(name.to_owned()) }
}

fn clinic() -> Destination {
    let item = ExistingCatalogItem {
        id: ITEM,
        internal_code: "REST-COMP".to_owned(),
        names: vec!["Obturación composite".to_owned()],
        category_key: "restauradora".to_owned(),
        default_price: Some(Decimal::from(60)),
        clinical_type: Some("filling_composite".to_owned()),
        is_active: true,
    };
    Destination {
        categories: vec![category(1, "restauradora", "Restauradora"), category(2, "cirugia", "Cirugía")],
        catalog_items: vec![item],
        default_vat_type: Some(Uuid::from_u128(3)),
        ..Destination::default()
    }
}

fn map(desk: &mut Desk, uuid: &str, payload: &Value, treatment_type: i64) -> Mapped {
    desk.map_text(
        "treatment_catalog_item",
        uuid,
        &payload.to_string(),
        &format!(r#"{{"idtipoodg": "{treatment_type}"}}"#),
    )
}

#[test]
fn what_the_clinic_offers_is_linked_and_stays_as_it_is() {
    let mut desk = Desk::with(clinic());
    let mapped = map(&mut desk, "t", &json!({"short_name": "OBTUR. COMP.", "reference_price": "65.0"}), 22);
    assert_eq!(mapped.disposition, Disposition::Linked);
    assert_eq!(mapped.codes(), ["catalog.fuzzy_matched", "catalog.price_differs"]);
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, ITEM);
    assert!(mapped.warnings[1].message().contains("65.00"));
    let mapped = map(&mut desk, "u", &json!({"description": "obturacion COMPOSITE", "reference_price": 60}), 22);
    assert_eq!(mapped.codes(), ["catalog.matched_existing"]);
}

#[test]
fn what_it_does_not_offer_is_created() {
    let mut desk = Desk::with(clinic());
    let payload = json!({
        "short_name": " ", "description": "Apicectomía", "reference_price": "120.005", "duration_minutes": "40",
        "code": "A1", "deactivated": true
    });
    let mapped = map(&mut desk, "83d17e67-74af-5718-9d8e-e29b6ba69b6f", &payload, 23);
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["catalog.created"]));
    let item = record_of!(mapped, TreatmentCatalogItem);
    assert_eq!((item.category_id, &*item.internal_code), (Uuid::from_u128(2), "MIG-83d17e67"));
    assert_eq!((item.names.as_str(), item.default_price), (r#"{"es": "Apicectomía"}"#, Some(Decimal::new(12_001, 2))));
    assert_eq!((item.default_duration_minutes, item.is_active), (Some(40), false));
    assert_eq!(
        (item.vat_type_id, item.pricing_strategy, item.treatment_scope),
        (Some(Uuid::from_u128(3)), "flat", "tooth")
    );
    let mapping = record_of!(mapped, TreatmentOdontogramMapping);
    assert_eq!((mapping.catalog_item_id, mapping.odontogram_treatment_type), (item.id, "apicoectomy"));
    assert_eq!(&*mapping.clinical_category, "cirugia");
}

#[test]
fn a_bridge_is_priced_by_its_parts() {
    let mapped =
        map(&mut Desk::with(clinic()), "t", &json!({"short_name": "Puente Maryland", "reference_price": 400}), 27);
    let item = record_of!(mapped, TreatmentCatalogItem);
    assert_eq!((item.pricing_strategy, item.treatment_scope), ("per_role", "multi_tooth"));
    assert_eq!(
        item.pricing_config.as_ref().map(crate::record::Json::as_str),
        Some(r#"{"pillar": 400, "pontic": 400}"#)
    );
}

#[test]
fn what_fits_no_category_of_the_clinic_goes_to_one_of_its_own() {
    let mut desk = Desk::with(clinic());
    let first = map(&mut desk, "a", &json!({"short_name": "Bonos"}), 14);
    assert_eq!(record_of!(first, TreatmentCategory).key, "migrado_gesden");
    let second = map(&mut desk, "b", &json!({"short_name": "Brackets zafiro"}), 8);
    assert!(!second.tables().contains(&"treatment_categories"), "made once");
    assert_eq!(&*record_of!(second, TreatmentOdontogramMapping).clinical_category, "migrado_gesden");
}

#[test]
fn codes_never_clash() {
    let mut desk = Desk::with(clinic());
    let codes: Vec<_> = ["12345678-a", "12345678-b", ""]
        .iter()
        .map(|uuid| {
            let mapped = map(&mut desk, uuid, &json!({"short_name": format!("Cosa {uuid}")}), 42);
            record_of!(mapped, TreatmentCatalogItem).internal_code.clone()
        })
        .collect();
    assert_eq!(&*codes[0], "MIG-12345678");
    assert!(codes[1] != codes[0] && codes[2] != codes[1]);
    assert!(codes.iter().all(|code| code.len() <= 50));
}

#[test]
fn the_same_treatment_twice_is_one_unless_prices_differ() {
    let mut desk = Desk::with(clinic());
    let payload = |price: i64| json!({"short_name": "Férula nocturna", "reference_price": price});
    let first = map(&mut desk, "a", &payload(100), 42);
    let again = map(&mut desk, "b", &payload(100), 42);
    assert_eq!((again.disposition, again.codes()), (Disposition::Merged, vec!["catalog.merged_duplicate"]));
    assert_eq!(record_of!(again, EntityMapping).dentalpin_id, record_of!(first, TreatmentCatalogItem).id);
    assert_eq!(map(&mut desk, "c", &payload(120), 42).disposition, Disposition::Created);
}

#[test]
fn treatments_of_two_types_are_two() {
    let mut desk = Desk::with(clinic());
    let payload = json!({"short_name": "Provisional", "reference_price": 50});
    let crown = map(&mut desk, "a", &payload, 26);
    let bridge = map(&mut desk, "b", &payload, 27);
    assert_eq!((crown.disposition, bridge.disposition), (Disposition::Created, Disposition::Created));
    assert_eq!(map(&mut desk, "c", &payload, 27).disposition, Disposition::Merged);
}

#[test]
fn the_code_of_the_source_row_counts_too() {
    let columns = r#"{"Codigo": " rest-comp ", "IdTipoODG": 11}"#;
    let payload = json!({"short_name": "Composite estético"}).to_string();
    let mut desk = Desk::deciding(clinic(), api::decisions::Decisions::default());
    let mapped = desk.map_text("treatment_catalog_item", "t", &payload, columns);
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Linked, vec!["catalog.fuzzy_matched"]));
    assert_eq!(desk.0.review().treatments[0].code.as_deref(), Some("rest-comp"));

    let columns = format!(r#"{{"Codigo": "{}"}}"#, "9".repeat(80));
    desk.map_text("treatment_catalog_item", "u", &payload, &columns);
    assert_eq!(desk.0.review().treatments[1].code, Some("9".repeat(50)));
}

#[test]
fn new_treatments_are_named_in_the_clinic_s_language_too() {
    let abroad = |language: &str| Destination { language: Some(language.to_owned()), ..Destination::default() };
    let payload = json!({"short_name": "Férula", "description": "Férula \"blanda\""});
    for (language, names, category) in [
        (
            "pt",
            r#"{"es": "Férula", "pt": "Férula"}"#,
            r#"{"es": "Importado de Gesdén", "en": "Imported from Gesdén", "pt": "Importado do Gesdén"}"#,
        ),
        ("en", r#"{"es": "Férula", "en": "Férula"}"#, r#"{"es": "Importado de Gesdén", "en": "Imported from Gesdén"}"#),
        ("es", r#"{"es": "Férula"}"#, r#"{"es": "Importado de Gesdén", "en": "Imported from Gesdén"}"#),
    ] {
        let mapped = map(&mut Desk::with(abroad(language)), "t", &payload, 42);
        let item = record_of!(mapped, TreatmentCatalogItem);
        assert_eq!(item.names.as_str(), names);
        let description = item.descriptions.as_ref().map(crate::record::Json::as_str).expect("described");
        assert!(description.contains(&format!(r#""{language}": "Férula \"blanda\"""#)), "{description}");
        assert_eq!(record_of!(mapped, TreatmentCategory).names.as_str(), category);
    }
}

#[test]
fn odd_prices_and_durations_are_left_out() {
    let payload = json!({"short_name": "Cosa", "reference_price": "1e12", "duration_minutes": -3});
    let mapped = map(&mut Desk::with(clinic()), "t", &payload, 42);
    let item = record_of!(mapped, TreatmentCatalogItem);
    assert_eq!((item.default_price, item.default_duration_minutes), (None, None));
    assert_eq!(mapped.codes(), ["catalog.created", "value.bad_number", "value.bad_number"]);
}

#[test]
fn a_label_is_always_found_and_fits() {
    let mut desk = Desk::with(clinic());
    let mapped = map(&mut desk, "sin nombre", &json!({}), 42);
    assert_eq!(record_of!(mapped, TreatmentCatalogItem).names.as_str(), r#"{"es": "sin nombre"}"#);
    let mapped = map(&mut desk, "t", &json!({"short_name": "😀\"".repeat(150)}), 42);
    let names: Value = serde_json::from_str(record_of!(mapped, TreatmentCatalogItem).names.as_str()).expect("JSON");
    assert_eq!(names["es"].as_str().map(|name| name.chars().count()), Some(200));
}

#[test]
fn a_variant_stands_for_its_treatment() {
    let mut desk = Desk::with(clinic());
    map(&mut desk, "t", &json!({"short_name": "OBTUR. COMP."}), 22);
    let mapped = desk.map("treatment_catalog_variant", "v", &json!({"treatment_uuid": "t", "unit_price": "65.0"}));
    assert_eq!(mapped.disposition, Disposition::Merged);
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, ITEM);
    assert!(mapped.tables().contains(&"migration_import_raw_entities"), "its price has no place");
    for (payload, code) in [
        (json!({}), "catalog_variant.no_parent"),
        (json!({"treatment_uuid": "gone"}), "catalog_variant.parent_not_mapped"),
    ] {
        let mapped = desk.map("treatment_catalog_variant", code, &payload);
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]));
    }
}
