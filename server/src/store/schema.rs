//! The schema, version by version.

use sqlx::{AssertSqlSafe, SqlitePool};

use super::{import_schema, search};

/// What an embedded database consists of: a file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Clinics,
    Sessions,
}

/// The version of the clinics this program knows.
pub(super) const VERSION: u32 = Part::Clinics.version();

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
            Self::Clinics => 12,
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
        _ => vec![],
    }
}

/// Takes the steps that are missing, all of them or none.
pub(super) async fn migrate(pool: &SqlitePool, part: Part) -> sqlx::Result<Migrated> {
    let known = part.version();
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let found: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *transaction).await?;
    if found > known {
        return Ok(Migrated::TooNew { found });
    }
    for version in found + 1..=known {
        for sql in part.steps(version) {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
        }
    }
    sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {known}"))).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(Migrated::UpToDate)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use sqlx::{AssertSqlSafe, SqlitePool};

    use super::clinics;
    use crate::store::OpenError;
    use crate::store::sqlite::Embedded;

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
