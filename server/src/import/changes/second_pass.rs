//! The second pass: the whole file is mapped once more as if it were the first of its source, and what comes out is laid
//! beside what is there. Ids are made from the source's, so that one row's record finds that row.

use dpmf::batch::Rows;
use mappers::{Context, Import, Output, Record};
use uuid::Uuid;

use super::super::Failure;
use super::super::destination;
use super::super::execute::load_job;
use super::super::made;
use super::super::pipeline::{self, in_processing_order};
use super::super::staged;
use super::Found;
use super::compare::{Comparison, Origin};
use crate::store::{self, Access, Database, Session};
use crate::values;

/// What the file of a job says differently than what earlier imports brought. Nothing when none did, or when one brought
/// this very file.
pub(in crate::import) fn find(database: &Database, job: Uuid) -> Result<Found, Failure> {
    let mut reader = database.reader()?;
    // As of one moment; the views go with it.
    let moment = reader.begin(Access::Read)?;
    let (context, _) = load_job(&moment, job)?;
    let Some(source_system) = newer_export_of(&moment, &context)? else { return Ok(Found::default()) };
    hide_imported(&moment, &context, &source_system)?;

    let (destination, _) = destination::load(&moment, context.clinic_id)?;
    let mut import = Import::new(context.clone(), destination);
    pipeline::prepare(database, job, &mut import)?;
    let mut comparison = Comparison::new(&moment, &context)?;
    let mut output = Output::default();
    staged::each(
        database,
        job,
        |batches| in_processing_order(batches),
        |_, batch| {
            let Rows::Entity(entity_type, rows) = &batch.rows else { return Ok(()) };
            for row in rows {
                import.map(entity_type, row, &mut output);
                let origin = Origin { entity_type: entity_type.as_str(), source_id: row.source_id };
                comparison.compare(Some(origin), &output.records)?;
                output.clear();
            }
            Ok::<_, Failure>(())
        },
    )?;
    import.finish(&mut output);
    comparison.compare(None, &output.records)?;
    let found = comparison.found;
    tracing::info!(%job, changes = found.total, "a newer export was compared with the clinic");
    Ok(found)
}

/// The source system of a job whose clinic has rows of it, none of which an import of this very file brought.
fn newer_export_of(session: &Session, context: &Context) -> store::Result<Option<String>> {
    let (system, is_known): (Option<String>, bool) = session.fetch_one(
        "SELECT job.source_system, EXISTS (
            SELECT 1 FROM puente_import_jobs AS before
            WHERE before.clinic_id = own.clinic_id AND before.digest = own.digest AND before.state = 'completed'
         )
         FROM puente_import_jobs AS own JOIN migration_import_jobs AS job ON job.id = own.job_id WHERE own.job_id = ?1",
        &values![context.job_id],
    )?;
    let Some(system) = system.filter(|_| !is_known) else { return Ok(None) };
    let is_newer: bool = session.fetch_one(
        "SELECT EXISTS (
            SELECT 1 FROM migration_import_entity_mappings WHERE clinic_id = ?1 AND source_system = ?2
         )",
        &values![context.clinic_id, system],
    )?;
    Ok(is_newer.then_some(system))
}

/// Puts views in front of the clinic's tables, in which nothing is of this source. What imports create has ids of
/// version 5, what is created in the clinic has not; what another source brought stays.
fn hide_imported(session: &Session, context: &Context, source_system: &str) -> store::Result<()> {
    let (home, id) = (session.dialect().home(), session.dialect().id());
    session.batch(&format!(
        "CREATE TEMP TABLE hidden_source (name TEXT);
         CREATE TEMP TABLE other_sources (id {id} PRIMARY KEY);"
    ))?;
    session.execute("INSERT INTO hidden_source VALUES (?1)", &values![source_system])?;
    session.execute(
        &format!(
            "INSERT INTO other_sources SELECT DISTINCT dentalpin_id FROM {home}.migration_import_entity_mappings
         WHERE clinic_id = ?1 AND source_system <> ?2"
        ),
        &values![context.clinic_id, source_system],
    )?;
    let imported = Record::TABLES.iter().filter(|(table, _)| !table.starts_with("migration_import_"));
    for (table, columns) in imported {
        let key = made::key(columns);
        session.batch(&format!(
            "CREATE TEMP VIEW {table} AS SELECT * FROM {home}.{table}
             WHERE substr(CAST({key} AS TEXT), 15, 1) <> '5' OR {key} IN (SELECT id FROM other_sources)"
        ))?;
    }
    session.batch(&format!(
        "CREATE TEMP VIEW migration_import_entity_mappings AS SELECT * FROM {home}.migration_import_entity_mappings
         WHERE source_system <> (SELECT name FROM hidden_source);
         CREATE TEMP VIEW migration_import_raw_entities AS SELECT * FROM {home}.migration_import_raw_entities WHERE FALSE"
    ))
}
