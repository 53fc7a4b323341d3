//! Every layering opens, from memory and from disk, and says what it is made of.
#![cfg(feature = "write")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may stop where it likes")]

mod common;

use std::path::Path;

use common::{LOG_N, PASSPHRASE, image, open, open_and_check};
use dpmf::check::check;
use dpmf::error::Layer::{self, Age, Dpme, Sqlite, Zstd};
use dpmf::layering::Kind;
use dpmf::open::{open_bytes, open_path};
use dpmf::passphrase::Passphrase;
use dpmf::progress::{Observer, Silent, Stage};
use dpmf::writer::{Layering, Lock, wrap};
use dpmf::{Error, Limits};

fn dpme(passphrase: &str) -> Lock<'_> {
    Lock::Dpme { passphrase, log_n: LOG_N }
}

fn age(passphrase: &str, armored: bool) -> Lock<'_> {
    Lock::Age { passphrase, log_n: LOG_N, armored }
}

/// Every layering with the layers it has.
fn every_layering() -> Vec<(Vec<u8>, Vec<Layer>)> {
    let mut files = Vec::new();
    for compressed in [false, true] {
        for (lock, outer) in [
            (None, None),
            (Some(dpme(PASSPHRASE)), Some(Dpme)),
            (Some(age(PASSPHRASE, false)), Some(Age)),
            (Some(age(PASSPHRASE, true)), Some(Age)),
        ] {
            let file = wrap(&image(), Layering { compressed, lock }).expect("a file");
            let layers = outer.into_iter().chain(compressed.then_some(Zstd)).chain([Sqlite]).collect();
            files.push((file, layers));
        }
    }
    files
}

#[test]
fn every_layering_opens_to_the_same_contents() {
    let digest = open_and_check(&image()).expect("valid").digest;
    for (file, layers) in every_layering() {
        let opened = open(&file).expect("it opens");
        assert_eq!(opened.layers, layers);
        let checked = check(&opened.container, &Limits::default(), &mut Silent).expect("valid");
        assert_eq!(checked.digest, digest);
        assert_eq!(Kind::recognise(&file).expect("known").layer(), layers[0]);
    }
}

#[test]
fn names_of_files_do_not_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (file, layers)) in every_layering().into_iter().enumerate() {
        let path = folder.path().join(format!("clínica 50% ?mode=rw#{number}.txt"));
        std::fs::write(&path, file).expect("written");
        let passphrase = Passphrase::new(PASSPHRASE.into());
        let opened = open_path(&path, Some(&passphrase), &Limits::default(), &mut Silent).expect("it opens");
        assert_eq!(opened.layers, layers);
        check(&opened.container, &Limits::default(), &mut Silent).expect("valid");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 8, "nothing is left beside the files");
}

#[test]
fn a_file_that_is_not_there_cannot_be_read() {
    let opened = open_path(Path::new("/nowhere/at.all"), None, &Limits::default(), &mut Silent);
    assert_eq!(opened.err().expect("refused").code(), "file.unreadable");
}

#[test]
fn a_database_left_with_a_write_ahead_log_opens() {
    let mut image = image();
    image[18..20].fill(2);
    open_and_check(&image).expect("valid");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wal.dpm");
    std::fs::write(&path, &image).expect("written");
    let opened = open_path(&path, None, &Limits::default(), &mut Silent).expect("it opens");
    check(&opened.container, &Limits::default(), &mut Silent).expect("valid");
}

#[test]
fn composed_and_decomposed_accents_open_the_same_file() {
    let (composed, decomposed) = ("contrase\u{f1}a", "contrasen\u{303}a");
    for lock in [dpme(composed), age(composed, false), dpme(decomposed), age(decomposed, false)] {
        let file = wrap(&image(), Layering { compressed: true, lock: Some(lock) }).expect("a file");
        let opened = open_bytes(file, Some(&Passphrase::new(decomposed.into())), &Limits::default(), &mut Silent);
        opened.expect("either form opens it");
    }
}

#[test]
fn passphrases_missing_and_wrong_are_told_apart() {
    for (file, layers) in every_layering() {
        if matches!(layers[0], Zstd | Sqlite) {
            continue;
        }
        for (passphrase, code) in [
            (None, "passphrase.missing"),
            (Some(""), "passphrase.missing"),
            (Some("wrong"), "passphrase.wrong_or_damaged"),
            (Some("wron\u{303}g"), "passphrase.wrong_or_damaged"),
        ] {
            let typed = passphrase.map(|typed| Passphrase::new(typed.into()));
            let refused = open_bytes(file.clone(), typed.as_ref(), &Limits::default(), &mut Silent);
            assert_eq!(refused.err().expect("refused").code(), code);
        }
    }
}

