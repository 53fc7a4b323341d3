//! The way in: routes, and what every request passes through.

pub mod accounts;
mod agents;
pub mod assets;
mod audit;
mod batches;
mod binaries;
mod changes;
pub mod clinics;
mod destination;
mod documents;
mod events;
mod execute;
pub mod health;
mod hearing_out;
mod invitations;
pub mod jobs;
mod limits;
mod members;
pub(crate) mod metrics;
mod modules;
mod observe;
pub mod operations;
pub mod pace;
pub mod patients;
pub(crate) mod places;
pub mod problem;
mod report;
pub(crate) mod room;
pub mod security;
pub mod serve;
pub mod session;
mod sessions;
mod undo;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::Shared;

/// Bytes of a request's body, where a route does not say otherwise.
const BODY_LIMIT: usize = 1 << 20;
/// How long an ordinary request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// All routes.
pub fn router(app: Shared) -> Router {
    let api = Router::new()
        .nest("/auth", accounts::router())
        .nest("/patients", patients::router())
        .nest("/documents", documents::router())
        .layer(timeout())
        .nest("/clinics", clinics::router())
        .nest("/migration_import", jobs::router())
        .layer(from_fn_with_state(app.clone(), security::same_origin));
    Router::new()
        .merge(health::router())
        .nest("/api/v1", api)
        .layer(from_fn_with_state(app.clone(), limits::in_turn))
        .layer(from_fn(limits::patient))
        .fallback(assets::serve)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(problem::render))
        .layer(from_fn_with_state(app.clone(), security::headers))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

/// Ends a request that takes too long; not for routes whose answer goes on, such as events.
#[must_use]
pub fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT)
}
