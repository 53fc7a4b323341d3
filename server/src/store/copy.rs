//! Rows for COPY, in its text format, one buffer a table.

use std::collections::HashMap;
use std::fmt::Write as _;

use mappers::Record;
use mappers::record::Value as Field;
use uuid::Uuid;

use super::load::{Instants, NotTaken};
use super::session::Engine;
use super::value::Value;
use super::{Error, Result, Session};

/// Bytes that are sent together: each table's COPY costs several round trips.
const TOGETHER: usize = 8 * 1024 * 1024;

/// Rows that are still to be sent.
pub(super) struct Copies<'c> {
    session: &'c Session,
    /// A table after all those it refers to.
    ranks: HashMap<String, usize>,
    tables: HashMap<&'static str, Rows>,
    instants: Instants,
}

#[derive(Default)]
struct Rows {
    copy: String,
    text: String,
    /// What each row is inserted for.
    origins: Vec<Option<usize>>,
}

impl<'c> Copies<'c> {
    pub(super) fn new(session: &'c Session) -> Result<Self> {
        Ok(Self { session, ranks: table_ranks(session)?, tables: HashMap::new(), instants: Instants::default() })
    }

    pub(super) fn insert(&mut self, record: &Record, origin: usize) {
        let rows = self.tables.entry(record.table()).or_default();
        rows.begin(record.table(), record.columns(), Some(origin));
        let mut is_first = true;
        record.bind(&mut |value| {
            if !is_first {
                rows.text.push('\t');
            }
            is_first = false;
            field(&mut rows.text, value, &mut self.instants);
        });
        rows.text.push('\n');
    }

    pub(super) fn row(&mut self, table: &'static str, columns: &[&str], values: &[Value<'_>]) {
        let rows = self.tables.entry(table).or_default();
        rows.begin(table, columns, None);
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                rows.text.push('\t');
            }
            match *value {
                Value::Null(_) => rows.text.push_str("\\N"),
                Value::Bool(it) => field(&mut rows.text, Field::Bool(it), &mut self.instants),
                Value::Integer(it) => field(&mut rows.text, Field::Integer(it), &mut self.instants),
                Value::Real(it) => field(&mut rows.text, Field::Real(it), &mut self.instants),
                Value::Text(it) | Value::Json(it) => escape(&mut rows.text, it),
                Value::Uuid(it) => field(&mut rows.text, Field::Uuid(it), &mut self.instants),
                Value::Decimal(it) => field(&mut rows.text, Field::Decimal(it), &mut self.instants),
                Value::Date(it) => field(&mut rows.text, Field::Date(it), &mut self.instants),
                Value::Timestamp(it) => field(&mut rows.text, Field::Timestamp(it), &mut self.instants),
                Value::Bytes(it) => {
                    rows.text.push_str("\\\\x");
                    for byte in it {
                        // Writing to a string cannot fail.
                        let _infallible = write!(rows.text, "{byte:02x}");
                    }
                }
            }
        }
        rows.text.push('\n');
    }

    pub(super) fn are_full(&self) -> bool {
        self.tables.values().map(|rows| rows.text.len()).sum::<usize>() >= TOGETHER
    }

    /// Sends all rows: those of a table after those they refer to.
    pub(super) fn flush(&mut self) -> std::result::Result<(), NotTaken> {
        let Engine::Postgres(connection) = &self.session.0 else { return Ok(()) };
        let mut tables: Vec<&'static str> =
            self.tables.iter().filter(|(_, rows)| !rows.origins.is_empty()).map(|(table, _)| *table).collect();
        tables.sort_by_key(|table| (self.ranks.get(*table).copied().unwrap_or(usize::MAX), *table));
        for table in tables {
            let Some(rows) = self.tables.get_mut(table) else { continue };
            connection.copy(&rows.copy, rows.text.as_bytes()).map_err(|source| {
                let line = line(&source).and_then(|line| line.checked_sub(1));
                let origin = line.and_then(|line| rows.origins.get(line).copied().flatten());
                NotTaken { table, origin, source }
            })?;
            rows.text.clear();
            rows.text.shrink_to(TOGETHER);
            rows.origins.clear();
        }
        Ok(())
    }
}

impl Rows {
    fn begin(&mut self, table: &str, columns: &[&str], origin: Option<usize>) {
        if self.copy.is_empty() {
            let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
            self.copy = format!("COPY {table} ({}) FROM STDIN", columns.join(", "));
        }
        self.origins.push(origin);
    }
}

/// The ranks of the clinic's tables.
pub(crate) fn table_ranks(session: &Session) -> Result<HashMap<String, usize>> {
    let references: Vec<(String, String, String, bool)> = session.fetch_all(session.dialect().references(), &[])?;
    let pairs = references.iter().map(|(from, _, to, _)| (from.as_str(), to.as_str()));
    Ok(ranks(&pairs.filter(|(from, to)| from != to).collect::<Vec<_>>()))
}

/// How far each table is from those that refer to nothing. What refers to itself in a circle comes last.
pub(crate) fn ranks(pairs: &[(&str, &str)]) -> HashMap<String, usize> {
    let mut ranks: HashMap<String, usize> = HashMap::new();
    // A chain has no more links than there are references.
    for _ in 0..=pairs.len() {
        let mut is_settled = true;
        for (from, to) in pairs {
            let above = ranks.get(*to).copied().unwrap_or_default() + 1;
            if ranks.get(*from).copied().unwrap_or_default() < above && above <= pairs.len() {
                ranks.insert((*from).to_owned(), above);
                is_settled = false;
            }
            ranks.entry((*to).to_owned()).or_default();
        }
        if is_settled {
            break;
        }
    }
    ranks
}

/// The line of the rows sent that was not taken.
fn line(error: &Error) -> Option<usize> {
    let Error::Pool(sqlx::Error::Database(error)) = error else { return None };
    let place = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?.r#where()?;
    let digits = place.split_once(", line ")?.1;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn field(text: &mut String, value: Field<'_>, instants: &mut Instants) {
    // Writing to a string cannot fail.
    let _infallible = match value {
        Field::Null => text.write_str("\\N"),
        Field::Bool(it) => text.write_str(if it { "t" } else { "f" }),
        Field::Integer(it) => write!(text, "{it}"),
        Field::Real(it) => write!(text, "{it}"),
        Field::Text(it) | Field::Json(it) => {
            escape(text, it);
            Ok(())
        }
        Field::Uuid(it) => text.write_str(it.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
        Field::Decimal(it) => write!(text, "{it}"),
        Field::Date(it) => write!(text, "{it}"),
        Field::Timestamp(it) => text.write_str(instants.spell(it)),
    };
}

/// Text, with what means something to COPY escaped. The engine's texts have no NUL: what a file has of them is left out.
fn escape(text: &mut String, value: &str) {
    let mut rest = value;
    while let Some(at) = rest.find(['\\', '\n', '\r', '\t', '\0']) {
        text.push_str(&rest[..at]);
        text.push_str(match rest.as_bytes()[at] {
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => "",
        });
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_would_take_for_its_own_is_escaped() {
        let mut text = String::new();
        escape(&mut text, "a\\N\tb\r\nñ\0.");
        assert_eq!(text, "a\\\\N\\tb\\r\\nñ.");
    }

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let ranks = ranks(&[("items", "plans"), ("plans", "patients"), ("items", "treatments"), ("notes", "items")]);
        assert!(ranks["patients"] < ranks["plans"] && ranks["plans"] < ranks["items"]);
        assert!(ranks["treatments"] < ranks["items"] && ranks["items"] < ranks["notes"]);
    }
}
