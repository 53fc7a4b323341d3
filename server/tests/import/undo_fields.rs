//! Undoing says which fields of a row were changed since.

use api::undo::{KeptRow, UndoPreview};
use axum::http::StatusCode;
use mappers::Record;
use serde_json::json;
use uuid::Uuid;

use crate::changes::{clinic, export, uuid};
use crate::support::{File, JOBS, Server, engine};

/// A clinic with rows for every table.
fn file() -> File {
    let mut rows = clinic(false);
    let (_, _, treatment) = rows.iter_mut().find(|(name, ..)| *name == "applied_treatment").unwrap();
    treatment["notes"] = "Sin anestesia".into();
    rows.extend([
        ("catalog_item", 0x20, json!({"kind": "chair", "name": "Gabinete 1"})),
        ("appointment", 0x21, json!({
            "patient_uuid": uuid(4), "professional_uuid": uuid(1), "scheduled_time": "12:00", "duration_minutes": 30,
            "scheduled_date": "2026-12-01", "chair_uuid": uuid(0x20),
        })),
        ("patient", 0x22, json!({
            "given_name": "Sin", "family_name": "Nada", "national_id": "12345678Z", "date_of_birth": "1931-12-31", "sex": "F",
            "address_street": "Calle Mayor 1", "address_postal_code": "28001", "notes": "«Raro»: \"\\ {}\n\t[1]",
        })),
        ("patient_alert", 0x23, json!({
            "patient_uuid": uuid(4), "text": "Alergia a la penicilina. Diabetes. Hipertensión. Sintrom",
        })),
        ("pharmacological_history", 0x24, json!({
            "patient_uuid": uuid(4), "drug_description": "Metformina", "dose": "850 mg", "frequency": "cada 8 h", "record_kind": 1,
        })),
        ("recall", 0x25, json!({
            "patient_uuid": uuid(5), "professional_uuid": uuid(1), "scheduled_date": "2026-12-02", "comments": "Revisión",
        })),
        ("treatment_catalog_item", 0x2d, json!({"short_name": "Puente", "reference_price": "300", "IdTipoODG": 27})),
        ("applied_treatment", 0x26, json!({
            "patient_uuid": uuid(5), "start_date": "2026-01-02", "end_date": "2026-01-20", "teeth": [17, 18], "amount": "50.5",
            "treatment_variant_uuid": uuid(3), "status_code": 5, "surfaces": "OM",
        })),
        ("debt", 0x27, json!({
            "patient_uuid": uuid(5), "owed_amount": "50.50", "due_date": "2026-01-20", "applied_treatment_uuid": uuid(0x26),
        })),
        ("payment", 0x28, json!({"patient_uuid": uuid(5), "amount": "80.00", "paid_on": "2026-01-21", "payment_kind": 1})),
        ("payment", 0x29, json!({
            "patient_uuid": uuid(5), "amount": "-30.00", "paid_on": "2026-01-22", "payment_kind": 1,
            "related_payment_uuid": uuid(0x28),
        })),
        ("debt_payment_application", 0x2a, json!({
            "payment_uuid": uuid(0x28), "debt_uuid": uuid(0x27), "amount": "50.00",
        })),
        ("fiscal_document", 0x2b, json!({
            "patient_uuid": uuid(5), "series": "F", "number": "7", "year": 2026, "document_date": "2026-01-23",
            "due_date": "2026-02-23", "subtotal": "100.00", "tax_total": "0.00", "total": "100.00", "hash": "aB+/=",
        })),
        ("fiscal_document_line", 0x2c, json!({
            "document_uuid": uuid(0x2b), "concept": "Corona", "amount": "100.00", "vat_percent": "0",
            "applied_treatment_uuid": uuid(0x26),
        })),
    ]);
    export(&rows)
}

async fn changed(server: &Server, job: Uuid) -> Vec<KeptRow> {
    let shown: UndoPreview = server.get(&format!("{JOBS}/{job}/undo")).await.expect(StatusCode::OK);
    shown.kept.examples.into_iter().filter(|row| row.changed_at.is_some()).collect()
}

/// The tables whose rows say when they were changed.
fn tables() -> impl Iterator<Item = &'static str> {
    let telling =
        |(table, columns): &&(&str, &[&str])| !table.starts_with("migration_") && columns.contains(&"updated_at");
    Record::TABLES.iter().filter(telling).map(|(table, _)| *table)
}

