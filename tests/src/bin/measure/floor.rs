//! The least a load could take: the rows an import made, put into a copy of the database as it was before by what the
//! database itself offers for it. All indexes, triggers and foreign keys are there; the foreign keys are asked at the end.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;
use tempfile::TempDir;
use tests::database::{Database, Place};
use tests::postgres::Postgres;

use crate::unnest;

/// The name of the copied file.
const COPY: &str = "before.db";
/// Rows read before they are inserted.
const AT_ONCE: usize = 20_000;

/// A database as it was before an import.
pub(crate) enum Floor {
    /// In a folder that goes with it.
    File(TempDir),
    Url(String),
}

impl Floor {
    /// A copy of the file, and of what is not folded into it yet; no server has it open.
    pub(crate) fn beside_file(database: &Place) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for log in ["", "-wal"] {
            let beside = |file: &Path| PathBuf::from(format!("{}{log}", file.display()));
            let (from, to) = (beside(database.file()?), beside(&folder.path().join(COPY)));
            if from.exists() {
                std::fs::copy(from, to)?;
            }
        }
        Ok(Self::File(folder))
    }

    /// A copy of the database; no server has it open.
    pub(crate) fn beside_database(postgres: &Postgres, url: &str) -> Self {
        Self::Url(postgres.copy_of(url))
    }

    /// Puts some of it in both ways PostgreSQL has for it; nothing of a file.
    pub(crate) fn compare_ways(&self, imported: &Database) -> Result<Value> {
        match (self, imported) {
            (Self::Url(copy), Database::Url(source)) => unnest::beside_copy(source, copy),
            _ => Ok(Value::Null),
        }
    }

    /// Puts in what the import made. Answers how many rows, and the seconds of putting alone.
    pub(crate) fn fill(&self, imported: &Database) -> Result<(u64, f64)> {
        match (self, imported) {
            (Self::File(folder), Database::File(source)) => {
                prepared(source, &Connection::open(folder.path().join(COPY))?)
            }
            (Self::Url(copy), Database::Url(source)) => copied(source, copy),
            _ => anyhow::bail!("the copy is of another engine"),
        }
    }
}

/// A loop over prepared statements, in one transaction.
fn prepared(source: &Connection, target: &Connection) -> Result<(u64, f64)> {
    target.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;
         PRAGMA cache_size = -49152; BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON",
    )?;
    let (mut rows, mut spent) = (0, Duration::ZERO);
    for table in tables(source)? {
        let known = format!("SELECT count(*) FROM \"{table}\"");
        if target.query_row(&known, [], |row| row.get::<_, i64>(0))? > 0 {
            target.execute(&format!("DELETE FROM \"{table}\""), [])?;
        }
        let mut read = source.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let width = read.column_count();
        let places = vec!["?"; width].join(", ");
        let mut insert = target.prepare(&format!("INSERT INTO \"{table}\" VALUES ({places})"))?;
        let mut found = read.query([])?;
        loop {
            let mut waiting: Vec<Vec<Cell>> = Vec::with_capacity(AT_ONCE);
            while waiting.len() < AT_ONCE
                && let Some(row) = found.next()?
            {
                waiting.push((0..width).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?);
            }
            let began = Instant::now();
            for row in &waiting {
                insert.execute(rusqlite::params_from_iter(row))?;
            }
            spent += began.elapsed();
            rows += waiting.len() as u64;
            if waiting.len() < AT_ONCE {
                break;
            }
        }
    }
    let began = Instant::now();
    target.execute_batch("COMMIT")?;
    Ok((rows, (spent + began.elapsed()).as_secs_f64()))
}

/// Tables that rows are put into, after those they refer to: not those a trigger or an extension fills.
fn tables(source: &Connection) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE tables AS (
            SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'
        ), pairs AS (
            SELECT name AS a, parent.\"table\" AS b FROM tables JOIN pragma_foreign_key_list(name) AS parent
            WHERE name <> parent.\"table\"
        ), ranked(a, rank) AS (
            SELECT name, 0 FROM tables UNION SELECT pairs.a, rank + 1 FROM pairs JOIN ranked ON ranked.a = pairs.b WHERE rank < 30
        ) SELECT a FROM ranked GROUP BY a ORDER BY max(rank), a";
    let mut statement = source.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// COPY of every table into the copy, in one transaction, those referred to first.
fn copied(source: &str, target: &str) -> Result<(u64, f64)> {
    let folder = tempfile::tempdir()?;
    let mut script = String::from("BEGIN;\n");
    let mut rows = 0;
    for table in ordered(source)? {
        let known: u64 = psql(target, &format!("SELECT count(*) FROM \"{table}\""))?.parse()?;
        let count: u64 = psql(source, &format!("SELECT count(*) FROM \"{table}\""))?.parse()?;
        if count <= known {
            continue;
        }
        let file = folder.path().join(&table);
        let new = if known == 0 {
            format!("\"{table}\"")
        } else {
            let id = "coalesce(to_jsonb(it) ->> 'id', it::text)";
            let ids = psql(target, &format!("SELECT string_agg(quote_literal({id}), ',') FROM \"{table}\" AS it"))?;
            format!("(SELECT * FROM \"{table}\" AS it WHERE {id} NOT IN ({ids}))")
        };
        psql(source, &format!("\\copy {new} TO '{}'", file.display()))?;
        writeln!(script, "\\copy \"{table}\" FROM '{}'", file.display())?;
        rows += count - known;
    }
    script.push_str("COMMIT;\n");
    let file = folder.path().join("script");
    std::fs::write(&file, script)?;
    let began = Instant::now();
    psql_file(target, &file)?;
    Ok((rows, began.elapsed().as_secs_f64()))
}

/// Tables after those they refer to.
fn ordered(url: &str) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE pairs AS (
            SELECT DISTINCT conrelid AS a, confrelid AS b FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
        ), ranked(a, rank) AS (
            SELECT oid, 0 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            UNION SELECT pairs.a, rank + 1 FROM pairs JOIN ranked ON ranked.a = pairs.b WHERE rank < 30
        ) SELECT relname FROM ranked JOIN pg_class ON oid = a GROUP BY relname ORDER BY max(rank), relname";
    Ok(psql(url, sql)?.lines().map(str::to_owned).collect())
}

/// Runs a script, up to its first error.
pub(crate) fn psql_file(url: &str, script: &Path) -> Result<()> {
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=on", "--dbname", url, "--file"]).arg(script);
    let output = psql.output().context("psql")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// What a statement answers.
pub(crate) fn psql(url: &str, sql: &str) -> Result<String> {
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", url, "--command", sql]);
    let output = psql.output().context("psql")?;
    ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
