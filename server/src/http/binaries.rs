//! The files of an import: `POST /jobs/{id}/binaries` takes one, `GET /jobs/{id}/files` says which are there.

use api::document::{Binary, FileCounts, FileLine, FileState};
use api::{Item, Page, ProblemCode};
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::hearing_out;
use super::jobs::{self, Paging};
use super::problem::ApiError;
use super::session::FileSender;
use crate::accounts::Permission;
use crate::documents::files::{self, Order};
use crate::documents::incoming::{Incoming, Received};
use crate::documents::receive;
use crate::import::job::StoredJob;
use crate::import::staging::sha256_hex;
use crate::{App, Shared};

/// Characters of the field that says the digest.
const DIGEST: usize = 64;
/// Bytes of a request that are not of the file itself.
const AROUND: u64 = 64 << 10;
/// Files in one part of an export.
const EXPORT_STRETCH: u32 = 2_000;

/// What takes files; they may take long.
pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/jobs/{id}/binaries", post(receive))
        .layer(from_fn(hearing_out::hear_out))
        .layer(DefaultBodyLimit::disable())
}

/// What lists them.
pub(super) fn lists() -> Router<Shared> {
    Router::new().route("/jobs/{id}/files", get(list)).route("/jobs/{id}/files/counts", get(counts))
}

/// Parts `file` and `sha256`, in any order.
async fn receive(
    State(app): State<Shared>,
    sender: FileSender,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<(StatusCode, Json<Item<Binary>>), ApiError> {
    let stored = jobs::find_for_files(&app, &sender, id, Permission::WriteBinaries).await?;
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > app.config.largest_file() + AROUND) {
        return Err(too_large(&app));
    }
    let data = match take_parts(&app, &stored, &mut parts).await? {
        Taken::Known(binary) => binary,
        Taken::File(file) => {
            // Not given up halfway because the client went away: what was received counts.
            let kept = tokio::spawn(async move { receive::receive(&app, &stored, file).await });
            kept.await.map_err(anyhow::Error::from)??
        }
    };
    Ok((StatusCode::CREATED, Json(Item { data })))
}

/// What came of an upload.
enum Taken {
    /// The server has it already.
    Known(Binary),
    File(Received),
}

async fn take_parts(app: &App, stored: &StoredJob, parts: &mut Multipart) -> Result<Taken, ApiError> {
    receive::only_while_wanted(stored)?;
    let _place = app.room.enter(stored.job.id).await.map_err(anyhow::Error::from)?;
    let (mut claimed, mut received, mut known) = (None, None, None);
    while let Some(mut field) = parts.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("sha256") => {
                let sha256 = digest(&mut field).await?;
                known = receive::known(app, stored, &sha256).await?;
                claimed = Some(sha256);
            }
            Some("file") if received.is_none() => received = Some(take(app, &mut field).await?),
            _ => {}
        }
    }
    let invalid = |detail: &str| ApiError::new(ProblemCode::Invalid).detail(detail);
    let claimed = claimed.ok_or_else(|| invalid("the part sha256 is missing"))?;
    let file = received.ok_or_else(|| invalid("the part file is missing"))?;
    if file.sha256 != claimed {
        let detail = format!("sha256 mismatch: {claimed} was said, {} was received", file.sha256);
        return Err(ApiError::new(ProblemCode::BinaryDigest).detail(detail));
    }
    Ok(known.map_or(Taken::File(file), Taken::Known))
}

async fn digest(field: &mut Field<'_>) -> Result<String, ApiError> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        text.extend_from_slice(&chunk);
        if text.len() > 2 * DIGEST {
            break;
        }
    }
    let sha256 = std::str::from_utf8(&text).ok().and_then(|text| sha256_hex(text.trim()));
    sha256.ok_or_else(|| ApiError::new(ProblemCode::Invalid).detail("sha256 is not 64 hexadecimal digits"))
}

async fn take(app: &App, field: &mut Field<'_>) -> Result<Received, ApiError> {
    let largest = app.config.largest_file();
    let mut incoming = Incoming::create(&app.documents.storage).await.map_err(anyhow::Error::from)?;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if incoming.size() + chunk.len() as u64 > largest {
            return Err(too_large(app));
        }
        incoming.write(&chunk).await.map_err(anyhow::Error::from)?;
    }
    Ok(incoming.finish().await.map_err(anyhow::Error::from)?)
}

