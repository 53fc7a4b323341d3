//! Rows are looked at without their personal data until the admin asks for these.

use std::path::Path;

use anyhow::{Context as _, Result};
use rusqlite::Connection;
use serde_json::Value;
use tests::browser::Browser;
use tests::files::sample;
use tests::server::Server;

const PERSONAL: [&str; 5] = ["given_name", "family_name", "national_id", "mobile_phone", "email"];

/// What a row of the file says of a person, by its number in the old program.
fn personal(file: &Path, id: &str) -> Result<Vec<String>> {
    let payload: String =
        Connection::open(file)?
            .query_row("SELECT payload FROM patient WHERE source_id = ?1", [id], |row| row.get(0))?;
    let payload: Value = serde_json::from_str(&payload)?;
    Ok(PERSONAL.iter().filter_map(|field| Some(payload[field].as_str()?.to_owned())).collect())
}

/// The whole of what shows rows, seen or not.
async fn rows(browser: &Browser) -> Result<String> {
    Ok(browser.page.execute("return document.querySelector('#samples').innerHTML", vec![]).await?.convert()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_a_row_is_about_is_shown_once_it_is_asked_for() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 1_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.see("#trial-accounting").await?;

    let of_the_file = ".counts tr[data-entity-type=patient] .row-button";
    let of_the_dry_run = "#trial-accounting tr[data-entity-type=patient] td[data-count=created] button";
    for figure in [of_the_file, of_the_dry_run] {
        browser.press(figure).await?;
        let row = browser.see("#samples .sample h3").await?.text().await?;
        let known = personal(&file, row.rsplit(' ').next().context("no number")?)?;
        assert!(known.len() > 2, "{known:?}");
        let said: Vec<_> = known.iter().filter(|value| value.len() > 3).collect();

        let masked = rows(&browser).await?;
        assert!(masked.contains("••••"), "something is there");
        assert!(!said.iter().any(|value| masked.contains(*value)), "nothing of {said:?} is there");
        browser.press("#samples-personal[aria-pressed=false]").await?;
        browser.see("#samples-personal[aria-pressed=true]").await?;
        browser.until("return document.querySelector('#samples .sample')?.textContent.includes('•') === false").await?;
        let clear = browser.see("#samples .sample").await?.text().await?;
        assert!(said.iter().all(|value| clear.contains(*value)), "{said:?}: {clear}");
        browser.press("#samples-personal").await?;
        browser.until("return document.querySelector('#samples .sample')?.textContent.includes('•') === true").await?;
        browser.press("#samples-close").await?;
    }
    Ok(())
}
