//! Many imports at once.

use std::thread;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tests::database::Database;
use tests::files::{PASSPHRASE, sample_of};
use tests::server::{Engine, Server, puente};

const AT_ONCE: u32 = 20;
const ROWS: u32 = 5_000;

#[test]
fn twenty_imports_at_once_all_arrive_whole() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let files = (0..AT_ONCE).map(|seed| sample_of(folder.path(), "zst", ROWS, seed)).collect::<Result<Vec<_>>>()?;
    for engine in Engine::ALL {
        let server = Server::start_on(engine)?;
        let imported: Vec<Result<Value>> = thread::scope(|scope| {
            let server = &server;
            let running: Vec<_> = files.iter().map(|file| scope.spawn(|| import(server, file))).collect();
            running.into_iter().filter_map(|import| import.join().ok()).collect()
        });
        let mut patients = 0;
        for report in &imported {
            let report = report.as_ref().map_err(|error| anyhow::anyhow!("{engine:?}: {error:#}"))?;
            patients += created(report, "patient")?;
        }
        assert_eq!(imported.len(), files.len());
        let database = Database::open(&server.database())?;
        assert_eq!(database.number("SELECT count(*) FROM patients")?, i64::try_from(patients)?, "{engine:?}");
        let completed = "SELECT count(*) FROM migration_import_jobs WHERE status = 'completed'";
        assert_eq!(database.number(completed)?, i64::from(AT_ONCE), "{engine:?}");
        assert_eq!(database.number("SELECT count(*) FROM puente_import_batches")?, 0, "{engine:?}");
    }
    Ok(())
}

fn import(server: &Server, file: &std::path::Path) -> Result<Value> {
    let (file, url) = (file.to_string_lossy(), server.url());
    let arguments = ["import", &*file, "--server", &url, "--token", &server.token, "--yes", "--json"];
    let output = puente(&arguments, Some(PASSPHRASE))?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// How many rows of a type were created, once every row of every type is accounted for.
fn created(report: &Value, entity_type: &str) -> Result<u64> {
    let lines = report["accounting"].as_array().context("no accounting")?;
    for line in lines {
        let became =
            ["created", "linked", "merged", "archived", "skipped"].map(|what| line[what].as_u64().unwrap_or(0));
        ensure!(line["declared"].as_u64() == Some(became.iter().sum()), "{line}");
    }
    let line = lines.iter().find(|line| line["entity_type"] == entity_type).context("no such type")?;
    line["created"].as_u64().context("no number")
}
