//! What was made in the clinic since and says what it is about by an id alone keeps that when its import is undone.

use api::ProblemCode;
use api::undo::{UndoOrder, UndoPreview, Undone};
use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::changes::{clinic, export, uuid};
use crate::support::{File, JOBS, Server, engine};

/// Somebody who was there before, and a document of theirs.
const OWN: &str = "
    INSERT INTO patients (id, clinic_id, first_name, last_name, status, preferred_language, do_not_contact, created_at, updated_at)
    SELECT '00000000-0000-4000-8000-0000000000aa', id, 'Luz', 'Own', 'active', 'es', FALSE, created_at, created_at FROM clinics;
    INSERT INTO documents (id, clinic_id, patient_id, document_type, title, original_filename, storage_path, mime_type, file_size,
        uploaded_by, status, created_at, updated_at)
    SELECT patients.id, clinic_id, patients.id, 'other', 'Scan', 'scan.jpg', 'scan.jpg', 'image/jpeg', 1, users.id, 'active',
        patients.created_at, patients.created_at FROM patients, users";

/// Where a reference is from and where it leads; the other columns such a row has, and their values.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    (
        "clinical_notes",
        "patients",
        "owner_id",
        "owner_type, body, author_id, note_type",
        "'patient', '!', admin, 'administrative'",
    ),
    (
        "clinical_notes",
        "treatments",
        "owner_id",
        "owner_type, body, author_id, note_type",
        "'treatment', '!', admin, 'treatment'",
    ),
    (
        "clinical_notes",
        "treatment_plans",
        "owner_id",
        "owner_type, body, author_id, note_type",
        "'plan', '!', admin, 'treatment_plan'",
    ),
    (
        "clinical_notes",
        "appointments",
        "owner_id",
        "owner_type, body, author_id, note_type",
        "'appointment', '!', admin, 'appointment_clinical'",
    ),
    ("media_attachments", "patients", "owner_id", "document_id, owner_type", "own, 'patient'"),
    ("media_attachments", "treatments", "owner_id", "document_id, owner_type", "own, 'treatment'"),
    ("media_attachments", "treatment_plans", "owner_id", "document_id, owner_type", "own, 'plan'"),
    ("media_attachments", "appointments", "owner_id", "document_id, owner_type", "own, 'appointment'"),
    ("media_attachments", "clinical_notes", "owner_id", "document_id, owner_type", "own, 'clinical_note'"),
    ("media_attachments", "planned_treatment_items", "owner_id", "document_id, owner_type", "own, 'plan_item'"),
    (
        "patient_earned_entries",
        "treatments",
        "treatment_id",
        "patient_id, amount, performed_at, source_event",
        "own, '1.00', moment, 'x'",
    ),
    (
        "patient_earned_entries",
        "planned_treatment_item_sessions",
        "source_session_id",
        "patient_id, treatment_id, amount, performed_at, source_event",
        "own, own, '1.00', moment, 'x'",
    ),
    (
        "patient_earned_entries",
        "treatment_catalog_items",
        "catalog_item_id",
        "patient_id, treatment_id, amount, performed_at, source_event",
        "own, own, '1.00', moment, 'x'",
    ),
    (
        "patient_earned_entries",
        "users",
        "professional_id",
        "patient_id, treatment_id, amount, performed_at, source_event",
        "own, own, '1.00', moment, 'x'",
    ),
    (
        "recalls",
        "treatments",
        "linked_treatment_id",
        "patient_id, due_month, reason, priority, status, contact_attempt_count",
        "own, '2027-01-01', 'hygiene', 'normal', 'pending', 0",
    ),
    (
        "treatments",
        "budget_items",
        "budget_item_id",
        "patient_id, clinical_type, scope, status, recorded_at, source_module",
        "own, 'crown', 'tooth', 'planned', moment, 'x'",
    ),
];

/// The clinic of a newer export's tests, with a note about a treatment and nothing of its own catalog.
pub(crate) fn file() -> File {
    let mut rows = clinic(false);
    let (_, _, treatment) = rows.iter_mut().find(|(name, ..)| *name == "applied_treatment").unwrap();
    treatment["notes"] = "Sin anestesia".into();
    rows.push(("patient", 0x20, json!({"given_name": "Sin", "family_name": "Nada", "notes": "Viene poco"})));
    rows.push(("applied_treatment", 0x21, json!({"patient_uuid": uuid(5), "start_date": "2026-01-02", "teeth": [17]})));
    export(&rows)
}

