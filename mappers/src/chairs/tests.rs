#![allow(clippy::expect_used)]

use serde_json::json;
use uuid::Uuid;

use crate::Disposition;
use crate::context::{Destination, ExistingCabinet};
use crate::testing::{Desk, record_of};

fn with_box_1() -> Desk {
    let cabinet = ExistingCabinet { id: Uuid::from_u128(1), name: "Box_1".to_owned(), display_order: 4 };
    Desk::with(Destination { cabinets: vec![cabinet], ..Destination::default() })
}

#[test]
fn a_chair_becomes_a_cabinet() {
    let mapped = with_box_1().map(
        "catalog_item",
        "c",
        &json!({"kind": "chair", "name": "  ", "code": "B2", "deactivated": true}),
    );
    let cabinet = record_of!(mapped, Cabinet);
    assert_eq!((&*cabinet.name, cabinet.display_order, cabinet.is_active), ("B2", 5, false));
    assert_eq!(mapped.disposition, Disposition::Created);
}

#[test]
fn a_chair_of_the_same_name_is_the_clinic_s_cabinet() {
    let mut desk = with_box_1();
    let mapped = desk.map("catalog_item", "c", &json!({"kind": "chair", "name": "BOX_1"}));
    assert_eq!(mapped.disposition, Disposition::Linked);
    assert_eq!(record_of!(mapped, EntityMapping).dentalpin_id, Uuid::from_u128(1));
    let mapped = desk.map("catalog_item", "d", &json!({"kind": "chair", "name": "Box 1"}));
    assert_eq!(mapped.disposition, Disposition::Created, "an underscore is no wildcard");
}

#[test]
fn two_chairs_of_one_name_become_one_cabinet() {
    let mut desk = Desk::empty();
    desk.map("catalog_item", "a", &json!({"kind": "chair", "name": "Sillón"}));
    let mapped = desk.map("catalog_item", "b", &json!({"kind": "chair", "name": "SILLÓN"}));
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Merged, vec!["catalog_item.chair_merged"]));
}

#[test]
fn long_names_that_begin_alike_stay_apart() {
    let mut desk = Desk::empty();
    let names: Vec<_> = ["uno", "dos", "tres"]
        .iter()
        .map(|end| {
            let name = format!("{} {end}", "gabinete ".repeat(8));
            let mapped = desk.map("catalog_item", end, &json!({"kind": "chair", "name": name}));
            assert_eq!(mapped.codes(), ["catalog_item.chair_name_truncated"]);
            record_of!(mapped, Cabinet).name.clone()
        })
        .collect();
    assert!(names.iter().all(|name| name.chars().count() <= 50));
    assert!(names[0].ends_with('…') && names[1].ends_with("… 2") && names[2].ends_with("… 3"), "{names:?}");
}

#[test]
fn a_chair_without_name_is_left_out_and_archived() {
    let mapped = Desk::empty().map("catalog_item", "c", &json!({"kind": "chair"}));
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec!["catalog_item.chair_unnamed"]));
    assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
}

#[test]
fn other_lists_are_archived() {
    let mapped = Desk::empty().map("catalog_item", "c", &json!({"kind": "country", "name": "España"}));
    assert_eq!(mapped.disposition, Disposition::Archived);
    assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
}

#[test]
fn chairs_of_one_name_are_in_use_if_any_of_them_is() {
    let chair = |is_deactivated: bool| json!({"kind": "chair", "name": "Sillón", "deactivated": is_deactivated});
    for (first, second, is_active) in [(true, false, true), (false, true, true), (true, true, false)] {
        let mut desk = Desk::empty();
        desk.prepare("catalog_item", "a", &chair(first));
        desk.prepare("catalog_item", "b", &chair(second));
        let mapped = desk.map("catalog_item", "a", &chair(first));
        assert_eq!(record_of!(mapped, Cabinet).is_active, is_active, "{first} {second}");
        assert_eq!(desk.map("catalog_item", "b", &chair(second)).codes(), ["catalog_item.chair_merged"]);
    }
}

#[test]
fn two_chairs_that_are_one_cabinet_of_the_clinic_are_told() {
    let mut desk = with_box_1();
    let [first, second] =
        ["a", "b"].map(|uuid| desk.map("catalog_item", uuid, &json!({"kind": "chair", "name": "Box_1"})));
    assert_eq!((first.disposition, first.codes()), (Disposition::Linked, vec![]));
    assert_eq!((second.disposition, second.codes()), (Disposition::Linked, vec!["catalog_item.chair_merged"]));
}