fn too_large(app: &App) -> ApiError {
    let detail = format!("files of more than {} MiB are not taken here", app.config.largest_file);
    ApiError::new(ProblemCode::BodyTooLarge).detail(detail)
}

#[allow(clippy::needless_pass_by_value, reason = "as errors are mapped")]
fn unreadable(error: MultipartError) -> ApiError {
    ApiError::new(ProblemCode::Invalid).detail(error.body_text())
}

async fn counts(
    State(app): State<Shared>,
    sender: FileSender,
    Path(id): Path<Uuid>,
) -> Result<Json<Item<FileCounts>>, ApiError> {
    let stored = jobs::find_for_files(&app, &sender, id, Permission::ReadJobs).await?;
    let (declared, largest) = (stored.manifest.files, app.config.largest_file());
    Ok(Json(Item { data: files::counts(&app.database, id, declared, largest).await? }))
}

#[derive(Clone, Copy, Deserialize)]
struct FilesQuery {
    state: Option<FileState>,
    #[serde(default)]
    order: Order,
    format: Option<Format>,
}

/// For a link, which cannot say what it accepts.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Format {
    Csv,
}

/// JSON, a page at a time, or with `Accept: text/csv` or `format=csv` all of them as a table.
async fn list(
    State(app): State<Shared>,
    sender: FileSender,
    Path(id): Path<Uuid>,
    Query(query): Query<FilesQuery>,
    Query(paging): Query<Paging>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    jobs::find_for_files(&app, &sender, id, Permission::ReadJobs).await?;
    let accepts_csv = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/csv"));
    if accepts_csv || query.format == Some(Format::Csv) {
        let headers = [
            (CONTENT_TYPE, "text/csv; charset=utf-8"),
            (CONTENT_DISPOSITION, "attachment; filename=\"import-files.csv\""),
        ];
        return Ok((headers, csv(app, id, query, sender)).into_response());
    }
    let (page, page_size, offset) = paging.check(50, 1_000)?;
    let (data, total) = files::page(&app.database, id, query.state, query.order, page_size, offset).await?;
    let data = data.into_iter().map(|line| told(&sender, line)).collect();
    Ok(Json(Page::<FileLine> { data, total, page, page_size }).into_response())
}

/// A file, as its sender may see it: whose it is does not concern an agent.
fn told(sender: &FileSender, line: FileLine) -> FileLine {
    match sender {
        FileSender::Person(_) => line,
        FileSender::Agent(_) => FileLine { patient_id: None, patient_name: None, ..line },
    }
}

/// All files as a table, written while it is sent.
fn csv(app: Shared, job: Uuid, query: FilesQuery, to: FileSender) -> Body {
    let (sender, receiver) = mpsc::channel::<Result<String, crate::store::Error>>(1);
    tokio::spawn(async move {
        let mut part = "patient,path,state,size,sha256\r\n".to_owned();
        for stretch in 0.. {
            let offset = stretch * u64::from(EXPORT_STRETCH);
            let lines = files::page(&app.database, job, query.state, query.order, EXPORT_STRETCH, offset).await;
            let is_last = lines.as_ref().map_or(true, |(lines, _)| lines.is_empty());
            let next =
                lines.map(|(lines, _)| lines.into_iter().map(|line| csv_line(&told(&to, line))).collect::<String>());
            let sent = sender.send(next.map(|next| std::mem::take(&mut part) + &next)).await;
            if sent.is_err() || is_last {
                break;
            }
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}

fn csv_line(line: &FileLine) -> String {
    let size = line.size.map(|size| size.to_string()).unwrap_or_default();
    let cells = [
        &*quoted(line.patient_name.as_deref().unwrap_or_default()),
        &quoted(&line.path),
        line.state.as_str(),
        &size,
        line.sha256.as_deref().unwrap_or_default(),
    ];
    cells.join(",") + "\r\n"
}

/// A text as a cell. One that a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(text: &str) -> String {
    let formula = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{formula}{}\"", text.replace('"', "\"\""))
}
