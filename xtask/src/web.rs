//! Building the web app into `dist/`, and making it small.

use std::io::Write as _;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result};

use crate::process::{root, run, say};
use crate::tools::Web;

/// What is worth compressing once, so that the server need not do it every time.
const COMPRESSED: &[&str] = &["css", "ftl", "html", "js", "json", "svg", "wasm"];

/// Lints the app and the worker, which the lints of everything else do not see: they are for another target.
pub fn lint(tools: &Web) -> Result<()> {
    for half in ["app", "worker"] {
        let arguments = ["clippy", "--target", "wasm32-unknown-unknown", "--package", "wasm", "--no-default-features"];
        run(tools.cargo()?.args(arguments).args(["--features", half, "--", "--deny", "warnings"]))?;
    }
    Ok(())
}

/// What the app and the worker are made of.
const SOURCES: &[&str] = &["api", "dpmf", "mappers", "wasm", "www", "xtask", "Cargo.lock", "Cargo.toml", "Trunk.toml"];
/// As old as the last build's beginning: what was written since is not in it.
const STAMP: &str = "target/web-is-built";

/// Builds the app and the worker, unless they are newer than what they are made of.
pub fn build(tools: &Web) -> Result<()> {
    let (dist, stamp) = (root().join("dist"), root().join(STAMP));
    if is_built(&dist, &stamp)? {
        say("The web app is built");
        return Ok(());
    }
    say("Building the web app");
    let begun = stamp.with_extension("begun");
    std::fs::create_dir_all(root().join("target"))?;
    std::fs::write(&begun, "")?;
    let mut trunk = tools.trunk()?;
    trunk.args(["build", "--offline"]);
    // To Trunk, a release is what runs wasm-opt; the cargo profile is in Trunk.toml.
    if tools.has_wasm_opt() {
        trunk.arg("--release");
    }
    run(&mut trunk)?;
    compress(&dist)?;
    for module in ["app_bg.wasm", "worker_bg.wasm"] {
        let size = |name: &str| dist.join(name).metadata().map_or(0, |file| file.len() / 1000);
        println!("  {module}: {} kB, {} kB as brotli", size(module), size(&format!("{module}.br")));
    }
    Ok(std::fs::rename(begun, stamp)?)
}

fn is_built(dist: &Path, stamp: &Path) -> Result<bool> {
    let Ok(built) = stamp.metadata().and_then(|stamp| stamp.modified()) else { return Ok(false) };
    if !dist.join("worker_bg.wasm.br").is_file() {
        return Ok(false);
    }
    for source in SOURCES {
        if newest(&root().join(source))? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When a file, or anything in a folder, was written last.
fn newest(path: &Path) -> Result<SystemTime> {
    let mut newest = path.metadata()?.modified()?;
    if path.is_dir() {
        for entry in path.read_dir()? {
            newest = newest.max(self::newest(&entry?.path())?);
        }
    }
    Ok(newest)
}

fn compress(folder: &Path) -> Result<()> {
    for file in folder.read_dir()?.flatten().map(|entry| entry.path()) {
        if file.is_dir() {
            compress(&file)?;
        } else if file.extension().is_some_and(|extension| COMPRESSED.iter().any(|known| extension == *known)) {
            let contents = std::fs::read(&file)?;
            let mut name = file.clone().into_os_string();
            name.push(".br");
            let mut output = brotli::CompressorWriter::new(std::fs::File::create(&name)?, 64 * 1024, 11, 24);
            output.write_all(&contents).with_context(|| format!("could not compress {}", file.display()))?;
        }
    }
    Ok(())
}
