//! Between looking and confirming one decides: a question leads to its place, and every step can be gone back to.

use anyhow::Result;
use tests::browser::Browser;
use tests::files::sample;
use tests::server::Server;

/// The step that the rail shows, and the heading that has the focus.
async fn stands(browser: &Browser) -> Result<(String, bool)> {
    let script =
        "return [document.querySelector('.rail-now .rail-name').textContent, document.activeElement.matches('h1')]";
    Ok(browser.page.execute(script, vec![]).await?.convert()?)
}

async fn open_of(browser: &Browser, question: &str) -> Result<u64> {
    let open = browser.see(&format!("#questions [data-question={question}]")).await?.attr("data-open").await?;
    Ok(open.unwrap_or_default().parse()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_leads_to_its_place_and_counts_what_is_left_of_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&sample(folder.path(), "raw", 3_000)?).await?;
    let left_to_rules = open_of(&browser, "staff").await?;
    assert!(left_to_rules > 0, "somebody left long ago");
    browser.see("bar-chart [role=img][aria-label*='20']").await?;

    browser.press("#questions [data-question=staff] button").await?;
    browser.see("#decide").await?;
    browser.until("return document.activeElement.id === 'team'").await?;
    browser.press("#team-people li[data-active=false] .switch").await?;
    browser.look_again().await?;
    browser.until("return document.activeElement.matches('h1')").await?;
    assert_eq!(stands(&browser).await?, ("Look".to_owned(), true));
    assert_eq!(open_of(&browser, "staff").await?, left_to_rules - 1);

    browser.decide().await?;
    browser.until("return document.activeElement.matches('h1')").await?;
    assert_eq!(stands(&browser).await?.0, "Decide");
    browser.ask().await?;
    assert_eq!(stands(&browser).await?.0, "Confirm");
    browser.press("#confirm-team-change").await?;
    browser.until("return document.activeElement.id === 'team'").await?;
    assert_eq!(stands(&browser).await?.0, "Decide");
    Ok(())
}
