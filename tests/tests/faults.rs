//! What breaks around a server: its database, its disk, the lines to it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dpmf::batch::{BatchBuilder, Table};
use dpmf::row::EntityRow;
use sha2::{Digest as _, Sha256};
use tests::database::Database;
use tests::files::sample;
use tests::postgres::Postgres;
use tests::server::{Engine, Server, puente};

/// Of the file that is imported.
const ROWS: u32 = 5_000;

fn import(server: &Server, file: &str) -> Result<std::process::Output> {
    puente(&["import", file, "--server", &server.url(), "--token", &server.token, "--yes", "--json"], None)
}

fn ensure_imported(server: &Server) -> Result<()> {
    let database = Database::open(&server.database())?;
    let state = database.texts("SELECT state FROM puente_import_jobs")?;
    ensure!(state == [Some("completed".to_owned())], "{state:?}: {}", server.log()?);
    let (patients, of_the_file) = (database.number("SELECT count(*) FROM patients")?, patients_of(&database)?);
    ensure!(patients > 10 && patients == of_the_file, "{patients} patients of {of_the_file}");
    Ok(())
}

/// How many the accounting says were created.
fn patients_of(database: &Database) -> Result<i64> {
    let sql = "SELECT CAST(accounting AS TEXT) FROM puente_import_jobs WHERE state = 'completed'";
    let text = database.texts(sql)?.into_iter().flatten().next().context("no accounting")?;
    let lines: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    let line = lines.iter().find(|line| line["entity_type"] == "patient").context("no patients")?;
    line["created"].as_i64().context(text)
}

#[test]
fn a_database_that_crashes_comes_back_and_nothing_is_lost() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", ROWS)?.to_string_lossy().into_owned();
    let postgres = Postgres::start("crash");
    let undisturbed = Server::start_on_own(&postgres)?;
    ensure!(import(&undisturbed, &file)?.status.success(), "the sample is not imported");
    let expected = Database::open(&undisturbed.database())?.contents()?;
    for milliseconds in [100, 400, 800] {
        let server = Server::start_on_own(&postgres)?;
        let (url, token, sent) = (server.url(), server.token.clone(), file.clone());
        let importing = std::thread::spawn(move || {
            puente(&["import", &sent, "--server", &url, "--token", &token, "--yes", "--json"], None)
        });
        std::thread::sleep(Duration::from_millis(milliseconds));
        postgres.crash(Duration::from_millis(300));
        let first = importing.join().map_err(|_| anyhow::anyhow!("panicked"))??;
        if !first.status.success() {
            // An import that was loading when its database went has failed, and nothing of it is there.
            let patients = Database::open(&server.database())?.number("SELECT count(*) FROM patients")?;
            ensure!(patients == 0, "{patients} patients are there");
            let second = import(&server, &file)?;
            ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
        }
        ensure_imported(&server)?;
        let contents = Database::open(&server.database())?.contents()?;
        let other = contents.iter().zip(&expected).find(|(found, expected)| found != expected);
        ensure!(contents.len() == expected.len() && other.is_none(), "{milliseconds} ms: {other:?}");
    }
    Ok(())
}

/// Room for a file: little while it is received, more while it is loaded. A write then ends within a block.
const ROOMS: [u64; 3] = [(1 << 20) + 4096, (2 << 20) + 4096, (4 << 20) + 4096];

#[test]
fn a_full_disk_under_postgresql_loses_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 4 * ROWS)?.to_string_lossy().into_owned();
    let again = file.clone();
    let postgres = Postgres::start_small("full");
    let server = Server::start_on_own(&postgres)?;
    postgres.restart_without_room(Some(ROOMS[0]));
    let (url, token) = (server.url(), server.token.clone());
    let importing = std::thread::spawn(move || {
        puente(&["import", &file, "--server", &url, "--token", &token, "--yes", "--json"], None)
    });
    for room in ROOMS {
        postgres.restart_without_room(Some(room));
        std::thread::sleep(Duration::from_secs(5));
        let health = server.ask("GET", "/health", "")?;
        ensure!(health.status == 200, "it goes on answering: {health:?}");
        let database = Database::open(&server.database())?;
        let completed = database.number("SELECT count(*) FROM puente_import_jobs WHERE state = 'completed'")?;
        let patients = database.number("SELECT count(*) FROM patients")?;
        ensure!(completed > 0 || patients == 0, "{patients} are there, with room for {room}");
    }
    ensure!(server.log()?.contains("could not extend file"), "the disk was never full");
    postgres.restart_without_room(None);
    let sent = importing.join().map_err(|_| anyhow::anyhow!("panicked"))??;
    if !sent.status.success() {
        let again = import(&server, &again)?;
        ensure!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    }
    ensure_imported(&server)
}

