//! Patients, found and shown.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use server::values;

use crate::support::{NOW, Server};

struct NewPatient {
    last_name: &'static str,
    first_name: &'static str,
    national_id: Option<&'static str>,
    phone: Option<&'static str>,
    notes: Option<&'static str>,
    status: &'static str,
}

const NOBODY: NewPatient =
    NewPatient { last_name: "", first_name: "", national_id: None, phone: None, notes: None, status: "active" };

async fn add(server: &Server, clinic: Uuid, patient: NewPatient) -> Uuid {
    let id = Uuid::new_v4();
    server
        .app
        .database
        .execute(
            "INSERT INTO patients (id, clinic_id, first_name, last_name, national_id, phone, notes,
             status, preferred_language,
             do_not_contact, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'es', FALSE, ?9, ?9)",
            &values![
                id,
                clinic,
                patient.first_name,
                patient.last_name,
                patient.national_id,
                patient.phone,
                patient.notes,
                patient.status,
                NOW.parse::<jiff::Timestamp>().unwrap()
            ],
        )
        .await
        .unwrap();
    id
}

async fn found(server: &Server, cookie: &str, query: &str) -> (u64, Vec<String>) {
    let clinic = server.clinic().await;
    let answer = server.get(&format!("/api/v1/patients?clinic_id={clinic}&{query}"), &[("cookie", cookie)]).await;
    let lines = answer.body["data"].as_array().expect("a page").iter();
    let names =
        lines.map(|line| format!("{}, {}", line["last_name"].as_str().unwrap(), line["first_name"].as_str().unwrap()));
    (answer.body["total"].as_u64().unwrap(), names.collect())
}

#[tokio::test]
async fn people_are_found_however_they_are_typed() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    let jose = NewPatient {
        last_name: "Muñoz Ibáñez",
        first_name: "José",
        national_id: Some("10000076Z"),
        phone: Some("600 123 456"),
        notes: Some("Nº en origen 00076\nno le gusta el ruido"),
        ..NOBODY
    };
    add(&server, clinic, jose).await;
    add(&server, clinic, NewPatient { last_name: "Munoa", first_name: "Ana", ..NOBODY }).await;
    for (typed, expected) in [
        ("munoz", 1),
        ("MU%C3%91OZ", 1),
        ("jose%20munoz", 1),
        ("ib%C3%A1%C3%B1ez%20jos%C3%A9", 1),
        ("mun", 2),
        ("10000076z", 1),
        ("600123", 1),
        ("00076", 1),
        ("ruido", 0),
        ("munoz%20ana", 0),
        ("%25", 0),
        ("'", 0),
    ] {
        assert_eq!(found(&server, &cookie, &format!("search={typed}")).await.0, expected, "{typed}");
    }
}

#[tokio::test]
async fn the_list_is_in_the_order_of_surnames_page_by_page() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    for (last_name, status) in
        [("Zorita", "active"), ("Álvarez", "active"), ("Bello", "archived"), ("alonso", "active")]
    {
        add(&server, clinic, NewPatient { last_name, first_name: "P", status, ..NOBODY }).await;
    }
    let all = ["alonso, P", "Álvarez, P", "Bello, P", "Zorita, P"].map(str::to_owned);
    assert_eq!(found(&server, &cookie, "").await, (4, all.to_vec()));
    assert_eq!(found(&server, &cookie, "page=2&page_size=3").await, (4, all[3..].to_vec()));
    assert_eq!(found(&server, &cookie, "search=&status=archived").await, (1, all[2..3].to_vec()));
    assert_eq!(found(&server, &cookie, "page=9&page_size=3").await, (4, vec![]));
}

#[tokio::test]
async fn a_change_of_name_and_a_removal_are_noticed() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    add(&server, clinic, NewPatient { last_name: "Antes", first_name: "P", ..NOBODY }).await;
    server.execute("UPDATE patients SET last_name = 'Después'").await;
    assert_eq!(found(&server, &cookie, "search=antes").await.0, 0);
    assert_eq!(found(&server, &cookie, "search=despues").await.0, 1);
    server.execute("DELETE FROM patients").await;
    assert_eq!(found(&server, &cookie, "search=despues").await.0, 0);
}

