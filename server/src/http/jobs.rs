//! `/api/v1/migration_import`: jobs. The file and its passphrase never come here: a job begins with a manifest.

use api::job::{ExecuteOptions, Job, JobState, Manifest};
use api::{Item, Page, ProblemCode};
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use uuid::Uuid;

use super::problem::ApiError;
use super::session::{FileSender, SignedIn};
use super::{agents, batches, binaries, changes, destination, events, execute, report, timeout, undo};
use crate::accounts::{self, Permission};
use crate::import::job::StoredJob;
use crate::import::{self, Refused};
use crate::{App, Shared, modules};

/// `/api/v1/migration_import`.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/jobs", get(list).post(open))
        .route("/jobs/{id}", get(one).delete(abandon))
        .route("/jobs/{id}/options", get(options))
        .merge(report::router())
        .merge(binaries::lists())
        .merge(destination::router())
        .merge(changes::router())
        .merge(agents::router())
        .layer(timeout())
        .merge(batches::router())
        .merge(binaries::router())
        .merge(execute::router())
        .merge(undo::router())
        .merge(events::router())
}

/// Which page of a list is asked for.
#[derive(Deserialize)]
pub(super) struct Paging {
    page: Option<u32>,
    page_size: Option<u32>,
}

impl Paging {
    /// Page, page size, and rows before the page.
    pub(super) fn check(&self, usual: u32, most: u32) -> Result<(u32, u32, u64), ApiError> {
        let (page, page_size) = (self.page.unwrap_or(1), self.page_size.unwrap_or(usual));
        if page == 0 || page_size == 0 || page_size > most {
            let detail = format!("page counts from 1, page_size is 1 to {most}");
            return Err(ApiError::new(ProblemCode::Invalid).detail(detail));
        }
        Ok((page, page_size, u64::from(page - 1) * u64::from(page_size)))
    }
}

#[derive(Deserialize)]
pub(super) struct InClinic {
    pub(super) clinic_id: Uuid,
}

/// Somebody who may do that in a clinic that imports.
pub(super) async fn importer(
    app: &App,
    signed_in: &SignedIn,
    clinic: Uuid,
    permission: Permission,
) -> Result<(), ApiError> {
    app.membership(signed_in, clinic).await?.require(permission)?;
    only_active(app, clinic).await
}

async fn only_active(app: &App, clinic: Uuid) -> Result<(), ApiError> {
    if modules::is_migration_active(&app.database, clinic).await? {
        Ok(())
    } else {
        Err(ProblemCode::ModuleInactive.into())
    }
}

/// A job, for somebody who may do that with it. Jobs of clinics they do not work in are not there.
pub(super) async fn find(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
    permission: Permission,
) -> Result<StoredJob, ApiError> {
    let stored = import::job::find(&app.database, id).await?.ok_or(ProblemCode::NotFound)?;
    let member = app.membership(signed_in, stored.job.clinic_id).await.map_err(|error| match error.code() {
        ProblemCode::NotAMember => ProblemCode::NotFound.into(),
        _ => error,
    })?;
    member.require(permission)?;
    only_active(app, stored.job.clinic_id).await?;
    Ok(stored)
}

/// A job, for who sends its files. An agent knows of no other, and may no more than who let it in.
pub(super) async fn find_for_files(
    app: &App,
    sender: &FileSender,
    id: Uuid,
    permission: Permission,
) -> Result<StoredJob, ApiError> {
    let agent = match sender {
        FileSender::Person(signed_in) => return find(app, signed_in, id, permission).await,
        FileSender::Agent(agent) => agent,
    };
    if agent.job_id != id {
        return Err(ProblemCode::NotFound.into());
    }
    let stored = import::job::find(&app.database, id).await?.ok_or(ProblemCode::NotFound)?;
    accounts::membership(&app.database, agent.created_by, stored.job.clinic_id).await?.require(permission)?;
    only_active(app, stored.job.clinic_id).await?;
    Ok(stored)
}

/// Answers the job of this file that can be gone on with (200), or a new one (201).
async fn open(State(app): State<Shared>, signed_in: SignedIn, request: Request) -> Result<Response, ApiError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/") || content_type.starts_with("application/octet-stream") {
        return Err(ProblemCode::FileNotAccepted.into());
    }
    let manifest = match Json::<Manifest>::from_request(request, &app).await {
        Ok(Json(manifest)) => manifest,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    importer(&app, &signed_in, manifest.clinic_id, Permission::WriteJobs).await?;
    fits(&app)?;
    let _turn = app.imports.turn(&app.database).await;
    let (stored, is_new) = import::job::open(&app.database, &manifest, signed_in.user_id).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(Item { data: stored.job })).into_response())
}

/// Refuses where DentalPin's tables are not as this version knows them.
pub(super) fn fits(app: &App) -> Result<(), ApiError> {
    let unfit = app.database.unfit();
    if unfit.is_empty() {
        return Ok(());
    }
    Err(ApiError::new(ProblemCode::DatabaseUnfit).detail(unfit.join("; ")))
}

async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Query(InClinic { clinic_id }): Query<InClinic>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Job>>, ApiError> {
    importer(&app, &signed_in, clinic_id, Permission::ReadJobs).await?;
    let (page, page_size, offset) = paging.check(20, 100)?;
    let (jobs, total) = import::job::list(&app.database, clinic_id, page_size, offset).await?;
    let data = jobs.into_iter().map(|stored| current(&app, stored.job)).collect();
    Ok(Json(Page { data, total, page, page_size }))
}

async fn one(State(app): State<Shared>, sender: FileSender, Path(id): Path<Uuid>) -> Result<Json<Item<Job>>, ApiError> {
    let stored = find_for_files(&app, &sender, id, Permission::ReadJobs).await?;
    Ok(Json(Item { data: current(&app, stored.job) }))
}

async fn options(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Json<Item<ExecuteOptions>>, ApiError> {
    find(&app, &signed_in, id, Permission::ReadJobs).await?;
    Ok(Json(Item { data: import::job::options(&app.database, id).await? }))
}

/// A job with how far it is: while it executes, only the import knows.
fn current(app: &App, mut job: Job) -> Job {
    if job.state == JobState::Executing {
        job.processed_entities = app.imports.progress.latest(job.id).map_or(0, |progress| progress.done);
    }
    job
}

async fn abandon(State(app): State<Shared>, signed_in: SignedIn, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    let stored = find(&app, &signed_in, id, Permission::WriteJobs).await?;
    import::abandon(&app, &stored, signed_in.user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Because { code, detail } => Self::new(code).detail(detail),
            Refused::Database(error) => error.into(),
            other @ (Refused::Corrupt(_) | Refused::Task(_) | Refused::Failed(_) | Refused::Storage(_)) => {
                anyhow::Error::from(other).into()
            }
        }
    }
}
