//! `/api/v1/clinics`.

use std::time::Duration;

use api::account::{NewClinic, Role};
use api::audit::AuditAction;
use api::clinic::{Backup, BackupBy, Clinic, ClinicSummary};
use api::{Item, ProblemCode};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use uuid::Uuid;

use super::problem::ApiError;
use super::session::SignedIn;
use super::{audit, invitations, members, modules, sessions, timeout};
use crate::accounts::{self, Permission};
use crate::audit::Entry;
use crate::backup::{self, NoBackup};
use crate::store::Database;
use crate::{App, Shared, import, values};

/// When to ask again while another backup is taken.
const BACKUP: Duration = Duration::from_secs(30);

/// `/api/v1/clinics`.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/", post(create))
        .route("/{id}/summary", get(summary))
        .merge(audit::router())
        .merge(invitations::router())
        .merge(members::router())
        .merge(modules::router())
        .merge(sessions::of_clinics())
        .layer(timeout())
        .merge(modules::slow())
        // Copying a large database takes longer than an ordinary request may.
        .route("/{id}/backup", post(back_up))
}

/// Somebody who administers the clinic; refuses everybody else.
pub(super) async fn administered(app: &App, signed_in: &SignedIn, clinic: Uuid) -> Result<(), ApiError> {
    app.membership(signed_in, clinic).await?.require(Permission::AdministerClinic)
}

/// The same for what DentalPin does itself where the database is its own.
pub(super) async fn administered_here(app: &App, signed_in: &SignedIn, clinic: Uuid) -> Result<(), ApiError> {
    administered(app, signed_in, clinic).await?;
    if app.database.is_dentalpin() { Err(ProblemCode::DentalPinOwns.into()) } else { Ok(()) }
}

/// A further clinic, by who administers one already.
async fn create(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Json(asked): Json<NewClinic>,
) -> Result<(StatusCode, Json<Item<Clinic>>), ApiError> {
    let memberships = accounts::memberships(&app.database, signed_in.user_id).await?;
    if !memberships.iter().any(|membership| membership.role == Role::Admin) {
        return Err(ProblemCode::Forbidden.into());
    }
    if app.database.is_dentalpin() {
        return Err(ProblemCode::DentalPinOwns.into());
    }
    let clinic = accounts::check_clinic(&asked)?;
    let mut transaction = app.database.begin_write().await?;
    let id = accounts::insert_clinic(&mut transaction, &clinic, signed_in.user_id).await?;
    Entry::in_clinic(AuditAction::ClinicCreated, id, signed_in.user_id).record(&mut transaction).await?;
    transaction.commit().await?;
    let NewClinic { name, country, timezone, currency } = clinic;
    Ok((StatusCode::CREATED, Json(Item { data: Clinic { id, name, timezone, currency, country: Some(country) } })))
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
    let (patients, appointments, staff, catalog_items, cabinets): (i64, i64, i64, i64, i64) = app
        .database
        .fetch_one(
            "SELECT (SELECT count(*) FROM patients WHERE clinic_id = ?1),
                (SELECT count(*) FROM appointments WHERE clinic_id = ?1),
                (SELECT count(*) FROM clinic_memberships WHERE clinic_id = ?1),
                (SELECT count(*) FROM treatment_catalog_items WHERE clinic_id = ?1
                    AND deleted_at IS NULL),
                (SELECT count(*) FROM cabinets WHERE clinic_id = ?1)",
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
            imports: import::job::completed(&app.database, clinic_id).await?,
            backup: if app.database.file().is_some() { BackupBy::Server } else { BackupBy::Administrator },
        },
    }))
}

/// Takes a backup of the whole database, for who is about to import.
async fn back_up(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic_id): Path<Uuid>,
) -> Result<Json<Item<Backup>>, ApiError> {
    app.membership(&signed_in, clinic_id).await?.require(Permission::ExecuteJobs)?;
    let data = backup::take(&app).await?;
    Entry::in_clinic(AuditAction::BackupTaken, clinic_id, signed_in.user_id).record_later(&app);
    Ok(Json(Item { data }))
}

impl From<NoBackup> for ApiError {
    fn from(error: NoBackup) -> Self {
        match error {
            NoBackup::Elsewhere => ProblemCode::BackupElsewhere.into(),
            NoBackup::Busy => Self::new(ProblemCode::Busy).detail(error.to_string()).retry_after(BACKUP),
            other => anyhow::Error::from(other).into(),
        }
    }
}
