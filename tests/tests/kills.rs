//! A server killed at any moment, again and again: what is in the clinic at the end is what an undisturbed import makes.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use serde_json::Value;
use tests::database::{Database, Place};
use tests::files::sample;
use tests::server::{Engine, Server, puente};

/// `cargo xtask soak` asks for more of each.
const ROWS: u64 = 2_000;
const KILLS: u64 = 50;
const SEED: u64 = 7;
/// Every so many imports the undoing is killed, too.
const UNDOS: u64 = 5;

/// The same moments every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(mixed % micros)
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

#[test]
fn killed_at_any_moment_the_embedded_database_ends_as_if_undisturbed() -> Result<()> {
    killed_again_and_again(Engine::Embedded)
}

#[test]
fn killed_at_any_moment_postgresql_ends_as_if_undisturbed() -> Result<()> {
    killed_again_and_again(Engine::Postgres)
}

fn killed_again_and_again(engine: Engine) -> Result<()> {
    let [rows, kills, seed] = [("ROWS", ROWS), ("KILLS", KILLS), ("SEED", SEED)]
        .map(|(name, usual)| setting(&format!("PUENTE_SOAK_{name}"), usual));
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", u32::try_from(rows)?)?.to_string_lossy().into_owned();
    let mut server = Server::start_on(engine)?;
    let before = contents(&server)?;
    let began = Timestamp::now();
    import(&server, &file).join().map_err(|_| anyhow::anyhow!("panicked"))??;
    let undisturbed = (contents(&server)?, digest(&server)?, kept(&server)?);
    let windows = Windows::of(&server, began)?;
    ensure!(undisturbed.0.len() > 1_000, "the sample is no sample");
    let start = Instant::now();
    undo(&server)?;
    let undoing = start.elapsed();
    ensure!(contents(&server)? == before, "undoing leaves the clinic as it was");

    let mut dice = Dice(seed);
    let mut moments = BTreeMap::<String, u32>::new();
    let mut undos_cut = 0;
    for round in 0..kills {
        let importing = import(&server, &file);
        let (from, length) = windows.of_round(round);
        let moment = from + dice.up_to(length);
        std::thread::sleep(moment);
        server.kill()?;
        *moments.entry(state(&server)?).or_default() += 1;
        restart(&mut server)?;
        importing.join().map_err(|_| anyhow::anyhow!("panicked"))??;
        let what = format!("{engine:?}, kill {round} after {moment:?}");
        let found = contents(&server)?;
        let differing: Vec<_> = found.symmetric_difference(&undisturbed.0).take(3).collect();
        ensure!(differing.is_empty(), "{what}: {differing:#?}");
        ensure!(digest(&server)? == undisturbed.1, "{what}: the digest");
        ensure!(kept(&server)? == undisturbed.2, "{what}: {:?}, and not {:?}", kept(&server)?, undisturbed.2);
        if engine == Engine::Embedded {
            ensure!(
                Database::open(&server.database())?.texts("PRAGMA foreign_key_check")?.is_empty(),
                "{what}: orphans"
            );
        }
        let mut is_there = true;
        if round % UNDOS == 0 {
            let was_told = kill_while_undoing(&mut server, dice.up_to(undoing))?;
            let left = contents(&server)?;
            is_there = left == undisturbed.0;
            undos_cut += u32::from(is_there);
            ensure!(!(is_there && was_told), "{what}: told that it was undone");
            ensure!(is_there || left == before, "{what}: half undone");
        }
        if is_there {
            undo(&server)?;
        }
        ensure!(contents(&server)? == before, "{what}: undone");
    }
    for state in ["receiving", "executing"] {
        let met = moments.get(state).copied().unwrap_or_default();
        ensure!(u64::from(met) * 10 >= kills, "{engine:?}: too few were killed while {state}: {moments:?}");
    }
    ensure!(undos_cut > 0, "{engine:?}: no undoing was killed on its way");
    Ok(())
}

/// When an undisturbed import is where, from its first moment on.
struct Windows {
    receiving: (Duration, Duration),
    executing: (Duration, Duration),
}

impl Windows {
    fn of(server: &Server, began: Timestamp) -> Result<Self> {
        let moment = |column| -> Result<Timestamp> {
            Ok(newest_job(server, column)?.context("no moment")?.replace(' ', "T").parse()?)
        };
        let (opened, started, completed) = (moment("created_at")?, moment("started_at")?, moment("completed_at")?);
        let receiving = started.duration_since(opened).unsigned_abs();
        let executing = completed.duration_since(started).unsigned_abs();
        // The program reads the file before it opens the job.
        let reading = opened.duration_since(began).unsigned_abs();
        Ok(Self { receiving: (reading, receiving), executing: (reading + receiving, executing) })
    }

