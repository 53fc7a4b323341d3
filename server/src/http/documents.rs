//! Documents of patients: `GET /patients/{id}/documents` lists them, `GET /documents/{id}/…` gives their bytes.

use std::fmt::Write as _;

use api::document::{Document, MediaKind, Preview};
use api::{Item, ProblemCode};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use object_store::{GetOptions, GetRange};
use serde::Deserialize;
use uuid::Uuid;

use super::jobs::InClinic;
use super::problem::ApiError;
use super::session::SignedIn;
use crate::accounts::Permission;
use crate::documents::storage::{PreviewSize, preview_path};
use crate::store::Database;
use crate::{App, Shared, from_row, values};

/// Whatever it is, it runs nothing and loads nothing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// What a browser shows without running anything; all else is downloaded.
const SHOWN: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];

/// `/api/v1/documents`.
pub(super) fn router() -> Router<Shared> {
    Router::new().route("/{id}/content", get(content)).route("/{id}/preview/{size}", get(preview))
}

async fn allow(app: &App, signed_in: &SignedIn, clinic_id: Uuid) -> Result<(), ApiError> {
    app.membership(signed_in, clinic_id).await?.require(Permission::ReadPatients)
}

struct Row {
    id: Uuid,
    title: String,
    original_filename: String,
    mime_type: String,
    file_size: i64,
    media_kind: String,
    media_category: Option<String>,
    media_subtype: Option<String>,
    captured_at: Option<String>,
    created_at: String,
    preview: Option<String>,
}

from_row!(Row {
    id,
    title,
    original_filename,
    mime_type,
    file_size,
    media_kind,
    media_category,
    media_subtype,
    captured_at,
    created_at,
    preview
});

/// The documents of a patient, newest first.
pub(super) async fn list(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(patient): Path<Uuid>,
    Query(InClinic { clinic_id }): Query<InClinic>,
) -> Result<Json<Item<Vec<Document>>>, ApiError> {
    allow(&app, &signed_in, clinic_id).await?;
    let rows: Vec<Row> = app.database.fetch_all("SELECT documents.*, own.preview FROM documents LEFT JOIN puente_documents AS own ON own.document_id = documents.id
         WHERE documents.clinic_id = ?1 AND patient_id = ?2 AND status = 'active'
         ORDER BY coalesce(captured_at, created_at) DESC, documents.id", &values![clinic_id, patient])
    .await?;
    Ok(Json(Item { data: rows.into_iter().map(document).collect() }))
}

fn document(row: Row) -> Document {
    let kinds = [MediaKind::Photo, MediaKind::Xray, MediaKind::Scan, MediaKind::Video];
    Document {
        id: row.id,
        title: row.title,
        filename: row.original_filename,
        mime_type: row.mime_type,
        size: row.file_size.unsigned_abs(),
        kind: kinds.into_iter().find(|kind| kind.as_str() == row.media_kind).unwrap_or(MediaKind::Document),
        category: row.media_category,
        subtype: row.media_subtype,
        captured_at: row.captured_at,
        created_at: row.created_at,
        preview: match row.preview.as_deref() {
            Some("waiting") => Preview::Waiting,
            Some("ready") => Preview::Ready,
            _ => Preview::None,
        },
    }
}

/// Where a document's bytes are.
struct Place {
    storage_path: String,
    original_filename: String,
    mime_type: String,
}

from_row!(Place { storage_path, original_filename, mime_type });

impl Place {
    async fn find(database: &Database, clinic: Uuid, id: Uuid) -> Result<Self, ApiError> {
        let sql = "SELECT storage_path, original_filename, mime_type FROM documents WHERE id = ?1 AND clinic_id = ?2";
        let place = database.fetch_optional(sql, &values![id, clinic]).await?;
        Ok(place.ok_or(ProblemCode::NotFound)?)
    }
}

#[derive(Deserialize)]
struct ContentQuery {
    clinic_id: Uuid,
    /// To be saved, whatever it is.
    #[serde(default)]
    download: bool,
}

async fn content(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<ContentQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    allow(&app, &signed_in, query.clinic_id).await?;
    let place = Place::find(&app.database, query.clinic_id, id).await?;
    let is_shown = !query.download && SHOWN.contains(&&*place.mime_type);
    let mime_type = if is_shown { &place.mime_type } else { "application/octet-stream" };
    let disposition = disposition(if is_shown { "inline" } else { "attachment" }, &place.original_filename);
    bytes(&app, &place.storage_path.into(), mime_type, &disposition, &headers).await
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SizeName {
    Small,
    Large,
}

async fn preview(
    State(app): State<Shared>,
    signed_in: SignedIn,
    Path((id, size)): Path<(Uuid, SizeName)>,
    Query(InClinic { clinic_id }): Query<InClinic>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    allow(&app, &signed_in, clinic_id).await?;
    let place = Place::find(&app.database, clinic_id, id).await?;
    let size = match size {
        SizeName::Small => PreviewSize::Small,
        SizeName::Large => PreviewSize::Large,
    };
    let path = preview_path(&place.storage_path.into(), size);
    bytes(&app, &path, "image/jpeg", "inline", &headers).await
}

/// The bytes of an object, or the range asked for.
async fn bytes(
    app: &App,
    path: &object_store::path::Path,
    mime_type: &str,
    disposition: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let range = headers.get(header::RANGE).and_then(|value| range(value.to_str().ok()?));
    let options = GetOptions { range: range.clone(), ..GetOptions::default() };
    let found = match app.documents.storage.get(path, options).await {
        Ok(found) => found,
        Err(object_store::Error::NotFound { .. }) => return Err(ProblemCode::NotFound.into()),
        Err(error) => return without_range(app, path, range.as_ref(), error).await,
    };
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let (part, size) = (found.range.clone(), found.meta.size);
    let mut response = (status, Body::from_stream(found.into_stream())).into_response();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, mime_type);
    set(header::CONTENT_LENGTH, &(part.end - part.start).to_string());
    set(header::CONTENT_DISPOSITION, disposition);
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1)));
    }
    Ok(response)
}

