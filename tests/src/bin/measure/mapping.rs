//! Mapping alone, natively: rows are decoded and mapped as in a dry run, on one core and without a database to write to.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use dpmf::container::{Container, DeclaredEntity, EntityRows};
use dpmf::open::open_path;
use dpmf::progress::Silent;
use dpmf::row::EntityRow;
use dpmf::{EntityType, Limits};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::context::{ProfessionalFilters, Snapshot};
use mappers::{Context, Import, Output};
use serde_json::{Value, json};
use tests::database::Database;
use tests::server::Server;
use uuid::Uuid;

/// How much of a processor's time it takes, beyond that for reading the rows, and how much memory.
pub fn mapping(file: &Path) -> Result<Value> {
    let snapshot = snapshot()?;
    let opened = open_path(file, None, &Limits::default(), &mut Silent)?;
    let mut types = opened.container.declared()?;
    types.sort_by(|a, b| a.entity_type.processing_key().cmp(&b.entity_type.processing_key()));
    let is_prepared = |declared: &&DeclaredEntity| Import::PREPARED.contains(&declared.entity_type.as_str());
    let began = processor_time()?;
    for declared in types.iter().filter(is_prepared).chain(&types) {
        each_row(&opened.container, declared, |_, _| {})?;
    }
    let reading = processor_time()?.saturating_sub(began);
    let context = context(&snapshot)?;
    let mut import = Import::new(context, snapshot.destination);
    let before = memory("VmRSS")?;

    let began = processor_time()?;
    for declared in types.iter().filter(is_prepared) {
        each_row(&opened.container, declared, |kind, row| import.prepare(kind, row))?;
    }
    let (mut output, mut rows, mut records) = (Output::default(), 0_u64, 0_u64);
    for declared in &types {
        each_row(&opened.container, declared, |kind, row| {
            import.map(kind, row, &mut output);
            rows += 1;
            records += output.records.len() as u64;
            output.clear();
        })?;
    }
    import.finish(&mut output);
    records += output.records.len() as u64;
    drop(output);
    let spent = processor_time()?.saturating_sub(began).saturating_sub(reading);
    let held = memory("VmRSS")?.saturating_sub(before);
    Ok(json!({
        "entities": rows,
        "records": records,
        "mapping_ms": spent.as_secs_f64() * 1000.0,
        "held_bytes": held,
        "peak_memory_bytes": memory("VmHWM")?,
    }))
}

fn each_row(
    container: &Container,
    declared: &DeclaredEntity,
    mut each: impl FnMut(&EntityType, &EntityRow<'_>),
) -> Result<()> {
    let mut rows = EntityRows::new(container, &declared.entity_type)?;
    while rows.next(4_000, |row| each(&declared.entity_type, row))? > 0 {}
    Ok(())
}

/// What a new clinic holds.
fn snapshot() -> Result<Snapshot> {
    let server = Server::start()?;
    let clinics = Database::open(&server.database())?.texts("SELECT id FROM clinics")?;
    let clinic = clinics.into_iter().flatten().next().context("no clinic")?;
    let url = format!("{}/api/v1/migration_import/destination?clinic_id={clinic}", server.url());
    let mut answer = ureq::get(&url).header("authorization", &format!("Bearer {}", server.token)).call()?;
    let bytes = answer.body_mut().read_to_vec()?;
    minicbor_serde::from_slice(&bytes).context("the server's answer makes no sense")
}

fn context(snapshot: &Snapshot) -> Result<Context> {
    Ok(Context {
        clinic_id: Uuid::nil(),
        job_id: Uuid::nil(),
        imported_by: Uuid::nil(),
        now: Timestamp::now(),
        exported_at: None,
        timezone: TimeZone::tzif(&snapshot.timezone, &snapshot.tzif)?,
        language: mappers::Language::default(),
        professional_filters: ProfessionalFilters::default(),
        import_legal_data: true,
        fallback_professional: None,
        decisions: api::decisions::Decisions::default(),
    })
}

/// What this thread took of a processor so far: other programs may have had it in between.
fn processor_time() -> Result<Duration> {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = figures.split(' ').next().context("no processor time in /proc")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// A figure of this process's memory, in bytes.
fn memory(figure: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':')).context("no such figure")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}
