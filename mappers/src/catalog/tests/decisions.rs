//! What an admin decides of treatments of the source's catalog, and what they are shown before.

use api::decisions::{CatalogItem, Decisions, Review, ReviewedTreatment, TreatmentDecision, TreatmentProposal, Usage};
use proptest::prelude::*;

use super::*;
use crate::Import;
use crate::testing::{mappings, parse};

const OTHER: Uuid = Uuid::from_u128(10);

/// [`clinic`], with a crown beside its filling.
fn clinic_with_crown() -> Destination {
    let mut clinic = clinic();
    clinic.catalog_items.push(ExistingCatalogItem {
        id: OTHER,
        internal_code: "REST-CROWN".to_owned(),
        names: vec!["Corona".to_owned()],
        category_key: "restauradora".to_owned(),
        default_price: Some(Decimal::from(300)),
        clinical_type: None,
        is_active: false,
    });
    clinic
}

fn link(item_id: Uuid) -> TreatmentDecision {
    TreatmentDecision::Link { item_id }
}

fn create(category: &str) -> TreatmentDecision {
    TreatmentDecision::Create { category: category.to_owned() }
}

fn decisions(treatments: impl IntoIterator<Item = (&'static str, TreatmentDecision)>) -> Decisions {
    let treatments = treatments.into_iter().map(|(uuid, decision)| (uuid.to_owned(), decision)).collect();
    Decisions { treatments, ..Decisions::default() }
}

fn deciding(treatments: impl IntoIterator<Item = (&'static str, TreatmentDecision)>) -> Desk {
    Desk::deciding(clinic_with_crown(), decisions(treatments))
}

/// The filling of the source: likely the clinic's.
fn filling(desk: &mut Desk, uuid: &str) -> Mapped {
    map(desk, uuid, &json!({"short_name": "OBTUR. COMP.", "reference_price": "65.0"}), 22)
}

#[test]
fn a_treatment_is_the_one_an_admin_says() {
    let mut desk = deciding([("a", link(OTHER)), ("b", link(ITEM))]);
    let mapped = filling(&mut desk, "a");
    assert_eq!(mapped.disposition, Disposition::Linked);
    assert_eq!(mapped.codes(), ["catalog.decided_link", "catalog.matched_inactive", "catalog.price_differs"]);
    assert_eq!(mapped.warnings[0].message(), "OBTUR. COMP. was linked to the clinic's Corona, as an admin decided.");
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, OTHER);
    assert_eq!(filling(&mut desk, "b").codes(), ["catalog.decided_link", "catalog.price_differs"]);
}

#[test]
fn one_that_the_clinic_no_longer_has_is_not_linked_to() {
    let mapped = filling(&mut deciding([("a", link(Uuid::from_u128(77)))]), "a");
    assert_eq!(mapped.codes(), ["catalog.decided_item_gone", "catalog.fuzzy_matched", "catalog.price_differs"]);
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, ITEM);
}

#[test]
fn a_treatment_is_new_in_the_category_an_admin_says() {
    let mut desk = deciding([("a", create("cirugia")), ("b", create("cirugia")), ("c", create("restauradora"))]);
    let mapped = filling(&mut desk, "a");
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["catalog.decided_create"]));
    assert_eq!(mapped.tables()[..2], ["treatment_catalog_items", "treatment_odontogram_mappings"]);
    assert_eq!(record_of!(mapped, TreatmentCatalogItem).category_id, Uuid::from_u128(2));
    assert_eq!(&*record_of!(mapped, TreatmentOdontogramMapping).clinical_category, "cirugia");
    // The same in the same category is one; in another it is another.
    let (again, elsewhere) = (filling(&mut desk, "b"), filling(&mut desk, "c"));
    assert_eq!((again.disposition, again.codes()), (Disposition::Merged, vec!["catalog.merged_duplicate"]));
    assert_eq!(elsewhere.disposition, Disposition::Created);
    assert_eq!(record_of!(elsewhere, TreatmentCatalogItem).category_id, Uuid::from_u128(1));
}

