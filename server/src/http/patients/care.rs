//! What was done for a patient, and what must be known of them.

use api::patient::{Allergy, Appointment, Illness, Medication, Note, Treatment};
use sqlx::types::uuid::fmt::Hyphenated;
use sqlx::{FromRow, SqlitePool};
use uuid::Uuid;

use crate::http::problem::ApiError;

pub(super) async fn appointments(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Appointment>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        id: Hyphenated,
        start_time: String,
        end_time: String,
        status: String,
        professional: String,
        cabinet: Option<String>,
        note: Option<String>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT appointments.id, start_time, end_time, status, trim(first_name || ' ' || last_name) AS professional,
                coalesce(cabinets.name, cabinet) AS cabinet,
                (SELECT group_concat(body, char(10) ORDER BY created_at, id) FROM clinical_notes
                 WHERE clinical_notes.clinic_id = appointments.clinic_id AND owner_type = 'appointment'
                   AND owner_id = appointments.id AND deleted_at IS NULL) AS note
         FROM appointments JOIN users ON users.id = appointments.professional_id LEFT JOIN cabinets ON cabinets.id = cabinet_id
         WHERE patient_id = ? AND appointments.clinic_id = ? ORDER BY start_time DESC, appointments.id",
    )
    .bind(patient.hyphenated())
    .bind(clinic.hyphenated())
    .fetch_all(pool)
    .await?;
    let appointments = rows.into_iter().map(|row| Appointment {
        id: row.id.into_uuid(),
        start_time: row.start_time,
        end_time: row.end_time,
        status: row.status,
        professional: row.professional,
        cabinet: row.cabinet,
        note: row.note,
    });
    Ok(appointments.collect())
}

pub(super) async fn clinical_notes(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Note>, ApiError> {
    let rows: Vec<(Hyphenated, String, String, String, String)> = sqlx::query_as(
        "SELECT clinical_notes.id, note_type, body, trim(first_name || ' ' || last_name), clinical_notes.created_at
         FROM clinical_notes JOIN users ON users.id = author_id
         WHERE clinic_id = ? AND owner_type = 'patient' AND owner_id = ? AND deleted_at IS NULL
         ORDER BY clinical_notes.created_at DESC, clinical_notes.id",
    )
    .bind(clinic.hyphenated())
    .bind(patient.hyphenated())
    .fetch_all(pool)
    .await?;
    let notes = rows.into_iter().map(|(id, note_type, body, author, created_at)| Note {
        id: id.into_uuid(),
        note_type,
        body,
        author,
        created_at,
    });
    Ok(notes.collect())
}

pub(super) async fn allergies(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Allergy>, ApiError> {
    let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "SELECT name, severity, notes FROM patients_clinical_allergy WHERE patient_id = ? AND clinic_id = ?
         ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, name, id",
    )
    .bind(patient.hyphenated())
    .bind(clinic.hyphenated())
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(name, severity, notes)| Allergy { name, severity, notes }).collect())
}

pub(super) async fn medications(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Medication>, ApiError> {
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT name, dosage, notes FROM patients_clinical_medication WHERE patient_id = ? AND clinic_id = ?
         ORDER BY name, id",
    )
    .bind(patient.hyphenated())
    .bind(clinic.hyphenated())
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(name, dosage, notes)| Medication { name, dosage, notes }).collect())
}

pub(super) async fn illnesses(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Illness>, ApiError> {
    let rows: Vec<(String, bool, Option<String>)> = sqlx::query_as(
        "SELECT name, is_critical, notes FROM patients_clinical_systemic_disease WHERE patient_id = ? AND clinic_id = ?
         ORDER BY is_critical DESC, name, id",
    )
    .bind(patient.hyphenated())
    .bind(clinic.hyphenated())
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(name, is_critical, notes)| Illness { name, is_critical, notes }).collect())
}

pub(super) async fn treatments(pool: &SqlitePool, clinic: Uuid, patient: Uuid) -> Result<Vec<Treatment>, ApiError> {
    #[derive(FromRow)]
    struct Row {
        at: String,
        name: Option<String>,
        teeth: Option<String>,
        status: String,
        price: Option<String>,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT coalesce(performed_at, recorded_at) AS at, json_extract(item.names, '$.es') AS name,
                (SELECT json_group_array(tooth_number ORDER BY tooth_number) FROM treatment_teeth
                 WHERE treatment_id = treatments.id) AS teeth,
                status, price_snapshot AS price
         FROM treatments LEFT JOIN treatment_catalog_items AS item ON item.id = catalog_item_id
         WHERE patient_id = ? AND treatments.clinic_id = ? AND treatments.deleted_at IS NULL
         ORDER BY 1 DESC, treatments.id",
    )
    .bind(patient.hyphenated())
    .bind(clinic.hyphenated())
    .fetch_all(pool)
    .await?;
    let treatments = rows.into_iter().map(|row| Treatment {
        at: row.at,
        name: row.name,
        teeth: row.teeth.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
        status: row.status,
        price: row.price,
    });
    Ok(treatments.collect())
}
