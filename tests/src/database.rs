//! Looking into a server's database.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};

/// Where a server has its data.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// The URL of a PostgreSQL database.
    Url(String),
}

impl Place {
    /// The file, for tests that write into it.
    pub fn file(&self) -> Result<&Path> {
        match self {
            Self::File(file) => Ok(file),
            Self::Url(_) => anyhow::bail!("not a file"),
        }
    }
}

/// A database, opened for looking only.
pub enum Database {
    /// The embedded one.
    File(Connection),
    /// One on a server.
    Url(String),
}

/// Tables that are not the clinic's.
const OWN: [&str; 3] = ["migration_import_", "puente_", "sqlite_"];

impl Database {
    /// Opens it.
    pub fn open(place: &Place) -> Result<Self> {
        Ok(match place {
            Place::File(file) => Self::File(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?),
            Place::Url(url) => Self::Url(url.clone()),
        })
    }

    /// A query's single number.
    pub fn number(&self, sql: &str) -> Result<i64> {
        let texts = self.texts(&format!("SELECT CAST(({sql}) AS TEXT)"))?;
        Ok(texts.into_iter().flatten().next().context("no number")?.parse()?)
    }

    /// A query's first column, as text.
    pub fn texts(&self, sql: &str) -> Result<Vec<Option<String>>> {
        match self {
            Self::File(connection) => {
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
            Self::Url(url) => {
                let sql = format!("SELECT json_agg(to_json(it)) FROM ({sql}) AS it(text)");
                let rows: Option<Vec<Value>> = serde_json::from_str(&psql(url, &sql)?).unwrap_or_default();
                let text = |row: Value| row["text"].as_str().map(str::to_owned);
                Ok(rows.unwrap_or_default().into_iter().map(text).collect())
            }
        }
    }

    /// Every row the clinics hold, as text: all tables but the importer's own.
    pub fn dump(&self) -> Result<BTreeSet<String>> {
        if let Self::Url(url) = self {
            return self.dump_at_once(url);
        }
        let mut dump = BTreeSet::new();
        for table in self.tables()? {
            dump.extend(self.rows(&table)?.into_iter().map(|row| format!("{table} {}", Value::Object(row))));
        }
        Ok(dump)
    }

    /// All tables by one query: starting a program for each takes longer than reading them.
    fn dump_at_once(&self, url: &str) -> Result<BTreeSet<String>> {
        let select = |table: &String| format!("SELECT '{table} ' || to_json(it)::text FROM \"{table}\" AS it");
        let sql = self.tables()?.iter().map(select).collect::<Vec<_>>().join(" UNION ALL ");
        let line = |line: &str| {
            let (table, row) = line.split_once(' ').context("no row")?;
            Ok(format!("{table} {}", serde_json::from_str::<Value>(row)?))
        };
        psql(url, &sql)?.lines().map(line).collect()
    }

    /// What the clinics hold, as any engine and any clinic would have it: of ids only that there is one, of what happened
    /// today only that it did.
    pub fn contents(&self) -> Result<Vec<String>> {
        let mut contents = Vec::new();
        for table in self.tables()? {
            for row in self.rows(&table)? {
                contents.push(format!("{table} {}", plain(Value::Object(row))));
            }
        }
        contents.sort();
        Ok(contents)
    }

    fn tables(&self) -> Result<Vec<String>> {
        let tables = self.texts(match self {
            Self::File(_) => "SELECT name FROM sqlite_schema WHERE type = 'table'",
            Self::Url(_) => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        })?;
        Ok(tables.into_iter().flatten().filter(|table| !OWN.iter().any(|own| table.starts_with(own))).collect())
    }

    /// The rows of a table, columns by name.
    fn rows(&self, table: &str) -> Result<Vec<Map<String, Value>>> {
        let sql = format!("SELECT * FROM \"{table}\"");
        match self {
            Self::Url(url) => {
                let rows = psql(url, &format!("SELECT coalesce(json_agg(it), '[]') FROM ({sql}) AS it"))?;
                Ok(serde_json::from_str(&rows)?)
            }
            Self::File(connection) => {
                let mut statement = connection.prepare(&sql)?;
                let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
                let mut rows = statement.query([])?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    let cell = |(at, name): (usize, &String)| Ok((name.clone(), value(row.get_ref(at)?)));
                    found.push(names.iter().enumerate().map(cell).collect::<Result<_>>()?);
                }
                Ok(found)
            }
        }
    }
}

fn value(stored: ValueRef<'_>) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(it) => it.into(),
        ValueRef::Real(it) => it.into(),
        ValueRef::Text(it) | ValueRef::Blob(it) => String::from_utf8_lossy(it).into(),
    }
}

/// A value without what engines spell differently and what no two clinics share.
fn plain(value: Value) -> Value {
    match value {
        Value::Bool(it) => f64::from(u8::from(it)).into(),
        Value::Number(it) => it.as_f64().map_or(Value::Null, Value::from),
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<String, Value> =
                members.into_iter().map(|(name, value)| (name, plain(value))).collect();
            sorted.into_iter().collect()
        }
        Value::String(text) => plain_text(&text),
        Value::Null => Value::Null,
    }
}

fn plain_text(text: &str) -> Value {
    if text.starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str(text)
    {
        return plain(json);
    }
    // Decimals are text in one engine and numbers in the other.
    if let Ok(number) = text.parse::<f64>() {
        return number.into();
    }
    if let Some(instant) = instant(text) {
        return instant.into();
    }
    // A password's, or that of nobody's password.
    if text.starts_with("$2b$") || text.starts_with("$argon2id$") {
        return "a hash".into();
    }
    // Numbers of plans that are made of an id.
    if let Some(year) = text.strip_prefix("MIG-").and_then(|rest| rest.get(8..)) {
        return format!("MIG{year}").into();
    }
    let is_id = |text: &str| text.len() == 36 && text.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit());
    if is_id(text) { "an id".into() } else { text.into() }
}

/// An instant to the second, in UTC as both engines give it here, when the text is one; today is today.
fn instant(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', ' '])?;
    let is_day = day.len() == 10 && day.as_bytes().get(4) == Some(&b'-');
    let time = time.get(..8).filter(|time| time.as_bytes()[2] == b':' && time.as_bytes()[5] == b':')?;
    let today = jiff::Timestamp::now().to_string();
    let yesterday = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24)).to_string();
    (is_day).then(|| {
        if today.starts_with(day) || yesterday.starts_with(day) { "now".to_owned() } else { format!("{day} {time}") }
    })
}

fn psql(url: &str, sql: &str) -> Result<String> {
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", url, "--command", sql]);
    let output = psql.env("PGTZ", "UTC").env("PGCLIENTENCODING", "UTF8").output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
