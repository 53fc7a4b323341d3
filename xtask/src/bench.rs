//! `cargo xtask bench`: measures, beside a yardstick in the same run, and writes BENCHMARKS.md.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::process::{cargo, command, output, root, run, say};
use crate::{serve, tools, web};

const PASSPHRASE: &str = "contraseña muy larga y única";
/// The better of this many runs counts, for the yardstick as for us.
const RUNS: usize = 2;
/// Rows of the samples that are mapped alone.
const MAPPED: [u64; 3] = [10_000, 100_000, 1_000_000];

/// Radiographs that are sent: so many of so many bytes.
const FILES: [(u32, u64); 2] = [(10_000, 200_000), (1, 1_000_000_000)];

/// Measures with a sample of that many rows.
pub fn bench(arguments: &[String]) -> Result<()> {
    let rows: u64 = arguments.first().map_or(Ok(1_000_000), |rows| rows.parse()).context("ROWS is a number")?;
    web::build(&tools::for_tests()?)?;
    serve::binaries()?;
    run(cargo().args(["build", "--release", "--package", "tests", "--bin", "measure"]))?;
    let python = python()?;
    let (raw, wrapped) = (sample(rows, "raw")?, sample(rows, "zst.enc")?);

    let mut report = heading(rows, &raw, &wrapped)?;
    let measured = measure_all(&mut report, &python, rows, &raw, &wrapped);
    // What was measured before something failed took its time, too.
    println!("\n{report}");
    measured?;
    std::fs::write(root().join("BENCHMARKS.md"), &report)?;
    Ok(())
}

fn measure_all(report: &mut String, python: &Path, rows: u64, raw: &Path, wrapped: &Path) -> Result<()> {
    say("Opening natively, beside the yardstick");
    let mut tried = Vec::new();
    for (name, file) in [("raw", raw), ("zst.enc", wrapped)] {
        let yardstick =
            best(|| json(command(python).arg(root().join("xtask/bench/yardstick.py")).arg(file).arg(PASSPHRASE)))?;
        let ours = best(|| json(puente().arg("check").arg(file).arg("--json").env("PUENTE_PASSPHRASE", PASSPHRASE)))?;
        ensure!(yardstick["digest"] == ours["digest"], "the yardstick computes another digest");
        say("Opening in Chromium");
        let browser = best(|| json(measure().arg("browser").arg(file)))?;
        compare(report, name, &yardstick, &ours, &browser)?;
        tried.push(browser);
    }
    say("Mapping alone");
    mapping(report)?;
    dry_run(report, rows, &tried)?;
    say("Importing on the embedded database");
    let embedded = json(measure().arg("embedded").arg(raw))?;
    import(report, "the embedded database", "a bare loop of prepared inserts", &embedded)?;
    say("Importing into a DentalPin database");
    let dentalpin = json(measure().arg("dentalpin").arg(raw))?;
    import(report, "a DentalPin PostgreSQL", "COPY", &dentalpin)?;
    say("Sending radiographs");
    files(report)?;
    sizes(report)
}

/// A Python with what the yardstick stands on.
fn python() -> Result<PathBuf> {
    let folder = tools::cache("yardstick-1")?;
    let python = folder.join("bin/python");
    if !python.is_file() {
        say("Setting up the yardstick's Python");
        run(command("python3").args(["-m", "venv"]).arg(&folder))?;
        run(command(&python).args(["-m", "pip", "install", "--quiet", "cryptography", "zstandard"]))?;
    }
    Ok(python)
}

fn sample(rows: u64, layering: &str) -> Result<PathBuf> {
    let folder = root().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{rows}.dpm.{layering}"));
    if !file.is_file() {
        say(&format!("Writing a sample of {rows} rows ({layering})"));
        let mut sample = puente();
        sample.arg("sample").arg(&file).args(["--rows", &rows.to_string(), "--seed", "1", "--layering", layering]);
        run(sample.env("PUENTE_PASSPHRASE", PASSPHRASE))?;
    }
    Ok(file)
}

fn puente() -> std::process::Command {
    command(root().join("target/release/puente"))
}

fn measure() -> std::process::Command {
    command(root().join("target/release/measure"))
}

fn json(command: &mut std::process::Command) -> Result<Value> {
    let began = std::time::Instant::now();
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    let seconds = began.elapsed().as_secs_f64();
    ensure!(output.status.success(), "failed: {command:?}: {}", String::from_utf8_lossy(&output.stdout));
    let mut value: Value = serde_json::from_slice(&output.stdout)?;
    value["wall_seconds"] = seconds.into();
    Ok(value)
}

fn best(mut once: impl FnMut() -> Result<Value>) -> Result<Value> {
    let runs = (0..RUNS).map(|_| once()).collect::<Result<Vec<_>>>()?;
    runs.into_iter().min_by(|a, b| seconds(a).total_cmp(&seconds(b))).context("no runs")
}

