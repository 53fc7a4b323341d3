//! The log of a whole import names nobody.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use tests::database::Database;
use tests::files::sample;
use tests::server::{Engine, Server, puente};

/// What tells who somebody is, of every patient.
const TELLING: [&str; 5] = ["first_name || ' ' || last_name", "last_name", "national_id", "phone", "email"];

#[test]
fn the_log_of_an_import_names_no_patient() -> Result<()> {
    for engine in Engine::ALL {
        let folder = tempfile::tempdir()?;
        let file = sample(folder.path(), "raw", 3_000)?.to_string_lossy().into_owned();
        let server = Server::start_logging(engine, "debug,sqlx=warn,hyper=info,hyper_util=info")?;
        let sent = puente(&["import", &file, "--server", &server.url(), "--token", &server.token, "--yes"], None)?;
        ensure!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
        let database = Database::open(&server.database())?;
        let mut telling = BTreeSet::new();
        for what in TELLING {
            telling.extend(database.texts(&format!("SELECT {what} FROM patients"))?.into_iter().flatten());
        }
        telling.retain(|text| text.trim().len() > 4);
        ensure!(telling.len() > 50, "the sample tells only {} things", telling.len());
        let clinic =
            database.texts("SELECT CAST(id AS TEXT) FROM clinics")?.into_iter().flatten().next().unwrap_or_default();
        for name in telling.iter().take(3) {
            let escaped = name.replace(' ', "%20");
            server.ask("GET", &format!("/api/v1/patients?clinic_id={clinic}&search={escaped}"), "")?;
            let search = serde_json::json!({ "clinic_id": clinic, "search": name }).to_string();
            ensure!(server.ask("POST", "/api/v1/patients/search", &search)?.status == 200);
        }

        let log = server.log()?;
        let lines: Vec<&str> = log.lines().filter(|line| line.starts_with('{')).collect();
        ensure!(
            lines.len() > 10 && log.contains("/api/v1/migration_import/jobs/{id}/execute"),
            "there is a log: {log}"
        );
        for line in lines {
            let said: serde_json::Value = serde_json::from_str(line)?;
            ensure!(said["timestamp"].is_string() && said["level"].is_string(), "{line}");
        }
        for text in telling {
            ensure!(!log.contains(&text) && !log.contains(&text.replace(' ', "%20")), "the log has {text}");
        }
        ensure!(!log.contains(&server.token), "the log has a token");
    }
    Ok(())
}
