//! Talking to a server: requests with the token, tried again while what fails may pass.

use std::time::Duration;

use api::{Item, Page, Problem, ProblemCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, Uri};
use ureq::{Agent, Body, SendBody};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// How often one request is tried before the user is told.
const TRIES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How long a server may take with what it has received whole: it may be loading an import.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// Longest answer read, in bytes: a report of many types and warnings fits many times over.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// Why a request was not answered as hoped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServerError {
    /// The server said no.
    #[error("{detail} [{}]", .code.as_str())]
    Refused { code: ProblemCode, detail: String },
    /// It could not be reached, or something in between answered.
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
    /// It answered something else than what was asked for.
    #[error("the server's answer makes no sense; it may be of another version")]
    Nonsense,
}

/// A server and who we are there.
pub(crate) struct Server {
    agent: Agent,
    url: String,
    authorization: Zeroizing<String>,
}

impl Server {
    /// # Errors
    /// [`Failure::Usage`] when the address is none, or would send health data in the clear to another computer.
    pub(crate) fn new(url: &str, token: &str) -> Result<Self, Failure> {
        let usage = |problem: &str| Failure::Usage(format!("--server {url}: {problem}"));
        let uri: Uri = url.parse().map_err(|_| usage("this is not an address such as https://puente.example"))?;
        let host = uri.host().unwrap_or_default();
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_here => {}
            Some("http") => return Err(usage("only https:// keeps what is sent private on its way")),
            _ => return Err(usage("the address must begin with https://")),
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would carry the rows to who knows where.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_mins(2)))
            .build()
            .into();
        let authorization = Zeroizing::new(format!("Bearer {}", token.trim()));
        Ok(Self { agent, url: url.trim_end_matches('/').to_owned(), authorization })
    }

    /// Asks for one thing.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ServerError> {
        data(self.ask(path)?)
    }

    /// Asks for a page of a list.
    pub(crate) fn get_page<T: DeserializeOwned>(&self, path: &str) -> Result<Page<T>, ServerError> {
        page(self.ask(path)?)
    }

    fn ask(&self, path: &str) -> Result<Response<Body>, ServerError> {
        deliver(|| self.agent.get(self.at(path)).header("Authorization", &*self.authorization).call())
    }

    /// Sends one thing; what comes back is for [`data`] to read, if it matters.
    pub(crate) fn post(&self, path: &str, body: &impl Serialize) -> Result<Response<Body>, ServerError> {
        deliver(|| self.agent.post(self.at(path)).header("Authorization", &*self.authorization).send_json(body))
    }

    /// Puts one batch where it belongs.
    pub(crate) fn put(&self, path: &str, digest: &str, batch: &[u8]) -> Result<(), ServerError> {
        let delivered = deliver(|| {
            self.agent
                .put(self.at(path))
                .header("Authorization", &*self.authorization)
                .header("Content-Type", "application/cbor")
                .header("Content-Digest", digest)
                .send(batch)
        });
        delivered.map(drop)
    }

    /// Sends a long body of a known length. It may take as long as it takes, as long as it moves.
    pub(crate) fn post_long<R: std::io::Read>(
        &self,
        path: &str,
        content_type: &str,
        length: u64,
        open: impl Fn() -> std::io::Result<R>,
    ) -> Result<Response<Body>, ServerError> {
        deliver(|| {
            let mut body = open()?;
            self.agent
                .post(self.at(path))
                .config()
                .timeout_global(None)
                .timeout_recv_response(Some(LONGEST_WAIT))
                .build()
                .header("Authorization", &*self.authorization)
                .header("Content-Type", content_type)
                .header("Content-Length", length)
                .send(SendBody::from_reader(&mut body))
        })
    }

    fn at(&self, path: &str) -> String {
        [&self.url, path].concat()
    }
}

/// A page of a list.
fn page<T: DeserializeOwned>(mut response: Response<Body>) -> Result<Page<T>, ServerError> {
    response.body_mut().with_config().limit(LONGEST_ANSWER).read_json().map_err(|_| ServerError::Nonsense)
}

/// The thing an answer holds.
pub(crate) fn data<T: DeserializeOwned>(mut response: Response<Body>) -> Result<T, ServerError> {
    let read = response.body_mut().with_config().limit(LONGEST_ANSWER).read_json::<Item<T>>();
    read.map(|item| item.data).map_err(|_| ServerError::Nonsense)
}

fn deliver(send: impl Fn() -> Result<Response<Body>, ureq::Error>) -> Result<Response<Body>, ServerError> {
    let mut pause = FIRST_PAUSE;
    let mut tries = 1;
    loop {
        let (error, may_pass) = match send() {
            Ok(response) if response.status().is_success() => return Ok(response),
            Ok(response) => {
                let status = response.status().as_u16();
                (refused(response), matches!(status, 408 | 429 | 500..=599))
            }
            Err(error) => (ServerError::Unreachable(error.to_string()), true),
        };
        if !may_pass || tries == TRIES {
            return Err(error);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
        tries += 1;
    }
}

fn refused(mut response: Response<Body>) -> ServerError {
    match response.body_mut().read_json::<Problem>() {
        Ok(problem) => ServerError::Refused { code: problem.code, detail: problem.detail.unwrap_or(problem.title) },
        Err(_) => ServerError::Unreachable(format!("it answered {}", response.status())),
    }
}
