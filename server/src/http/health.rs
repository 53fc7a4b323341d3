//! Whether the server serves.

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::problem::ApiError;
use crate::Shared;

/// `/health`: it runs. `/health/ready`: the database answers, too.
pub fn router() -> Router<Shared> {
    Router::new().route("/health", get(async || "ok")).route("/health/ready", get(ready))
}

async fn ready(State(app): State<Shared>) -> Result<&'static str, ApiError> {
    app.database.fetch_one::<i64>("SELECT count(*) FROM users", &[]).await?;
    Ok("ready")
}
