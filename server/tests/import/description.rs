//! The server answers as its description says, whatever it is asked.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{Request, StatusCode};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use server::http::operations::openapi::document;
use server::http::operations::{self, Body as Sent, Kind, Operation};

use crate::operations::{Place, signs_out};
use crate::support::{JOBS, Server};

/// Requests to each operation.
const TRIES: usize = 24;

/// What programs that expect something else choke on.
const ODD: [&str; 13] =
    ["", "0", "-1", "1e9", "99999999999999999999", "null", "\0", "a\0b", "'; --", "%", "\u{fffd}", "../..", "true"];

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The validator of an answer's body; nothing where any body is right.
fn validator(operation: &Operation, status: StatusCode, media_type: &str) -> Option<jsonschema::Validator> {
    let method = operation.method.as_str().to_lowercase();
    let content = &DOCUMENT["paths"][operation.path][method]["responses"][status.as_str()]["content"];
    let schema = content[media_type].get("schema")?;
    let rooted = json!({ "components": DOCUMENT["components"], "allOf": [schema] });
    Some(jsonschema::validator_for(&rooted).expect("a schema"))
}

/// Values of parameters: mostly of their kind, now and then anything.
fn value(kind: Kind) -> BoxedStrategy<String> {
    let right = match kind {
        Kind::Uuid => any::<u128>().prop_map(|bits| uuid::Uuid::from_u128(bits).to_string()).boxed(),
        Kind::Text => "\\PC{0,12}".boxed(),
        Kind::Flag => any::<bool>().prop_map(|flag| flag.to_string()).boxed(),
        Kind::Number(most) => prop_oneof![Just(1), 1..=most, Just(most)].prop_map(|number| number.to_string()).boxed(),
        Kind::OneOf(words) => proptest::sample::select(words).prop_map(str::to_owned).boxed(),
    };
    prop_oneof![4 => right, 1 => anything()].boxed()
}

fn anything() -> BoxedStrategy<String> {
    prop_oneof![proptest::sample::select(&ODD[..]).prop_map(str::to_owned), "\\PC{0,40}"].boxed()
}

fn encoded(text: &str) -> String {
    text.bytes().flat_map(|byte| ['%', hexadecimal(byte >> 4), hexadecimal(byte & 15)]).collect()
}

fn hexadecimal(digit: u8) -> char {
    char::from_digit(digit.into(), 16).unwrap()
}

/// JSON with one of its values replaced, taken away, or none.
fn mutated(valid: Value) -> BoxedStrategy<Value> {
    let places = pointers(&valid, "");
    let replacement = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({ "a": [1] })),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        anything().prop_map(Value::from),
    ];
    let changed = (proptest::sample::select(places), replacement).prop_map({
        let valid = valid.clone();
        move |(place, replacement)| {
            let mut value = valid.clone();
            if let Some(part) = value.pointer_mut(&place) {
                *part = replacement;
            }
            value
        }
    });
    prop_oneof![1 => Just(valid), 3 => changed].boxed()
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut found = vec![at.to_owned()];
    match value {
        Value::Object(members) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            found.extend(members.iter().flat_map(|(name, part)| pointers(part, &format!("{at}/{}", escaped(name)))));
        }
        Value::Array(parts) => {
            found.extend(parts.iter().enumerate().flat_map(|(n, part)| pointers(part, &format!("{at}/{n}"))));
        }
        _ => {}
    }
    found
}

/// A body that would be right.
pub(crate) fn example(operation: &Operation, place: &Place) -> Value {
    let account = || json!({ "email": "ana@example.com", "password": "not her password" });
    match operation.path.rsplit('/').next().unwrap_or_default() {
        "jobs" => serde_json::to_value(place.file.manifest(place.clinic)).unwrap(),
        "session" | "login" => account(),
        "refresh" => json!({ "refresh_token": "0000" }),
        "setup" => json!({
            "token": "t", "email": "a@b.example", "password": "long enough 1", "first_name": "Ana", "last_name": "",
            "clinic": { "name": "Sol", "country": "ES", "timezone": "Europe/Madrid", "currency": "EUR" },
        }),
        "execute" => json!({ "import_fiscal_compliance": false, "professional_min_activity_months": 3 }),
        "clinics" => json!({ "name": "Sol", "country": "ES", "timezone": "Europe/Madrid", "currency": "EUR" }),
        "password" => json!({ "current": "not this one", "new": "long enough 2" }),
        "invitation" => json!({ "token": "0000" }),
        "join" => json!({ "token": "0000", "password": "long enough 3", "first_name": "Eva", "last_name": "Sol" }),
        "invitations" => json!({ "email": "eva@example.com", "role": "assistant" }),
        "{user}" => json!({ "role": "dentist" }),
        "search" => {
            json!({ "clinic_id": place.clinic, "search": "ana", "status": "active", "page": 1, "page_size": 50 })
        }
        "undo" => json!({ "keep_worked_on": true }),
        "apply" => json!({ "ids": [1, 2], "all": false, "even_older": false }),
        _ => json!({ "name": "text", "number": 1 }),
    }
}

