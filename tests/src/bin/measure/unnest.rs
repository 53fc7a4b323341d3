//! Two ways of putting many rows into PostgreSQL: COPY, and INSERT from arrays, which `unnest` takes apart. The same rows of one table
//! into an empty one with the same columns, checks and indexes.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::floor::{psql, psql_file};

/// A table that every import fills, with numbers, texts, instants, references and indexes of several kinds.
const TABLE: &str = "treatments";
/// Rows of an array.
const BLOCK: u32 = 1_000;
/// Rows in all.
const ROWS: u32 = 100_000;

/// Puts rows of an imported database into a copy of it, both ways.
pub(crate) fn beside_copy(imported: &str, copy: &str) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let (rows, arrays) = (folder.path().join("rows"), folder.path().join("arrays.sql"));
    psql(copy, &format!("CREATE TABLE filled (LIKE {TABLE} INCLUDING ALL)"))?;
    psql(imported, &format!("\\copy (SELECT * FROM {TABLE} LIMIT {ROWS}) TO '{}'", rows.display()))?;
    std::fs::write(&arrays, statements(imported)?)?;
    let script = folder.path().join("copy.sql");
    std::fs::write(&script, format!("\\copy filled FROM '{}'\n", rows.display()))?;
    let copied = timed(copy, &script)?;
    psql(copy, "TRUNCATE filled")?;
    let unnested = timed(copy, &arrays)?;
    let count: u64 = psql(copy, "SELECT count(*) FROM filled")?.parse().context("no count")?;
    Ok(json!({ "rows": count, "copy_seconds": copied, "unnest_seconds": unnested }))
}

fn timed(database: &str, script: &Path) -> Result<f64> {
    let began = Instant::now();
    psql_file(database, script)?;
    Ok(began.elapsed().as_secs_f64())
}

/// One transaction of INSERTs, each with an array for every column.
fn statements(imported: &str) -> Result<String> {
    let columns = psql(
        imported,
        &format!(
            "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
             WHERE attrelid = '{TABLE}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ),
    )?;
    let columns: Vec<(&str, &str)> = columns.lines().filter_map(|line| line.split_once(' ')).collect();
    let list = |each: &dyn Fn(&(&str, &str)) -> String| columns.iter().map(each).collect::<Vec<_>>().join(", ");
    let (names, casts) = (list(&|(name, _)| (*name).to_owned()), list(&|(name, kind)| format!("it.{name}::{kind}")));
    let (places, arrays) = (list(&|_| "%L::text[]".to_owned()), list(&|(name, _)| format!("array_agg({name}::text)")));
    let inserts = psql(
        imported,
        &format!(
            "SELECT format('INSERT INTO filled ({names}) SELECT {casts} FROM unnest({places}) AS it ({names});', {arrays})
             FROM (SELECT *, (row_number() OVER () - 1) / {BLOCK} AS block FROM {TABLE} LIMIT {ROWS}) AS rows GROUP BY block"
        ),
    )?;
    let mut script = String::from("BEGIN;\n");
    writeln!(script, "{inserts}\nCOMMIT;")?;
    Ok(script)
}
