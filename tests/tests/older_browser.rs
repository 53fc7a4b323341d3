//! A browser that reads streams only into buffers of its own, as Safari did for long: files open, are verified and imported
//! all the same.

use anyhow::{Result, ensure};
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{PASSPHRASE, sample};
use tests::recorder::Recorder;
use tests::server::Server;

/// Asked for in the place of a reader there is none of.
const MISSED: &str = "/missed";
/// What such a browser does; and that it did it is seen on the wire.
const OLDER: &str = r#"
    delete self.ReadableStreamBYOBReader;
    const getReader = ReadableStream.prototype.getReader;
    ReadableStream.prototype.getReader = function (options) {
        if (options?.mode !== "byob") return getReader.call(this, options);
        fetch("/missed");
        throw new TypeError("ReadableStreamBYOBReader is not implemented");
    };"#;
/// What is read at once there.
const SLICE: u64 = 4 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_where_no_buffer_can_be_lent() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // Only what is decrypted or decompressed is read as a stream; one of these is larger than a slice.
    for (layering, rows, is_streamed) in [("raw", 3_000, false), ("zst.enc", 3_000, true), ("enc", 12_000, true)] {
        let file = sample(folder.path(), layering, rows)?;
        let server = Server::start()?;
        let wire = Recorder::before_with(server.address(), "/worker_loader.js", OLDER)?;
        let browser = Browser::open(&wire.url()).await?;
        browser.sign_in().await?;
        browser.choose(&file).await?;
        if is_streamed {
            browser.unlock(PASSPHRASE).await?;
        }
        let digest = browser.see("#preview-digest").await?.attr("data-digest").await?;
        browser.confirm().await?;
        browser.see("#result-accounting").await?;

        let patients = i64::try_from(browser.accounted("patient", "created").await?)?;
        let database = Database::open(&server.database())?;
        assert!(patients > 10, "{layering}: {patients} patients");
        assert_eq!(database.number("SELECT count(*) FROM patients")?, patients, "{layering}");
        assert_eq!(database.texts("SELECT digest FROM puente_import_jobs")?, [digest], "{layering}: verified");
        let missed = wire.requests()?.iter().any(|request| request.path == MISSED);
        assert_eq!(missed, is_streamed, "{layering}: it was such a browser");
        ensure!(layering != "enc" || file.metadata()?.len() > SLICE, "more than a slice");
    }
    Ok(())
}