fn seconds(run: &Value) -> f64 {
    run["verified_ms"].as_f64().map_or_else(|| run["wall_seconds"].as_f64().unwrap_or(f64::MAX), |ms| ms / 1000.0)
}

fn heading(rows: u64, raw: &Path, wrapped: &Path) -> Result<String> {
    let mebibytes = |file: &Path| file.metadata().map(|file| file.len() >> 20);
    let cores = std::thread::available_parallelism()?;
    let processor = output(command("sh").args(["-c", "grep -m1 'model name' /proc/cpuinfo | cut -d: -f2"]));
    Ok(format!(
        "# Benchmarks\n\nOne run of `cargo xtask bench {rows}` on {cores} cores ({}). The sample has {rows} rows: {} MiB raw, \
         {} MiB as .zst.enc. The better of {RUNS} runs counts, for us and for the yardstick, \
         [xtask/bench/yardstick.py](xtask/bench/yardstick.py): Python with C underneath every step. Compare the ratios; \
         the seconds are this machine's.\n",
        processor.unwrap_or_default().trim(),
        mebibytes(raw)?,
        mebibytes(wrapped)?
    ))
}

fn compare(report: &mut String, name: &str, yardstick: &Value, ours: &Value, browser: &Value) -> Result<()> {
    let yard = seconds(yardstick);
    writeln!(report, "\n## Opening and verifying the {name} file\n")?;
    writeln!(report, "| | seconds | speed, yardstick = 1 |\n|---|--:|--:|")?;
    for (who, run) in
        [("yardstick", yardstick), ("`puente check`", ours), ("Chromium, to the verified preview", browser)]
    {
        writeln!(report, "| {who} | {:.2} | {:.2} |", seconds(run), yard / seconds(run))?;
    }
    writeln!(report, "\n| stage, ms | yardstick (C) | `puente check` | Chromium |\n|---|--:|--:|--:|")?;
    for stage in ["read", "unlock", "decrypt", "decompress", "verify"] {
        let native = ours["stages"].as_array().and_then(|all| all.iter().find(|one| one["stage"] == stage));
        let cell = |value: Option<&Value>| value.and_then(Value::as_f64).map_or("–".into(), |ms| format!("{ms:.0}"));
        let native = cell(native.and_then(|one| one.get("ms")));
        let (yard, page) = (cell(yardstick["stages"].get(stage)), cell(browser["stages"].get(stage)));
        writeln!(report, "| {stage} | {yard} | {native} | {page} |")?;
    }
    let memory = browser["memory_bytes"].as_u64().unwrap_or(0) >> 20;
    let (counts, task) = (&browser["counts_ms"], browser["longest_task_ms"].as_f64().unwrap_or(0.0));
    writeln!(
        report,
        "\nIn Chromium: counts on the screen after {counts} ms, {memory} MiB more memory in the page's process at its peak, longest task on the main thread {task:.0} ms."
    )?;
    Ok(())
}

/// Decoding and mapping, natively and on one core, by the number of rows.
fn mapping(report: &mut String) -> Result<()> {
    writeln!(report, "\n## Mapping alone, natively, on one core\n")?;
    writeln!(report, "| entities | records made | ms | entities a second | memory held, MiB |\n|--:|--:|--:|--:|--:|")?;
    for rows in MAPPED {
        let file = sample(rows, "raw")?;
        let runs = (0..RUNS).map(|_| json(measure().arg("mapping").arg(&file))).collect::<Result<Vec<_>>>()?;
        let ms = |run: &Value| run["mapping_ms"].as_f64().unwrap_or(f64::MAX);
        let run = runs.iter().min_by(|a, b| ms(a).total_cmp(&ms(b))).context("no runs")?;
        let (entities, records) = (run["entities"].as_f64().unwrap_or(0.0), run["records"].as_f64().unwrap_or(0.0));
        let held = run["held_bytes"].as_u64().unwrap_or(0) >> 20;
        let speed = entities * 1000.0 / ms(run);
        writeln!(report, "| {entities:.0} | {records:.0} | {:.0} | {speed:.0} | {held} |", ms(run))?;
    }
    writeln!(
        report,
        "\nProcessor time from the row's text to the finished records, both passes, without reading the file. Memory held: what the mappers \
         keep to the end, keys of rows that others refer to and what was folded in advance."
    )?;
    Ok(())
}

