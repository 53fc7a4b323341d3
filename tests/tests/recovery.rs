//! The third promise: a server killed in the middle leaves the clinic as it was, and goes on by itself.

use anyhow::Result;
use std::time::{Duration, Instant};
use tests::database::Database;
use tests::files::sample;
use tests::server::{Engine, Server, puente};

fn job_status(server: &Server) -> Result<Option<String>> {
    let rows = Database::open(&server.database())?.texts("SELECT status FROM migration_import_jobs")?;
    Ok(rows.into_iter().flatten().next())
}

fn patients(server: &Server) -> Result<i64> {
    Database::open(&server.database())?.number("SELECT count(*) FROM patients")
}

fn wait_for(server: &Server, status: &str) -> Result<()> {
    let patience = Instant::now() + Duration::from_mins(1);
    while job_status(server)?.as_deref() != Some(status) {
        anyhow::ensure!(Instant::now() < patience, "the job did not become {status}");
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

#[test]
fn killed_while_loading_it_starts_again_and_finishes() -> Result<()> {
    Engine::ALL.into_iter().try_for_each(killed_while_loading)
}

fn killed_while_loading(engine: Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 30_000)?;
    let file = file.to_string_lossy().into_owned();
    let mut server = Server::start_on(engine)?;
    let (url, token) = (server.url(), server.token.clone());
    let import =
        std::thread::spawn(move || puente(&["import", &file, "--server", &url, "--token", &token, "--yes"], None));
    wait_for(&server, "executing")?;
    server.kill()?;
    assert_eq!(patients(&server)?, 0, "nothing is half there");
    import.join().map_err(|_| anyhow::anyhow!("the import panicked"))??;

    server.restart()?;
    wait_for(&server, "completed")?;
    assert!(patients(&server)? > 100);
    if engine == Engine::Embedded {
        assert_eq!(Database::open(&server.database())?.texts("PRAGMA integrity_check")?, [Some("ok".to_owned())]);
    }
    Ok(())
}
