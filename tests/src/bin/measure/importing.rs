//! An import from its first batch to its commit, on each engine; the same again; and its undoing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::database::Database;
use tests::dentalpin;
use tests::files::PASSPHRASE;
use tests::postgres::Postgres;
use tests::server::{Server, puente};

use crate::floor::Floor;

/// Between two questions somebody else asks meanwhile.
const PAUSE: Duration = Duration::from_millis(25);
/// Searches between two times that somebody signs in: more often than that is refused.
const SEARCHES: usize = 120;

const JOBS: &str = "/api/v1/migration_import/jobs";

/// On the embedded database.
pub(crate) fn embedded(file: &str) -> Result<Value> {
    let mut server = Server::start()?;
    server.kill()?;
    let floor = Floor::beside_file(&server.database())?;
    server.restart()?;
    measured(&server, file, &floor, [tests::server::EMAIL, tests::server::PASSWORD])
}

/// On a DentalPin's PostgreSQL, with all its indexes and foreign keys, and that keeps what it commits.
pub(crate) fn dentalpin(file: &str) -> Result<Value> {
    let postgres = Postgres::start_durable("bench");
    let url = postgres.database();
    if !dentalpin::set_up(&url)? {
        return Ok(Value::Null);
    }
    let mut server = dentalpin::server(&url)?;
    server.kill()?;
    let floor = Floor::beside_database(&postgres, &url);
    server.restart()?;
    measured(&server, file, &floor, [dentalpin::EMAIL, dentalpin::PASSWORD])
}

fn measured(server: &Server, file: &str, floor: &Floor, account: [&str; 2]) -> Result<Value> {
    let is_over = AtomicBool::new(false);
    let (first, answers) = std::thread::scope(|scope| {
        let others = scope.spawn(|| ask_meanwhile(server, account, &is_over));
        let first = import(server, file);
        is_over.store(true, Ordering::Relaxed);
        (first, others.join())
    });
    let (first, meanwhile) = (first?, answers.map_err(|_| anyhow::anyhow!("asking panicked"))??);
    let peak = server.peak_memory()?;
    let imported = Database::open(&server.database())?;
    let (rows, floor_seconds) = floor.fill(&imported)?;
    let ways = floor.compare_ways(&imported)?;
    let report = server.ask("GET", &format!("{JOBS}/{}/report", first.job()?), "")?;
    let again = import(server, file)?;
    let created: u64 = lines(&again.report).filter_map(|line| line["created"].as_u64()).sum();
    ensure!(created == 0, "the second import created {created}");
    undo(server, &again)?;
    let undone = undo(server, &first)?;
    Ok(json!({
        "entities": lines(&first.report).filter_map(|line| line["declared"].as_u64()).sum::<u64>(),
        "milliseconds": first.milliseconds,
        "load_seconds": report.body["data"]["seconds"],
        "rows": rows,
        "floor_seconds": floor_seconds,
        "ways": ways,
        "again_milliseconds": again.milliseconds,
        "undo_milliseconds": undone.as_secs_f64() * 1000.0,
        "answers": meanwhile.answers.len(),
        "answer_p99_ms": percentile(meanwhile.answers, 99).as_secs_f64() * 1000.0,
        "sign_in_p99_ms": percentile(meanwhile.sign_ins, 99).as_secs_f64() * 1000.0,
        "peak_memory_bytes": peak,
    }))
}

/// An import that is over.
struct Imported {
    report: Value,
    /// From the first batch to the commit.
    milliseconds: f64,
}

impl Imported {
    fn job(&self) -> Result<&str> {
        self.report["job"]["id"].as_str().context("no job")
    }
}

fn import(server: &Server, file: &str) -> Result<Imported> {
    let arguments = ["import", file, "--server", &server.url(), "--token", &server.token, "--yes", "--json"];
    let output = puente(&arguments, Some(PASSPHRASE))?;
    ensure!(output.status.success(), "import failed: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let instant = |name: &str| -> Result<Timestamp> {
        Ok(report["job"][name].as_str().with_context(|| format!("no {name}"))?.parse()?)
    };
    let took = instant("completed_at")?.duration_since(instant("created_at")?);
    Ok(Imported { milliseconds: took.as_secs_f64() * 1000.0, report })
}

fn undo(server: &Server, imported: &Imported) -> Result<Duration> {
    let began = Instant::now();
    let undone = server.ask("POST", &format!("{JOBS}/{}/undo", imported.job()?), "{}")?;
    ensure!(undone.status == 200, "{undone:?}");
    Ok(began.elapsed())
}

fn lines(report: &Value) -> impl Iterator<Item = &Value> {
    report["accounting"].as_array().into_iter().flatten()
}

/// How long others of the clinic wait while an import runs.
#[derive(Default)]
struct Meanwhile {
    /// For patients, and for new tokens.
    answers: Vec<Duration>,
    /// To sign in, most of which is hashing the password.
    sign_ins: Vec<Duration>,
}

fn ask_meanwhile(server: &Server, [email, password]: [&str; 2], is_over: &AtomicBool) -> Result<Meanwhile> {
    let clinics = server.ask("GET", "/api/v1/auth/clinics", "")?;
    let clinic = clinics.body["data"][0]["id"].as_str().context("no clinic")?;
    let path = format!("/api/v1/patients?clinic_id={clinic}&search=mar");
    let credentials = json!({ "email": email, "password": password }).to_string();
    let ask = |method, path: &str, body: &str| {
        let began = Instant::now();
        let answer = server.ask(method, path, body)?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok((answer, began.elapsed()))
    };
    let mut meanwhile = Meanwhile::default();
    for search in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        if search % SEARCHES == 0 {
            let (tokens, took) = ask("POST", "/api/v1/auth/login", &credentials)?;
            meanwhile.sign_ins.push(took);
            let refresh = json!({ "refresh_token": tokens.body["refresh_token"] }).to_string();
            meanwhile.answers.push(ask("POST", "/api/v1/auth/refresh", &refresh)?.1);
        }
        meanwhile.answers.push(ask("GET", &path, "")?.1);
        std::thread::sleep(PAUSE);
    }
    Ok(meanwhile)
}

fn percentile(mut durations: Vec<Duration>, percent: usize) -> Duration {
    durations.sort_unstable();
    durations.get(durations.len() * percent / 100).or(durations.last()).copied().unwrap_or_default()
}
