//! What has to be on the machine, and how it gets there.
//!
//! What cargo and npm install goes to a cache of the user's, by version, so that every clone finds it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process::{cargo, command, find, output, root, run, say};
use crate::{apt, wasm_std};

/// What of SQLite a clinic's file has no use for: the worker is a tenth smaller without it, and a file that asks for it is
/// refused the sooner.
const WITHOUT: &str = "-USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE -USQLITE_ENABLE_STMTVTAB -USQLITE_ENABLE_BYTECODE_VTAB \
    -USQLITE_ENABLE_DBPAGE_VTAB -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_OMIT_JSON";
const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";
const CARGO_DENY: &str = "0.18.9";

/// Tools found or installed for building the web app.
pub struct Web {
    /// rustup's name of the toolchain that has the wasm32 target; the default one when absent.
    pub toolchain: Option<String>,
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    /// Absent where there is no npm: the app is built all the same, bigger.
    wasm_opt: Option<PathBuf>,
    clang: String,
    llvm_ar: String,
}

impl Web {
    /// `trunk`, with its own tools on the PATH and clang for SQLite's C.
    pub fn trunk(&self) -> Result<Command> {
        self.equip(command(&self.trunk))
    }

    /// cargo, for the browser's target.
    pub fn cargo(&self) -> Result<Command> {
        self.equip(cargo())
    }

    fn equip(&self, mut command: Command) -> Result<Command> {
        let folders = [Some(&self.wasm_bindgen), self.wasm_opt.as_ref()];
        let mut path: Vec<PathBuf> =
            folders.into_iter().flatten().filter_map(|tool| tool.parent().map(Path::to_path_buf)).collect();
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        command
            .env("PATH", std::env::join_paths(path)?)
            .env("CARGO_TARGET_DIR", root().join("target/web"))
            .env("CC_wasm32_unknown_unknown", &self.clang)
            .env("CFLAGS_wasm32_unknown_unknown", WITHOUT)
            .env("AR_wasm32_unknown_unknown", &self.llvm_ar);
        if let Some(toolchain) = &self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        Ok(command)
    }

    /// Whether the app can be made small.
    pub fn has_wasm_opt(&self) -> bool {
        self.wasm_opt.is_some()
    }
}

/// Sets up what building the web app takes.
pub fn for_web() -> Result<Web> {
    let toolchain = wasm_std::ensure()?;
    let (clang, llvm_ar) = clang()?;
    let trunk = from_cargo("trunk", "trunk", TRUNK, &["--no-default-features", "--features", "rustls"])?;
    let wasm_bindgen = from_cargo("wasm-bindgen-cli", "wasm-bindgen", &locked_version("wasm-bindgen")?, &[])?;
    Ok(Web { toolchain, trunk, wasm_bindgen, wasm_opt: wasm_opt()?, clang, llvm_ar })
}

/// Sets up what the tests take beyond that: a browser and its driver, and a PostgreSQL to start servers of.
pub fn for_tests() -> Result<Web> {
    let web = for_web()?;
    if !has_postgres() {
        apt::install(&["postgresql"], "PostgreSQL, to try rows out in a DentalPin database")?;
    }
    if find("chromedriver").is_none() || (find("chromium").is_none() && find("google-chrome").is_none()) {
        apt::install(&["chromium", "chromium-driver"], "a browser to test in")?;
    }
    Ok(web)
}

/// `cargo deny`, which knows the licences and sources of every dependency.
pub fn cargo_deny() -> Result<PathBuf> {
    from_cargo("cargo-deny", "cargo-deny", CARGO_DENY, &[])
}

/// Whether there is a PostgreSQL server: on the PATH, or where Debian keeps it.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    find("initdb").is_some() || versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

/// A folder of the user's for things of one version.
pub fn cache(name: &str) -> Result<PathBuf> {
    let base = match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => root().join("target"),
    };
    let folder = base.join("puente").join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Ok(folder)
}

/// A program that cargo installs, at exactly that version.
fn from_cargo(package: &str, program: &str, version: &str, features: &[&str]) -> Result<PathBuf> {
    let is_it = |file: &Path| {
        output(Command::new(file).arg("--version")).is_some_and(|said| said.split(' ').nth(1) == Some(version))
    };
    if let Some(file) = find(program).filter(|file| is_it(file)) {
        return Ok(file);
    }
    let folder = cache(&format!("{package}-{version}"))?;
    let file = folder.join("bin").join(program);
    if is_it(&file) {
        return Ok(file);
    }
    say(&format!("Installing {package} {version} (once; some minutes)"));
    let install = |locked: bool| {
        let mut install = cargo();
        install.args(["install", package, "--version", version, "--root"]).arg(&folder).args(features);
        if locked {
            install.arg("--locked");
        }
        // A tool that runs for seconds does not earn minutes of optimisation.
        install.env("CARGO_PROFILE_RELEASE_LTO", "false").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_TARGET_DIR", root().join("target/tools"));
        run(&mut install)
    };
    // The versions a tool was locked to may be gone from a registry that lags; then newer ones do.
    install(true).or_else(|_| install(false))?;
    Ok(file)
}

fn wasm_opt() -> Result<Option<PathBuf>> {
    let folder = cache(&format!("binaryen-{BINARYEN}"))?;
    let file = folder.join("node_modules/.bin/wasm-opt");
    if file.is_file() {
        return Ok(Some(file));
    }
    if find("npm").is_none() && find("apt-get").is_some() {
        apt::install(&["nodejs", "npm"], "npm, which has wasm-opt")?;
    }
    if find("npm").is_none() {
        say("There is no npm, so no wasm-opt: the web app is built bigger than it needs to be");
        return Ok(None);
    }
    say(&format!("Installing wasm-opt (binaryen {BINARYEN})"));
    let package = format!("binaryen@{BINARYEN}");
    run(command("npm")
        .args(["install", "--no-fund", "--no-audit", "--loglevel=error", "--prefix"])
        .arg(&folder)
        .arg(package))?;
    Ok(Some(file))
}

/// A clang that compiles for wasm32, and its archiver.
fn clang() -> Result<(String, String)> {
    let found = || {
        let versions = (16..=22).rev().map(|version| format!("-{version}"));
        let mut pairs =
            std::iter::once(String::new()).chain(versions).map(|v| (format!("clang{v}"), format!("llvm-ar{v}")));
        pairs.find(|(clang, ar)| find(ar).is_some() && knows_wasm(clang))
    };
    if let Some(pair) = found() {
        return Ok(pair);
    }
    apt::install(&["clang-19", "llvm-19"], "clang, for SQLite in the browser")
        .or_else(|_| apt::install(&["clang", "llvm"], "clang, for SQLite in the browser"))?;
    found().context("the installed clang does not compile for wasm32")
}

fn knows_wasm(clang: &str) -> bool {
    find(clang).is_some()
        && output(Command::new(clang).arg("--print-targets")).is_some_and(|targets| targets.contains("wasm32"))
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("could not read Cargo.lock")?;
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\"")).skip(1);
    let version =
        lines.next().and_then(|line| line.strip_prefix("version = \"")).and_then(|rest| rest.strip_suffix('"'));
    version.map(str::to_owned).with_context(|| format!("{package} is not in Cargo.lock"))
}
