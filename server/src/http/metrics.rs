//! `GET /metrics`: figures in the text format of Prometheus. Routes are templates, so nothing here names anyone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use api::ProblemCode;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, FORWARDED, VIA};
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;

use super::problem::ApiError;
use crate::store::Database;
use crate::{App, Shared, modules, store};

/// Upper bounds of durations, in seconds.
const BOUNDS: [f64; 9] = [0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0];

/// Requests that were answered.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<(String, &'static str, u16), Durations>>);

#[derive(Clone, Copy, Default)]
struct Durations {
    /// Of requests within each bound, and of no shorter one.
    within: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

impl Metrics {
    pub(super) fn count(&self, route: &str, method: &'static str, status: u16, duration: Duration) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let durations = requests.entry((route.to_owned(), method, status)).or_default();
        let seconds = duration.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            durations.within[at] += 1;
        }
        durations.count += 1;
        durations.sum += seconds;
    }

    fn write(&self, text: &mut String) {
        let name = "puente_http_request_duration_seconds";
        let requests = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        line(text, &format!("# HELP {name} Time until the head of the answer."));
        line(text, &format!("# TYPE {name} histogram"));
        for ((route, method, status), durations) in requests {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            let mut within = 0;
            for (bound, count) in BOUNDS.iter().zip(durations.within) {
                within += count;
                line(text, &format!("{name}_bucket{{{labels},le=\"{bound}\"}} {within}"));
            }
            line(text, &format!("{name}_bucket{{{labels},le=\"+Inf\"}} {}", durations.count));
            line(text, &format!("{name}_sum{{{labels}}} {}", durations.sum));
            line(text, &format!("{name}_count{{{labels}}} {}", durations.count));
        }
    }
}

pub(super) async fn show(State(app): State<Shared>, request: Request) -> Result<Response, ApiError> {
    if !may_read(&app, &request) {
        // Nobody else is told that there is something.
        return Err(ProblemCode::NotFound.into());
    }
    let mut text = String::new();
    app.metrics.write(&mut text);
    imports(&app.database, &mut text).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// With a token, whoever has it; without, who asks on this machine and not through a proxy.
fn may_read(app: &App, request: &Request) -> bool {
    let headers = request.headers();
    if let Some(token) = &app.config.metrics_token {
        let given = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        return given.is_some_and(|given| given.ct_eq(token.reveal().as_bytes()).into());
    }
    let ConnectInfo(peer) = match request.extensions().get::<ConnectInfo<SocketAddr>>() {
        Some(connection) => *connection,
        None => return false,
    };
    let is_passed_on =
        headers.contains_key(FORWARDED) || headers.contains_key(VIA) || headers.contains_key("x-forwarded-for");
    peer.ip().to_canonical().is_loopback() && !is_passed_on
}

/// Jobs by state, each with how many there are and how many entities they brought; and bytes that wait.
type Counts = (Vec<(String, i64, i64)>, i64);

async fn count(database: &Database) -> store::Result<Counts> {
    if !modules::is_installed(database).await? {
        return Ok((Vec::new(), 0));
    }
    let jobs = database
        .fetch_all(
            "SELECT state, count(*), CAST(sum(CASE WHEN state = 'completed' THEN total_entities ELSE 0 END) AS BIGINT)
             FROM puente_import_jobs JOIN migration_import_jobs ON id = job_id GROUP BY state ORDER BY state",
            &[],
        )
        .await?;
    // What was staged is counted as it comes, and deleted when a job ends.
    let staged = database
        .fetch_one(
            "SELECT CAST(coalesce(sum(received_bytes), 0) AS BIGINT) FROM puente_import_jobs
             WHERE EXISTS (SELECT 1 FROM puente_import_batches AS batch WHERE batch.job_id = puente_import_jobs.job_id)",
            &[],
        )
        .await?;
    Ok((jobs, staged))
}

async fn imports(database: &Database, text: &mut String) -> store::Result<()> {
    let (jobs, staged) = count(database).await?;
    line(text, "# HELP puente_import_jobs Imports, by where they stand.\n# TYPE puente_import_jobs gauge");
    for (state, count, _) in &jobs {
        line(text, &format!("puente_import_jobs{{state=\"{state}\"}} {count}"));
    }
    let loaded: i64 = jobs.iter().map(|(_, _, entities)| entities).sum();
    line(text, "# HELP puente_imported_entities Entities of completed imports.\n# TYPE puente_imported_entities gauge");
    line(text, &format!("puente_imported_entities {loaded}"));
    line(
        text,
        "# HELP puente_staged_bytes Bytes of batches that wait for their import.\n# TYPE puente_staged_bytes gauge",
    );
    line(text, &format!("puente_staged_bytes {staged}"));
    Ok(())
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _infallible = writeln!(text, "{line}");
}
