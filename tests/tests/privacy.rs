//! The first promise: the passphrase never leaves the worker, and nothing leaves before the admin confirms.

use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, Engine as _};
use tests::browser::Browser;
use tests::files::{PASSPHRASE, sample};
use tests::recorder::Recorder;
use tests::server::Server;

/// What a page may ask for before the admin confirms: itself, who is signed in, what the clinic holds.
fn is_innocent(method: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or(path);
    let reads = [
        "/api/v1/auth/",
        "/api/v1/clinics/",
        "/api/v1/migration_import/destination",
        "/api/v1/migration_import/jobs",
        "/api/v1/patients",
    ];
    match method {
        "GET" => !path.starts_with("/api/") || reads.iter().any(|read| path.starts_with(read)),
        "POST" => path == "/api/v1/auth/session",
        _ => false,
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Ways in which a text may hide in a request.
fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let percent: String = text
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let hex = |upper: bool| {
        text.bytes().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect::<String>()
    };
    let escaped: String =
        text.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }).collect();
    let decomposed: String = text.replace('ñ', "n\u{303}").replace('ú', "u\u{301}");
    // Base64 of a text inside another one starts at any of three offsets; the middle of each is the same.
    let base64: Vec<String> =
        (0..3).map(|skip| BASE64_STANDARD_NO_PAD.encode(text.as_bytes().get(skip..).unwrap_or_default())).collect();
    let mut all = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("NFD", decomposed.into_bytes()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("percent", percent.to_ascii_lowercase().into_bytes()),
        ("percent", percent.into_bytes()),
        ("form", text.replace(' ', "+").into_bytes()),
        ("JSON", escaped.into_bytes()),
        ("hex", hex(false).into_bytes()),
        ("HEX", hex(true).into_bytes()),
        ("base64", BASE64_STANDARD.encode(text).into_bytes()),
        ("base64url", BASE64_URL_SAFE.encode(text).into_bytes()),
        ("reversed", text.chars().rev().collect::<String>().into_bytes()),
    ];
    all.extend(base64.iter().map(|middle| ("base64 inside", middle.as_bytes()[..middle.len() - 2].to_vec())));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_before_confirm_and_the_passphrase_never_does() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "zst.enc", 2_000)?;
    let server = Server::start()?;
    let wire = Recorder::before(server.address())?;
    let browser = Browser::open(&wire.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.unlock(PASSPHRASE).await?;
    browser.see("#preview").await?;
    browser.see("#trial-accounting").await?;
    browser.ask().await?;

    for request in wire.requests()? {
        assert!(is_innocent(&request.method, &request.path), "{} {}", request.method, request.path);
    }
    browser.press("#confirm-import").await?;
    browser.see("#result").await?;

    let requests = wire.requests()?;
    let batches = requests.iter().filter(|request| request.method == "PUT" && request.path.contains("/batches/"));
    assert!(batches.count() > 2, "the recorder saw the batches go by");
    let sent = wire.bytes();
    for (name, form) in encodings(PASSPHRASE) {
        assert!(!contains(&sent, &form), "the passphrase left as {name}");
    }
    assert!(!contains(&sent, b"DPME"), "no part of the file itself left");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_and_storage_hold_neither_passphrase_nor_patients() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "enc", 2_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.unlock(PASSPHRASE).await?;
    browser.confirm().await?;
    browser.see("#result").await?;

    let stored = browser
        .page
        .execute("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])", vec![])
        .await?;
    let stored = stored.json().to_string();
    assert!(!stored.contains(PASSPHRASE), "{stored}");

    let log = server.log()?;
    assert!(!log.is_empty(), "there is a log to look at");
    assert!(!log.contains(PASSPHRASE));
    let database = tests::database::Database::open(&server.database())?;
    for name in database.texts("SELECT last_name FROM patients WHERE length(last_name) > 5")?.into_iter().flatten() {
        assert!(!log.contains(&name), "the log names a patient");
    }
    Ok(())
}
