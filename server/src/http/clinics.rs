//! `/api/v1/clinics`.

use api::Item;
use api::clinic::{Clinic, ClinicSummary};
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use uuid::Uuid;

use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::store::Database;
use crate::values;

/// `/api/v1/clinics`.
pub fn router() -> Router<Shared> {
    Router::new().route("/{id}/summary", get(summary))
}

/// The clinics of a user, oldest membership first.
pub(super) async fn of_user(database: &Database, user_id: Uuid) -> Result<Vec<Clinic>, ApiError> {
    let rows: Vec<(Uuid, String, String, String, Option<String>)> = database
        .fetch_all(
            "SELECT clinics.id, name, timezone, currency, coalesce(settings ->> 'country', address ->> 'country')
             FROM clinic_memberships JOIN clinics ON clinics.id = clinic_id
             WHERE user_id = ?1 ORDER BY clinic_memberships.created_at, clinics.id",
            &values![user_id],
        )
        .await?;
    let clinics = rows.into_iter().map(|(id, name, timezone, currency, country)| Clinic {
        id,
        name,
        timezone,
        currency,
        country,
    });
    Ok(clinics.collect())
}

/// What the clinic holds, for who is about to add to it.
async fn summary(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic_id): Path<Uuid>,
) -> Result<Json<Item<ClinicSummary>>, ApiError> {
    app.membership(&signed_in, clinic_id).await?;
    let (patients, appointments, staff, catalog_items, cabinets, imports): (i64, i64, i64, i64, i64, i64) = app
        .database
        .fetch_one(
            "SELECT (SELECT count(*) FROM patients WHERE clinic_id = ?1),
                (SELECT count(*) FROM appointments WHERE clinic_id = ?1),
                (SELECT count(*) FROM clinic_memberships WHERE clinic_id = ?1),
                (SELECT count(*) FROM treatment_catalog_items WHERE clinic_id = ?1
                    AND deleted_at IS NULL),
                (SELECT count(*) FROM cabinets WHERE clinic_id = ?1),
                (SELECT count(*) FROM migration_import_jobs WHERE clinic_id = ?1
                    AND status = 'completed')",
            &values![clinic_id],
        )
        .await?;
    Ok(Json(Item {
        data: ClinicSummary {
            patients: patients.cast_unsigned(),
            appointments: appointments.cast_unsigned(),
            staff: staff.cast_unsigned(),
            catalog_items: catalog_items.cast_unsigned(),
            cabinets: cabinets.cast_unsigned(),
            imports: imports.cast_unsigned(),
        },
    }))
}