#[test]
fn a_category_that_the_clinic_does_not_have_is_the_one_for_what_fits_nowhere() {
    let mut desk = deciding([("a", create("estetica")), ("b", create("migrado_gesden"))]);
    let mapped = filling(&mut desk, "a");
    assert_eq!(mapped.codes(), ["catalog.decided_category_gone", "catalog.decided_create"]);
    assert_eq!(record_of!(mapped, TreatmentCategory).key, "migrado_gesden");
    assert_eq!(&*record_of!(mapped, TreatmentOdontogramMapping).clinical_category, "migrado_gesden");
    let mapped = map(&mut desk, "b", &json!({"short_name": "Bono"}), 14);
    assert_eq!(mapped.codes(), ["catalog.decided_create"], "this one is made when it is needed");
}

#[test]
fn a_long_key_of_a_category_stays_out_of_a_narrow_column() {
    let key = "ortodoncia_interceptiva_infantil";
    let mut clinic = clinic();
    clinic.categories.push(category(5, key, "Ortodoncia interceptiva"));
    let mapped = filling(&mut Desk::deciding(clinic, decisions([("a", create(key))])), "a");
    assert_eq!(record_of!(mapped, TreatmentCatalogItem).category_id, Uuid::from_u128(5));
    assert_eq!(&*record_of!(mapped, TreatmentOdontogramMapping).clinical_category, "restauradora");
}

/// A file with one treatment, its price in a tariff, a budget of 65 + 40 and a treatment done for 65.
fn story(desk: &mut Desk) -> Vec<(&'static str, Mapped)> {
    let rows = [
        ("treatment_catalog_item", "t", json!({"short_name": "OBTUR. COMP.", "code": "7", "reference_price": "65"})),
        ("treatment_catalog_variant", "v", json!({"treatment_uuid": "t", "unit_price": "65"})),
        ("patient", "ana", json!({"given_name": "Ana", "family_name": "Gil"})),
        ("budget", "b", json!({"patient_uuid": "ana", "quote_date": "2024-03-01"})),
        (
            "budget_line",
            "l1",
            json!({"budget_uuid": "b", "patient_uuid": "ana", "treatment_uuid": "t", "unit_amount": "65", "notes": "Urgente"}),
        ),
        (
            "budget_line",
            "l2",
            json!({"budget_uuid": "b", "patient_uuid": "ana", "treatment_variant_uuid": "v", "unit_amount": "40"}),
        ),
        (
            "applied_treatment",
            "d",
            json!({
                "patient_uuid": "ana", "treatment_variant_uuid": "v", "kind_code": "22", "status_code": "5",
                "start_date": "2024-03-02", "end_date": "2024-03-02", "amount": "65", "teeth": ["16"]
            }),
        ),
    ];
    for (entity_type, uuid, payload) in rows.iter().filter(|(kind, ..)| Import::PREPARED.contains(kind)) {
        desk.prepare(entity_type, uuid, payload);
    }
    rows.iter().map(|(entity_type, uuid, payload)| (*uuid, desk.map(entity_type, uuid, payload))).collect()
}

fn of<'a>(story: &'a [(&'static str, Mapped)], uuid: &str) -> &'a Mapped {
    &story.iter().find(|(of, _)| *of == uuid).expect("a row").1
}

#[test]
fn what_hangs_on_a_treatment_left_out_keeps_its_money_and_its_name() {
    let mut desk = deciding([("t", TreatmentDecision::Ignore)]);
    let story = story(&mut desk);
    for (uuid, disposition, codes) in
        [("t", Disposition::Skipped, vec!["catalog.operator_ignored"]), ("v", Disposition::Archived, vec![])]
    {
        let mapped = of(&story, uuid);
        assert_eq!((mapped.disposition, mapped.codes()), (disposition, codes));
        assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
    }
    let general = record_of!(of(&story, "l1"), TreatmentCatalogItem).id;
    for (uuid, price, notes) in
        [("l1", 65, "Tratamiento en origen: OBTUR. COMP.\nUrgente"), ("l2", 40, "Tratamiento en origen: OBTUR. COMP.")]
    {
        let mapped = of(&story, uuid);
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["catalog.unlinked"]));
        let item = record_of!(mapped, BudgetItem);
        assert_eq!((item.catalog_item_id, item.line_total), (general, Decimal::from(price)));
        assert_eq!(item.notes.as_deref(), Some(notes));
    }
    let done = of(&story, "d");
    assert_eq!((done.disposition, done.codes()), (Disposition::Created, vec!["catalog.unlinked"]));
    let treatment = record_of!(done, Treatment);
    assert_eq!((treatment.catalog_item_id, treatment.price_snapshot), (None, Some(Decimal::from(65))));
    assert_eq!(treatment.notes.as_deref(), Some("Tratamiento en origen: OBTUR. COMP."));
    assert!(desk.0.reconciliation().is_closed());
    assert_eq!(record_of!(of(&story, "b"), Budget).total, Decimal::from(105));
}

