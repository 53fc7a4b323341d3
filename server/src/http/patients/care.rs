//! What was done for a patient, and what must be known of them.

use api::patient::{Allergy, Appointment, Illness, Medication, Note, Treatment};
use uuid::Uuid;

use crate::http::problem::ApiError;
use crate::store::Database;
use crate::{from_row, values};

pub(super) async fn appointments(
    database: &Database,
    clinic: Uuid,
    patient: Uuid,
) -> Result<Vec<Appointment>, ApiError> {
    struct Row {
        id: Uuid,
        start_time: String,
        end_time: String,
        status: String,
        professional: String,
        cabinet: Option<String>,
        note: Option<String>,
    }
    from_row!(Row { id, start_time, end_time, status, professional, cabinet, note });
    let rows: Vec<Row> = database
        .fetch_all(
            "SELECT appointments.id, start_time, end_time, status,
                trim(first_name || ' ' || last_name) AS professional, coalesce(cabinets.name, cabinet) AS cabinet,
                (SELECT string_agg(body, '\n' ORDER BY created_at, id) FROM clinical_notes
                 WHERE clinical_notes.clinic_id = appointments.clinic_id AND owner_type = 'appointment'
                   AND owner_id = appointments.id AND deleted_at IS NULL) AS note
             FROM appointments JOIN users ON users.id = appointments.professional_id
             LEFT JOIN cabinets ON cabinets.id = cabinet_id
             WHERE patient_id = ?1 AND appointments.clinic_id = ?2 ORDER BY start_time DESC, appointments.id",
            &values![patient, clinic],
        )
        .await?;
    let appointments = rows.into_iter().map(|row| Appointment {
        id: row.id,
        start_time: row.start_time,
        end_time: row.end_time,
        status: row.status,
        professional: row.professional,
        cabinet: row.cabinet,
        note: row.note,
    });
    Ok(appointments.collect())
}

pub(super) async fn clinical_notes(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Note>, ApiError> {
    let rows: Vec<(Uuid, String, String, String, String)> = database
        .fetch_all(
            "SELECT clinical_notes.id, note_type, body, trim(first_name || ' ' || last_name),
                 clinical_notes.created_at
             FROM clinical_notes JOIN users ON users.id = author_id
             WHERE clinic_id = ?1 AND owner_type = 'patient' AND owner_id = ?2 AND deleted_at IS NULL
             ORDER BY clinical_notes.created_at DESC, clinical_notes.id",
            &values![clinic, patient],
        )
        .await?;
    let notes = rows.into_iter().map(|(id, note_type, body, author, created_at)| Note {
        id,
        note_type,
        body,
        author,
        created_at,
    });
    Ok(notes.collect())
}

pub(super) async fn allergies(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Allergy>, ApiError> {
    let rows: Vec<(String, String, Option<String>)> = database
        .fetch_all(
            "SELECT name, severity,
                 notes FROM patients_clinical_allergy WHERE patient_id = ?1 AND clinic_id = ?2
             ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2
                 ELSE 3 END, name, id",
            &values![patient, clinic],
        )
        .await?;
    Ok(rows.into_iter().map(|(name, severity, notes)| Allergy { name, severity, notes }).collect())
}

pub(super) async fn medications(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Medication>, ApiError> {
    let rows: Vec<(String, Option<String>, Option<String>)> = database
        .fetch_all(
            "SELECT name, dosage,
                 notes FROM patients_clinical_medication WHERE patient_id = ?1 AND clinic_id = ?2
             ORDER BY name, id",
            &values![patient, clinic],
        )
        .await?;
    Ok(rows.into_iter().map(|(name, dosage, notes)| Medication { name, dosage, notes }).collect())
}

pub(super) async fn illnesses(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Illness>, ApiError> {
    let rows: Vec<(String, bool, Option<String>)> = database
        .fetch_all(
            "SELECT name, is_critical,
                 notes FROM patients_clinical_systemic_disease WHERE patient_id = ?1 AND clinic_id = ?2
             ORDER BY is_critical DESC, name, id",
            &values![patient, clinic],
        )
        .await?;
    Ok(rows.into_iter().map(|(name, is_critical, notes)| Illness { name, is_critical, notes }).collect())
}

pub(super) async fn treatments(database: &Database, clinic: Uuid, patient: Uuid) -> Result<Vec<Treatment>, ApiError> {
    struct Row {
        at: String,
        name: Option<String>,
        teeth: Option<String>,
        status: String,
        price: Option<String>,
    }
    from_row!(Row { at, name, teeth, status, price });
    let rows: Vec<Row> = database
        .fetch_all(
            "SELECT coalesce(performed_at, recorded_at) AS at, item.names ->> 'es' AS name,
                (SELECT string_agg(CAST(tooth_number AS TEXT),
                    ',' ORDER BY tooth_number) FROM treatment_teeth
                 WHERE treatment_id = treatments.id) AS teeth,
                status, price_snapshot AS price
         FROM treatments LEFT JOIN treatment_catalog_items AS item ON item.id = catalog_item_id
         WHERE patient_id = ?1 AND treatments.clinic_id = ?2 AND treatments.deleted_at IS NULL
         ORDER BY 1 DESC, treatments.id",
            &values![patient, clinic],
        )
        .await?;
    let treatments = rows.into_iter().map(|row| Treatment {
        at: row.at,
        name: row.name,
        teeth: row.teeth.iter().flat_map(|teeth| teeth.split(',')).filter_map(|tooth| tooth.parse().ok()).collect(),
        status: row.status,
        price: row.price,
    });
    Ok(treatments.collect())
}
