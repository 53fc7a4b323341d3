//! What is opened and decided is not lost by the way: by a link, by going back, by choosing another clinic.

use anyhow::{Context as _, Result};
use serde_json::json;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::sample;
use tests::server::Server;

const CHOOSE_THE_OTHER: &str = "const it = document.querySelector('select#clinic');
    it.selectedIndex = 1 - it.selectedIndex; it.dispatchEvent(new Event('change', {bubbles: true}))";
const MARK: &str = "document.querySelector('#trial').dataset.clinic = 'before'";
const TRIED_ANEW: &str = "return document.querySelector('#trial:not([data-clinic])') !== null";

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_file_is_not_left_without_asking() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.press("#nav-patients").await?;
    browser.press("#nav-settings").await?;
    browser.choose(&sample(folder.path(), "raw", 500)?).await?;
    browser.see("#preview").await?;

    browser.press("#nav-patients").await?;
    browser.press("#leave-back").await?;
    browser.see("#preview").await?;
    browser.page.back().await?;
    browser.press("#leave-back").await?;
    browser.see("#preview").await?;
    browser.press("#nav-patients").await?;
    browser.press("#leave-go").await?;
    browser.see("#patients-search").await?;
    browser.press("#nav-settings").await?;
    browser.find("#file-input").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clinic_is_tried_out_anew() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.page.goto(format!("{}/settings/clinics", server.url())).await?;
    browser.type_into("#clinic-name", "Clínica Luna").await?;
    browser.press("#clinic-create").await?;
    browser.see("select#clinic").await?;
    browser.press("#nav-settings").await?;
    browser.choose(&sample(folder.path(), "raw", 500)?).await?;
    browser.see("#trial-accounting").await?;

    browser.page.execute(MARK, vec![]).await?;
    browser.page.execute(CHOOSE_THE_OTHER, vec![]).await?;
    browser.until(TRIED_ANEW).await?;
    browser.see("#trial-accounting").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_given_up_on_its_page() -> Result<()> {
    let server = Server::start()?;
    let clinics = server.ask("GET", "/api/v1/auth/clinics", "")?;
    let manifest = json!({
        "clinic_id": clinics.body["data"][0]["id"], "file_name": "a.dpm", "file_size": 1,
        "meta": { "format_version": "0.1.0", "source_system": "gesden", "exported_at": "2026-02-01T10:00:00Z" },
        "entities": [{ "entity_type": "patient", "row_count": 1, "schema_version": "0.1.0" }],
        "files": 0, "warnings": 0, "digest": "0".repeat(64),
    });
    let job = server.ask("POST", "/api/v1/migration_import/jobs", &manifest.to_string())?;
    let job = job.body["data"]["id"].as_str().context("no job")?.to_owned();
    let states = || Database::open(&server.database())?.texts("SELECT state FROM puente_import_jobs");

    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.page.goto(format!("{}/settings/data-migration/{job}", server.url())).await?;
    browser.press("#give-up-ask").await?;
    browser.press("#give-up-back").await?;
    assert_eq!(states()?, [Some("receiving".to_owned())], "asking changes nothing");
    browser.press("#give-up-ask").await?;
    browser.press("#give-up-go").await?;
    browser.until("return document.querySelector('#job-receiving') === null").await?;
    assert_eq!(states()?, [Some("abandoned".to_owned())]);
    Ok(())
}
