//! What the engines say differently.

use super::search;

/// An engine's way of putting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A condition: the text has the other in it.
    #[must_use]
    pub fn contains(self, text: &str, part: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({text}, {part}) > 0"),
            Self::Postgres => format!("strpos({text}, {part}) > 0"),
        }
    }

    /// Patients as they are searched: clinic, status, id, and a line to look into.
    #[must_use]
    pub fn patient_lines(self) -> String {
        match self {
            Self::Sqlite => "puente_patient_search".to_owned(),
            Self::Postgres => search::lines(),
        }
    }

    /// A condition: an instant has no fraction of a second.
    #[must_use]
    pub fn is_whole_second(self, instant: &str) -> String {
        match self {
            Self::Sqlite => format!("{instant} LIKE '%.000000Z'"),
            Self::Postgres => format!("date_trunc('second', {instant}) = {instant}"),
        }
    }

    /// After a table: its rows are to be found along an index. PostgreSQL knows by its statistics; SQLite has none.
    #[must_use]
    pub fn along(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!("INDEXED BY {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// The tables that make up the audit log.
    #[must_use]
    pub fn audit_logs(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["main.puente_audit", "sessions.puente_audit"],
            Self::Postgres => &["puente_audit"],
        }
    }

    /// The schema of tables that a temporary one may hide.
    #[must_use]
    pub fn home(self) -> &'static str {
        match self {
            Self::Sqlite => "main",
            Self::Postgres => "public",
        }
    }

    /// The type of a column with ids.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sqlite => "TEXT",
            Self::Postgres => "uuid",
        }
    }

    /// An expression that gives each row an id of its own.
    #[must_use]
    pub fn new_id(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
                    || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
            }
            Self::Postgres => "gen_random_uuid()",
        }
    }

    /// Makes a temporary table of ids, each with a mark of 0.
    #[must_use]
    pub fn marked_ids(self, table: &str) -> String {
        let (id, options) = match self {
            Self::Sqlite => ("TEXT", " WITHOUT ROWID"),
            Self::Postgres => ("uuid", " ON COMMIT DROP"),
        };
        format!(
            "CREATE TEMP TABLE {table} (id {id} NOT NULL PRIMARY KEY, mark INTEGER NOT NULL DEFAULT 0){options};
             CREATE INDEX marked_{table} ON {table} (mark) WHERE mark > 0;"
        )
    }

    /// The column in whose order an import's warnings were given.
    #[must_use]
    pub fn warning_order(self) -> &'static str {
        match self {
            Self::Sqlite => "seq",
            // Ids count up: DentalPin's table has no other column for it.
            Self::Postgres => "id",
        }
    }

    /// At the end of a query for rows that are changed next: nobody else changes them meanwhile.
    #[must_use]
    pub fn for_update(self) -> &'static str {
        match self {
            // Who writes is alone.
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The foreign keys of all tables but the importer's own: table, column, table referred to, and whether the row is
    /// part of the one it refers to.
    #[must_use]
    pub fn references(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT child.name, key.\"from\", key.\"table\", key.on_delete = 'CASCADE'
                 FROM main.sqlite_schema AS child JOIN pragma_foreign_key_list(child.name) AS key
                 WHERE child.type = 'table' AND child.name NOT LIKE 'migration\\_import\\_%' ESCAPE '\\'
                    AND child.name NOT LIKE 'puente\\_%' ESCAPE '\\'"
            }
            Self::Postgres => {
                "SELECT child.relname, own.attname, parent.relname, key.confdeltype = 'c'
                 FROM pg_constraint AS key JOIN pg_class AS child ON child.oid = key.conrelid
                 JOIN pg_class AS parent ON parent.oid = key.confrelid
                 JOIN pg_attribute AS own ON own.attrelid = key.conrelid AND own.attnum = key.conkey[1]
                 WHERE key.contype = 'f' AND child.relnamespace = 'public'::regnamespace
                    AND child.relname NOT LIKE 'migration\\_import\\_%' AND child.relname NOT LIKE 'puente\\_%'"
            }
        }
    }
}
