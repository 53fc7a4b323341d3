//! Documents in a bucket of an S3-compatible service: one of this test's own, which keeps what it is given in memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;
use std::sync::{Arc, Mutex};

use api::document::Binary;
use api::undo::UndoOrder;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::sent::{PANO, clinic, documents, send, sha256};
use crate::support::{JOBS, Server};

const MODIFIED: &str = "Wed, 21 Oct 2015 07:28:00 GMT";

#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Vec<u8>>,
    /// Parts of uploads under way.
    uploads: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    /// How often each kind of request was made.
    asked: BTreeMap<&'static str, usize>,
}

type Shared = Arc<Mutex<Bucket>>;

/// `/bucket/key?query`: the requests that the server makes, and nothing else.
async fn serve(State(bucket): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let key = head.uri.path().strip_prefix("/images").unwrap_or_default().trim_start_matches('/').to_owned();
    let query: BTreeMap<String, String> = head
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.replace("%2F", "/")))
        .collect();
    let mut bucket = bucket.lock().unwrap();
    let (kind, answer) = match head.method {
        Method::GET if key.is_empty() => ("list", bucket.list(query.get("prefix").map_or("", String::as_str))),
        Method::GET | Method::HEAD => ("get", bucket.get(&key, &head.headers)),
        Method::PUT if query.contains_key("partNumber") => ("part", bucket.part(&query, body)),
        Method::PUT => ("put", bucket.put(key, &head.headers, body)),
        Method::POST if query.contains_key("delete") => {
            ("delete", bucket.delete_all(&String::from_utf8(body).unwrap()))
        }
        Method::POST => ("upload", bucket.upload(key, &query)),
        Method::DELETE => ("delete", bucket.delete(&key)),
        _ => ("other", StatusCode::NOT_IMPLEMENTED.into_response()),
    };
    *bucket.asked.entry(kind).or_default() += 1;
    answer
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", &sha256(bytes)[..32])
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response()
}