#[test]
fn a_full_disk_loses_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", ROWS)?.to_string_lossy().into_owned();
    let again = file.clone();
    let mut server = Server::start_on(Engine::Embedded)?;
    server.kill()?;
    // What was written last may still stand in the log beside the file, and moves into it at the next start.
    let file_of_database = server.database().file()?.to_path_buf();
    let log = PathBuf::from(format!("{}-wal", file_of_database.display()));
    let used = std::fs::metadata(file_of_database)?.len() + std::fs::metadata(log).map_or(0, |log| log.len());
    let (url, token) = (server.url(), server.token.clone());
    let importing = std::thread::spawn(move || {
        puente(&["import", &file, "--server", &url, "--token", &token, "--yes", "--json"], None)
    });
    // Full when the first batch arrives, when some have, and while it loads.
    let mut interrupted = 0;
    for room in [50_000, 1_000_000, 2_000_000, 4_000_000] {
        server.restart_without_room(used + room)?;
        std::thread::sleep(Duration::from_secs(3));
        let health = server.ask("GET", "/health", "")?;
        ensure!(health.status == 200, "it goes on answering: {health:?}");
        server.kill()?;
        let database = Database::open(&server.database())?;
        ensure!(database.texts("PRAGMA integrity_check")? == [Some("ok".to_owned())], "the database is whole");
        let completed = database.number("SELECT count(*) FROM puente_import_jobs WHERE state = 'completed'")?;
        if completed == 0 {
            interrupted += 1;
            ensure!(database.number("SELECT count(*) FROM patients")? == 0, "half is there, with room for {room}");
        }
    }
    ensure!(interrupted >= 2, "the disk was never full");
    server.restart()?;
    let sent = importing.join().map_err(|_| anyhow::anyhow!("panicked"))??;
    if !sent.status.success() {
        let again = import(&server, &again)?;
        ensure!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    }
    ensure_imported(&server)
}

/// The only batch of [`open_job`]'s file.
fn batch() -> Result<Vec<u8>> {
    let payload = format!(r#"{{"notes": "{}"}}"#, "a".repeat(10_000));
    let row = EntityRow {
        canonical_uuid: "p",
        source_id: "1",
        source_system: "gesden",
        payload: &payload,
        raw_source_data: "{}",
    };
    let mut builder = BatchBuilder::new(Table::parse("patient")?);
    builder.entity(&row);
    builder.finish().context("no batch")
}

fn batch_head(server: &Server, job: &str, batch: &[u8]) -> String {
    format!(
        "PUT /api/v1/migration_import/jobs/{job}/batches/0 HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
         content-type: application/cbor\r\ncontent-digest: sha-256=:{}:\r\ncontent-length: {}\r\n\r\n",
        server.address(),
        server.token,
        STANDARD.encode(Sha256::digest(batch)),
        batch.len()
    )
}

fn open_job(server: &Server) -> Result<String> {
    let clinics = server.ask("GET", "/api/v1/auth/clinics", "")?;
    let manifest = serde_json::json!({
        "clinic_id": clinics.body["data"][0]["id"], "file_name": "a.dpm", "file_size": 1,
        "meta": { "format_version": "0.1.0", "source_system": "gesden", "exported_at": "2026-02-01T10:00:00Z" },
        "entities": [{ "entity_type": "patient", "row_count": 1, "schema_version": "0.1.0" }],
        "files": 0, "warnings": 0, "digest": "0".repeat(64),
    });
    let job = server.ask("POST", "/api/v1/migration_import/jobs", &manifest.to_string())?;
    job.body["data"]["id"].as_str().map(str::to_owned).with_context(|| format!("{job:?}"))
}

fn ensure_nothing_arrived(server: &Server) -> Result<()> {
    let batches = Database::open(&server.database())?.number("SELECT count(*) FROM puente_import_batches")?;
    ensure!(batches == 0, "{batches} batches");
    Ok(())
}

#[test]
fn a_line_cut_in_the_middle_of_a_batch_leaves_nothing() -> Result<()> {
    for engine in Engine::ALL {
        let server = Server::start_on(engine)?;
        let (job, batch) = (open_job(&server)?, batch()?);
        let send = |length: usize| -> Result<TcpStream> {
            let mut stream = TcpStream::connect(server.address())?;
            stream.write_all(batch_head(&server, &job, &batch).as_bytes())?;
            stream.write_all(&batch[..length])?;
            Ok(stream)
        };
        for length in [0, 1, 5_000, batch.len() - 1] {
            drop(send(length)?);
        }
        std::thread::sleep(Duration::from_millis(200));
        ensure_nothing_arrived(&server)?;
        let mut answer = [0; 12];
        send(batch.len())?.read_exact(&mut answer)?;
        ensure!(&answer == b"HTTP/1.1 200", "whole it is taken: {}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}

#[test]
fn who_sends_too_slowly_is_cut_off_and_others_are_served() -> Result<()> {
    slow_senders_are_cut_off(Engine::Embedded)
}

#[test]
fn over_postgresql_who_sends_too_slowly_is_cut_off_and_others_are_served() -> Result<()> {
    slow_senders_are_cut_off(Engine::Postgres)
}

/// A byte a second would hold a connection for ever.
fn slow_senders_are_cut_off(engine: Engine) -> Result<()> {
    let server = Server::start_on(engine)?;
    let job = open_job(&server)?;
    let start = Instant::now();
    let mut heads: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address())?;
            stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ")?;
            anyhow::Ok(stream)
        })
        .collect::<Result<_>>()?;
    let mut body = TcpStream::connect(server.address())?;
    body.write_all(batch_head(&server, &job, &batch()?).as_bytes())?;
    body.write_all(b"slow")?;
    ensure!(server.ask("GET", "/ready", "")?.status == 200, "others are served");
    while start.elapsed() < Duration::from_secs(14) {
        std::thread::sleep(Duration::from_secs(1));
        for stream in &mut heads {
            let _gone = stream.write_all(b"a");
        }
    }
    for mut stream in heads {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        ensure!(
            ended.is_ok() || ended.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset),
            "still open"
        );
        ensure!(!answer.starts_with(b"HTTP/1.1 200"), "a head that never ended was answered");
    }
    body.set_read_timeout(Some(Duration::from_secs(40)))?;
    let mut answer = [0; 12];
    body.read_exact(&mut answer)?;
    ensure!(&answer == b"HTTP/1.1 408", "{}", String::from_utf8_lossy(&answer));
    ensure_nothing_arrived(&server)
}
