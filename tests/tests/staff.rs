//! Who stays active is chosen person by person before the import, and is so in the clinic afterwards.

use anyhow::{Context as _, Result};
use rusqlite::Connection;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::sample;
use tests::server::Server;

/// The name of somebody who is active, or not, and whose name nobody else has.
async fn somebody(browser: &Browser, active: bool) -> Result<String> {
    let script = format!(
        "const names = [...document.querySelectorAll('#team-people li')].map(person => person.dataset.name);
         const alone = [...document.querySelectorAll('#team-people li[data-active=\"{active}\"]')]
             .map(person => person.dataset.name).filter(name => names.filter(other => other == name).length == 1);
         return alone[0] ?? null;"
    );
    let name: Option<String> = browser.page.execute(script, vec![]).await?.convert()?;
    name.with_context(|| format!("nobody with active={active}"))
}

async fn figure(browser: &Browser, part: &str) -> Result<i64> {
    let script =
        format!("return Number(document.querySelector('#team-figures [data-part={part}]')?.dataset.value ?? 0)");
    Ok(browser.page.execute(script, vec![]).await?.convert()?)
}

async fn figure_becomes(browser: &Browser, part: &str, count: i64) -> Result<()> {
    let selector = format!("#team-figures [data-part={part}]");
    browser.until(&format!("return Number(document.querySelector('{selector}')?.dataset.value ?? 0) === {count}")).await
}

async fn switch(browser: &Browser, name: &str) -> Result<()> {
    browser.press(&format!("#team-people li[data-name=\"{name}\"] .switch")).await
}

fn account(server: &Server, name: &str) -> Result<Vec<Option<String>>> {
    Database::open(&server.database())?.texts(&format!(
        "SELECT users.is_active || ' ' || role || ' ' || is_professional FROM users
         JOIN clinic_memberships ON user_id = users.id WHERE first_name || ' ' || last_name = '{name}'"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stays_active_is_chosen_one_by_one_and_kept_when_it_is_run_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 3_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.decide().await?;
    browser.see("#team-people li").await?;

    let (active, inactive) = (figure(&browser, "active").await?, figure(&browser, "inactive").await?);
    let (leaves, stays) = (somebody(&browser, true).await?, somebody(&browser, false).await?);
    switch(&browser, &leaves).await?;
    figure_becomes(&browser, "active", active - 1).await?;
    switch(&browser, &stays).await?;
    figure_becomes(&browser, "active", active).await?;
    figure_becomes(&browser, "decided", 2).await?;
    assert_eq!(figure(&browser, "inactive").await?, inactive);

    let months = browser.see("#options-months").await?;
    months.clear().await?;
    months.send_keys("0").await?;
    figure_becomes(&browser, "no_activity_recorded", 0).await?;
    assert!(figure(&browser, "active").await? > active, "without the rule more stay");

    browser.look_again().await?;
    browser.until("return document.querySelector('#preview .progress') === null").await?;
    browser.press("#result-warnings li[data-code=\"professional.decided_inactive\"] button").await?;
    let line = browser.see("li[data-code=\"professional.decided_inactive\"] .remark-lines li").await?;
    assert!(line.text().await?.contains(&leaves), "the list opens before the import");
    browser.press("#trial-accounting tr[data-entity-type=professional] td[data-count=created] button").await?;
    assert!(browser.see("#samples .sample").await?.text().await?.len() > 20, "a figure opens to its rows");
    browser.press("#samples-close").await?;

    let database = Connection::open(server.database().file()?)?;
    database.execute_batch("CREATE TRIGGER no BEFORE INSERT ON patients BEGIN SELECT RAISE(ABORT, 'no'); END")?;
    browser.confirm().await?;
    browser.see("#result[data-state=failed]").await?;
    assert_eq!(account(&server, &leaves)?, [], "nothing of it is there");
    database.execute_batch("DROP TRIGGER no")?;
    assert!(browser.see("#run-options").await?.text().await?.contains("2 people are decided"));
    browser.press("#run-again").await?;
    browser.see("#result[data-state=completed]").await?;

    assert_eq!(account(&server, &leaves)?, [Some("0 assistant 0".to_owned())]);
    let [Some(kept)] = &account(&server, &stays)?[..] else { anyhow::bail!("no account of {stays}") };
    assert!(kept.starts_with("1 "), "{stays}: {kept}");
    Ok(())
}
