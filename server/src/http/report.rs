//! What became of an import: `GET /jobs/{id}/report` and `GET /jobs/{id}/warnings`.

use std::fmt::Write as _;

use api::job::{Outcome, Report, Severity, SourceRow, TypeAccounting, WarningLine};
use api::{Item, Page};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use uuid::Uuid;

use super::jobs::{self, Paging};
use super::problem::ApiError;
use super::session::SignedIn;
use crate::Shared;
use crate::accounts::Permission;
use crate::import::outcomes;
use crate::import::report::{self, Filter};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/jobs/{id}/report", get(show))
        .route("/jobs/{id}/warnings", get(warnings))
        .route("/jobs/{id}/rows", get(rows))
}

#[derive(Deserialize)]
struct ReportQuery {
    format: Option<Format>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Format {
    Csv,
}

/// JSON, or with `Accept: text/csv` or `format=csv` the accounting as a table.
async fn show(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ReportQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let report: Report = report::report(&app.database, stored).await?;
    let accepts_csv = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/csv"));
    if accepts_csv || query.format == Some(Format::Csv) {
        let headers = [
            (CONTENT_TYPE, "text/csv; charset=utf-8"),
            (CONTENT_DISPOSITION, "attachment; filename=\"import-report.csv\""),
        ];
        return Ok((headers, csv(&report.accounting)).into_response());
    }
    Ok(Json(Item { data: report }).into_response())
}

fn csv(accounting: &[TypeAccounting]) -> String {
    let mut csv = "entity_type,declared,created,linked,merged,archived,skipped\r\n".to_owned();
    for line in accounting {
        let TypeAccounting { entity_type, declared, created, linked, merged, archived, skipped } = line;
        // Writing to a string cannot fail, and the name of a type needs no quotes.
        let _infallible = write!(csv, "{entity_type},{declared},{created},{linked},{merged},{archived},{skipped}\r\n");
    }
    csv
}

#[derive(Deserialize)]
struct RowQuery {
    entity_type: String,
    outcome: Outcome,
}

/// The source rows behind a figure.
async fn rows(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(RowQuery { entity_type, outcome }): Query<RowQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<SourceRow>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let (page, page_size, offset) = paging.check(25, 200)?;
    let (data, total) = outcomes::list(&app.database, stored.job.id, &entity_type, outcome, page_size, offset).await?;
    Ok(Json(Page { data, total, page, page_size }))
}

#[derive(Deserialize)]
struct WarningQuery {
    severity: Option<Severity>,
    entity_type: Option<String>,
    code: Option<String>,
}

async fn warnings(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<WarningQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<WarningLine>>, ApiError> {
    let stored = jobs::find(&app, &signed_in, id, Permission::ReadJobs).await?;
    let (page, page_size, offset) = paging.check(50, 200)?;
    let WarningQuery { severity, entity_type, code } = query;
    let filter = Filter { severity, entity_type, code };
    let (data, total) = report::warnings(&app.database, stored.job.id, &filter, page_size, offset).await?;
    Ok(Json(Page { data, total, page, page_size }))
}
