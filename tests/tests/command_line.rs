//! The command line does what the browser does.

use anyhow::{Context as _, Result};
use serde_json::Value;
use tests::database::Database;
use tests::files::{PASSPHRASE, SHARED_PASSPHRASE, sample, shared};
use tests::server::{Server, puente};

fn json(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).with_context(|| String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn check_says_the_same_of_every_layering() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut digests = Vec::new();
    for layering in ["raw", "zst", "enc", "zst.enc", "age", "zst.age"] {
        let file = sample(folder.path(), layering, 1_000)?;
        let output = puente(&["check", &file.to_string_lossy(), "--json"], Some(PASSPHRASE))?;
        let said = json(&output.stdout)?;
        assert!(output.status.success() && said["ok"] == true, "{layering}: {said}");
        assert_eq!(said["entities"].as_array().map(Vec::len), Some(32), "{layering}");
        digests.push(said["digest"].clone());
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "one clinic, one digest: {digests:?}");
    Ok(())
}

#[test]
fn refusals_have_a_code_and_exit_1() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let encrypted = sample(folder.path(), "enc", 300)?;
    let text = folder.path().join("not.dpm");
    std::fs::write(&text, "hello, this is a letter")?;
    for (file, passphrase, code) in [
        (&encrypted, Some("wrong"), "passphrase.wrong_or_damaged"),
        (&encrypted, None, "passphrase.missing"),
        (&text, None, "file.not_dpmf"),
    ] {
        let output = puente(&["check", &file.to_string_lossy(), "--json"], passphrase)?;
        assert_eq!(output.status.code(), Some(1), "{code}");
        let said = json(&output.stdout)?;
        assert_eq!(said["ok"], false);
        assert_eq!(said["error"]["code"], code);
        assert!(said["error"]["help"].as_str().is_some_and(|help| !help.is_empty()));
    }
    assert_eq!(puente(&["check"], None)?.status.code(), Some(2));
    Ok(())
}

#[test]
fn import_loads_what_the_file_declares() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "zst.enc", 3_000)?;
    let server = Server::start()?;
    let file = file.to_string_lossy();
    let arguments = ["import", &file, "--server", &server.url(), "--token", &server.token, "--yes", "--json"];
    let output = puente(&arguments, Some(PASSPHRASE))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = json(&output.stdout)?;
    let accounting = report["accounting"].as_array().context("no accounting")?;
    assert_eq!(accounting.len(), 32);
    for line in accounting {
        let count = |name: &str| line[name].as_u64().unwrap_or_default();
        let became = ["created", "linked", "merged", "archived", "skipped"].map(count).iter().sum::<u64>();
        assert_eq!(count("declared"), became, "{line}");
    }
    let patients = accounting.iter().find(|line| line["entity_type"] == "patient").context("no patients")?;
    let in_clinic = Database::open(&server.database())?.number("SELECT count(*) FROM patients")?;
    assert_eq!(patients["created"].as_i64(), Some(in_clinic));
    Ok(())
}

#[test]
fn a_file_with_dangling_references_and_unknown_types_is_imported() -> Result<()> {
    let Some(file) = shared("rich.dpm.zst.enc") else { return Ok(()) };
    let server = Server::start()?;
    let file = file.to_string_lossy();
    let arguments = ["import", &file, "--server", &server.url(), "--token", &server.token, "--yes", "--json"];
    let output = puente(&arguments, Some(SHARED_PASSPHRASE))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = json(&output.stdout)?;
    let future = report["accounting"]
        .as_array()
        .and_then(|lines| lines.iter().find(|line| line["entity_type"] == "zz_future_entity"));
    assert_eq!(future.map(|line| line["archived"].clone()), Some(Value::from(5)));
    let skipped = report["warnings"].as_array().context("no warnings")?;
    assert!(skipped.iter().any(|group| group["code"] == "appointment.unmapped_actor"), "{skipped:?}");
    Ok(())
}
