//! Getting about the app by its links, by the browser's back and forward, and by addresses typed or kept.

use anyhow::Result;
use tests::browser::Browser;
use tests::server::{EMAIL, PASSWORD, Server};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_leads_to_its_screen_and_back() -> Result<()> {
    let server = Server::start()?;
    let browser = Browser::open(&format!("{}/patients", server.url())).await?;
    browser.type_into("#sign-in-email", EMAIL).await?;
    browser.type_into("#sign-in-password", PASSWORD).await?;
    browser.press("#sign-in-submit").await?;
    browser.see("#patients-search").await?;
    browser.see("#nav-patients[aria-current=page]").await?;
    // A page loaded anew would forget this.
    browser.page.execute("globalThis.loadedOnce = true", vec![]).await?;

    browser.press("#nav-settings").await?;
    browser.find("#file-input").await?;
    assert!(browser.page.current_url().await?.path().ends_with("/settings/data-migration"));
    browser.page.back().await?;
    browser.see("#patients-search").await?;
    browser.page.forward().await?;
    browser.find("#file-input").await?;
    browser.until("return globalThis.loadedOnce === true").await?;

    browser.page.goto(format!("{}/no/such/screen", server.url())).await?;
    browser.press("main a.button").await?;
    // The front door of a clinic that is still empty.
    browser.find("#file-input").await?;
    Ok(())
}
