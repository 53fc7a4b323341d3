//! The standard library for wasm32.
//!
//! Usually rustup adds it. Where rustup has no way to fetch it, Debian's web toolchain comes with the sources: the
//! library is built once from them, and the toolchain linked under the name `web`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::process::{command, find, output, run, say};
use crate::{apt, tools};

const TARGET: &str = "wasm32-unknown-unknown";
const LINKED: &str = "web";
const DEBIAN_LIBRARIES: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// Makes sure that some toolchain builds for wasm32; names it unless it is the default one.
pub fn ensure() -> Result<Option<String>> {
    if has_library(None) {
        return Ok(None);
    }
    if has_library(Some(LINKED)) {
        return Ok(Some(LINKED.to_owned()));
    }
    if find("rustup").is_none() {
        bail!(
            "this Rust has no {TARGET} target. Install Rust through rustup, or your system's package with that target."
        );
    }
    say(&format!("Adding the {TARGET} target to Rust"));
    if run(command("rustup").args(["target", "add", TARGET])).is_ok() {
        return Ok(None);
    }
    say("rustup could not fetch it: building it from Debian's sources (once; about two minutes)");
    from_debian().context("no wasm32 target: `rustup target add wasm32-unknown-unknown` has to work on this system")?;
    Ok(Some(LINKED.to_owned()))
}

fn has_library(toolchain: Option<&str>) -> bool {
    let mut rustc = command("rustc");
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    let folder = output(rustc.args(["--print", "target-libdir", "--target", TARGET])).map(PathBuf::from);
    let mut files = folder.and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
    files.any(|file| file.file_name().to_string_lossy().starts_with("libstd"))
}

fn from_debian() -> Result<()> {
    apt::install(&["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev"], "Rust for the browser")?;
    let dummy = tools::cache("wasm-std")?;
    std::fs::create_dir_all(dummy.join("src"))?;
    std::fs::write(dummy.join("Cargo.toml"), "[package]\nname = \"dummy\"\nedition = \"2021\"\n[workspace]\n")?;
    std::fs::write(dummy.join("src/lib.rs"), "")?;
    // Bitcode is embedded because `lto = true` needs it in prebuilt libraries.
    let mut build = command("/usr/bin/cargo");
    build.current_dir(&dummy).args(["build", "--release", "--target", TARGET]);
    build.arg("-Zbuild-std=core,alloc,std,panic_abort,proc_macro,test");
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    build.env("__CARGO_DEFAULT_LIB_METADATA", "stable-web-std").env("CARGO_TARGET_DIR", dummy.join("target"));
    run(&mut build)?;
    copy_libraries(&dummy.join("target").join(TARGET).join("release/deps"))?;
    link_linker()?;
    run(command("rustup").args(["toolchain", "link", LINKED, "/usr"]))
}

fn copy_libraries(from: &Path) -> Result<()> {
    std::fs::create_dir_all(DEBIAN_LIBRARIES)?;
    for file in from.read_dir()?.flatten().map(|file| file.path()) {
        if file.extension().is_some_and(|extension| extension == "rlib") {
            let name = file.file_name().context("a library without a name")?;
            std::fs::copy(&file, Path::new(DEBIAN_LIBRARIES).join(name))?;
        }
    }
    Ok(())
}

/// Debian's rustc comes without `rust-lld`; rustup's fits.
fn link_linker() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"])).context("rustc does not say where it lives")?;
    let host = "lib/rustlib/x86_64-unknown-linux-gnu/bin";
    let from = Path::new(&sysroot).join(host).join("rust-lld");
    let to = Path::new("/usr").join(host);
    std::fs::create_dir_all(&to)?;
    if !to.join("rust-lld").exists() {
        std::os::unix::fs::symlink(from, to.join("rust-lld"))?;
    }
    Ok(())
}
