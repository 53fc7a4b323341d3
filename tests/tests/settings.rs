//! Settings: a colleague is invited and signed out, Data migration is uninstalled and comes back, a second clinic is chosen.

use anyhow::{Context as _, Result};
use tests::browser::Browser;
use tests::database::Database;
use tests::files::sample;
use tests::server::Server;

async fn go(browser: &Browser, server: &Server, section: &str) -> Result<()> {
    browser.page.goto(format!("{}/settings/{section}", server.url())).await?;
    browser.see(&format!(".settings-ways a[href='/settings/{section}'][aria-current]")).await?;
    Ok(())
}

/// Whether the way to Data migration is shown, once the ways are.
async fn shows_migration(browser: &Browser) -> Result<bool> {
    browser.see(".settings-ways").await?;
    let script = "return document.querySelector('.settings-ways a[href=\"/settings/data-migration\"]') !== null";
    Ok(browser.page.execute(script, vec![]).await?.json().as_bool().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_comes_by_a_link_and_is_signed_out() -> Result<()> {
    let server = Server::start()?;
    let ana = Browser::open(&server.url()).await?;
    ana.sign_in().await?;
    go(&ana, &server, "members").await?;
    ana.type_into("#invite-email", "eva@sol.example").await?;
    ana.press("#invite-submit").await?;
    let link = ana.see("#invite-link").await?.text().await?;
    assert!(link.starts_with(&format!("{}/join#", server.url())), "{link}");

    let eva = Browser::open(&link).await?;
    eva.type_into("#join-first-name", "Eva").await?;
    eva.type_into("#join-password", "a password of Eva's").await?;
    eva.press("#join-submit").await?;
    eva.see("#nav-patients").await?;
    let role = "SELECT role FROM clinic_memberships JOIN users ON users.id = user_id WHERE email = 'eva@sol.example'";
    assert_eq!(Database::open(&server.database())?.texts(role)?, [Some("dentist".to_owned())]);
    eva.page.goto(format!("{}/settings/audit", server.url())).await?;
    assert!(!shows_migration(&eva).await?, "what is the admins' is not shown to others");
    let again = Browser::open(&link).await?;
    again.see("join-clinic .alert-bad").await?;

    go(&ana, &server, "sessions").await?;
    ana.press(".settings section:nth-of-type(2) button[data-session]").await?;
    ana.until("return document.querySelectorAll('.settings section:nth-of-type(2) button[data-session]').length === 0")
        .await?;
    eva.page.refresh().await?;
    eva.see("#sign-in-email").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn data_migration_goes_and_comes_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&sample(folder.path(), "raw", 500)?).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    let before = Database::open(&server.database())?.dump()?;

    go(&browser, &server, "modules").await?;
    browser.press("#migration_import-off").await?;
    let said = browser.see("#uninstall").await?.text().await?;
    let mappings =
        Database::open(&server.database())?.number("SELECT count(*) FROM migration_import_entity_mappings")?;
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    assert!(digits.contains(&mappings.to_string()), "{said}");
    browser.press("#uninstall-yes").await?;
    browser.see("#migration_import-on").await?;
    assert!(!shows_migration(&browser).await?);
    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    browser.see("#migration_import-on").await?;
    let database = Database::open(&server.database())?;
    assert_eq!(database.dump()?, before, "every imported row stays");
    assert!(
        database.number("SELECT count(*) FROM migration_import_jobs").is_err(),
        "the table went with its last clinic"
    );

    browser.press("#migration_import-on").await?;
    browser.see(".settings-ways a[href='/settings/data-migration']").await?;
    browser.press(".settings-ways a[href='/settings/data-migration']").await?;
    browser.find("#file-input").await.context("it can be imported again")?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_two_clinics_chooses_in_the_bar() -> Result<()> {
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    go(&browser, &server, "clinics").await?;
    browser.type_into("#clinic-name", "Clínica Luna").await?;
    browser.press("#clinic-create").await?;
    browser.see("select#clinic").await?;
    let chosen = "return document.querySelector('select#clinic')?.selectedOptions[0]?.textContent === 'Clínica Luna'";
    browser.until(chosen).await?;
    let luna = browser.see("clinic-settings").await?.attr("clinic").await?;
    let choose = "const it = document.querySelector('select#clinic'); it.selectedIndex = 1 - it.selectedIndex;
        it.dispatchEvent(new Event('change', {bubbles: true}))";
    browser.page.execute(choose, vec![]).await?;
    let other = format!(
        "return document.querySelector('clinic-settings').getAttribute('clinic') !== {:?}",
        luna.context("no clinic")?
    );
    browser.until(&other).await?;
    Ok(())
}
