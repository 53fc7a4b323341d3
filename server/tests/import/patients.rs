//! Patients the clinic has before the import.

use std::collections::BTreeMap;

use api::decisions::PatientDecision;
use api::job::{ExecuteOptions, Job, JobState, Report};
use axum::http::StatusCode;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use server::values;

use crate::support::{File, JOBS, Row, Server};

const ANA: Uuid = Uuid::from_u128(0xa);

/// Ana, with all that a clinic has of her.
fn ana() -> File {
    let patient = r#"{"given_name":"Ana","family_name":"Gil","national_id":"10.000.001-z","email":"ana@x.es"}"#;
    let of = |n: usize, payload: &str| {
        let payload = payload.replace("PATIENT", &Row::new(1, String::new()).canonical_uuid);
        vec![Row::new(n, payload.replace("PROFESSIONAL", &Row::new(2, String::new()).canonical_uuid))]
    };
    let rows = [
        ("patient", of(1, patient)),
        ("professional", of(2, r#"{"given_name":"Bea","family_name":"Gil"}"#)),
        (
            "appointment",
            of(
                3,
                r#"{"patient_uuid":"PATIENT","professional_uuid":"PROFESSIONAL","scheduled_date":"2026-12-01","scheduled_time":"10:00"}"#,
            ),
        ),
        ("payment", of(4, r#"{"patient_uuid":"PATIENT","amount":"50.00","paid_on":"2024-01-01"}"#)),
        ("patient_alert", of(5, r#"{"patient_uuid":"PATIENT","text":"Alergia a látex. Fuma","flagged":true}"#)),
        (
            "applied_treatment",
            of(
                6,
                r#"{"patient_uuid":"PATIENT","start_date":"2024-01-01","end_date":"2024-01-01","teeth":[16],"IdTipoODG":22}"#,
            ),
        ),
    ];
    File { types: BTreeMap::from(rows), ..File::default() }
}

/// The same Ana, as the clinic knows her.
async fn register(server: &Server) {
    let sql = [
        "INSERT INTO patients (id, clinic_id, first_name, last_name, national_id, status, do_not_contact, preferred_language,
            created_at, updated_at)
         VALUES (?1, ?2, 'ANA', 'Gil', '10000001Z', 'active', FALSE, 'es', ?3, ?3)",
        "INSERT INTO patients_clinical_medical_context (patient_id, clinic_id, is_pregnant, is_lactating,
            is_on_anticoagulants, is_smoker, bruxism, adverse_reactions_to_anesthesia, created_at, updated_at)
         VALUES (?1, ?2, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, ?3, ?3)",
        "INSERT INTO tooth_records (id, clinic_id, patient_id, tooth_number, tooth_type, general_condition, surfaces,
            is_displaced, is_rotated, created_at, updated_at)
         VALUES (?1, ?2, ?1, 16, 'permanent', 'healthy', '{}', FALSE, FALSE, ?3, ?3)",
    ];
    for sql in sql {
        let now: jiff::Timestamp = "2026-01-01T09:00:00Z".parse().unwrap();
        server.app.database.execute(sql, &values![ANA, server.admin.clinic, now]).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_file_has_of_a_known_patient_goes_to_them() {
    let server = Server::start().await;
    register(&server).await;
    let job = server.import(&ana()).await;

    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let patients = report.accounting.iter().find(|line| line.entity_type == "patient").unwrap();
    assert_eq!((patients.declared, patients.created, patients.linked), (1, 0, 1));
    assert_eq!(server.count("SELECT count(*) FROM patients WHERE email IS NULL AND first_name = 'ANA'").await, 1);
    for table in ["appointments", "payments", "patients_clinical_allergy", "treatments", "tooth_records"] {
        let theirs: i64 = server
            .app
            .database
            .fetch_one(AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE patient_id = ?1")), &values![ANA])
            .await
            .unwrap();
        assert_eq!(theirs, 1, "{table}");
    }
    assert_eq!(server.count("SELECT count(*) FROM patients_clinical_medical_context WHERE NOT is_smoker").await, 1);
    let codes: Vec<_> = report.warnings.iter().map(|group| group.code.as_str()).collect();
    for code in ["patient.linked_existing", "patient.linked_differs", "health.summary_kept"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let kept = "SELECT count(*) FROM migration_import_raw_entities WHERE entity_type = 'patient'";
    assert_eq!(server.count(kept).await, 1);

    let again = server.import(&ana()).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", again.id)).await.expect(StatusCode::OK);
    assert!(report.accounting.iter().all(|line| line.linked == line.declared), "{:?}", report.accounting);
}

#[tokio::test]
async fn someone_else_by_decision_is_someone_else_in_later_imports_too() {
    let server = Server::start().await;
    register(&server).await;
    let mut file = ana();
    file.types.retain(|name, _| *name == "patient");
    let job = server.receive(&file).await;
    let mut options = ExecuteOptions::default();
    options.decisions.patients.insert(Row::new(1, String::new()).canonical_uuid, PatientDecision::Create);
    let _started: Job = server.post(&format!("{JOBS}/{}/execute", job.id), &options).await.expect(StatusCode::ACCEPTED);
    assert_eq!(server.end(job.id).await.state, JobState::Completed);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 2);

    server.run("DELETE FROM patients WHERE email = 'ana@x.es'").await;
    server.import(&file).await;
    assert_eq!(server.count("SELECT count(*) FROM patients WHERE email = 'ana@x.es'").await, 1, "remembered");
}
