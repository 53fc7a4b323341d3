//! The tables of Data migration, which are there as long as a clinic has it. The database itself says how they were made: whatever
//! version made them, they are made again as they were, and a later one changes them then.

use sqlx::AssertSqlSafe;

use super::{Dialect, Error, Result, Session, Transaction};

/// All of them, each after those it refers to. Nothing that stays refers to them.
const TABLES: [&str; 15] = [
    "migration_import_jobs",
    "migration_import_entity_mappings",
    "migration_import_raw_entities",
    "migration_import_file_stagings",
    "migration_import_warnings",
    "migration_import_mapping_decisions",
    "puente_import_jobs",
    "puente_import_batches",
    "puente_import_changes",
    "puente_import_rows",
    "puente_import_outcomes",
    "puente_import_leases",
    "puente_agent_tokens",
    "puente_decisions",
    "puente_objects",
];

/// Whether they are there and no clinic has the module. Without a clinic there is nobody yet who could have given it up.
const IS_UNUSED: &str = "SELECT NOT EXISTS (SELECT 1 FROM puente_dropped_tables) AND EXISTS (SELECT 1 FROM clinics)
     AND NOT EXISTS (SELECT 1 FROM clinics WHERE id NOT IN
        (SELECT clinic_id FROM puente_clinic_modules WHERE module = 'migration_import' AND NOT is_active))";
const DROP: &str = "SELECT 'DROP TABLE ' || name FROM puente_dropped_tables ORDER BY place DESC";
const MAKE: &str = "SELECT made_with FROM puente_dropped_tables ORDER BY place";
const FORGET: &str = "DELETE FROM puente_dropped_tables";
/// DentalPin's own module may have been installed while Puente's tables were not there: those it shares are DentalPin's then.
const FORGET_OTHERS: &str = "DELETE FROM puente_dropped_tables WHERE to_regclass(name) IS NOT NULL";

/// Drops them when no clinic has the module any more.
pub(crate) fn drop_unused(session: &Session) -> Result<()> {
    if session.fetch_one(IS_UNUSED, &[])? {
        session.execute(&note(session.dialect()), &[])?;
        for drop in session.fetch_all::<String>(DROP, &[])? {
            session.batch(&drop)?;
        }
    }
    Ok(())
}

/// Makes those again that were dropped.
pub(crate) fn make(session: &Session) -> Result<()> {
    if session.dialect() == Dialect::Postgres {
        session.execute(FORGET_OTHERS, &[])?;
    }
    for made_with in session.fetch_all::<String>(MAKE, &[])? {
        session.batch(&made_with)?;
    }
    session.execute(FORGET, &[]).map(drop)
}

/// The first at a start, once the schema is up to date. Where something of somebody else's hangs on them, or somebody reads from a
/// table they refer to, they stay until the next start.
pub(super) async fn drop_unused_in(transaction: Transaction) {
    if let Err(error) = try_to_drop(transaction).await {
        tracing::warn!(%error, "the tables of Data migration, which no clinic has, could not be dropped and stay");
    }
}

async fn try_to_drop(mut transaction: Transaction) -> Result<()> {
    if transaction.dialect() == Dialect::Postgres {
        transaction.batch("SET LOCAL lock_timeout = '10s'").await?;
    }
    if transaction.fetch_one(IS_UNUSED, &[]).await? {
        transaction.execute(AssertSqlSafe(note(transaction.dialect())), &[]).await?;
        for drop in transaction.fetch_all::<String>(DROP, &[]).await? {
            transaction.batch(AssertSqlSafe(drop)).await?;
        }
    }
    transaction.commit().await
}

/// The second in the transaction that brings the schema up to date.
pub(super) async fn make_in(transaction: &mut Transaction) -> Result<()> {
    if transaction.dialect() == Dialect::Postgres {
        transaction.execute(FORGET_OTHERS, &[]).await?;
    }
    for made_with in transaction.fetch_all::<String>(MAKE, &[]).await? {
        transaction.batch(AssertSqlSafe(made_with)).await?;
    }
    transaction.execute(FORGET, &[]).await.map(drop)
}

/// Whether something failed as one of them is not there.
pub(crate) fn are_missed_by(error: &Error) -> bool {
    // Around the table's name it may be said in any language.
    error.is_missing_table() && TABLES.iter().any(|table| error.to_string().contains(table))
}

/// Notes of each table that is there how it was made.
fn note(dialect: Dialect) -> String {
    let own: Vec<String> = (1..).zip(TABLES).map(|(place, name)| format!("({place}, '{name}')")).collect();
    let own = own.join(", ");
    let (which, made_with) = match dialect {
        Dialect::Sqlite => (
            "name IN (SELECT name FROM main.sqlite_schema WHERE type = 'table')",
            "(SELECT group_concat(sql, ';' || char(10) ORDER BY type <> 'table', rowid)
              FROM main.sqlite_schema WHERE tbl_name = own.name)",
        ),
        Dialect::Postgres => (IS_PUENTES, POSTGRES_MADE_WITH),
    };
    format!(
        "WITH own (place, name) AS (VALUES {own})
         INSERT INTO puente_dropped_tables (place, name, made_with)
         SELECT place, name, {made_with} FROM own WHERE {which}"
    )
}

/// A condition: a table is there and was made by Puente. The checks of those it shares with DentalPin's module have no names in
/// Puente's migrations, so PostgreSQL gave them these; DentalPin gives them others.
const IS_PUENTES: &str = "to_regclass(name) IS NOT NULL AND (name LIKE 'puente\\_%' OR (
        SELECT count(*) FROM pg_constraint WHERE (conrelid, conname) IN (
            (to_regclass('migration_import_jobs'), 'migration_import_jobs_status_check'),
            (to_regclass('migration_import_warnings'), 'migration_import_warnings_severity_check'),
            (to_regclass('migration_import_file_stagings'), 'migration_import_file_stagings_status_check'))
     ) = 3)";

/// What makes the table `own.name`: its columns, how they are stored, constraints (foreign keys last) and indexes.
const POSTGRES_MADE_WITH: &str = "(
        SELECT format('CREATE TABLE %I (%s);', own.name, string_agg(
            format('%I %s', attname, format_type(atttypid, atttypmod))
                || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
                || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
            ', ' ORDER BY attnum))
            || coalesce(string_agg(
                format('ALTER TABLE %I ALTER COLUMN %I SET STORAGE %s;', own.name, attname, CASE attstorage
                    WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END),
                '' ORDER BY attnum) FILTER (WHERE attstorage <> typstorage), '')
        FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = to_regclass(own.name) AND attnum > 0 AND NOT attisdropped
     ) || coalesce((
        SELECT string_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s;', own.name, conname, pg_get_constraintdef(oid)),
            '' ORDER BY contype = 'f', conname)
        FROM pg_constraint WHERE conrelid = to_regclass(own.name) AND contype IN ('p', 'u', 'c', 'f')
     ), '') || coalesce((
        SELECT string_agg(pg_get_indexdef(indexrelid) || ';', '' ORDER BY indexrelid)
        FROM pg_index WHERE indrelid = to_regclass(own.name)
            AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
     ), '')";
