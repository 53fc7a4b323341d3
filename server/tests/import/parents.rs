//! A file may belong to a row of any type: it finds the patient of what that row became.

use api::document::{Binary, FileLine};
use axum::http::StatusCode;
use dpmf::row::FileRow;
use serde_json::{Value, json};

use crate::sent::{PANO, counts, id, send, sha256};
use crate::support::{File, JOBS, Row, Server};

/// Rows of a patient, of every type that has one.
fn rows() -> Vec<(&'static str, usize, Value)> {
    let of = |mut more: Value| {
        more["patient_uuid"] = id(1).into();
        more
    };
    vec![
        ("professional", 2, json!({"given_name": "Bea", "family_name": "Gil"})),
        ("treatment_catalog_item", 3, json!({"short_name": "Empaste", "reference_price": "50"})),
        ("treatment_catalog_variant", 4, json!({"treatment_uuid": id(3), "unit_price": "50.00"})),
        ("patient", 1, json!({"given_name": "Ana", "family_name": "Gil"})),
        (
            "appointment",
            5,
            of(
                json!({"professional_uuid": id(2), "scheduled_date": "2025-12-01", "scheduled_time": "10:00", "duration_minutes": 30}),
            ),
        ),
        ("budget", 6, of(json!({"number": 1, "quote_date": "2025-01-01", "accepted_date": "2025-01-02"}))),
        (
            "budget_line",
            7,
            of(json!({"budget_uuid": id(6), "treatment_variant_uuid": id(4), "units": "1", "unit_amount": "50.00"})),
        ),
        (
            "applied_treatment",
            8,
            of(json!({"start_date": "2025-01-02", "teeth": [16], "IdTipoODG": 22, "amount": "50.00",
                "treatment_variant_uuid": id(4), "status_code": 5, "end_date": "2025-01-20"})),
        ),
        (
            "applied_treatment_phase",
            9,
            json!({"applied_treatment_uuid": id(8), "phase_number": 1, "percent_to_bill": "100", "executed_on": "2025-01-20"}),
        ),
        ("patient_alert", 10, of(json!({"text": "Alergia a la penicilina"}))),
        ("patient_alert", 11, of(json!({"text": "Paga siempre tarde"}))),
        ("recall", 12, of(json!({"scheduled_date": "2027-01-01"}))),
        ("consent", 13, of(json!({"title": "Implantes", "signed_on": "2024-05-06"}))),
        ("pharmacological_history", 14, of(json!({"drug_description": "Sintrom", "record_kind": "1"}))),
        ("prescription", 15, of(json!({"prescribed_on": "2024-05-06"}))),
        ("prescription_item", 16, json!({"prescription_uuid": id(15), "drug": "Amoxicilina"})),
        ("communication", 17, of(json!({"subject": "Cita", "channel": "email", "sent_at": "2024-05-06"}))),
        ("communication", 18, of(json!({"subject": "Sin fecha"}))),
        ("debt", 19, of(json!({"owed_amount": "50.00", "due_date": "2025-01-20", "applied_treatment_uuid": id(8)}))),
        ("payment", 20, of(json!({"amount": "50.00", "paid_on": "2025-01-20"}))),
        ("payment", 21, of(json!({"amount": "-10.00", "paid_on": "2025-01-21", "related_payment_uuid": id(20)}))),
        (
            "fiscal_document",
            22,
            of(json!({"number": "1", "series": "F", "document_date": "2025-03-03", "total": "10.00"})),
        ),
        (
            "fiscal_document_line",
            23,
            of(json!({"document_uuid": id(22), "concept": "Empaste", "amount": "10.00", "units": "1"})),
        ),
        ("patient_document", 24, of(json!({"title": "Informe"}))),
    ]
}

fn clinic() -> File {
    let mut file = File::default();
    for (entity_type, n, payload) in rows() {
        file.types.entry(entity_type).or_default().push(Row::new(n, payload.to_string()));
        if n != 2 && n != 3 && n != 4 {
            file.files.push(FileRow {
                canonical_uuid: id(0x100 + n).leak(),
                parent_entity_type: entity_type,
                parent_canonical_uuid: id(n).leak(),
                relative_path: format!("{entity_type} {n}.png").leak(),
                declared_size_bytes: None,
                sha256: Some(sha256(PANO).leak()),
                mime_hint: None,
            });
        }
    }
    file
}

#[tokio::test]
async fn files_of_every_type_find_their_patient() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    let homeless = server.get(&format!("{JOBS}/{}/files?state=homeless", job.id)).await;
    let page: api::Page<FileLine> = serde_json::from_slice(&homeless.body).unwrap();
    assert_eq!(page.data.iter().map(|line| &*line.path).collect::<Vec<_>>(), Vec::<&str>::new());
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let counts = counts(&server, job.id).await;
    assert_eq!((counts.received, counts.total), (21, 21));
    let consents = server.texts("SELECT original_filename FROM documents WHERE document_type = 'consent'").await;
    assert_eq!(consents, ["consent 13.png"], "what a consent's file is does not hang on its name");
}
