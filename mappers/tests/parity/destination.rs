//! A freshly set-up Spanish clinic, from the rows of its database.

use std::collections::HashMap;
use std::path::Path;

use mappers::Destination;
use mappers::context::{ExistingCabinet, ExistingCatalogItem, ExistingCategory, ExistingUser, ExistingVatType};
use serde_json::Value;
use uuid::Uuid;

/// The rows of a table.
pub(crate) fn rows(folder: &Path, table: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("{table}.jsonl"))).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn text(row: &Value, column: &str) -> String {
    row[column].as_str().expect("text").to_owned()
}

pub(crate) fn id(row: &Value, column: &str) -> Uuid {
    row[column].as_str().expect("text").parse().expect("a UUID")
}

pub(crate) fn of(folder: &Path) -> Destination {
    let categories: Vec<_> = rows(folder, "treatment_categories")
        .iter()
        .map(|row| ExistingCategory { id: id(row, "id"), key: text(row, "key"), name: None })
        .collect();
    let key_of: HashMap<Uuid, &String> = categories.iter().map(|category| (category.id, &category.key)).collect();
    let drawn: HashMap<Uuid, String> = rows(folder, "treatment_odontogram_mappings")
        .iter()
        .map(|row| (id(row, "catalog_item_id"), text(row, "odontogram_treatment_type")))
        .collect();
    let catalog_items = rows(folder, "treatment_catalog_items")
        .iter()
        .map(|row| ExistingCatalogItem {
            id: id(row, "id"),
            internal_code: text(row, "internal_code"),
            names: row["names"]["es"].as_str().map(str::to_owned).into_iter().collect(),
            category_key: key_of[&id(row, "category_id")].clone(),
            default_price: row["default_price"].as_f64().and_then(|price| price.to_string().parse().ok()),
            clinical_type: drawn.get(&id(row, "id")).cloned(),
            is_active: row["is_active"] == true,
        })
        .collect();
    let cabinets = rows(folder, "cabinets")
        .iter()
        .map(|row| ExistingCabinet { id: id(row, "id"), name: text(row, "name"), display_order: 0 })
        .collect();
    let users = rows(folder, "users")
        .iter()
        .map(|row| ExistingUser {
            id: id(row, "id"),
            email: text(row, "email"),
            first_name: text(row, "first_name"),
            last_name: text(row, "last_name"),
            is_active: true,
        })
        .collect();
    let default_vat_type =
        rows(folder, "vat_types").iter().find(|row| row["is_default"] == true).map(|row| id(row, "id"));
    let vat_types = rows(folder, "vat_types")
        .iter()
        .map(|row| ExistingVatType {
            id: id(row, "id"),
            rate: row["rate"].as_f64().expect("a rate"),
            is_default: row["is_default"] == true,
        })
        .collect();
    Destination { users, cabinets, categories, catalog_items, default_vat_type, vat_types, ..Destination::default() }
}
