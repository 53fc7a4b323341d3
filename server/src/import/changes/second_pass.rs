//! The second pass: the whole file is mapped once more as if it were the first of its source, and what comes out is laid
//! beside what is there. Ids are made from the source's, so that one row's record finds that row.

use std::path::Path;

use dpmf::batch::Rows;
use mappers::{Context, Import, Output, Record};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::super::destination::{self, Gone};
use super::super::execute::{load_job, processing_key};
use super::super::staged::{self, Reader};
use super::super::{Failure, pipeline};
use super::Found;
use super::compare::{Comparison, Origin};
use crate::store::load::open_reader;

/// What the file of a job says differently than what earlier imports brought. Nothing when none did, or when one brought
/// this very file.
pub(in crate::import) fn find(database: &Path, job: Uuid) -> Result<Found, Failure> {
    let mut reader = open_reader(database)?;
    // As of one moment; the views go with it.
    let moment = reader.transaction()?;
    let (context, _) = load_job(&moment, job)?;
    let Some(source_system) = newer_export_of(&moment, &context)? else { return Ok(Found::default()) };
    hide_imported(&moment, &context, &source_system)?;

    let mut import = Import::new(context.clone(), destination::load(&moment, context.clinic_id, &Gone::default())?);
    let mut batches = staged::list(&moment, job)?;
    batches.sort_by(|a, b| processing_key(&a.table).cmp(&processing_key(&b.table)));
    let mut rows = Reader::new(&moment, job)?;
    pipeline::prepare(&mut rows, &mut import, &batches)?;
    let mut comparison = Comparison::new(&moment, &context)?;
    let mut output = Output::default();
    for staged in &batches {
        rows.read(staged, |batch| {
            let Rows::Entity(entity_type, rows) = &batch.rows else { return Ok(()) };
            for row in rows {
                import.map(entity_type, row, &mut output);
                let origin = Origin { entity_type: entity_type.as_str(), source_id: row.source_id };
                comparison.compare(Some(origin), &output.records)?;
                output.records.clear();
                output.warnings.clear();
            }
            Ok(())
        })?;
    }
    import.finish(&mut output);
    comparison.compare(None, &output.records)?;
    let found = comparison.found;
    tracing::info!(%job, changes = found.total, "a newer export was compared with the clinic");
    Ok(found)
}

/// The source system of a job whose clinic has rows of it, none of which an import of this very file brought.
fn newer_export_of(connection: &Connection, context: &Context) -> rusqlite::Result<Option<String>> {
    let (system, is_known): (Option<String>, bool) = connection.query_row(
        "SELECT job.source_system, EXISTS (
            SELECT 1 FROM puente_import_jobs AS before
            WHERE before.clinic_id = own.clinic_id AND before.digest = own.digest AND before.state = 'completed'
         )
         FROM puente_import_jobs AS own JOIN migration_import_jobs AS job ON job.id = own.job_id WHERE own.job_id = ?",
        [context.job_id.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let Some(system) = system.filter(|_| !is_known) else { return Ok(None) };
    let is_newer: bool = connection.query_row(
        "SELECT EXISTS (
            SELECT 1 FROM migration_import_entity_mappings WHERE clinic_id = ? AND source_system = ?
         )",
        params![context.clinic_id.to_string(), system],
        |row| row.get(0),
    )?;
    Ok(is_newer.then_some(system))
}

/// Puts views in front of the clinic's tables, in which nothing is of this source. What imports create has ids of
/// version 5, what is created in the clinic has not; what another source brought stays.
fn hide_imported(connection: &Connection, context: &Context, source_system: &str) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE hidden_source (name TEXT);
         CREATE TEMP TABLE other_sources (id TEXT PRIMARY KEY);",
    )?;
    connection.execute("INSERT INTO hidden_source VALUES (?)", [source_system])?;
    connection.execute(
        "INSERT OR IGNORE INTO other_sources SELECT dentalpin_id FROM main.migration_import_entity_mappings
         WHERE clinic_id = ? AND source_system <> ?",
        params![context.clinic_id.to_string(), source_system],
    )?;
    let imported = Record::TABLES.iter().filter(|(table, _)| !table.starts_with("migration_import_"));
    for (table, columns) in imported {
        let key = if columns.contains(&"id") { "id" } else { "patient_id" };
        connection.execute_batch(&format!(
            "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table}
             WHERE substr({key}, 15, 1) <> '5' OR {key} IN (SELECT id FROM other_sources)"
        ))?;
    }
    connection.execute_batch(
        "CREATE TEMP VIEW migration_import_entity_mappings AS SELECT * FROM main.migration_import_entity_mappings
         WHERE source_system <> (SELECT name FROM hidden_source);
         CREATE TEMP VIEW migration_import_raw_entities AS SELECT * FROM main.migration_import_raw_entities WHERE FALSE",
    )
}
