//! What is not a good file is refused in the browser, in words, with nothing sent.

use anyhow::Result;
use tests::browser::Browser;
use tests::files::sample;
use tests::recorder::Recorder;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn broken_files_are_refused_with_a_reason() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let good = std::fs::read(sample(folder.path(), "zst", 1_000)?)?;
    let cases: [(&str, Vec<u8>, &str); 3] = [
        ("empty.dpm", Vec::new(), "file.empty"),
        ("letter.dpm", b"Dear dentist, ...".to_vec(), "file.not_dpmf"),
        ("half.dpm.zst", good[..good.len() / 2].to_vec(), "file.truncated"),
    ];
    let server = Server::start()?;
    let wire = Recorder::before(server.address())?;
    let browser = Browser::open(&wire.url()).await?;
    browser.sign_in().await?;
    for (name, bytes, code) in cases {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes)?;
        browser.page.goto(format!("{}/settings/data-migration", wire.url())).await?;
        browser.choose(&file).await?;
        browser.see(&format!("#refusal[data-code=\"{code}\"]")).await?;
    }
    let file = folder.path().join("header.dpm.enc");
    std::fs::write(&file, b"DPME\xff\xff\xff\xff{}")?;
    browser.page.goto(format!("{}/settings/data-migration", wire.url())).await?;
    browser.choose(&file).await?;
    browser.unlock("whatever").await?;
    browser.see("[data-code=\"limit.exceeded\"]").await?;
    let posts = wire.requests()?.into_iter().filter(|request| request.method != "GET").count();
    assert_eq!(posts, 1, "only the sign-in was sent");
    Ok(())
}