#[test]
fn envelopes_within_envelopes_are_refused() {
    let lock = || Some(dpme(PASSPHRASE));
    let inner = wrap(&image(), Layering { compressed: false, lock: lock() }).expect("a file");
    let twice_compressed = wrap(&wrap(&image(), Layering::ZSTD).expect("a file"), Layering::ZSTD).expect("a file");
    let text = wrap(b"some text that is not a database", Layering::ZSTD).expect("a file");
    for (file, code) in [
        (wrap(&inner, Layering { compressed: false, lock: lock() }).expect("a file"), "envelope.invalid"),
        (
            wrap(&inner, Layering { compressed: false, lock: Some(age(PASSPHRASE, false)) }).expect("a file"),
            "envelope.invalid",
        ),
        (wrap(&inner, Layering::ZSTD).expect("a file"), "zstd.damaged"),
        (twice_compressed, "zstd.damaged"),
        (text, "file.not_dpmf"),
    ] {
        assert_eq!(open(&file).err().expect("refused").code(), code);
    }
}

/// Keeps what it hears, and stops at a stage.
#[derive(Default)]
struct Listener {
    heard: Vec<(Stage, u64, Option<u64>)>,
    stop_at: Option<Stage>,
}

impl Observer for Listener {
    fn progress(&mut self, stage: Stage, done: u64, total: Option<u64>) {
        self.heard.push((stage, done, total));
    }

    fn is_cancelled(&self) -> bool {
        self.stop_at.is_some() && self.heard.last().map(|(stage, ..)| *stage) == self.stop_at
    }
}

fn locked_and_compressed(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("clinic.dpm.zst.enc");
    let file = wrap(&image(), Layering { compressed: true, lock: Some(dpme(PASSPHRASE)) }).expect("a file");
    std::fs::write(&path, file).expect("written");
    path
}

fn open_and_check_path(path: &Path, listener: &mut Listener) -> Result<(), Error> {
    let limits = Limits::default();
    let opened = open_path(path, Some(&Passphrase::new(PASSPHRASE.into())), &limits, listener)?;
    check(&opened.container, &limits, listener).map(drop)
}

#[test]
fn progress_goes_through_every_stage_and_never_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut listener = Listener::default();
    open_and_check_path(&locked_and_compressed(folder.path()), &mut listener).expect("valid");
    let mut stages: Vec<Stage> = listener.heard.iter().map(|(stage, ..)| *stage).collect();
    stages.dedup();
    assert_eq!(stages, [Stage::Read, Stage::Unlock, Stage::Decrypt, Stage::Decompress, Stage::Verify]);
    for pair in listener.heard.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert!(pair[0].1 <= pair[1].1, "{pair:?}");
    }
    assert!(listener.heard.iter().all(|(_, done, total)| total.is_none_or(|total| *done <= total)));
    assert_eq!(listener.heard.last().expect("something"), &(Stage::Verify, 45, Some(45)));
}

#[test]
fn every_stage_can_be_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = locked_and_compressed(folder.path());
    for stage in [Stage::Read, Stage::Unlock, Stage::Decrypt, Stage::Decompress, Stage::Verify] {
        let mut listener = Listener { stop_at: Some(stage), ..Listener::default() };
        let stopped = open_and_check_path(&path, &mut listener).expect_err("stopped");
        assert_eq!(stopped.code(), "cancelled", "{stage:?}");
    }
}

#[test]
fn files_made_elsewhere_open() {
    let fab100 = "d4fd3314bea72b2371dd2ed54ff411c72e0d904dc249245ccb5aef36f4af96f0";
    let rich = "d4e77dcfc365cf66390c820562f321a339d95ed866da0466d1d6169b0a63abf6";
    for (name, digest) in [
        ("fab100.dpm", fab100),
        ("fab100.dpm.zst", fab100),
        ("fab100.dpm.enc", fab100),
        ("fab100.dpm.zst.enc", fab100),
        ("fab100.dpm.age", fab100),
        ("fab100.dpm.zst.age", fab100),
        ("rich.dpm", rich),
        ("rich.dpm.zst.enc", rich),
    ] {
        let Some(path) = common::shared(name) else { return };
        let passphrase = Passphrase::new("puente de prueba".into());
        let opened = open_path(&path, Some(&passphrase), &Limits::default(), &mut Silent).expect("it opens");
        let checked = check(&opened.container, &Limits::default(), &mut Silent).expect("valid");
        assert_eq!(checked.digest.to_string(), digest, "{name}");
        assert!(checked.json_errors.is_empty() && !checked.newer_minor);
        if digest == rich {
            let rows: u64 = checked.entities.iter().map(|declared| declared.row_count).sum();
            assert_eq!((rows, checked.files.total, checked.extractor_warnings.len()), (1827, 30, 3));
            assert!(checked.dangling.iter().any(|found| found.field == "professional_uuid" && found.count == 1));
        }
    }
}
