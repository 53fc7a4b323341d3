//! The web app, carried inside the binary.

use api::ProblemCode;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::ApiError;

/// What Trunk built.
#[derive(RustEmbed)]
#[folder = "../dist"]
struct Dist;

/// Everything that is not an address of the API: a file, or the page, which knows its own addresses.
pub(super) async fn serve(request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return ApiError::new(ProblemCode::NotFound).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::new(ProblemCode::MethodNotAllowed).into_response();
    }
    answer::<Dist>(request.uri().path(), request.headers())
}

fn answer<Files: RustEmbed>(path: &str, headers: &HeaderMap) -> Response {
    let path = path.trim_start_matches('/');
    let names_a_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let name = if names_a_file { path } else { "index.html" };
    let compressed = accepts_brotli(headers).then(|| Files::get(&format!("{name}.br"))).flatten();
    let is_compressed = compressed.is_some();
    let Some(file) = compressed.or_else(|| Files::get(name)) else {
        let missing = if names_a_file { "There is no such file" } else { "This build carries no web app" };
        return ApiError::new(ProblemCode::NotFound).detail(missing).into_response();
    };
    let etag = etag(&file);
    let common = [(CACHE_CONTROL, "no-cache"), (VARY, "Accept-Encoding"), (ETAG, etag.as_str())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let mut response = (common, [(CONTENT_TYPE, media_type(name))], Body::from(file.data)).into_response();
    if is_compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// The digest of the bytes that are sent: the compressed form has one of its own.
fn etag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash()))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && parts.all(|weight| !matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("ftl" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[derive(RustEmbed)]
    #[folder = "tests/dist"]
    struct Sample;

    async fn get(path: &str, headers: &[(axum::http::HeaderName, &'static str)]) -> (Response, Vec<u8>) {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let (parts, body) = answer::<Sample>(path, &headers).into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body in memory");
        (Response::from_parts(parts, Body::empty()), bytes.to_vec())
    }

    fn header(response: &Response, name: axum::http::HeaderName) -> Option<&str> {
        response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    #[tokio::test]
    async fn addresses_of_the_app_answer_its_page() {
        let (_, page) = get("/index.html", &[]).await;
        for path in ["/", "/setup", "/settings/data-migration/1"] {
            let (response, body) = get(path, &[]).await;
            assert_eq!((response.status(), &body), (StatusCode::OK, &page), "{path}");
            assert_eq!(header(&response, CONTENT_TYPE), Some("text/html; charset=utf-8"));
            assert_eq!(header(&response, CACHE_CONTROL), Some("no-cache"));
        }
    }

    #[tokio::test]
    async fn a_missing_file_is_not_the_page() {
        for path in ["/app.css", "/../Cargo.toml", "/assets/worker.wasm"] {
            assert_eq!(get(path, &[]).await.0.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn compressed_files_go_to_who_takes_them() {
        for (accepted, is_compressed) in [("gzip, br", true), ("br;q=0.5", true), ("gzip", false), ("br;q=0", false)] {
            let (response, body) = get("/app.js", &[(ACCEPT_ENCODING, accepted)]).await;
            assert_eq!(header(&response, CONTENT_ENCODING), is_compressed.then_some("br"), "{accepted}");
            assert_eq!(header(&response, CONTENT_TYPE), Some("text/javascript; charset=utf-8"));
            assert_eq!(header(&response, VARY), Some("Accept-Encoding"));
            assert_eq!(body.starts_with(b"export"), !is_compressed);
        }
    }

    #[tokio::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let (first, _) = get("/app.wasm", &[]).await;
        assert_eq!(header(&first, CONTENT_TYPE), Some("application/wasm"));
        let etag: &'static str = header(&first, ETAG).expect("an ETag").to_owned().leak();
        let (again, body) = get("/app.wasm", &[(IF_NONE_MATCH, etag)]).await;
        assert_eq!((again.status(), body.len()), (StatusCode::NOT_MODIFIED, 0));
        let (other, _) = get("/app.js", &[(IF_NONE_MATCH, etag)]).await;
        assert_eq!(other.status(), StatusCode::OK);
    }
}
