//! Whether the server serves.

use api::ProblemCode;
use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::problem::ApiError;
use super::{metrics, operations};
use crate::Shared;

/// `/health`: it runs. `/ready`: the database answers, too, and is as this version made it.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/health", get(async || "ok"))
        .route("/health/ready", get(ready))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics::show))
        .route("/openapi.json", get(operations::openapi::show))
}

async fn ready(State(app): State<Shared>) -> Result<&'static str, ApiError> {
    match app.database.is_up_to_date().await {
        Ok(true) => Ok("ready"),
        Ok(false) => Err(ApiError::new(ProblemCode::NotReady).detail("another version changed the database")),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            Err(ApiError::new(ProblemCode::NotReady).detail("the database does not answer"))
        }
    }
}
