//! What DentalPin's own importer made of a file, put into a database of DentalPin's as if it had just done so.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use uuid::Uuid;

use crate::database::{Database, Place};
use crate::files::shared;

/// The job all of it belongs to.
const JOB: &str = "@new:migration_import_jobs";

/// Loads its rows; where they are not there, says so and does nothing.
pub fn load(url: &str, name: &str) -> Result<bool> {
    let Some(folder) = shared(&format!("golden/{name}")) else { return Ok(false) };
    let mut symbols =
        Symbols { database: Database::open(&Place::Url(url.to_owned()))?, known: HashMap::new(), made: 0 };
    // Rows are in no order, and some refer to new ones by no name of their own.
    let mut sql = "SET session_replication_role = replica;\n".to_owned();
    for file in std::fs::read_dir(folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "jsonl") {
            rows(&file, &mut symbols, &mut sql)?;
        }
    }
    let job = symbols.id(JOB)?;
    writeln!(
        sql,
        "INSERT INTO migration_import_jobs
             (id, clinic_id, created_by, status, original_filename, file_path, created_at, updated_at)
         SELECT '{job}', clinics.id, users.id, 'completed', 'theirs.dpm', '/staging/theirs', now(), now()
         FROM clinics, users LIMIT 1;"
    )?;
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url]).stdin(Stdio::piped());
    let mut psql = psql.spawn()?;
    psql.stdin.take().context("no stdin")?.write_all(sql.as_bytes())?;
    ensure!(psql.wait()?.success(), "the rows were not taken");
    Ok(true)
}

fn rows(file: &Path, symbols: &mut Symbols, sql: &mut String) -> Result<()> {
    let table = file.file_stem().context("no name")?.to_string_lossy().into_owned();
    for line in std::fs::read_to_string(file)?.lines() {
        let mut row: Value = serde_json::from_str(line)?;
        symbols.resolve(&mut row)?;
        let row = row.to_string().replace('\'', "''");
        writeln!(sql, "INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, '{row}');")?;
    }
    Ok(())
}

/// Ids by the names they have in the files.
struct Symbols {
    database: Database,
    known: HashMap<String, String>,
    made: u128,
}

impl Symbols {
    fn resolve(&mut self, value: &mut Value) -> Result<()> {
        match value {
            Value::String(text) if text == "<now>" => "2026-03-01T09:00:00+00:00".clone_into(text),
            Value::String(text) if text.starts_with('@') => *text = self.id(text)?,
            Value::Array(values) => values.iter_mut().try_for_each(|value| self.resolve(value))?,
            Value::Object(members) => members.values_mut().try_for_each(|value| self.resolve(value))?,
            _ => {}
        }
        Ok(())
    }

    fn id(&mut self, name: &str) -> Result<String> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let id = if let Some((table, key)) = name.strip_prefix("@seed:").and_then(|rest| rest.split_once(':')) {
            self.seed(table, key)?
        } else {
            self.made += 1;
            Uuid::from_u128((0xabc << 100) + self.made).to_string()
        };
        // Each new row without a name is another one.
        if name == JOB || !name.starts_with("@new:") {
            self.known.insert(name.to_owned(), id.clone());
        }
        Ok(id)
    }

    /// A row that was there before.
    fn seed(&self, table: &str, key: &str) -> Result<String> {
        let which = match table {
            "users" => format!("email = '{key}'"),
            "treatment_categories" => format!("key = '{key}'"),
            "vat_types" => format!("rate = {key}"),
            _ => "TRUE".to_owned(),
        };
        let ids = self.database.texts(&format!("SELECT id::text FROM {table} WHERE {which} LIMIT 1"))?;
        ids.into_iter().flatten().next().with_context(|| format!("no {table} {key}"))
    }
}
