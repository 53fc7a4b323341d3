//! The schema, version by version; and what kind of database this is.

use sqlx::{PgConnection, PgPool};

use super::check;
use crate::store::{OpenError, Result, Transaction, module_tables};
use crate::values;

/// The version this program knows.
pub(in crate::store) const VERSION: i32 = 10;

/// From this version on, tables may have been dropped.
const DROPPED_TABLES: i32 = 10;

/// Servers that start together wait for each other here.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1349870196, 2)";

/// From a patient back to the source, which DentalPin has another index for.
const FROM_PATIENTS: &str = "CREATE INDEX puente_mappings_patient ON migration_import_entity_mappings (dentalpin_id)
    WHERE entity_type = 'patient'";

/// What a database that Puente has not seen before is.
enum Found {
    Empty,
    DentalPin,
    Other,
}

/// What a database is once it is up to date.
pub(super) struct Schema {
    /// Whether the clinic's tables are DentalPin's own.
    pub(super) is_dentalpin: bool,
    /// What they lack.
    pub(super) unfit: Vec<String>,
}

/// Makes what is missing, all of it or nothing.
pub(super) async fn run(pool: &PgPool) -> std::result::Result<Schema, OpenError> {
    let mut transaction = pool.begin().await?;
    sqlx::query(LOCK).execute(&mut *transaction).await?;
    let connection = &mut *transaction;
    let known = exists(connection, "puente_schema").await?;
    let (found, is_dentalpin) = if known {
        sqlx::query_as("SELECT version, is_dentalpin FROM puente_schema").fetch_one(&mut *connection).await?
    } else {
        match look(connection).await? {
            Found::Empty => (0, false),
            Found::DentalPin => (0, true),
            Found::Other => return Err(OpenError::Foreign),
        }
    };
    if found > VERSION {
        return Err(OpenError::RemoteTooNew { found, known: VERSION });
    }
    // Before anything is made that refers to what may not be there.
    let unfit = if is_dentalpin { check::unfit(connection).await? } else { Vec::new() };
    let mut transaction = Transaction::Postgres(transaction);
    // Tables that were dropped are there while the schema is changed.
    if (DROPPED_TABLES..VERSION).contains(&found) {
        module_tables::make_in(&mut transaction).await?;
    }
    for version in found + 1..=VERSION {
        match step(&mut transaction, version, is_dentalpin).await {
            Err(_) if !unfit.is_empty() => return Err(OpenError::Unfit(unfit)),
            done => done?,
        }
    }
    let note = if known {
        "UPDATE puente_schema SET version = ?1, is_dentalpin = ?2"
    } else {
        "INSERT INTO puente_schema (version, is_dentalpin) VALUES (?1, ?2)"
    };
    transaction.execute(note, &values![VERSION, is_dentalpin]).await?;
    transaction.commit().await?;
    let mut transaction = pool.begin().await?;
    sqlx::query(LOCK).execute(&mut *transaction).await?;
    module_tables::drop_unused_in(Transaction::Postgres(transaction)).await;
    Ok(Schema { is_dentalpin, unfit })
}

/// What leads from one version to the next.
async fn step(transaction: &mut Transaction, to: i32, is_dentalpin: bool) -> Result<()> {
    if to == 1 {
        if !is_dentalpin {
            transaction.batch(include_str!("../../../migrations/postgres/0001_clinic.sql")).await?;
        }
        transaction.batch(include_str!("../../../migrations/postgres/0002_import.sql")).await?;
        transaction.batch(include_str!("../../../migrations/postgres/0003_puente.sql")).await?;
        if !is_dentalpin {
            transaction.batch(FROM_PATIENTS).await?;
        }
    }
    if to == 2 {
        transaction.batch(include_str!("../../../migrations/postgres/0004_documents.sql")).await?;
        transaction.batch(include_str!("../../../migrations/postgres/0005_outcomes.sql")).await?;
        transaction.batch(include_str!("../../../migrations/postgres/0006_agents.sql")).await?;
    }
    if to == 3 {
        transaction.batch(include_str!("../../../migrations/postgres/0007_settings.sql")).await?;
    }
    if to == 4 {
        transaction.batch(include_str!("../../../migrations/postgres/0008_token_version.sql")).await?;
    }
    if to == 5 {
        transaction.batch(include_str!("../../../migrations/postgres/0009_jobs.sql")).await?;
    }
    if to == 6 && !is_dentalpin {
        transaction.batch(include_str!("../../../migrations/postgres/0010_invoice_history.sql")).await?;
    }
    if to == 7 {
        transaction.batch(include_str!("../../../migrations/postgres/0011_batches.sql")).await?;
    }
    if to == 8 {
        transaction.batch(include_str!("../../../migrations/postgres/0012_batch_size.sql")).await?;
    }
    if to == 9 {
        transaction.batch(include_str!("../../../migrations/postgres/0013_fields.sql")).await?;
    }
    if to == DROPPED_TABLES {
        transaction.batch(include_str!("../../../migrations/postgres/0014_dropped_tables.sql")).await?;
    }
    Ok(())
}

async fn look(connection: &mut PgConnection) -> sqlx::Result<Found> {
    if exists(connection, "clinics").await? && exists(connection, "alembic_version").await? {
        return Ok(Found::DentalPin);
    }
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())";
    let is_empty: bool = sqlx::query_scalar(sql).fetch_one(connection).await?;
    Ok(if is_empty { Found::Empty } else { Found::Other })
}

async fn exists(connection: &mut PgConnection, table: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(table).fetch_one(connection).await
}
