//! A finished import is taken back, by hand and against power cuts.

use std::time::Duration;

use anyhow::Result;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{sample, shared};
use tests::server::{Engine, Server};

#[tokio::test(flavor = "multi_thread")]
async fn the_clinic_is_as_before_and_the_file_can_come_again() -> Result<()> {
    for engine in Engine::ALL {
        as_before(engine).await?;
    }
    Ok(())
}

async fn as_before(engine: Engine) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = shared("rich.dpm").map_or_else(|| sample(folder.path(), "raw", 3_000), Ok)?;
    let server = Server::start_on(engine)?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    let dump = || Database::open(&server.database()).and_then(|database| database.dump());
    let before = dump()?;
    browser.choose(&file).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    let imported = dump()?;
    let patients = browser.accounted("patient", "created").await?;
    assert!(imported.len() > before.len() + 1_000);

    browser.press("#undo").await?;
    let shown = browser.see("#undo-removed [data-removed=patient]").await?.text().await?;
    assert_eq!(shown, patients.to_string());
    browser.press("#undo-back").await?;
    assert_eq!(dump()?, imported, "asking changes nothing");
    browser.press("#undo").await?;
    browser.press("#undo-confirm").await?;
    browser.see("#undone").await?;
    assert_eq!(dump()?, before);

    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    browser.choose(&file).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    assert_eq!(browser.accounted("patient", "created").await?, patients);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_the_way_nothing_is_half_undone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 30_000)?;
    let mut server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    let before = Database::open(&server.database())?.dump()?;
    browser.choose(&file).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    let imported = Database::open(&server.database())?.dump()?;
    for milliseconds in [30, 120, 400, 900] {
        let undo = "fetch(`/api/v1/migration_import/jobs/${location.pathname.split('/').pop()}/undo`,
            {method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'}).catch(() => {});";
        browser.page.execute(undo, vec![]).await?;
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        server.kill()?;
        server.restart()?;
        let found = Database::open(&server.database())?.dump()?;
        assert!(found == imported || found == before, "killed after {milliseconds} ms");
        if found == before {
            break;
        }
    }
    Ok(())
}