/// Answers a range that lies outside, with the size there is; any other failure stays one.
async fn without_range(
    app: &App,
    path: &object_store::path::Path,
    range: Option<&GetRange>,
    error: object_store::Error,
) -> Result<Response, ApiError> {
    let head = GetOptions { head: true, ..GetOptions::default() };
    let size = match range {
        Some(_) => app.documents.storage.get(path, head).await.ok().map(|found| found.meta.size),
        None => None,
    };
    let lies_outside = |size: &u64| match range {
        Some(GetRange::Bounded(range)) => range.start >= *size,
        Some(GetRange::Offset(first)) => first >= size,
        Some(GetRange::Suffix(last)) => *last == 0 || *size == 0,
        None => false,
    };
    let Some(size) = size.filter(lies_outside) else { return Err(anyhow::Error::from(error).into()) };
    let mut response = ApiError::from(ProblemCode::RangeInvalid).into_response();
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// One range of bytes (RFC 9110); anything else is answered with the whole.
fn range(header: &str) -> Option<GetRange> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => (first <= last).then(|| GetRange::Bounded(first..last.saturating_add(1))),
        (Ok(first), Err(_)) if last.is_empty() => Some(GetRange::Offset(first)),
        (Err(_), Ok(last)) if first.is_empty() => Some(GetRange::Suffix(last)),
        _ => None,
    }
}

/// `Content-Disposition` with a name that is a file's name on every system (RFC 6266).
fn disposition(kind: &str, filename: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let ascii: String = filename.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in filename.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _infallible = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_single_and_whole() {
        for (header, expected) in [
            ("bytes=0-9", Some(GetRange::Bounded(0..10))),
            ("bytes=10-", Some(GetRange::Offset(10))),
            ("bytes=-5", Some(GetRange::Suffix(5))),
            ("bytes=9-0", None),
            ("bytes=0-1,5-6", None),
            ("bytes=-", None),
            ("lines=0-9", None),
        ] {
            assert_eq!(range(header), expected, "{header}");
        }
    }

    #[test]
    fn names_cannot_leave_the_header() {
        assert_eq!(
            disposition("attachment", "pano \"ñ\"\r\n.jpg"),
            "attachment; filename=\"pano _____.jpg\"; filename*=UTF-8''pano%20%22%C3%B1%22%0D%0A.jpg"
        );
    }
}
