//! Radiographs and photographs find their patients: by the agent, through power cuts, and from a folder chosen in the browser.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tests::browser::Browser;
use tests::database::Database;
use tests::program;
use tests::server::{Server, puente};

/// A sample, and the folder of its pictures.
fn sample(folder: &Path, patients: u32) -> Result<(PathBuf, PathBuf)> {
    let (file, images) = (folder.join("clinic.dpm"), folder.join("images"));
    let patients = patients.to_string();
    let (target, pictures) = (file.to_string_lossy(), images.to_string_lossy());
    let output = puente(&["sample", &target, "--patients", &patients, "--seed", "7", "--images", &pictures], None)?;
    ensure!(output.status.success(), "no sample: {}", String::from_utf8_lossy(&output.stderr));
    Ok((file, images))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

fn spawn(arguments: &[&str], folder: &Path) -> Result<Child> {
    let command = &mut Command::new(program("puente")?);
    Ok(command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}

/// What a query gives, once it gives something.
fn wait_for(server: &Server, sql: &str) -> Result<String> {
    let patience = Instant::now() + Duration::from_mins(1);
    loop {
        let found = Database::open(&server.database()).and_then(|database| database.texts(sql)).unwrap_or_default();
        if let Some(text) = found.into_iter().flatten().next() {
            return Ok(text);
        }
        ensure!(Instant::now() < patience, "it never came: {sql}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn number(server: &Server, sql: &str) -> Result<i64> {
    Database::open(&server.database())?.number(sql)
}

const RECEIVED: &str = "SELECT count(*) FROM documents";
/// Those that wait for their patients, too.
const COME: &str = "SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM puente_objects)";
const ENDED: &str = "SELECT state FROM puente_import_jobs WHERE state = 'completed'";

#[test]
fn the_agent_brings_every_file_through_power_cuts() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, images) = sample(folder.path(), 400)?;
    let pictures = files(&images)?;
    ensure!(pictures.len() > 200, "{} pictures", pictures.len());
    // One was moved and renamed, one is lost.
    std::fs::create_dir(images.join("elsewhere"))?;
    std::fs::rename(&pictures[3], images.join("elsewhere/other name.bin"))?;
    std::fs::remove_file(&pictures[5])?;

    let mut server = Server::start()?;
    let before = Database::open(&server.database())?.dump()?;
    let (url, token) = (server.url(), server.token.clone());
    let mut import =
        spawn(&["import", &file.to_string_lossy(), "--server", &url, "--token", &token, "--yes"], folder.path())?;
    let job = wait_for(&server, "SELECT job_id FROM puente_import_jobs")?;
    let root = images.to_string_lossy().into_owned();
    let state = folder.path().join("state.json").to_string_lossy().into_owned();
    let agent = ["sync", "--server", &url, "--job", &job, "--token", &token, "--root", &root, "--state", &state];
    let watching = [&agent[..], &["--watch", "--every", "1", "--limit", "400"]].concat();
    let mut first = spawn(&watching, folder.path())?;
    wait_for(&server, "SELECT sha256 FROM puente_objects UNION ALL SELECT id FROM documents")?;
    first.kill()?;
    first.wait()?;
    let mut second = spawn(&watching, folder.path())?;
    std::thread::sleep(Duration::from_millis(500));
    server.kill()?;
    server.restart()?;
    std::thread::sleep(Duration::from_millis(500));
    second.kill()?;
    second.wait()?;
    let half = number(&server, COME)?;
    ensure!(half < i64::try_from(pictures.len())? / 2, "the cuts came too late: {half} files");
    ensure!(import.wait()?.success());
    wait_for(&server, ENDED)?;

    let export = file.to_string_lossy();
    let output = puente(&[&agent[..], &["--json", "--file", &*export]].concat(), None)?;
    let report: Value =
        serde_json::from_slice(&output.stdout).with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    assert_eq!(output.status.code(), Some(3), "one is missing: {report}");
    let missing = report["missing"].as_array().context("no list")?;
    let lost = pictures[5].strip_prefix(&images)?.to_string_lossy().into_owned();
    let named: Vec<_> = missing.iter().map(|line| (line["path"].as_str(), line["patient"].is_string())).collect();
    assert_eq!(named, [(Some(&*lost), true)]);

    // Every file is with its patient; what was there when the import ended needs a moment.
    let expected = i64::try_from(pictures.len())? - 1;
    let patience = Instant::now() + Duration::from_secs(20);
    while number(&server, RECEIVED)? < expected {
        ensure!(Instant::now() < patience, "{} of {expected}", number(&server, RECEIVED)?);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(number(&server, RECEIVED)?, expected);
    let wrong = "SELECT count(*) FROM migration_import_file_stagings AS file
        JOIN documents ON documents.id = file.resolved_document_id
        JOIN migration_import_entity_mappings AS mapping ON mapping.source_canonical_uuid = file.parent_canonical_uuid
        WHERE mapping.entity_type = 'patient_document' AND mapping.dentalpin_id <> documents.patient_id";
    assert_eq!(number(&server, wrong)?, 0);
    wait_for(&server, "SELECT 'all' WHERE NOT EXISTS (SELECT 1 FROM puente_documents WHERE preview = 'waiting')")?;
    assert_eq!(number(&server, "SELECT count(*) FROM puente_documents WHERE preview = 'ready'")?, expected);

    let again = puente(&agent, None)?;
    assert_eq!(again.status.code(), Some(3));
    assert_eq!(number(&server, RECEIVED)?, expected, "twice is once");

    let undo = format!("{url}/api/v1/migration_import/jobs/{job}/undo");
    let authorization = format!("Bearer {token}");
    ureq::post(&undo).header("Authorization", &authorization).content_type("application/json").send("{}")?;
    assert_eq!(Database::open(&server.database())?.dump()?, before);
    let mut kept = files(&server.database().file()?.with_file_name("documents"))?;
    // A server that runs holds its lock.
    kept.retain(|file| file.extension().is_none_or(|extension| extension != "lock"));
    assert!(kept.is_empty(), "{kept:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_chosen_in_the_browser_is_enough() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, images) = sample(folder.path(), 400)?;
    let pictures = files(&images)?;
    ensure!(pictures.len() > 200, "{} pictures", pictures.len());
    std::fs::create_dir(images.join("elsewhere"))?;
    std::fs::rename(&pictures[3], images.join("elsewhere/other name.png"))?;
    std::fs::remove_file(&pictures[5])?;
    let mut server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file).await?;
    browser.confirm().await?;

    // While the import runs. Paused before anything is sent.
    let wanted = pictures.len() - 1;
    let pause = "const folder = document.querySelector('#files-folder');
        folder?.addEventListener('change', () => document.querySelector('#files-pause').click(), { once: true });
        return folder != null";
    browser.until(pause).await?;
    assert_ne!(wait_for(&server, "SELECT state FROM puente_import_jobs")?, "completed");
    browser.find("#files-folder").await?.send_keys(images.canonicalize()?.to_string_lossy()).await?;
    browser.until("return !document.querySelector('#files-pause').hidden").await?;
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(number(&server, COME)?, 0, "nothing is sent while it is paused");
    browser.press("#files-pause").await?;
    wait_for(&server, "SELECT sha256 FROM puente_objects UNION ALL SELECT id FROM documents")?;
    server.kill()?;
    let half = number(&server, COME)?;
    ensure!(half < i64::try_from(wanted)? / 2, "the cut came too late: {half} files");
    server.restart()?;
    browser.see("#result-accounting").await?;
    browser.until(&format!("return document.querySelector('#files-received')?.dataset.value === '{wanted}'")).await?;
    assert_eq!(number(&server, RECEIVED)?, i64::try_from(wanted)?);
    let left = format!("Radiographs and documents: {wanted} · ");
    browser
        .until(&format!("return document.querySelector('#ledger files-left').textContent.startsWith('{left}')"))
        .await?;
    browser.until("return document.querySelector('#files-expected')?.dataset.value === '1'").await?;
    let lost = pictures[5].strip_prefix(&images)?.to_string_lossy().into_owned();
    browser.press("#files-missing summary").await?;
    browser.until(&format!("return document.querySelector('#files-lines')?.textContent.includes({lost:?})")).await?;

    wait_for(&server, "SELECT 'all' WHERE NOT EXISTS (SELECT 1 FROM puente_documents WHERE preview = 'waiting')")?;
    let patient = wait_for(&server, "SELECT patient_id FROM documents WHERE media_kind = 'xray' LIMIT 1")?;
    browser.page.goto(format!("{}/patients/{patient}", server.url())).await?;
    browser.see("#patient-documents .document img").await?;
    browser.until("return [...document.querySelectorAll('.document img')].some(it => it.naturalWidth > 40)").await?;
    browser.press("#patient-documents .document").await?;
    browser.see("#viewer-picture, #viewer .viewer-picture").await?;
    browser.until("return document.querySelector('.viewer-picture').naturalWidth > 40").await?;
    browser.press("#viewer-larger").await?;
    browser.until("return document.querySelector('.viewer-picture').style.transform.includes('scale(1.25)')").await?;
    for (name, percent) in [("brightness", 150), ("contrast", 70)] {
        let slide = format!(
            "const slider = document.querySelector('#viewer-{name}'); slider.value = {percent};
             slider.dispatchEvent(new Event('input')); return true"
        );
        browser.until(&slide).await?;
        let shown =
            format!("return document.querySelector('.viewer-picture').style.filter.includes('{name}({percent}%)')");
        browser.until(&shown).await?;
    }
    let key = "document.querySelector('#viewer').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowRight', shiftKey: true })); return true";
    browser.until(key).await?;
    browser
        .until("return document.querySelector('.viewer-picture').style.transform.includes('translate(-80px, 0px)')")
        .await?;
    Ok(())
}
