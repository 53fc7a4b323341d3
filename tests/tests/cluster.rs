//! Two servers over one database: what one leaves behind, the other finishes.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tests::database::Database;
use tests::files::sample;
use tests::server::{Engine, Server, puente};

/// Of the file that is imported: enough to be met while it is loaded.
const ROWS: u32 = 40_000;

/// How a server goes away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Leaves {
    Killed,
    StandingStill,
}

#[test]
fn what_a_killed_server_was_loading_another_one_finishes() -> Result<()> {
    finished_by_another(Leaves::Killed)
}

#[test]
fn a_server_that_stands_still_while_it_loads_holds_nobody_up() -> Result<()> {
    finished_by_another(Leaves::StandingStill)
}

fn finished_by_another(leaves: Leaves) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", ROWS)?.to_string_lossy().into_owned();
    let mut first = Server::start_on(Engine::Postgres)?;
    let second = first.beside()?;
    let database = Database::open(&first.database())?;
    let (url, token) = (first.url(), first.token.clone());
    let importing = std::thread::spawn(move || {
        puente(&["import", &file, "--server", &url, "--token", &token, "--yes", "--json"], None)
    });
    wait_for(&database, "executing", Duration::from_mins(2))?;
    match leaves {
        Leaves::Killed => first.kill()?,
        Leaves::StandingStill => first.stop()?,
    }
    ensure!(state(&database)? == "executing", "it was not met while it loaded");
    // The lease runs out in fifteen seconds, and is looked for every five.
    wait_for(&database, "completed", Duration::from_mins(2))?;
    match leaves {
        Leaves::Killed => first.restart()?,
        Leaves::StandingStill => first.go_on()?,
    }
    importing.join().map_err(|_| anyhow::anyhow!("panicked"))??;
    for server in [&first, &second] {
        let ready = server.ask("GET", "/ready", "")?;
        ensure!(ready.status == 200, "{leaves:?}: {ready:?}");
    }
    ensure!(state(&database)? == "completed", "{}", first.log()?);
    let rows = database.number(
        "SELECT sum((line->>'created')::int) FROM puente_import_jobs, jsonb_array_elements(accounting) AS line
         WHERE line->>'entity_type' = 'patient'",
    )?;
    let patients = database.number("SELECT count(*) FROM patients")?;
    ensure!(patients > 10 && patients == rows, "{leaves:?}: {patients} patients of {rows}");
    Ok(())
}

fn state(database: &Database) -> Result<String> {
    Ok(database.texts("SELECT state FROM puente_import_jobs")?.into_iter().flatten().next().unwrap_or_default())
}

fn wait_for(database: &Database, wanted: &str, patience: Duration) -> Result<()> {
    let until = Instant::now() + patience;
    while state(database)? != wanted {
        ensure!(Instant::now() < until, "the import did not come to be {wanted}");
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
