//! What a browser has to fetch before the page works.

use std::collections::BTreeMap;

use anyhow::Result;
use tests::browser::Browser;
use tests::server::Server;

/// Bytes on the wire, at most.
const LIMITS: &[(&str, u64)] = &[("/app_bg.wasm", 400_000), ("/worker_bg.wasm", 1_000_000)];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_stays_small() -> Result<()> {
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    // The worker fetches its module by itself: the page asks for it once more to see its size.
    let script = "const [done] = arguments;
        fetch('/worker_bg.wasm', {cache: 'reload'}).then(answer => answer.arrayBuffer()).then(() => done(
            Object.fromEntries(performance.getEntriesByType('resource').map(
                fetched => [new URL(fetched.name).pathname, fetched.encodedBodySize]))));";
    let fetched: BTreeMap<String, u64> = browser.page.execute_async(script, vec![]).await?.convert()?;
    for (name, limit) in LIMITS {
        let size = fetched.get(*name).copied().unwrap_or_default();
        assert!((1..=*limit).contains(&size), "{name}: {size} bytes of at most {limit}");
    }
    Ok(())
}
