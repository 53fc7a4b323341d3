//! A newer export is offered value by value and applied after a question; an older one is told apart.

use std::path::{Path, PathBuf};

use anyhow::Result;
use dpmf::EntityType;
use dpmf::meta::Meta;
use dpmf::row::EntityRow;
use dpmf::writer::{Writer, canonical_uuid};
use serde_json::json;
use tests::browser::Browser;
use tests::database::Database;
use tests::server::Server;

/// A clinic of one patient, as it was exported on a day.
fn export(folder: &Path, day: &str, phone: &str) -> Result<PathBuf> {
    let path = folder.join(format!("{day}.dpm"));
    let mut writer = Writer::create(&path)?;
    let patient = EntityType::parse("patient")?;
    let payload = json!({"given_name": "Ana", "family_name": "Gil", "mobile_phone": phone}).to_string();
    let uuid = canonical_uuid("gesden", "patient", "1").to_string();
    let row = EntityRow {
        canonical_uuid: &uuid,
        source_id: "1",
        source_system: "gesden",
        payload: &payload,
        raw_source_data: "{}",
    };
    writer.begin_entity(&patient)?;
    writer.push(&patient, &row, "2026-01-01T00:00:00Z")?;
    writer.finish(&Meta {
        format_version: Some("0.1.0".to_owned()),
        source_system: Some("gesden".to_owned()),
        exported_at: Some(format!("{day}T20:00:00Z")),
        ..Meta::default()
    })?;
    Ok(path)
}

async fn import(browser: &Browser, server: &Server, file: &Path) -> Result<()> {
    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    browser.choose(file).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_newer_is_applied_and_what_is_older_is_told_apart() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    let phones = || Database::open(&server.database())?.texts("SELECT phone FROM patients");
    import(&browser, &server, &export(folder.path(), "2026-02-01", "600000001")?).await?;

    import(&browser, &server, &export(folder.path(), "2026-03-01", "600000002")?).await?;
    browser.press("#apply-all").await?;
    assert!(browser.see("#apply-all-dialog").await?.text().await?.contains("Apply one change?"));
    assert_eq!(phones()?, [Some("600000001".to_owned())], "asking changes nothing");
    browser.press("#apply-all-confirm").await?;
    browser.see("#changes [data-state=applied]").await?;
    assert_eq!(phones()?, [Some("600000002".to_owned())]);

    browser.press("#result-accounting tr[data-entity-type=patient] td[data-count=linked] button").await?;
    assert!(browser.see("#rows .sample").await?.text().await?.contains('1'), "a figure opens to its rows");
    browser.press("#rows-close").await?;

    import(&browser, &server, &export(folder.path(), "2026-01-01", "600000000")?).await?;
    assert!(browser.see("#changes-older").await?.text().await?.contains("2026"));
    browser.until("return !document.querySelector('#apply-all')").await?;
    browser.press("#changes-show").await?;
    browser.see("#apply-all").await?;
    assert_eq!(phones()?, [Some("600000002".to_owned())]);
    Ok(())
}
