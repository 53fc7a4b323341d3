//! What is opened and decided is not lost by the way: by a link, by going back, by choosing another clinic.

use anyhow::Result;
use tests::browser::Browser;
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
    browser.press("#leave-stay").await?;
    browser.see("#preview").await?;
    browser.page.back().await?;
    browser.press("#leave-stay").await?;
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
