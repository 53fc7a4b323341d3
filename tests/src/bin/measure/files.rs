//! Radiographs on their way: many of the usual size, and one that is large; beside a loop that writes the same and syncs it.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use dpmf::EntityType;
use dpmf::meta::Meta;
use dpmf::row::{EntityRow, FileRow};
use dpmf::writer::Writer;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tests::server::{Server, puente};
use uuid::Uuid;

/// Files of a patient.
const EACH: usize = 20;
/// Bytes written at once.
const BLOCK: usize = 1 << 20;

/// Sends so many files of so many bytes.
pub(crate) fn sent(files: usize, bytes: u64) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let images = folder.path().join("images");
    std::fs::create_dir(&images)?;
    let export = folder.path().join("clinic.dpm");
    write(&export, &images, files, bytes)?;
    let server = Server::start()?;
    let (url, token) = (server.url(), server.token.clone());
    let output =
        puente(&["import", &export.to_string_lossy(), "--server", &url, "--token", &token, "--yes", "--json"], None)?;
    ensure!(output.status.success(), "import failed: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let job = report["job"]["id"].as_str().context("no job")?.to_owned();
    let admitted = server.ask("POST", &format!("/api/v1/migration_import/jobs/{job}/agent"), "")?;
    let token = admitted.body["data"]["token"].as_str().context("no token")?.to_owned();
    let before = server.peak_memory()?;

    let state = folder.path().join("state.json");
    let (root, state) = (images.to_string_lossy(), state.to_string_lossy());
    let agent = ["sync", "--server", &url, "--job", &job, "--token", &token, "--root", &*root, "--state", &*state];
    let began = Instant::now();
    let output = puente(&[&agent[..], &["--parallel", "8", "--json"]].concat(), None)?;
    let took = began.elapsed();
    ensure!(output.status.success(), "not all was sent: {}", String::from_utf8_lossy(&output.stdout));
    let report: Value = serde_json::from_slice(&output.stdout)?;
    ensure!(report["sent"].as_u64() == u64::try_from(files).ok(), "{report}");
    Ok(json!({
        "files": files,
        "bytes": bytes,
        "seconds": took.as_secs_f64(),
        "floor_seconds": floor(&images, folder.path())?.as_secs_f64(),
        "memory_before_bytes": before,
        "peak_memory_bytes": server.peak_memory()?,
    }))
}

/// A clinic of patients with documents, and the bytes of these; no two are the same.
fn write(export: &Path, images: &Path, files: usize, bytes: u64) -> Result<()> {
    let mut writer = Writer::create(export)?;
    let (patients, documents) = (EntityType::parse("patient")?, EntityType::parse("patient_document")?);
    let row = |writer: &mut Writer, kind: &EntityType, id: &str, payload: &str| {
        let row =
            EntityRow { canonical_uuid: id, source_id: id, source_system: "gesden", payload, raw_source_data: "{}" };
        writer.push(kind, &row, "2026-05-17T10:00:00Z")
    };
    let id = |kind: &str, n: usize| Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{kind} {n}").as_bytes()).to_string();
    for n in 0..files.div_ceil(EACH) {
        let payload = json!({ "given_name": "Ana", "family_name": format!("López {n}") }).to_string();
        row(&mut writer, &patients, &id("patient", n), &payload)?;
    }
    for n in 0..files {
        let payload = json!({ "patient_uuid": id("patient", n / EACH), "title": "Informe" }).to_string();
        row(&mut writer, &documents, &id("document", n), &payload)?;
        let path = format!("{}/{n}.bin", n / EACH);
        let target = images.join(&path);
        std::fs::create_dir_all(target.parent().context("no folder")?)?;
        let sha256 = noise(&target, n, bytes)?;
        writer.file(&FileRow {
            canonical_uuid: &id("file", n),
            parent_entity_type: "patient_document",
            parent_canonical_uuid: &id("document", n),
            relative_path: &path,
            declared_size_bytes: i64::try_from(bytes).ok(),
            sha256: Some(&sha256),
            mime_hint: None,
        })?;
    }
    let text = |text: &str| Some(text.to_owned());
    let meta = Meta {
        format_version: text("0.1.0"),
        source_system: text("gesden"),
        exported_at: text("2026-05-17T10:00:00Z"),
        ..Meta::default()
    };
    writer.finish(&meta)?;
    Ok(())
}

/// Writes bytes that only this number gives; answers their digest.
fn noise(path: &Path, number: usize, bytes: u64) -> Result<String> {
    let (mut file, mut hasher) = (File::create(path)?, Sha256::new());
    let mut state = number as u64 + 1;
    let mut block = vec![0; BLOCK];
    let mut left = bytes;
    while left > 0 {
        for word in block.chunks_exact_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.to_le_bytes());
        }
        let some = usize::try_from(left.min(BLOCK as u64))?;
        hasher.update(&block[..some]);
        file.write_all(&block[..some])?;
        left -= some as u64;
    }
    Ok(dpmf::LogicalHash::from(<[u8; 32]>::from(hasher.finalize())).to_string())
}

/// The least that keeping the same takes: every file read, written, and on the disk before the next.
fn floor(images: &Path, folder: &Path) -> Result<Duration> {
    let target = folder.join("floor");
    std::fs::create_dir(&target)?;
    let began = Instant::now();
    let mut block = vec![0; BLOCK];
    for entry in std::fs::read_dir(images)? {
        for (n, file) in std::fs::read_dir(entry?.path())?.enumerate() {
            let path = file?.path();
            let name = format!("{}-{n}", path.file_stem().unwrap_or_default().to_string_lossy());
            let (mut from, mut to) = (File::open(&path)?, File::create(target.join(name))?);
            loop {
                match from.read(&mut block)? {
                    0 => break,
                    read => to.write_all(&block[..read])?,
                }
            }
            to.sync_all()?;
        }
    }
    Ok(began.elapsed())
}