/// Cabinet, appointment with its note, note and allergies of the only patient.
const HISTORY: &str = "
    INSERT INTO cabinets (id, clinic_id, name, color, display_order, is_active, created_at, updated_at)
        SELECT 'c0000000-0000-4000-8000-000000000001', clinic_id, 'Box 1', '#112233', 0, TRUE, created_at, created_at
        FROM patients;
    INSERT INTO appointments (id, clinic_id, patient_id, professional_id, cabinet_id, start_time, end_time, status, created_at, updated_at)
        SELECT 'a0000000-0000-4000-8000-00000000000' || value, clinic_id, patients.id, users.id,
            'c0000000-0000-4000-8000-000000000001', '202' || value || '-03-01T09:00:00.000000Z',
            '202' || value || '-03-01T09:30:00.000000Z', 'completed', patients.created_at, patients.created_at
        FROM patients, users, (SELECT '1' AS value UNION ALL SELECT '2') AS numbered;
    INSERT INTO clinical_notes (id, clinic_id, note_type, owner_type, owner_id, body, author_id, created_at, updated_at)
        SELECT 'e0000000-0000-4000-8000-000000000001', clinic_id, 'appointment_administrative', 'appointment',
            'a0000000-0000-4000-8000-000000000002', 'Llega tarde', users.id, patients.created_at, patients.created_at
        FROM patients, users
        UNION ALL SELECT 'e0000000-0000-4000-8000-000000000002', clinic_id, 'administrative', 'patient', patients.id,
            'Prefiere tardes', users.id, patients.created_at, patients.created_at FROM patients, users;
    INSERT INTO patients_clinical_allergy (id, patient_id, clinic_id, name, severity, created_at, updated_at)
        SELECT 'd0000000-0000-4000-8000-00000000000' || key, patients.id, clinic_id, value, value, created_at, created_at
        FROM patients, (SELECT '0' AS key, 'low' AS value UNION ALL SELECT '1', 'critical' UNION ALL SELECT '2', 'high') AS listed;";

#[tokio::test]
async fn a_patient_comes_with_appointments_notes_and_allergies() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    let id = add(&server, clinic, NewPatient { last_name: "Vega", first_name: "Sol", ..NOBODY }).await;
    server.execute(HISTORY).await;
    let answer = server.get(&format!("/api/v1/patients/{id}?clinic_id={clinic}"), &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let patient = &answer.body["data"];
    assert_eq!((&patient["line"]["id"], &patient["line"]["last_name"]), (&json!(id), &json!("Vega")));
    let appointments = patient["appointments"].as_array().unwrap();
    assert_eq!(appointments.len(), 2);
    assert_eq!(appointments[0]["start_time"], "2022-03-01T09:00:00.000000Z", "newest first");
    assert_eq!(appointments[0]["professional"], "Ana Admin");
    assert_eq!(appointments[0]["cabinet"], "Box 1");
    assert_eq!(appointments[0]["note"], "Llega tarde");
    assert_eq!(appointments[1]["note"], Value::Null);
    assert_eq!(patient["clinical_notes"][0]["body"], "Prefiere tardes");
    assert_eq!(patient["clinical_notes"].as_array().unwrap().len(), 1);
    let severities: Vec<_> = patient["allergies"].as_array().unwrap().iter().map(|it| it["severity"].clone()).collect();
    assert_eq!(severities, ["critical", "high", "low"]);
    let summary = server.get(&format!("/api/v1/clinics/{clinic}/summary"), &[("cookie", &cookie)]).await;
    assert_eq!(
        summary.body["data"],
        json!({ "patients": 1, "appointments": 2, "staff": 1, "catalog_items": 0, "cabinets": 1, "imports": 0,
            "backup": if server.app.database.file().is_some() { "server" } else { "administrator" } })
    );
}

