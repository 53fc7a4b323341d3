//! The server cannot open a `.dpm`: what could is not among its dependencies.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Crates that decrypt or decompress a file, or turn a passphrase into a key.
const OPENERS: &[&str] = &["aes-gcm", "age", "age-core", "ruzstd", "scrypt", "zstd", "zstd-safe"];

fn tree(package: &str) -> Result<Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .current_dir(tests::root())
        .args(["tree", "--locked", "--package", package, "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p} {f}"])
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

fn names(package: &str) -> Result<Vec<String>> {
    Ok(tree(package)?.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect())
}

#[test]
fn the_server_has_no_code_that_opens_a_file() -> Result<()> {
    let names = names("server")?;
    assert!(names.iter().any(|name| name == "dpmf"), "the server verifies with dpmf");
    for opener in OPENERS {
        assert!(!names.iter().any(|name| name == opener), "the server depends on {opener}");
    }
    let dpmf = tree("server")?.into_iter().find(|line| line.starts_with("dpmf ")).context("no dpmf")?;
    let (_, features) = dpmf.rsplit_once(") ").unwrap_or_default();
    assert!(!features.contains("open") && !features.contains("write"), "the server takes dpmf with features: {dpmf}");
    Ok(())
}

#[test]
fn what_opens_a_file_is_where_it_should_be() -> Result<()> {
    let names = names("cli")?;
    for opener in ["aes-gcm", "age", "ruzstd", "scrypt"] {
        assert!(names.iter().any(|name| name == opener), "the list of openers is out of date: no {opener}");
    }
    Ok(())
}
