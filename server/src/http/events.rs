//! `GET /jobs/{id}/events`: how far an import is, as server-sent events.

use std::time::Duration;

use api::ProblemCode;
use api::job::{Job, Progress};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt as _};
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::import::job;
use crate::import::progress::at_rest;

/// How often a silent stream shows that it is alive: under the minute after which proxies cut.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// No timeout: a stream ends with its job.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/events", get(events))
}

async fn events(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let mut receiver = app.imports.progress.subscribe(id, progress(stored.job));
    // Watch first, look second: an end in between is seen either way.
    let stored = job::find(&app.database, id).await?.ok_or(ProblemCode::NotFound)?;
    if stored.job.state.is_final() {
        (_, receiver) = watch::channel(progress(stored.job));
    }
    let events = WatchStream::new(receiver).map(|progress| Event::default().event("progress").json_data(progress));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn progress(job: Job) -> Progress {
    at_rest(job.state, job.processed_entities, job.total_entities, job.error)
}