impl Bucket {
    fn get(&self, key: &str, headers: &HeaderMap) -> Response {
        let Some(bytes) = self.objects.get(key) else { return missing() };
        let mut answer = Response::builder().header("etag", etag(bytes)).header("last-modified", MODIFIED);
        let range = headers.get("range").and_then(|range| range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'));
        let Some((first, last)) = range else {
            return answer.header("content-length", bytes.len()).body(Body::from(bytes.clone())).unwrap();
        };
        let first: usize = first.parse().unwrap();
        if first >= bytes.len() {
            return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        }
        let end = last.parse::<usize>().map_or(bytes.len(), |last| bytes.len().min(last + 1));
        answer = answer
            .status(StatusCode::PARTIAL_CONTENT)
            .header("content-range", format!("bytes {first}-{}/{}", end - 1, bytes.len()));
        answer.body(Body::from(bytes[first..end].to_vec())).unwrap()
    }

    fn put(&mut self, key: String, headers: &HeaderMap, body: Vec<u8>) -> Response {
        let Some(from) = headers.get("x-amz-copy-source") else {
            let etag = etag(&body);
            self.objects.insert(key, body);
            return ([("etag", etag)], "").into_response();
        };
        let from = from.to_str().unwrap().replace("%2F", "/");
        let Some(bytes) = self.objects.get(from.trim_start_matches('/').trim_start_matches("images/")).cloned() else {
            return missing();
        };
        let etag = etag(&bytes);
        self.objects.insert(key, bytes);
        format!("<CopyObjectResult><ETag>{etag}</ETag></CopyObjectResult>").into_response()
    }

    fn part(&mut self, query: &BTreeMap<String, String>, body: Vec<u8>) -> Response {
        let Some(parts) = self.uploads.get_mut(&query["uploadId"]) else { return missing() };
        let etag = etag(&body);
        parts.insert(query["partNumber"].parse().unwrap(), body);
        ([("etag", etag)], "").into_response()
    }

    fn upload(&mut self, key: String, query: &BTreeMap<String, String>) -> Response {
        let Some(id) = query.get("uploadId") else {
            let id = format!("upload{}", self.uploads.len());
            self.uploads.insert(id.clone(), BTreeMap::new());
            let more = format!("<Bucket>images</Bucket><Key>{key}</Key><UploadId>{id}</UploadId>");
            return format!("<InitiateMultipartUploadResult>{more}</InitiateMultipartUploadResult>").into_response();
        };
        let Some(parts) = self.uploads.remove(id) else { return missing() };
        // S3 takes none smaller but the last.
        assert!(parts.values().rev().skip(1).all(|part| part.len() >= 5 << 20));
        let bytes = parts.into_values().collect::<Vec<_>>().concat();
        let more = format!("<Bucket>images</Bucket><Key>{key}</Key><ETag>{}</ETag>", etag(&bytes));
        self.objects.insert(key, bytes);
        format!("<CompleteMultipartUploadResult>{more}</CompleteMultipartUploadResult>").into_response()
    }

    fn delete(&mut self, key: &str) -> Response {
        self.objects.remove(key);
        StatusCode::NO_CONTENT.into_response()
    }

    fn delete_all(&mut self, order: &str) -> Response {
        let mut deleted = String::new();
        for key in order.split("<Key>").skip(1).filter_map(|rest| rest.split_once("</Key>")).map(|(key, _)| key) {
            self.objects.remove(key);
            write!(deleted, "<Deleted><Key>{key}</Key></Deleted>").unwrap();
        }
        format!("<DeleteResult>{deleted}</DeleteResult>").into_response()
    }

    fn list(&self, prefix: &str) -> Response {
        let mut contents = String::new();
        for (key, bytes) in self.objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
            let (etag, size) = (etag(bytes), bytes.len());
            let when = "<LastModified>2015-10-21T07:28:00.000Z</LastModified>";
            write!(contents, "<Contents><Key>{key}</Key>{when}<ETag>{etag}</ETag><Size>{size}</Size></Contents>")
                .unwrap();
        }
        format!("<ListBucketResult><Name>images</Name><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>")
            .into_response()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_kept_in_a_bucket() {
    let bucket = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(serve).with_state(Arc::clone(&bucket));
    tokio::spawn(async move { axum::serve(listener, router).await });
    // Keys and endpoint are variables of a process: this test once more, in one of its own.
    let mut inner = Command::new(std::env::current_exe().unwrap());
    inner
        .args(["--exact", "bucket::with_a_bucket", "--ignored"])
        .env("AWS_ENDPOINT", endpoint)
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_REGION", "eu-south-2")
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret");
    let output = tokio::task::spawn_blocking(move || inner.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");

    let bucket = bucket.lock().unwrap();
    for kind in ["put", "get", "upload", "part", "list", "delete"] {
        assert!(bucket.asked.contains_key(kind), "{kind}: {:?}", bucket.asked);
    }
    let left: Vec<_> = bucket.objects.keys().collect();
    assert!(left.is_empty() && bucket.uploads.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by documents_are_kept_in_a_bucket, with a bucket"]
async fn with_a_bucket() {
    let server = Server::start_with(&["--documents", "s3://images/sonrisa"]).await;
    let large: Vec<u8> = (0..20u32 << 20).map(|n| (n % 251) as u8).collect();
    let mut file = clinic();
    file.files[3].sha256 = Some(sha256(&large).leak());
    // Before the patients are there, so that bytes wait and are copied.
    let job = server.receive(&file).await;
    let _: Binary = send(&server, job.id, PANO).await.expect(StatusCode::CREATED);
    let _: api::job::Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    server.end(job.id).await;
    crate::sent::settled(&server, job.id).await;
    let _: Binary = send(&server, job.id, &large).await.expect(StatusCode::CREATED);

    let clinic = server.admin.clinic;
    for (patient, bytes) in [("Ana 1", PANO), ("Ana 2", &*large)] {
        let document = &documents(&server, patient).await[0];
        let path = format!("/api/v1/documents/{}/content?clinic_id={clinic}", document.id);
        assert!(server.get(&path).await.body == bytes, "{patient}");
        let mut part = server.admin.request("GET", &path, Body::empty());
        part.headers_mut().insert("range", "bytes=1-3".parse().unwrap());
        let (head, part) = server.open_response(part).await;
        assert_eq!((head.status, &*part), (StatusCode::PARTIAL_CONTENT, &bytes[1..4]));
        let mut outside = server.admin.request("GET", &path, Body::empty());
        outside.headers_mut().insert("range", "bytes=99999999-".parse().unwrap());
        assert_eq!(server.open_response(outside).await.0.status, StatusCode::RANGE_NOT_SATISFIABLE);
    }
    assert_eq!(server.app.documents.sweep(&server.app, std::time::Duration::ZERO).await.unwrap(), 0);
    let undo = format!("{JOBS}/{}/undo", job.id);
    let undone = server.post(&undo, &UndoOrder { keep_worked_on: false }).await;
    assert_eq!(undone.status, StatusCode::OK, "{undone:?}");
}