async fn preview(server: &Server, job: Uuid) -> UndoPreview {
    server.get(&format!("{JOBS}/{job}/undo")).await.expect(StatusCode::OK)
}

/// A statement whose values may name the admin, the own patient, and a moment.
async fn insert(server: &Server, (from, to, column, columns, values): Case, own_times: bool) {
    let (times, moments) = if own_times { ("", "") } else { (", created_at, updated_at", ", moment, moment") };
    let id = if from == "patients_clinical_medical_context" { "patient_id" } else { "id" };
    let sql = format!(
        "INSERT INTO {from} ({id}, clinic_id, {column}, {columns}{times})
         SELECT own, clinic, target, {values}{moments} FROM (
             SELECT luz.id AS own, luz.clinic_id AS clinic, luz.created_at AS moment, admins.user_id AS admin,
                 (SELECT it.id FROM {to} AS it WHERE CAST(it.id AS TEXT) IN
                     (SELECT CAST(dentalpin_id AS TEXT) FROM migration_import_entity_mappings) OR '{to}' NOT IN ('users', 'patients',
                     'treatment_catalog_items') ORDER BY it.id LIMIT 1) AS target
             FROM patients AS luz JOIN clinic_memberships AS admins ON admins.role = 'admin' WHERE luz.first_name = 'Luz'
         ) AS given"
    );
    engine::run(&server.app.database, &sql).await;
}

async fn ensure_kept(server: &Server, job: Uuid, case: Case, own_times: bool) {
    let (from, to, column, ..) = case;
    let own = "00000000-0000-4000-8000-0000000000aa";
    insert(server, case, own_times).await;
    let shown = preview(server, job).await;
    let users: Vec<_> = shown.kept.examples.iter().map(|it| (it.used_by.as_deref(), it.table.as_str())).collect();
    assert!(users.contains(&(Some(from), to)), "{from}.{column} to {to}: {users:?}");
    let key = if from == "patients_clinical_medical_context" { "patient_id" } else { "id" };
    engine::run(&server.app.database, &format!("DELETE FROM {from} WHERE CAST({key} AS TEXT) = '{own}'")).await;
    assert_eq!(preview(server, job).await.kept.total, 0, "{from}.{column}");
}

#[tokio::test]
async fn whatever_refers_to_a_row_keeps_it() {
    let server = Server::start().await;
    server.run(OWN).await;
    let job = server.import(&file()).await.id;
    assert_eq!(preview(&server, job).await.kept.total, 0, "nothing the import made keeps anything");
    for case in CASES {
        ensure_kept(&server, job, *case, false).await;
    }
    for to in ["appointments", "treatments", "budgets", "payments", "patients"] {
        let columns = "source_table, patient_id, event_type, event_category, title, occurred_at";
        let values: &'static str = format!("'{to}', own, 'x', 'visit', '!', moment").leak();
        ensure_kept(&server, job, ("patient_timeline", to, "source_id", columns, values), true).await;
    }
    let columns =
        "is_pregnant, is_lactating, is_on_anticoagulants, is_smoker, bruxism, adverse_reactions_to_anesthesia";
    let summary = (
        "patients_clinical_medical_context",
        "users",
        "last_updated_by",
        columns,
        "FALSE, FALSE, FALSE, FALSE, FALSE, FALSE",
    );
    ensure_kept(&server, job, summary, false).await;
}

#[tokio::test]
async fn what_a_note_is_about_stays_with_what_it_needs() {
    let server = Server::start().await;
    server.run(OWN).await;
    let before = server.dump().await;
    let job = server.import(&file()).await.id;
    let note = CASES.iter().find(|(from, to, ..)| (*from, *to) == ("clinical_notes", "appointments")).unwrap();
    insert(&server, *note, false).await;
    let undo = async |keep_worked_on| server.post(&format!("{JOBS}/{job}/undo"), &UndoOrder { keep_worked_on }).await;
    assert_eq!(undo(false).await.problem(), ProblemCode::UndoInUse);
    let undone: Undone = undo(true).await.expect(StatusCode::OK);
    assert_eq!(undone.kept, preview_total(&server, &before).await);
    let about = "SELECT count(*) FROM clinical_notes JOIN appointments ON appointments.id = owner_id
         JOIN patients ON patients.id = appointments.patient_id WHERE first_name = 'Ana'";
    assert_eq!(server.count(about).await, 1);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 2, "Ana and who was there before");
}

/// Rows that were not there before, but for the note.
async fn preview_total(server: &Server, before: &std::collections::BTreeSet<String>) -> u64 {
    server.dump().await.difference(before).count() as u64 - 1
}