fn body(operation: &Operation, place: &Place) -> BoxedStrategy<(Vec<u8>, &'static str)> {
    let noise = || proptest::collection::vec(any::<u8>(), 0..200);
    match operation.body {
        None => Just((Vec::new(), "")).boxed(),
        Some(Sent::Json(_)) => {
            let json = mutated(example(operation, place)).prop_map(|value| value.to_string().into_bytes());
            let kind = || prop_oneof![8 => Just("application/json"), 1 => Just("text/plain"), 1 => Just("multipart/form-data")];
            prop_oneof![8 => (json, kind()), 1 => (noise(), kind())].boxed()
        }
        Some(Sent::Batch) => {
            let batches = proptest::sample::select(place.file.batches());
            prop_oneof![batches, noise()].prop_map(|body| (body, "application/cbor")).boxed()
        }
        Some(Sent::File) => {
            let part = |name: &str, text: &str| {
                format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{text}\r\n")
            };
            let form = (anything(), anything()).prop_map(move |(sha256, file)| {
                (part("sha256", &sha256) + &part("file", &file) + "--x--\r\n").into_bytes()
            });
            prop_oneof![form, noise()].prop_map(|body| (body, "multipart/form-data; boundary=x")).boxed()
        }
    }
}

fn request(operation: &Operation, place: &Place, server: &Server, runner: &mut TestRunner) -> Request<Body> {
    let mut draw = |strategy: BoxedStrategy<String>| strategy.new_tree(runner).unwrap().current();
    let right = place.address(operation, place.clinic);
    let path = right.split('?').next().unwrap_or_default();
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    let is_odd = draw(anything()).len() % 5 == 0;
    if is_odd && operation.path.contains('{') {
        let at = operation.path.split('/').position(|part| part.starts_with('{')).unwrap_or_default();
        parts[at] = encoded(&draw(
            prop_oneof![value(Kind::Uuid), anything().prop_filter("a part", |it| !it.is_empty())].boxed(),
        ));
    }
    let mut query = Vec::new();
    for parameter in &operation.query {
        let (usual, left_out) = (parameter.name == "clinic_id", if parameter.is_required { 1 } else { 4 });
        let given = match () {
            () if usual => prop_oneof![6 => Just(place.clinic.to_string()), 1 => value(Kind::Uuid)].boxed(),
            () => value(parameter.kind),
        };
        let drawn = draw(prop_oneof![8 => given, left_out => Just("(none)".to_owned())].boxed());
        if drawn != "(none)" {
            query.push(format!("{}={}", parameter.name, encoded(&drawn)));
        }
    }
    let address = format!("{}?{}", parts.join("/"), query.join("&"));
    let (bytes, media_type) = body(operation, place).new_tree(runner).unwrap().current();
    let mut request = server.admin.request(operation.method.as_str(), &address, Body::from(bytes.clone()));
    if matches!(operation.body, Some(Sent::Batch)) {
        request = server.admin.batch(place.job, 0, &bytes);
        *request.uri_mut() = address.parse().unwrap();
    }
    if !media_type.is_empty() {
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    request
}

/// One request, and whether the answer is one of those described.
async fn check(server: &Server, operation: &Operation, request: Request<Body>) -> StatusCode {
    let what = format!("{} {}", request.method(), request.uri());
    let response = server.respond(request).await;
    let status = response.status();
    let media_type = response.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    let media_type = media_type.as_deref().map(|full| full.split(';').next().unwrap_or_default()).unwrap_or_default();
    assert!(!status.is_server_error(), "{what}: {status}");
    let is_described = operation.answers.iter().any(|answer| answer.status == status.as_u16())
        || operation.problems().contains(&status.as_u16());
    assert!(is_described, "{what}: {status} is not described");
    if media_type == "text/event-stream" {
        return status;
    }
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    if !status.is_success() && status != StatusCode::NOT_MODIFIED {
        assert_eq!(media_type, "application/problem+json", "{what}");
    }
    if let Some(validator) = validator(operation, status, media_type) {
        let json = serde_json::from_slice(&body).expect(&what);
        let errors: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{what}: {status}: {errors:?}");
    } else {
        assert!(media_type != "application/json" || operation.path == "/openapi.json", "{what}: not described");
    }
    status
}

#[tokio::test]
async fn whatever_is_asked_is_answered_as_described() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let mut runner = TestRunner::deterministic();
    let mut succeeded = BTreeSet::new();
    for operation in operations::all().iter().filter(|operation| !signs_out(operation)) {
        for _ in 0..TRIES {
            if check(&server, operation, request(operation, &place, &server, &mut runner)).await.is_success() {
                succeeded.insert((operation.path, operation.method.as_str()));
            }
        }
    }
    assert!(succeeded.len() >= 20, "most is refused: {succeeded:?}");
}

#[tokio::test]
async fn what_an_import_answers_is_as_described() {
    let server = Server::start().await;
    let mut place = Place::make(&server).await;
    let done =
        server.texts("SELECT CAST(job_id AS TEXT) FROM puente_import_jobs WHERE state = 'completed'").await.remove(0);
    place.job = done.parse().unwrap();
    for operation in operations::all().iter().filter(|operation| operation.method == axum::http::Method::GET) {
        let address = place.address(operation, place.clinic);
        check(&server, operation, server.admin.request("GET", &address, Body::empty())).await;
    }
    let undone = server.admin.json("POST", &format!("{JOBS}/{}/undo", place.job), &json!({}));
    let undo = operations::all().iter().find(|it| it.path.ends_with("/undo") && it.method == "POST").unwrap();
    check(&server, undo, undone).await;
}

#[tokio::test]
async fn the_description_is_served_and_holds_together() {
    let answer = Server::start().await.get("/openapi.json").await;
    let served: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(served, *DOCUMENT);
    assert_eq!(served["openapi"], "3.1.0");
    let text = served.to_string();
    let references = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    for reference in references {
        assert!(served.pointer(reference).is_some(), "{reference}");
    }
    for operation in operations::all() {
        let method = operation.method.as_str().to_lowercase();
        let responses = served["paths"][operation.path][method]["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{}", operation.path);
    }
}
