//! The network fails in the middle, the tab is closed in the middle: the import goes on from where it was, also after
//! another file.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{sample, sample_of};
use tests::recorder::Recorder;
use tests::server::{Server, puente};

/// Rows enough for many batches.
const ROWS: u32 = 12_000;

fn received(server: &Server) -> Result<i64> {
    Database::open(&server.database())?.number("SELECT count(*) FROM puente_import_batches")
}

async fn until_cut(wire: &Recorder) {
    while !wire.is_cut() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn puts(wire: &Recorder) -> Result<usize> {
    Ok(wire.requests()?.iter().filter(|request| request.method == "PUT").count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_wire_is_waited_for() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", ROWS)?;
    let server = Server::start()?;
    let wire = Recorder::before(server.address())?;
    let browser = Browser::open(&wire.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.see("#preview").await?;
    wire.cut_after(4_000_000);
    browser.confirm().await?;
    until_cut(&wire).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    wire.mend();

    browser.see("#result").await?;
    let created = browser.accounted("patient", "created").await?;
    let database = Database::open(&server.database())?;
    assert_eq!(database.number("SELECT count(*) FROM patients")?, i64::try_from(created)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_tab_resumes_with_the_same_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", ROWS)?;
    let server = Server::start()?;
    {
        let wire = Recorder::before(server.address())?;
        let browser = Browser::open(&wire.url()).await?;
        browser.sign_in().await?;
        browser.choose(&file).await?;
        browser.see("#preview").await?;
        wire.cut_after(4_000_000);
        browser.confirm().await?;
        until_cut(&wire).await;
    }
    let before = received(&server)?;
    assert!(before > 0, "something had arrived before the tab was closed");

    let wire = Recorder::before(server.address())?;
    let browser = Browser::open(&wire.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.confirm().await?;
    browser.see("#result").await?;
    let database = Database::open(&server.database())?;
    assert_eq!(database.number("SELECT count(*) FROM migration_import_jobs")?, 1, "the same job went on");
    let total = database.number("SELECT received_batches FROM puente_import_jobs")?;
    let sent_again = i64::try_from(puts(&wire)?)? - (total - before);
    assert!(sent_again <= 0, "{sent_again} batches were sent although the server had them");
    Ok(())
}

/// What a clinic holds that had these files, one after the other, and no trouble.
fn contents_without_trouble(files: [&Path; 2]) -> Result<Vec<String>> {
    let server = Server::start()?;
    for file in files {
        let (file, url) = (file.to_string_lossy(), server.url());
        let output = puente(&["import", &file, "--server", &url, "--token", &server.token, "--yes"], None)?;
        ensure!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Database::open(&server.database())?.contents()
}

/// What the list of imports says of a file's.
async fn said_of(browser: &Browser, file: &Path) -> Result<String> {
    let name = file.file_name().context("no name")?.to_string_lossy().into_owned();
    browser.see("#history table").await?;
    let script = format!(
        "return [...document.querySelectorAll('#history tr[data-job]')].filter(it => it.textContent.includes({name:?}))
            .map(it => it.querySelector('.tag').textContent).join()"
    );
    Ok(browser.page.execute(script, vec![]).await?.convert()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_in_between_is_an_import_of_its_own() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (first, second) = (sample(folder.path(), "raw", ROWS)?, sample_of(folder.path(), "raw", 3_000, 8)?);
    let server = Server::start()?;
    {
        let wire = Recorder::before(server.address())?;
        let browser = Browser::open(&wire.url()).await?;
        browser.sign_in().await?;
        browser.choose(&first).await?;
        browser.see("#preview").await?;
        wire.cut_after(4_000_000);
        browser.confirm().await?;
        until_cut(&wire).await;
    }
    let staged = received(&server)?;
    assert!(staged > 0, "something had arrived before the tab was closed");
    let cut_off = Database::open(&server.database())?.texts("SELECT job_id FROM puente_import_jobs")?;
    let [Some(cut_off)] = &cut_off[..] else { anyhow::bail!("one import: {cut_off:?}") };

    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    assert_eq!(said_of(&browser, &first).await?, "Receiving", "the admin sees that it is not whole");
    browser.page.goto(format!("{}/settings/data-migration/{cut_off}", server.url())).await?;
    assert!(browser.see("#job-receiving h1").await?.text().await?.contains("clinic-7.dpm.raw"), "whose file it needs");
    browser.press("#choose-again").await?;
    browser.find("#file-input").await?;
    browser.choose(&second).await?;
    browser.see("#trial-accounting").await?;
    let tried = browser.figures("trial-accounting").await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    assert_eq!(tried, browser.figures("result-accounting").await?, "it brings what is in it");
    let of_second = browser.accounted("patient", "created").await?;
    let database = Database::open(&server.database())?;
    assert_eq!(database.number("SELECT count(*) FROM patients")?, i64::try_from(of_second)?, "and nothing else");
    assert_eq!(received(&server)?, staged, "what was sent of the first waits");

    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    assert_eq!(said_of(&browser, &first).await?, "Receiving");
    assert_eq!(said_of(&browser, &second).await?, "Completed");
    browser.choose(&first).await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    assert!(browser.page.current_url().await?.path().ends_with(cut_off), "the same import went on");
    assert_eq!(database.number("SELECT count(*) FROM migration_import_jobs")?, 2);
    assert_eq!(database.contents()?, contents_without_trouble([&second, &first])?);
    Ok(())
}
