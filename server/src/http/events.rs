//! `GET /jobs/{id}/events`: how far an import is, as server-sent events.

use std::time::Duration;

use api::ProblemCode;
use api::job::{Job, Progress};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_stream::wrappers::WatchStream;
use uuid::Uuid;

use super::jobs;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::accounts::{self, Permission};
use crate::import::job;
use crate::import::progress::at_rest;
use crate::{App, Shared};

/// How often a silent stream shows that it is alive: under the minute after which proxies cut.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Streams of an account at once.
const STREAMS: usize = 16;
/// How often is looked whether who listens still may.
const LOOK: Duration = Duration::from_secs(5);
/// How long a stream goes on. Browsers connect again by themselves.
const LONGEST: Duration = Duration::from_mins(30);

/// No timeout: a stream ends with its job, or by itself.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/jobs/{id}/events", get(events))
}

async fn events(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let too_many = || ApiError::new(ProblemCode::TooManyRequests).retry_after(LOOK);
    let place = app.streams.enter(signed_in.user_id, STREAMS).ok_or_else(too_many)?;
    let mut receiver = app.imports.progress.subscribe(id, progress(stored.job));
    // Watch first, look second: an end in between is seen either way.
    let stored = job::find(&app.database, id).await?.ok_or(ProblemCode::NotFound)?;
    if stored.job.state.is_final() {
        (_, receiver) = watch::channel(progress(stored.job));
    }
    let events = WatchStream::new(receiver).map(|progress| Event::default().event("progress").json_data(progress));
    let over = async move {
        let _place = place;
        let end = Instant::now() + LONGEST;
        while Instant::now() < end {
            tokio::time::sleep(LOOK).await;
            if !may_listen(&app, &signed_in, id).await {
                break;
            }
        }
    };
    Ok(Sse::new(events.take_until(over)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Whether the session is not over, nor the right gone. A database that is away for a moment says nothing of either.
async fn may_listen(app: &App, signed_in: &SignedIn, id: Uuid) -> bool {
    if let Ok(false) = accounts::is_open(&app.database, signed_in.session.id).await {
        return false;
    }
    match jobs::find(app, signed_in, id, Permission::ReadJobs).await {
        Ok(_) => true,
        Err(error) => matches!(error.code(), ProblemCode::Internal | ProblemCode::Busy),
    }
}

fn progress(job: Job) -> Progress {
    at_rest(job.state, job.processed_entities, job.total_entities, job.error)
}
