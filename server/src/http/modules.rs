//! `/clinics/{id}/modules`: what a clinic has switched on.

use api::audit::AuditAction;
use api::module::{Module, ModuleControl, ModuleName, UninstallPreview};
use api::{Item, ProblemCode};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::clinics::administered;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::audit::Entry;
use crate::modules::{self, activate, export, uninstall};

/// Below `/clinics`.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/{id}/modules", get(list)).route("/{id}/modules/migration_import/uninstall", get(preview))
}

/// What takes as long as the imports were large.
pub(super) fn slow() -> Router<Shared> {
    Router::new()
        .route("/{id}/modules/{name}", post(switch_on).delete(switch_off))
        .route("/{id}/modules/migration_import/export", get(download))
}

/// All members see which there are: screens leave out what is not.
async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Json<Item<Vec<Module>>>, ApiError> {
    app.membership(&signed_in, clinic).await?;
    Ok(Json(Item { data: modules::list(&app.database, clinic).await? }))
}

async fn switch_on(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, name)): Path<(Uuid, ModuleName)>,
) -> Result<StatusCode, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    match name {
        ModuleName::MigrationImport => {
            // Done also when the admin goes away before it is answered.
            let activating = tokio::spawn(activate::activate(app, clinic, signed_in.user_id));
            activating.await.map_err(anyhow::Error::from)??;
        }
        ModuleName::Verifactu => switch_verifactu(&app, clinic, true, signed_in.user_id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn switch_off(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((clinic, name)): Path<(Uuid, ModuleName)>,
) -> Result<StatusCode, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    match name {
        ModuleName::MigrationImport => {
            let uninstalling = tokio::spawn(uninstall::uninstall(app, clinic, signed_in.user_id));
            uninstalling.await.map_err(anyhow::Error::from)??;
        }
        ModuleName::Verifactu => switch_verifactu(&app, clinic, false, signed_in.user_id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn switch_verifactu(app: &Shared, clinic: Uuid, is_active: bool, by: Uuid) -> Result<(), ApiError> {
    match modules::verifactu(&app.database, clinic).await?.control {
        ModuleControl::Admin => {}
        ModuleControl::Dentalpin => return Err(ProblemCode::DentalPinOwns.into()),
        ModuleControl::Country => {
            let detail = "Verifactu is for clinics in Spain";
            return Err(ApiError::new(ProblemCode::ModuleUnavailable).detail(detail));
        }
    }
    let mut transaction = app.database.begin_write().await?;
    modules::switch(&mut transaction, clinic, ModuleName::Verifactu, is_active, by).await?;
    let action = if is_active { AuditAction::ModuleActivated } else { AuditAction::ModuleUninstalled };
    Entry::in_clinic(action, clinic, by)
        .with(json!({ "module": ModuleName::Verifactu }))
        .record(&mut transaction)
        .await?;
    Ok(transaction.commit().await?)
}

async fn preview(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Json<Item<UninstallPreview>>, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    Ok(Json(Item { data: uninstall::preview(&app.database, clinic).await? }))
}

async fn download(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(clinic): Path<Uuid>,
) -> Result<Response, ApiError> {
    administered(&app, &signed_in, clinic).await?;
    Entry::in_clinic(AuditAction::ModuleExported, clinic, signed_in.user_id).record_later(&app);
    let parts = export::start(app.database.clone(), clinic);
    let headers = [
        (CONTENT_TYPE, "application/x-ndjson"),
        (CONTENT_DISPOSITION, "attachment; filename=\"data-migration.ndjson\""),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(parts))).into_response())
}
