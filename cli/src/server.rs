//! Talking to a server: requests with the token, tried again while what fails may pass.

use std::io::{self, Read};
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

type Answered = Result<Response<Body>, ServerError>;

/// Why a request was not answered as hoped.
#[derive(Clone, Debug, thiserror::Error)]
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
    /// What was to be sent could not be read to its end.
    #[error("it could not be read: {0}")]
    Unreadable(String),
}

impl ServerError {
    /// Whether the same request may be answered later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Refused { code: ProblemCode::BinaryUnlisted, .. } => true,
            Self::Refused { code, .. } => is_passing(code.status()),
            Self::Nonsense | Self::Unreadable(_) => false,
        }
    }

    /// Whether the server will not hear of us, or not of what we ask for.
    pub(crate) fn shuts_out(&self) -> bool {
        let Self::Refused { code, .. } = self else { return false };
        matches!(code.status(), 401 | 403) || *code == ProblemCode::NotFound
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
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

    fn ask(&self, path: &str) -> Answered {
        deliver(|| {
            self.agent.get(self.at(path)).header("Authorization", &*self.authorization).call().map_err(unreachable)
        })
    }

    /// Sends one thing; what comes back is for [`data`] to read, if it matters.
    pub(crate) fn post(&self, path: &str, body: &impl Serialize) -> Answered {
        deliver(|| {
            self.agent
                .post(self.at(path))
                .header("Authorization", &*self.authorization)
                .send_json(body)
                .map_err(unreachable)
        })
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
                .map_err(unreachable)
        });
        delivered.map(drop)
    }

    /// Sends a long body, of a known length and within a time.
    pub(crate) fn post_long<R: Read>(&self, long: &Long<'_>, open: impl Fn() -> io::Result<R>) -> Answered {
        deliver(|| {
            let unreadable = |error: io::Error| ServerError::Unreadable(error.to_string());
            let mut body = Told { inner: open().map_err(unreadable)?, left: long.length, failed: None };
            let sent = self
                .agent
                .post(self.at(long.path))
                .config()
                .timeout_global(None)
                .timeout_send_body(Some(long.patience))
                .timeout_recv_response(Some(LONGEST_WAIT))
                .build()
                .header("Authorization", &*self.authorization)
                .header("Content-Type", long.content_type)
                .header("Content-Length", long.length)
                .send(SendBody::from_reader(&mut body));
            body.failed.map_or(sent.map_err(unreachable), |error| Err(unreadable(error)))
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

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreachable(error: ureq::Error) -> ServerError {
    ServerError::Unreachable(error.to_string())
}

fn deliver(send: impl Fn() -> Answered) -> Answered {
    let mut pause = FIRST_PAUSE;
    let mut tries = 1;
    loop {
        let (error, may_pass) = match send() {
            Ok(response) if response.status().is_success() => return Ok(response),
            Ok(response) => {
                let status = response.status().as_u16();
                (refused(response), is_passing(status))
            }
            Err(error) => {
                let may_pass = error.may_pass();
                (error, may_pass)
            }
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
        Err(_) if is_passing(response.status().as_u16()) => {
            ServerError::Unreachable(format!("it answered {}", response.status()))
        }
        Err(_) => ServerError::Nonsense,
    }
}

/// A body that is sent as it is read.
pub(crate) struct Long<'a> {
    pub(crate) path: &'a str,
    pub(crate) content_type: &'a str,
    pub(crate) length: u64,
    /// How long sending it may take.
    pub(crate) patience: Duration,
}

/// A reader of a known length that says when it failed: what sends it would wait for ever for what does not come.
struct Told<R> {
    inner: R,
    left: u64,
    failed: Option<io::Error>,
}

impl<R: Read> Read for Told<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.inner.read(buffer) {
            Ok(0) if self.left > 0 && !buffer.is_empty() => Err(io::Error::other("it has become shorter")),
            read => read,
        };
        match read {
            Ok(read) => self.left = self.left.saturating_sub(read as u64),
            Err(ref error) => self.failed = Some(io::Error::new(error.kind(), error.to_string())),
        }
        read
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_became_shorter_is_an_error_and_not_an_end() {
        let mut body = Told { inner: b"abc".as_slice(), left: 5, failed: None };
        assert!(io::copy(&mut body, &mut io::sink()).is_err());
        assert!(body.failed.is_some());
        let mut body = Told { inner: b"abc".as_slice(), left: 3, failed: None };
        assert_eq!(io::copy(&mut body, &mut io::sink()).unwrap(), 3);
        assert!(body.failed.is_none());
    }

    #[test]
    fn only_what_may_pass_is_waited_for() {
        let refused = |code| ServerError::Refused { code, detail: String::new() };
        let gone = ServerError::Unreachable(String::new());
        for (error, may_pass, shuts_out) in [
            (gone, true, false),
            (refused(ProblemCode::BinaryUnlisted), true, false),
            (refused(ProblemCode::TooManyRequests), true, false),
            (refused(ProblemCode::BinaryUnwanted), false, false),
            (refused(ProblemCode::BodyTooLarge), false, false),
            (refused(ProblemCode::Unauthenticated), false, true),
            (refused(ProblemCode::Forbidden), false, true),
            (refused(ProblemCode::NotFound), false, true),
            (ServerError::Nonsense, false, false),
        ] {
            assert_eq!((error.may_pass(), error.shuts_out()), (may_pass, shuts_out), "{error}");
        }
    }
}
