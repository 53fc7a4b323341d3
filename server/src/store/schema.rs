//! The schema, version by version.

use sqlx::{AssertSqlSafe, SqlitePool};

use super::{Result, Transaction, import_schema, module_tables, search};

/// What an embedded database consists of: a file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Clinics,
    Sessions,
}

/// The version of the clinics this program knows.
pub(super) const VERSION: u32 = Part::Clinics.version();

/// From this version on, tables may have been dropped.
const DROPPED_TABLES: u32 = 13;

/// What became of an attempt to bring a database up to date.
pub(super) enum Migrated {
    UpToDate,
    /// A newer program has been here.
    TooNew {
        found: u32,
    },
}

impl Part {
    /// The version this program knows: `PRAGMA user_version` of an up-to-date file.
    pub(super) const fn version(self) -> u32 {
        match self {
            Self::Clinics => 13,
            Self::Sessions => 1,
        }
    }

    fn steps(self, to: u32) -> Vec<String> {
        match self {
            Self::Clinics => clinics(to),
            Self::Sessions => vec![include_str!("../../migrations/sessions/0001_sessions.sql").to_owned()],
        }
    }
}

/// What leads from one version to the next.
fn clinics(to: u32) -> Vec<String> {
    match to {
        1 => vec![
            include_str!("../../migrations/0001_dentalpin.sql").to_owned(),
            include_str!("../../migrations/0002_accounts.sql").to_owned(),
            search::schema(),
            import_schema::STATEMENTS.to_owned(),
        ],
        2 => vec![
            include_str!("../../migrations/0004_clinical.sql").to_owned(),
            include_str!("../../migrations/0005_money.sql").to_owned(),
            include_str!("../../migrations/0006_care.sql").to_owned(),
            include_str!("../../migrations/0007_money_report.sql").to_owned(),
        ],
        3 => vec![include_str!("../../migrations/0008_decisions.sql").to_owned()],
        4 => vec![include_str!("../../migrations/0009_changes.sql").to_owned()],
        5 => vec![include_str!("../../migrations/0010_undo.sql").to_owned()],
        6 => vec![
            include_str!("../../migrations/0011_documents.sql").to_owned(),
            include_str!("../../migrations/0012_outcomes.sql").to_owned(),
            include_str!("../../migrations/0013_agents.sql").to_owned(),
        ],
        7 => vec![include_str!("../../migrations/0014_settings.sql").to_owned()],
        8 => vec![include_str!("../../migrations/0015_sessions.sql").to_owned()],
        9 => vec![include_str!("../../migrations/0016_jobs.sql").to_owned()],
        10 => vec![include_str!("../../migrations/0017_invoice_history.sql").to_owned()],
        11 => vec![include_str!("../../migrations/0018_batches.sql").to_owned()],
        12 => vec![include_str!("../../migrations/0019_fields.sql").to_owned()],
        DROPPED_TABLES => vec![include_str!("../../migrations/0020_dropped_tables.sql").to_owned()],
        _ => vec![],
    }
}

/// Takes the steps that are missing, all of them or none.
pub(super) async fn migrate(pool: &SqlitePool, part: Part) -> Result<Migrated> {
    let known = part.version();
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let found: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *transaction).await?;
    if found > known {
        return Ok(Migrated::TooNew { found });
    }
    let steps: Vec<String> = (found + 1..=known).flat_map(|version| part.steps(version)).collect();
    let mut transaction = Transaction::Sqlite(transaction);
    take(&mut transaction, part, found, steps).await?;
    transaction.batch(AssertSqlSafe(format!("PRAGMA user_version = {known}"))).await?;
    transaction.commit().await?;
    if part == Part::Clinics {
        module_tables::drop_unused_in(Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)).await;
    }
    Ok(Migrated::UpToDate)
}