/// What was charged to the only patient, what they paid and got back, and a treatment on two teeth.
const MONEY: &str = "
    INSERT INTO patient_earned_entries
        (id, clinic_id, patient_id, treatment_id, amount, performed_at, source_event, created_at, updated_at)
        SELECT id, clinic_id, id, id, '100.10', created_at, 'migration', created_at, created_at FROM patients;
    INSERT INTO patient_earned_entries
        (id, clinic_id, patient_id, treatment_id, amount, performed_at, source_event, created_at, updated_at)
        SELECT clinic_id, clinic_id, id, clinic_id, '0.20', created_at, 'migration', created_at, created_at FROM patients;
    INSERT INTO payments
        (id, clinic_id, patient_id, amount, currency, method, payment_date, recorded_by, created_at, updated_at)
        SELECT patients.id, clinic_id, patients.id, '80.00', 'EUR', 'card', '2026-01-01', users.id, patients.created_at,
            patients.created_at FROM patients, users;
    INSERT INTO payments
        (id, clinic_id, patient_id, amount, currency, method, payment_date, recorded_by, created_at, updated_at)
        SELECT clinic_id, clinic_id, patients.id, '30.00', 'EUR', 'card', '2026-01-02', users.id, patients.created_at,
            patients.created_at FROM patients, users;
    INSERT INTO refunds
        (id, clinic_id, payment_id, amount, method, reason_code, refunded_at, refunded_by, created_at, updated_at)
        SELECT clinic_id, clinic_id, clinic_id, '5.05', 'card', 'other', patients.created_at, users.id,
            patients.created_at, patients.created_at FROM patients, users;
    INSERT INTO treatments (id, clinic_id, patient_id, clinical_type, scope, status, recorded_at, price_snapshot,
            source_module, created_at, updated_at)
        SELECT id, clinic_id, id, 'bridge', 'multi_tooth', 'planned', '2026-01-01T10:00:00.000000Z', '100.10',
            'migration_import', created_at, created_at FROM patients;
    INSERT INTO tooth_records (id, clinic_id, patient_id, tooth_number, tooth_type, general_condition, surfaces,
            is_displaced, is_rotated, created_at, updated_at)
        SELECT id, clinic_id, id, 23, 'permanent', 'healthy', '{}', FALSE, FALSE, created_at, created_at FROM patients;
    INSERT INTO tooth_records (id, clinic_id, patient_id, tooth_number, tooth_type, general_condition, surfaces,
            is_displaced, is_rotated, created_at, updated_at)
        SELECT clinic_id, clinic_id, id, 21, 'permanent', 'healthy', '{}', FALSE, FALSE, created_at, created_at
        FROM patients;
    INSERT INTO treatment_teeth (id, treatment_id, tooth_record_id, tooth_number, created_at, updated_at)
        SELECT id, patient_id, id, tooth_number, created_at, created_at FROM tooth_records;";

#[tokio::test]
async fn a_patient_s_account_is_exact() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    let id = add(&server, clinic, NewPatient { last_name: "Vega", first_name: "Sol", ..NOBODY }).await;
    server.execute(MONEY).await;
    let answer = server.get(&format!("/api/v1/patients/{id}?clinic_id={clinic}"), &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let patient = &answer.body["data"];
    assert_eq!(patient["account"], json!({ "charged": "100.30", "paid": "104.95", "balance": "-4.65" }));
    assert_eq!(
        patient["payments"],
        json!([
            { "day": "2026-01-02", "method": "card", "amount": "30.00", "refunded": "5.05" },
            { "day": "2026-01-01", "method": "card", "amount": "80.00", "refunded": "0" },
        ])
    );
    assert_eq!(patient["treatments"][0]["teeth"], json!([21, 23]));
    assert_eq!((&patient["budgets"], &patient["invoices"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_patient_of_another_clinic_is_not_there() {
    let server = Server::with_admin().await;
    let (cookie, clinic) = (server.sign_in().await, server.clinic().await);
    server
        .execute(
            "INSERT INTO clinics (id, name, tax_id, settings, created_at, updated_at)
             VALUES ('00000000-0000-4000-8000-000000000001', 'Other', '', '{}', '2026-01-01',
                 '2026-01-01')",
        )
        .await;
    let other = "00000000-0000-4000-8000-000000000001".parse().unwrap();
    let id = add(&server, other, NewPatient { last_name: "Vega", first_name: "Sol", ..NOBODY }).await;
    let list = server.get(&format!("/api/v1/patients?clinic_id={clinic}&search=vega"), &[("cookie", &cookie)]).await;
    assert_eq!(list.body["total"], 0);
    let one = server.get(&format!("/api/v1/patients/{id}?clinic_id={clinic}"), &[("cookie", &cookie)]).await;
    assert_eq!(one.code(), "not_found");
}

#[tokio::test]
async fn a_name_can_be_searched_for_without_being_in_the_address() {
    let server = Server::with_admin().await;
    let cookie = server.sign_in().await;
    let clinic = server.clinic().await;
    for last_name in ["López", "Martín"] {
        add(&server, clinic, NewPatient { last_name, first_name: "Ana", ..NOBODY }).await;
    }
    let headers = [("cookie", &*cookie), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    let search =
        async |body: Value| server.send("POST", "/api/v1/patients/search", &headers, Some(body.to_string())).await;
    let sent = search(json!({ "clinic_id": clinic, "search": "lopez", "status": "active" })).await;
    let asked = server.get(&format!("/api/v1/patients?clinic_id={clinic}&search=lopez"), &[("cookie", &cookie)]).await;
    assert_eq!((&sent.body, &sent.body["total"]), (&asked.body, &json!(1)));
    assert_eq!(search(json!({ "clinic_id": clinic })).await.body["total"], 2);
    assert_eq!(search(json!({ "clinic_id": Uuid::new_v4() })).await.code(), "clinic.not_a_member");
    assert_eq!(search(json!({ "clinic_id": clinic, "page": 0 })).await.code(), "request.invalid");
}