    /// One after the other, and now and then the whole.
    fn of_round(&self, round: u64) -> (Duration, Duration) {
        match round % 5 {
            0 | 2 => self.receiving,
            1 | 3 => self.executing,
            _ => (Duration::ZERO, self.executing.0 + self.executing.1),
        }
    }
}

/// `puente import`: it waits for a server that is away.
fn import(server: &Server, file: &str) -> JoinHandle<Result<()>> {
    let (file, url, token) = (file.to_owned(), server.url(), server.token.clone());
    std::thread::spawn(move || {
        let output = puente(&["import", &file, "--server", &url, "--token", &token, "--yes", "--json"], None)?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    })
}

fn restart(server: &mut Server) -> Result<()> {
    if let Place::Url(url) = server.database() {
        // The killed server's lease runs out: a test does not wait for that.
        let sql = "UPDATE puente_import_leases SET expires_at = now() - interval '1 second'";
        let done = Command::new("psql").args(["--quiet", "--dbname", &url, "--command", sql]).status()?;
        ensure!(done.success(), "psql");
    }
    server.restart()
}

fn newest_job(server: &Server, column: &str) -> Result<Option<String>> {
    let sql = format!(
        "SELECT CAST({column} AS TEXT) FROM migration_import_jobs JOIN puente_import_jobs ON job_id = id
         ORDER BY created_at DESC LIMIT 1"
    );
    Ok(Database::open(&server.database())?.texts(&sql)?.into_iter().flatten().next())
}

fn state(server: &Server) -> Result<String> {
    Ok(newest_job(server, "state")?.unwrap_or_default())
}

fn digest(server: &Server) -> Result<Option<String>> {
    newest_job(server, "integrity_hash_computed")
}

fn undo_path(server: &Server) -> Result<String> {
    Ok(format!("/api/v1/migration_import/jobs/{}/undo", newest_job(server, "id")?.context("no job")?))
}

fn undo(server: &Server) -> Result<()> {
    let undone = server.ask("POST", &undo_path(server)?, "{}")?;
    ensure!(undone.status == 200, "{undone:?}");
    Ok(())
}

/// Says whether somebody was told that it was undone.
fn kill_while_undoing(server: &mut Server, moment: Duration) -> Result<bool> {
    let (address, path, token) = (server.address(), undo_path(server)?, server.token.clone());
    let undoing = std::thread::spawn(move || tests::http::request(address, "POST", &path, Some(&token), "{}"));
    std::thread::sleep(moment);
    server.kill()?;
    let answer = undoing.join().map_err(|_| anyhow::anyhow!("panicked"))?;
    restart(server)?;
    Ok(answer.is_ok_and(|answer| answer.status == 200))
}

/// What the importer keeps of the newest import, in rows of each of its tables.
fn kept(server: &Server) -> Result<Vec<(&'static str, i64)>> {
    const TABLES: [&str; 6] = [
        "migration_import_entity_mappings",
        "migration_import_raw_entities",
        "migration_import_warnings",
        "puente_import_batches",
        "puente_import_outcomes",
        "puente_import_rows",
    ];
    let job = newest_job(server, "id")?.context("no job")?;
    let database = Database::open(&server.database())?;
    let count = |table| Ok((table, database.number(&format!("SELECT count(*) FROM {table} WHERE job_id = '{job}'"))?));
    TABLES.into_iter().map(count).collect()
}

/// Every row with its ids; of what happened today only that it did.
fn contents(server: &Server) -> Result<BTreeSet<String>> {
    let lines = Database::open(&server.database())?.dump()?;
    Ok(lines.iter().map(|line| without_today(line)).collect())
}

fn without_today(line: &str) -> String {
    let Some((table, row)) = line.split_once(' ') else { return line.to_owned() };
    let Ok(Value::Object(mut row)) = serde_json::from_str(row) else { return line.to_owned() };
    let days = [0, 24].map(|hours| (Timestamp::now() - jiff::SignedDuration::from_hours(hours)).to_string());
    for value in row.values_mut() {
        let is_of_today = |text: &str| text.len() > 10 && days.iter().any(|day| text.starts_with(&day[..10]));
        // Nobody's password is another one each time.
        let is_hash = |text: &str| text.starts_with("$argon2id$") || text.starts_with("$2b$");
        if value.as_str().is_some_and(|text| is_of_today(text) || is_hash(text)) {
            *value = "varies".into();
        }
    }
    format!("{table} {}", Value::Object(row))
}