/// The import tried out in the browser, over the files opened before.
fn dry_run(report: &mut String, rows: u64, tried: &[Value]) -> Result<()> {
    writeln!(
        report,
        "\n## Dry run in Chromium\n\n| file | s | entities a second | page's memory more, MiB |\n|---|--:|--:|--:|"
    )?;
    for (name, run) in ["raw", "zst.enc"].iter().zip(tried) {
        let seconds = run["dry_run_ms"].as_f64().unwrap_or(f64::MAX) / 1000.0;
        let memory = run["dry_run_memory_bytes"].as_u64().unwrap_or(0) >> 20;
        #[allow(clippy::cast_precision_loss)] // a number of rows
        let speed = rows as f64 / seconds;
        writeln!(report, "| {name} | {seconds:.1} | {speed:.0} | {memory} |")?;
    }
    Ok(())
}

/// An import into a database, beside the least that putting its rows there takes.
fn import(report: &mut String, database: &str, floor: &str, run: &Value) -> Result<()> {
    if run["entities"].is_null() {
        return Ok(writeln!(report, "\n## Importing into {database}\n\nNot measured: what makes one is not there.")?);
    }
    let of = |name: &str| run[name].as_f64().unwrap_or(f64::NAN);
    let (first, load, least) = (of("milliseconds") / 1000.0, of("load_seconds"), of("floor_seconds"));
    let (again, undo) = (of("again_milliseconds") / 1000.0, of("undo_milliseconds") / 1000.0);
    let rows = of("rows");
    let mebibytes = of("peak_memory_bytes") / f64::from(1 << 20);
    writeln!(report, "\n## Importing into {database}\n\n| | |\n|---|--:|")?;
    writeln!(report, "| entities | {:.0} |\n| first batch to commit | {first:.1} s |", of("entities"))?;
    writeln!(report, "| entities a second | {:.0} |", of("entities") / first)?;
    writeln!(report, "| rows a second, the load alone | {:.0} |", rows / load)?;
    writeln!(report, "| rows a second, {floor} of the same {rows:.0} rows | {:.0} |", rows / least)?;
    writeln!(report, "| the load's speed, {floor} = 1 | {:.2} |", least / load)?;
    if let (Some(copy), Some(unnest)) = (run["ways"]["copy_seconds"].as_f64(), run["ways"]["unnest_seconds"].as_f64()) {
        let count = &run["ways"]["rows"];
        writeln!(
            report,
            "| COPY of {count} treatments, INSERT of the same from arrays (UNNEST) = 1 | {:.2} |",
            unnest / copy
        )?;
    }
    writeln!(report, "| the same file again | {again:.1} s, {:.1} times as fast |", first / again)?;
    writeln!(report, "| undo | {undo:.1} s, {:.2} of the import's time |", undo / first)?;
    writeln!(report, "| others' requests meanwhile, 99 of 100 within | {:.0} ms |", of("answer_p99_ms"))?;
    writeln!(report, "| signing in meanwhile, 99 of 100 within | {:.0} ms |", of("sign_in_p99_ms"))?;
    writeln!(report, "| server's peak memory | {mebibytes:.0} MiB |")?;
    Ok(())
}

/// Radiographs sent by `puente sync`, beside a loop that writes the same files and syncs each.
fn files(report: &mut String) -> Result<()> {
    writeln!(
        report,
        "\n## Sending radiographs\n\n| files | MB each | s | files a second | MB a second | a bare loop of synced writes = 1 | server's peak memory, MiB | of it before, MiB |\n|--:|--:|--:|--:|--:|--:|--:|--:|"
    )?;
    for (count, bytes) in FILES {
        let run = json(measure().args(["files", &count.to_string(), &bytes.to_string()]))?;
        let of = |name: &str| run[name].as_f64().unwrap_or(f64::NAN);
        let (files, seconds, megabytes) = (of("files"), of("seconds"), of("bytes") / 1e6);
        let mebibytes = |name: &str| of(name) / f64::from(1 << 20);
        writeln!(
            report,
            "| {files:.0} | {megabytes:.1} | {seconds:.1} | {:.0} | {:.0} | {:.2} | {:.0} | {:.0} |",
            files / seconds,
            files * megabytes / seconds,
            of("floor_seconds") / seconds,
            mebibytes("peak_memory_bytes"),
            mebibytes("memory_before_bytes"),
        )?;
    }
    writeln!(
        report,
        "\nBy `puente sync --parallel 8` on the same machine, to documents of patients who are there: read and hashed by the agent, hashed again, written, \
         synced and noted by the server. The loop reads, writes and syncs, one file after another, and hashes nothing."
    )?;
    Ok(())
}

fn sizes(report: &mut String) -> Result<()> {
    writeln!(report, "\n## Size of the page\n\n| module | kB | kB as brotli |\n|---|--:|--:|")?;
    for name in ["app_bg.wasm", "worker_bg.wasm"] {
        let size = |name: &str| root().join("dist").join(name).metadata().map(|file| file.len() / 1000);
        writeln!(report, "| {name} | {} | {} |", size(name)?, size(&format!("{name}.br"))?)?;
    }
    Ok(())
}