#[test]
fn the_admin_sees_what_is_proposed_and_what_hangs_on_it() {
    let mut desk = Desk::deciding(clinic(), Decisions::default());
    story(&mut desk);
    map(&mut desk, "n", &json!({"short_name": "Férula de descarga"}), 14);
    map(&mut desk, "s", &json!({"short_name": "Obturación composite"}), 22);
    let item = CatalogItem {
        id: ITEM,
        code: "REST-COMP".to_owned(),
        name: "Obturación composite".to_owned(),
        category: "restauradora".to_owned(),
        price: Some("60".to_owned()),
        is_active: true,
    };
    let usage = |rows, amount: &str| Usage { rows, amount: amount.to_owned() };
    let reviewed = |uuid: &str, label: &str, proposal| ReviewedTreatment {
        canonical_uuid: uuid.to_owned(),
        label: label.to_owned(),
        code: None,
        price: None,
        offered: usage(0, "0"),
        applied: usage(0, "0"),
        proposal,
        remembered: None,
    };
    let filling = ReviewedTreatment {
        code: Some("7".to_owned()),
        price: Some("65".to_owned()),
        offered: usage(2, "105"),
        applied: usage(1, "65"),
        ..reviewed("t", "OBTUR. COMP.", TreatmentProposal::Link { item: item.clone(), score: Some(1.0) })
    };
    let expected = Review {
        treatments: vec![
            filling,
            reviewed("n", "Férula de descarga", TreatmentProposal::Create { category: "migrado_gesden".to_owned() }),
            reviewed("s", "Obturación composite", TreatmentProposal::Link { item, score: None }),
        ],
        categories: [
            ("cirugia", "Cirugía"),
            ("migrado_gesden", "Importado de Gesdén"),
            ("restauradora", "Restauradora"),
        ]
        .map(|(key, name)| (key.to_owned(), name.to_owned()))
        .into(),
        // No staff, so nothing is known of any.
        unknown_of_staff: desk.0.review().unknown_of_staff,
        ..Review::default()
    };
    assert_eq!(desk.0.review(), expected);
}

#[test]
fn what_was_decided_before_is_remembered_until_it_is_decided_anew() {
    let remembered = decisions([("a", link(OTHER)), ("b", TreatmentDecision::Ignore)]);
    let clinic = Destination { decisions: remembered, ..clinic_with_crown() };
    let mut desk = Desk::deciding(clinic, decisions([("b", create("cirugia"))]));
    assert_eq!(record_of!(filling(&mut desk, "a"), EntityMapping).dentalpin_id, OTHER);
    assert_eq!(filling(&mut desk, "b").codes(), ["catalog.decided_create"]);
    let review = desk.0.review();
    let of = |row: &ReviewedTreatment| (row.canonical_uuid.clone(), row.remembered.clone());
    assert_eq!(
        review.treatments.iter().map(of).collect::<Vec<_>>(),
        [("a".to_owned(), Some(link(OTHER))), ("b".to_owned(), Some(TreatmentDecision::Ignore))]
    );
    assert_eq!(review.items.iter().map(|item| &*item.name).collect::<Vec<_>>(), ["Corona"]);
    assert!(matches!(&review.treatments[1].proposal, TreatmentProposal::Link { item, .. } if item.id == ITEM));
}

