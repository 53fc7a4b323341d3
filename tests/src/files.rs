//! Files to import.
#![allow(clippy::print_stderr)] // a skipped test says so

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::root;
use crate::server::puente;

/// The passphrase of everything encrypted here: accents, a space, and long enough to be found if it leaked.
pub const PASSPHRASE: &str = "contraseña muy larga y única";

/// The passphrase of the shared files.
pub const SHARED_PASSPHRASE: &str = "puente de prueba";

/// A sample of the layering, freshly written into the folder.
pub fn sample(folder: &Path, layering: &str, rows: u32) -> Result<PathBuf> {
    sample_of(folder, layering, rows, 7)
}

/// A sample of a clinic of its own.
pub fn sample_of(folder: &Path, layering: &str, rows: u32, seed: u32) -> Result<PathBuf> {
    let file = folder.join(format!("clinic-{seed}.dpm.{layering}"));
    let (target, rows, seed) = (file.to_string_lossy(), rows.to_string(), seed.to_string());
    let arguments = ["sample", &*target, "--rows", &rows, "--seed", &seed, "--layering", layering];
    let output = puente(&arguments, Some(PASSPHRASE))?;
    ensure!(output.status.success(), "no sample: {}", String::from_utf8_lossy(&output.stderr));
    Ok(file)
}

/// A file made by another program, beside the repository; says so when it is not there.
#[must_use]
pub fn shared(name: &str) -> Option<PathBuf> {
    let file = root().join("../shared/data").join(name);
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
    }
    file.exists().then_some(file)
}
