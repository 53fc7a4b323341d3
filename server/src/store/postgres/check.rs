//! Whether a DentalPin database has what an import writes. Puente changes none of DentalPin's tables: what does not fit
//! is listed, and nothing is imported then.

use std::collections::{BTreeMap, HashMap};

use mappers::Record;
use sqlx::PgConnection;

/// The tables as this version knows them.
const KNOWN: [&str; 3] = [
    include_str!("../../../migrations/postgres/0001_clinic.sql"),
    include_str!("../../../migrations/postgres/0002_import.sql"),
    include_str!("../../../migrations/postgres/0010_invoice_history.sql"),
];

/// Tables that are written beside an import's records.
const ALSO_WRITTEN: [(&str, &[&str]); 1] = [(
    "documents",
    &[
        "id",
        "clinic_id",
        "patient_id",
        "document_type",
        "title",
        "description",
        "original_filename",
        "storage_path",
        "mime_type",
        "file_size",
        "media_kind",
        "media_category",
        "media_subtype",
        "captured_at",
        "tags",
        "extra_data",
        "uploaded_by",
        "status",
        "created_at",
        "updated_at",
    ],
)];

/// The importer's own tables, of which every column is written. Where they are not there, they are made.
const SHARED: [&str; 5] = [
    "migration_import_jobs",
    "migration_import_entity_mappings",
    "migration_import_raw_entities",
    "migration_import_warnings",
    "migration_import_file_stagings",
];

/// What is only read.
const READ: [(&str, &[&str]); 3] = [
    ("clinics", &["id", "name", "timezone", "currency", "settings", "address"]),
    ("vat_types", &["id", "clinic_id", "rate", "is_default", "is_active"]),
    ("invoice_series", &["id", "clinic_id", "prefix", "current_number", "last_reset_year", "reset_yearly"]),
];

/// Read where it is there.
const MODULES: (&str, [&str; 2]) = ("core_module", ["name", "state"]);

/// A column that is there.
struct Found {
    kind: String,
    is_never_null: bool,
    has_default: bool,
}

type Tables = HashMap<String, BTreeMap<String, Found>>;

/// A column as this version knows it.
#[derive(Clone, Copy)]
struct Known<'a> {
    kind: &'a str,
    may_be_null: bool,
}

type KnownTables<'a> = HashMap<&'a str, BTreeMap<&'a str, Known<'a>>>;

/// Every table and column that is missing or different, in words. To be asked before anything is made there.
pub(super) async fn unfit(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String, String, String, bool, bool)> = sqlx::query_as(
        "SELECT class.relname::text, own.attname::text, format_type(own.atttypid, own.atttypmod), own.attnotnull,
            own.atthasdef OR own.attidentity <> ''
         FROM pg_attribute AS own JOIN pg_class AS class ON class.oid = own.attrelid
         WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind IN ('r', 'p')
            AND own.attnum > 0 AND NOT own.attisdropped",
    )
    .fetch_all(connection)
    .await?;
    let mut found = Tables::new();
    for (table, column, kind, is_never_null, has_default) in rows {
        found.entry(table).or_default().insert(column, Found { kind, is_never_null, has_default });
    }
    Ok(differences(&found))
}

fn differences(found: &Tables) -> Vec<String> {
    let known = known();
    let records = Record::TABLES.iter().filter(|(table, _)| !SHARED.contains(table)).copied();
    let mut differences = Vec::new();
    for (table, written) in records.chain(ALSO_WRITTEN) {
        match (found.get(table), known.get(table)) {
            (Some(columns), Some(known)) => written_differs(table, columns, written, known, &mut differences),
            _ => differences.push(format!("the table {table} is missing")),
        }
    }
    for table in SHARED {
        if let (Some(columns), Some(known)) = (found.get(table), known.get(table)) {
            let written: Vec<&str> = known.keys().copied().collect();
            written_differs(table, columns, &written, known, &mut differences);
        }
    }
    for (table, read) in READ {
        match (found.get(table), known.get(table)) {
            (Some(columns), Some(known)) => read_differs(table, columns, read, known, &mut differences),
            _ => differences.push(format!("the table {table} is missing")),
        }
    }
    if let (table, Some(columns)) = (MODULES.0, found.get(MODULES.0)) {
        let missing = MODULES.1.iter().filter(|column| !columns.contains_key(**column));
        differences.extend(missing.map(|column| format!("{table}.{column} is missing")));
    }
    differences
}