/// Takes steps. Tables that were dropped are there from then on, until they are dropped again.
async fn take(transaction: &mut Transaction, part: Part, found: u32, steps: Vec<String>) -> Result<()> {
    if part == Part::Clinics && found >= DROPPED_TABLES && !steps.is_empty() {
        module_tables::make_in(transaction).await?;
    }
    for sql in steps {
        transaction.batch(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use sqlx::{AssertSqlSafe, SqlitePool};

    use super::{DROPPED_TABLES, Part, clinics, take};
    use crate::store::sqlite::Embedded;
    use crate::store::{OpenError, Transaction, module_tables};

    async fn open(path: &Path) -> Result<SqlitePool, OpenError> {
        Ok(Embedded::open(path).await?.writer)
    }

    #[tokio::test]
    async fn a_database_is_created_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder/puente.db");
        let first = open(&path).await.unwrap();
        sqlx::raw_sql("CREATE TABLE kept (id INTEGER)").execute(&first).await.unwrap();
        first.close().await;
        let second = open(&path).await.unwrap();
        sqlx::raw_sql("INSERT INTO kept VALUES (1)").execute(&second).await.unwrap();
    }

    #[tokio::test]
    async fn sessions_leave_the_file_of_the_clinics() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("puente.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let before = SqlitePool::connect_with(options).await.unwrap();
        let to_the_seventh = (1..=7).flat_map(clinics).chain(["PRAGMA user_version = 7".to_owned()]);
        for sql in to_the_seventh {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&before).await.unwrap();
        }
        before.close().await;
        let database = Embedded::open(&path).await.unwrap();
        let homes = "SELECT count(*) FROM main.sqlite_schema WHERE name = 'puente_sessions'
            UNION ALL SELECT count(*) FROM sessions.sqlite_schema WHERE name = 'puente_sessions'";
        let homes: Vec<i64> = sqlx::query_scalar(homes).fetch_all(&database.readers).await.unwrap();
        assert_eq!(homes, [0, 1]);
    }

    #[tokio::test]
    async fn tables_that_were_dropped_are_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("puente.db");
        let sql = "INSERT INTO clinics (id, name, tax_id, settings, created_at, updated_at) VALUES ('a', '', '', '{}', '', '');
            INSERT INTO puente_clinic_modules VALUES ('a', 'migration_import', 0, 'a', '')";
        sqlx::raw_sql(sql).execute(&open(&path).await.unwrap()).await.unwrap();
        let pool = open(&path).await.unwrap();
        let made_with = async || -> Vec<String> {
            let sql = "SELECT made_with FROM puente_dropped_tables WHERE name = 'puente_import_rows'";
            sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap()
        };
        assert_eq!(made_with().await.len(), 1);
        let steps = vec!["ALTER TABLE puente_import_rows ADD COLUMN later TEXT".to_owned()];
        let mut transaction = Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.unwrap());
        take(&mut transaction, Part::Clinics, DROPPED_TABLES, steps).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(made_with().await.is_empty());
        let again = Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.unwrap());
        module_tables::drop_unused_in(again).await;
        assert!(made_with().await[0].contains("later TEXT"));
        let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'puente_import_rows'";
        assert_eq!(sqlx::query_scalar::<_, i64>(there).fetch_one(&pool).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_newer_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("puente.db");
        let pool = open(&path).await.unwrap();
        sqlx::raw_sql("PRAGMA user_version = 99").execute(&pool).await.unwrap();
        pool.close().await;
        assert!(matches!(open(&path).await, Err(OpenError::TooNew { found: 99, .. })));
    }

    #[tokio::test]
    async fn commits_are_durable_and_references_hold() {
        let folder = tempfile::tempdir().unwrap();
        let pool = open(&folder.path().join("puente.db")).await.unwrap();
        for (pragma, expected) in [("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1")] {
            let value: i64 = sqlx::query_scalar(pragma).fetch_one(&pool).await.unwrap();
            assert_eq!(value.to_string(), expected, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&pool).await.unwrap();
        assert_eq!(mode, "wal");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/puente.db");
        let pool = open(&path).await.unwrap();
        sqlx::query("SELECT 1").execute(&pool).await.unwrap();
        let sessions = path.with_file_name("puente-sessions.db");
        for file in [path.parent().unwrap().to_owned(), path.clone(), path.with_extension("db-wal"), sessions] {
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", file.display());
        }
    }
}
