//! Whether a DentalPin database has what an import writes. Puente changes none of DentalPin's tables: what does not fit
//! is listed, and nothing is imported then.

use std::collections::{BTreeMap, HashMap};

use mappers::Record;
use sqlx::PgConnection;

/// The tables as this version knows them.
const KNOWN: [&str; 3] = [
    include_str!("../../../migrations/postgres/0001_clinic.sql"),
    include_str!("../../../migrations/postgres/0002_import.sql"),
    include_str!("../../../migrations/postgres/0009_invoice_history.sql"),
];

/// A column that is there.
struct Found {
    kind: String,
    must_be_filled: bool,
}

type Tables = HashMap<String, BTreeMap<String, Found>>;

/// Every table and column that is missing or different, in words.
pub(super) async fn unfit(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT class.relname::text, own.attname::text, format_type(own.atttypid, own.atttypmod),
            own.attnotnull AND NOT own.atthasdef AND own.attidentity = ''
         FROM pg_attribute AS own JOIN pg_class AS class ON class.oid = own.attrelid
         WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind IN ('r', 'p')
            AND own.attnum > 0 AND NOT own.attisdropped",
    )
    .fetch_all(connection)
    .await?;
    let mut found = Tables::new();
    for (table, column, kind, must_be_filled) in rows {
        found.entry(table).or_default().insert(column, Found { kind, must_be_filled });
    }
    Ok(differences(&found))
}

fn differences(found: &Tables) -> Vec<String> {
    let known: HashMap<&str, Vec<(&str, &str)>> = KNOWN.iter().flat_map(|sql| tables(sql)).collect();
    let records = Record::TABLES.iter().map(|(table, columns)| (*table, columns.to_vec()));
    let own = ["migration_import_jobs", "migration_import_warnings", "migration_import_file_stagings"];
    let own = own.into_iter().map(|table| (table, known.get(table).into_iter().flatten().map(|it| it.0).collect()));
    let mut differences = Vec::new();
    for (table, written) in records.chain(own) {
        let Some(columns) = found.get(table) else {
            differences.push(format!("the table {table} is missing"));
            continue;
        };
        let expected: HashMap<&str, &str> = known.get(table).into_iter().flatten().copied().collect();
        for column in &written {
            let kind = expected.get(column).copied().unwrap_or("text");
            match columns.get(*column) {
                None => differences.push(format!("{table}.{column} is missing")),
                Some(it) if !takes(&it.kind, kind) => {
                    differences.push(format!("{table}.{column} is {}, not {kind}", it.kind));
                }
                Some(_) => {}
            }
        }
        for (column, it) in columns {
            if it.must_be_filled && !written.contains(&column.as_str()) {
                differences
                    .push(format!("{table}.{column} has to be filled, and this version does not know with what"));
            }
        }
    }
    differences
}

/// The tables that statements make, with the types of their columns.
fn tables(sql: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
    let mut tables: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for line in sql.lines() {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.strip_prefix("IF NOT EXISTS ").unwrap_or(name);
            tables.push((name.trim_end_matches(" ("), Vec::new()));
        } else if let (Some((_, columns)), Some(column)) = (tables.last_mut(), line.strip_prefix("    "))
            && column.starts_with(|first: char| first.is_ascii_lowercase())
            && let Some((name, rest)) = column.split_once(' ')
        {
            let end = rest.find([' ', ',']).unwrap_or(rest.len());
            // A comma may be between precision and scale.
            let end = if rest[..end].contains('(') { rest.find(')').map_or(end, |at| at + 1) } else { end };
            columns.push((name, &rest[..end]));
        }
    }
    tables
}

/// Whether a column of one type takes whatever fits another.
fn takes(found: &str, needed: &str) -> bool {
    let found = found
        .replace("character varying", "varchar")
        .replace("timestamp with time zone", "timestamptz")
        .replace("double precision", "double");
    let (name, size) = parts(&found);
    let (needed_name, needed_size) = parts(needed);
    match (needed_name, name) {
        ("varchar", "text") | ("integer", "bigint") => true,
        (needed, found) if needed != found => false,
        ("numeric", _) => match (&size[..], &needed_size[..]) {
            ([], _) => true,
            ([digits, scale], [needed, needed_scale]) => {
                scale >= needed_scale && digits - scale >= needed - needed_scale
            }
            _ => false,
        },
        _ => match (size.first(), needed_size.first()) {
            (None, _) => true,
            (Some(size), Some(needed)) => size >= needed,
            (Some(_), None) => false,
        },
    }
}

/// The name of a type, and the numbers in its brackets.
fn parts(kind: &str) -> (&str, Vec<i32>) {
    let (name, sizes) = kind.split_once('(').unwrap_or((kind, ""));
    let sizes = sizes.trim_end_matches(')').split(',').filter_map(|size| size.trim().parse().ok());
    (name, sizes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_an_import_writes_is_known() {
        let known: HashMap<&str, Vec<(&str, &str)>> = KNOWN.iter().flat_map(|sql| tables(sql)).collect();
        for (table, columns) in Record::TABLES {
            for column in *columns {
                assert!(known[table].iter().any(|(name, _)| name == column), "{table}.{column}");
            }
        }
        let kinds: HashMap<&str, &str> = known["payments"].iter().copied().collect();
        assert_eq!((kinds["amount"], kinds["payment_date"], kinds["method"]), ("numeric(12,2)", "date", "varchar(30)"));
    }

    #[test]
    fn a_column_may_be_wider_and_not_narrower() {
        for (found, needed, takes_it) in [
            ("character varying(200)", "varchar(200)", true),
            ("character varying(100)", "varchar(200)", false),
            ("text", "varchar(200)", true),
            ("character varying(200)", "text", false),
            ("numeric(12,2)", "numeric(10,2)", true),
            ("numeric(10,2)", "numeric(12,2)", false),
            ("numeric(12,0)", "numeric(10,2)", false),
            ("bigint", "integer", true),
            ("integer", "bigint", false),
            ("timestamp with time zone", "timestamptz", true),
            ("timestamp without time zone", "timestamptz", false),
            ("double precision", "double", true),
            ("json", "jsonb", false),
        ] {
            assert_eq!(takes(found, needed), takes_it, "{found} for {needed}");
        }
    }
}