/// What is written must take it all, and need nothing else.
fn written_differs(
    table: &str,
    columns: &BTreeMap<String, Found>,
    written: &[&str],
    known: &BTreeMap<&str, Known<'_>>,
    differences: &mut Vec<String>,
) {
    for column in written {
        let Known { kind, may_be_null } =
            known.get(column).copied().unwrap_or(Known { kind: "text", may_be_null: false });
        match columns.get(*column) {
            None => differences.push(format!("{table}.{column} is missing")),
            Some(it) if !takes(&it.kind, kind) => {
                differences.push(format!("{table}.{column} is {}, not {kind}", it.kind));
            }
            Some(it) if it.is_never_null && may_be_null => {
                differences.push(format!("{table}.{column} has to be filled, and this version may leave it empty"));
            }
            Some(_) => {}
        }
    }
    for (column, it) in columns {
        if it.is_never_null && !it.has_default && !written.contains(&column.as_str()) {
            differences.push(format!("{table}.{column} has to be filled, and this version does not know with what"));
        }
    }
}

/// What is read must be there, of the same type whatever its size.
fn read_differs(
    table: &str,
    columns: &BTreeMap<String, Found>,
    read: &[&str],
    known: &BTreeMap<&str, Known<'_>>,
    differences: &mut Vec<String>,
) {
    for column in read {
        let kind = known.get(column).map_or("text", |known| known.kind);
        match columns.get(*column) {
            None => differences.push(format!("{table}.{column} is missing")),
            Some(it) if !takes(&it.kind, kind) && !takes(kind, &it.kind) => {
                differences.push(format!("{table}.{column} is {}, not {kind}", it.kind));
            }
            Some(_) => {}
        }
    }
}

fn known() -> KnownTables<'static> {
    KNOWN.iter().flat_map(|sql| tables(sql)).collect()
}

/// The tables that statements make, with their columns.
fn tables(sql: &'static str) -> Vec<(&'static str, BTreeMap<&'static str, Known<'static>>)> {
    let mut tables: Vec<(&str, BTreeMap<&str, Known<'_>>)> = Vec::new();
    for line in sql.lines() {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.strip_prefix("IF NOT EXISTS ").unwrap_or(name);
            tables.push((name.trim_end_matches(" ("), BTreeMap::new()));
        } else if let (Some((_, columns)), Some(column)) = (tables.last_mut(), line.strip_prefix("    "))
            && column.starts_with(|first: char| first.is_ascii_lowercase())
            && let Some((name, rest)) = column.split_once(' ')
        {
            let end = rest.find([' ', ',']).unwrap_or(rest.len());
            // A comma may be between precision and scale.
            let end = if rest[..end].contains('(') { rest.find(')').map_or(end, |at| at + 1) } else { end };
            columns.insert(name, Known { kind: &rest[..end], may_be_null: !rest.contains("NOT NULL") });
        }
    }
    tables
}

/// Whether a column of one type takes whatever fits another.
fn takes(found: &str, needed: &str) -> bool {
    let (found, needed) = (in_short(found), in_short(needed));
    let (name, size) = parts(&found);
    let (needed_name, needed_size) = parts(&needed);
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

/// A type as statements spell it.
fn in_short(kind: &str) -> String {
    let kind = kind.replace("character varying", "varchar").replace("timestamp with time zone", "timestamptz");
    kind.replace("double precision", "double")
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
    fn every_column_that_is_written_or_read_is_known() {
        let known = known();
        for (table, columns) in Record::TABLES.iter().copied().chain(ALSO_WRITTEN).chain(READ) {
            for column in columns {
                assert!(known[table].contains_key(column), "{table}.{column}");
            }
        }
        assert!(SHARED.iter().all(|table| known.contains_key(table)));
        let payments = &known["payments"];
        let kinds = ["amount", "payment_date", "method"].map(|column| payments[column].kind);
        assert_eq!(kinds, ["numeric(12,2)", "date", "varchar(30)"]);
        assert!(payments["notes"].may_be_null && !payments["amount"].may_be_null);
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
