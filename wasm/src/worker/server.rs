//! Requests to the server the page came from, tried again while what fails may pass.

use api::{Item, Problem, ProblemCode};
use gloo::net::http::{Request, Response};
use gloo_timers::future::sleep;
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::port::{Stop, scope};
use super::retry::{Backoff, is_passing};

const JOBS: &str = "/api/v1/migration_import/jobs";

/// The code for a server that could not be reached.
const NETWORK: &str = "network";

/// Why something could not be sent.
pub struct Failure {
    /// A problem code, `network` or `cancelled`.
    pub code: String,
    /// English.
    pub detail: String,
}

impl From<dpmf::Error> for Failure {
    fn from(error: dpmf::Error) -> Self {
        Self { code: error.code().to_owned(), detail: error.to_string() }
    }
}

/// Below the collection of jobs.
pub fn jobs(rest: &str) -> String {
    let origin = scope().location().origin();
    format!("{origin}{JOBS}{rest}")
}

/// Where what a clinic holds can be had.
pub fn destination(clinic: Uuid) -> String {
    let origin = scope().location().origin();
    format!("{origin}/api/v1/migration_import/destination?clinic_id={clinic}")
}

/// Asks for one thing, as CBOR.
pub async fn get_cbor<T: DeserializeOwned>(stop: &Stop, url: &str) -> Result<T, Failure> {
    let response = deliver(|| Request::get(url).abort_signal(Some(stop.signal())).build()).await?;
    let bytes = response.binary().await.map_err(|_| unreachable_server())?;
    minicbor_serde::from_slice(&bytes).map_err(|_| senseless())
}

/// Asks for one thing.
pub async fn get<T: DeserializeOwned>(stop: &Stop, url: &str) -> Result<T, Failure> {
    data(deliver(|| Request::get(url).abort_signal(Some(stop.signal())).build()).await?).await
}

/// Sends one thing and reads another.
pub async fn post<T: DeserializeOwned>(stop: &Stop, url: &str, body: &impl Serialize) -> Result<T, Failure> {
    data(deliver(|| Request::post(url).abort_signal(Some(stop.signal())).json(body)).await?).await
}

async fn data<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let item = response.json::<Item<T>>().await.map_err(|_| senseless())?;
    Ok(item.data)
}

fn senseless() -> Failure {
    Failure {
        code: ProblemCode::Internal.as_str().to_owned(),
        detail: "the server's answer makes no sense; reload the page, it may have been updated".to_owned(),
    }
}

fn unreachable_server() -> Failure {
    Failure { code: NETWORK.to_owned(), detail: "the server could not be reached".to_owned() }
}

/// Puts one batch where it belongs.
pub async fn put(stop: &Stop, url: &str, digest: &str, batch: &[u8]) -> Result<(), Failure> {
    let body = Uint8Array::from(batch);
    let deliver = deliver(|| {
        Request::put(url)
            .abort_signal(Some(stop.signal()))
            .header("Content-Type", "application/cbor")
            .header("Content-Digest", digest)
            .body(&body)
    });
    deliver.await.map(drop)
}

async fn deliver(request: impl Fn() -> Result<Request, gloo::net::Error>) -> Result<Response, Failure> {
    let mut backoff = Backoff::default();
    loop {
        let failure = match attempt(&request).await {
            Ok(response) if response.ok() => return Ok(response),
            Ok(response) => {
                let passing = is_passing(response.status());
                let failure = refused(response).await;
                if !passing {
                    return Err(failure);
                }
                failure
            }
            Err(_) => unreachable_server(),
        };
        match backoff.pause(js_sys::Math::random()) {
            Some(pause) => sleep(pause).await,
            None => return Err(failure),
        }
    }
}

async fn attempt(request: &impl Fn() -> Result<Request, gloo::net::Error>) -> Result<Response, gloo::net::Error> {
    request()?.send().await
}

async fn refused(response: Response) -> Failure {
    match response.json::<Problem>().await {
        Ok(problem) => {
            Failure { code: problem.code.as_str().to_owned(), detail: problem.detail.unwrap_or(problem.title) }
        }
        // Something between here and the server answered in its place.
        Err(_) => Failure { code: NETWORK.to_owned(), detail: format!("the server answered {}", response.status()) },
    }
}