#[test]
fn what_was_decided_before_is_undecided_again() {
    let before = Destination { decisions: decisions([("a", TreatmentDecision::Ignore)]), ..clinic() };
    let mut desk = Desk::deciding(before, decisions([("a", TreatmentDecision::Undecided)]));
    assert_eq!(filling(&mut desk, "a").disposition, Disposition::Linked);
}

#[test]
fn what_an_earlier_import_mapped_is_not_asked_about() {
    let mut first = deciding([]);
    let records: Vec<_> = story(&mut first).into_iter().flat_map(|(_, mapped)| mapped.records).collect();
    let next = Destination { mappings: mappings(clinic().mappings, &records), ..clinic() };
    let mut second = Desk::deciding(next, decisions([("t", TreatmentDecision::Ignore)]));
    assert!(story(&mut second).iter().all(|(_, mapped)| mapped.disposition == Disposition::Linked));
    assert!(second.0.review().treatments.is_empty());
}

#[test]
fn a_real_import_gathers_nothing() {
    let mut desk = Desk::with(clinic());
    story(&mut desk);
    assert_eq!(desk.0.review(), Review::default());
}

fn any_decision() -> impl Strategy<Value = Option<TreatmentDecision>> {
    prop_oneof![
        Just(None),
        Just(Some(TreatmentDecision::Ignore)),
        Just(Some(TreatmentDecision::Undecided)),
        (8_u128..12).prop_map(|id| Some(link(Uuid::from_u128(id)))),
        "cirugia|restauradora|migrado_gesden|nada|".prop_map(|key| Some(create(&key))),
    ]
}

proptest! {
    #[test]
    fn whatever_is_decided_every_row_and_every_cent_is_accounted_for(
        first in any_decision(), second in any_decision(), before in any_decision(),
    ) {
        let treatments = [("t", first), ("u", second)].into_iter().filter_map(|(uuid, it)| Some((uuid, it?)));
        let remembered = before.map(|it| ("t", it));
        let clinic = Destination { decisions: decisions(remembered), ..clinic_with_crown() };
        let mut desk = Desk::deciding(clinic, decisions(treatments));
        map(&mut desk, "u", &json!({"short_name": "OBTUR. COMP.", "reference_price": 65}), 22);
        let story = story(&mut desk);
        let fates = desk.0.accounting().of(&parse("treatment_catalog_item"));
        prop_assert_eq!(fates.total(), 2);
        prop_assert_eq!(desk.0.accounting().of(&parse("treatment_catalog_variant")).total(), 1);
        for (uuid, mapped) in &story {
            let is_skipped = mapped.disposition == Disposition::Skipped;
            let is_left = is_skipped || mapped.disposition == Disposition::Archived;
            let is_archived = mapped.tables().contains(&"migration_import_raw_entities");
            let is_told = !is_skipped || !mapped.warnings.is_empty();
            prop_assert!(!is_left || (is_archived && is_told), "{}: {:?}", uuid, mapped);
        }
        let total: Decimal =
            ["l1", "l2"].iter().map(|uuid| record_of!(of(&story, uuid), BudgetItem).line_total).sum();
        prop_assert_eq!(total, Decimal::from(105));
        prop_assert!(desk.0.reconciliation().is_closed());
        // The import does what its dry run said.
        let clinic = Destination { decisions: desk.0.decisions().clone(), ..clinic_with_crown() };
        let mut import = Desk::with(clinic);
        map(&mut import, "u", &json!({"short_name": "OBTUR. COMP.", "reference_price": 65}), 22);
        let imported = self::story(&mut import);
        prop_assert_eq!(import.0.accounting(), desk.0.accounting());
        for ((uuid, tried), (_, imported)) in story.iter().zip(&imported) {
            prop_assert_eq!(&tried.records, &imported.records, "{}", uuid);
        }
    }
}