/// Says of all rows of a table that they were changed, or that they were not.
async fn touch(server: &Server, table: &str, at: &str) {
    engine::run(&server.app.database, &format!("UPDATE {table} SET updated_at = {at}")).await;
}

#[tokio::test]
async fn what_was_written_is_read_back_as_the_same_whatever_it_is() {
    let server = Server::start().await;
    let job = server.import(&file()).await.id;
    for table in tables() {
        touch(&server, table, "'2099-01-01T00:00:00.000000Z'").await;
        let rows = changed(&server, job).await;
        assert!(rows.iter().any(|row| row.table == table), "nothing comes into {table}");
        for row in rows {
            assert_eq!((row.table.as_str(), row.columns), (table, vec![]));
        }
        touch(&server, table, "created_at").await;
        let noted = format!("SELECT count(*) FROM puente_import_rows WHERE table_name = '{table}' AND fields IS NULL");
        let noted: i64 = server.app.database.fetch_one(sqlx::AssertSqlSafe(noted), &[]).await.unwrap();
        assert_eq!(noted, 0, "{table}");
    }
}

#[tokio::test]
async fn the_fields_that_were_changed_are_named_and_no_others() {
    let server = Server::start().await;
    let job = server.import(&file()).await.id;
    // What of which rows of a table, and what is to be said of it.
    let edits: [(&str, &str, &str, &[&str]); 11] = [
        ("patients", "phone = '0600112233'", "phone = '600112233'", &["phone"]),
        ("patients", "notes = ''", "email = 'eva@x.es'", &["notes"]),
        (
            "patients",
            "address = '{\"street\": \"Calle Menor 1\"}', date_of_birth = '1931-12-30', do_not_contact = TRUE",
            "national_id = '12345678Z'",
            &["date_of_birth", "do_not_contact", "address"],
        ),
        (
            "appointments",
            "status = 'confirmed', start_time = '2026-12-01T09:00:00.000001Z'",
            "cabinet_id IS NULL",
            &["start_time", "status"],
        ),
        ("appointments", "cabinet_id = NULL, cabinet = ''", "cabinet_id IS NOT NULL", &["cabinet", "cabinet_id"]),
        ("budget_items", "unit_price = '50.01', vat_rate = 10.5", "TRUE", &["unit_price", "vat_rate"]),
        (
            "treatment_catalog_items",
            "names = '{\"es\": \"Otro\"}', deleted_at = updated_at",
            "CAST(default_price AS REAL) = 50",
            &["names", "deleted_at"],
        ),
        // The same in other words.
        (
            "treatment_catalog_items",
            "pricing_config = '{\"pontic\":3e2, \"pillar\":300.0}', default_price = '300.000'",
            "CAST(default_price AS REAL) = 300",
            &[],
        ),
        ("treatments", "price_snapshot = '50.5'", "status = 'performed'", &[]),
        // Nothing but that it was.
        ("payments", "amount = amount", "amount = '80.00'", &[]),
        // What numbers it, and what it refers to.
        ("treatment_plans", "plan_number = plan_number || 'X', budget_id = NULL", "budget_id IS NOT NULL", &[]),
    ];
    let mut expected = Vec::new();
    for (table, set, which, columns) in edits {
        let sql = format!("UPDATE {table} SET {set}, updated_at = '2099-01-01T00:00:00.000000Z' WHERE {which}");
        engine::run(&server.app.database, &sql).await;
        expected.push((table.to_owned(), columns.iter().map(|column| (*column).to_owned()).collect()));
    }
    let rows = changed(&server, job).await.into_iter();
    let mut found: Vec<(String, Vec<String>)> = rows.map(|row| (row.table, row.columns)).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn of_what_was_not_noted_nothing_is_said() {
    let server = Server::start().await;
    let job = server.import(&file()).await.id;
    server.run("UPDATE patients SET phone = '699', updated_at = '2099-01-01T00:00:00.000000Z'").await;
    let said = async || changed(&server, job).await.into_iter().map(|row| row.columns.concat()).collect::<Vec<_>>();
    assert_eq!(said().await, ["phone"; 3]);
    // Once more columns were named, or less.
    server.run("UPDATE puente_import_rows SET fields = substr(fields, 3)").await;
    assert_eq!(said().await, [""; 3]);
    server.run("UPDATE puente_import_rows SET fields = NULL").await;
    assert_eq!(said().await, [""; 3]);
}
