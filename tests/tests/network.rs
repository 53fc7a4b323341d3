//! The network fails in the middle, the tab is closed in the middle: the import goes on from where it was.

use std::time::Duration;

use anyhow::Result;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::sample;
use tests::recorder::Recorder;
use tests::server::Server;

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
