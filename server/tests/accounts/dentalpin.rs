//! The tables are DentalPin's: compared with the schema of a real DentalPin database, where that is at hand.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use server::values;

use crate::support::Server;

#[tokio::test]
async fn tables_have_dentalpins_columns() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/dentalpin-2.0/schema.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return;
    };
    let reference: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let server = Server::new().await;
    let ours: Vec<String> = server
        .app
        .database
        .fetch_all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'puente_%'", &[])
        .await
        .unwrap();
    assert!(ours.len() >= 18);
    for table in ours.iter().filter(|table| reference.contains_key(*table)) {
        let columns: Vec<(String, bool)> = server
            .app
            .database
            .fetch_all("SELECT name, \"notnull\" FROM pragma_table_info(?1)", &values![table])
            .await
            .unwrap();
        let columns: BTreeMap<String, bool> = columns.into_iter().collect();
        for column in reference[table]["columns"].as_array().unwrap() {
            let name = column["name"].as_str().unwrap();
            assert_eq!(columns.get(name), Some(&column["not_null"].as_bool().unwrap()), "{table}.{name}");
        }
    }
}
