//! Writes `.dpm` files: samples and what tests need. Clinics' own files are made by their extractor.
//!
//! A [`Writer`] fills the database (`docs/format.md#container`) row by row and seals it with the integrity hash;
//! [`wrap`] puts the outer layers around it.

mod layering;

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, params};

use crate::entity::EntityType;
use crate::integrity::{IntegrityHasher, LogicalHash};
use crate::meta::Meta;
use crate::row::{EntityCount, EntityRow, FileRow, WarningRow};

pub use layering::{Layering, Lock, wrap, wrap_stream};

/// Version of the payload schemas this crate's writers fill.
pub const SCHEMA_VERSION: &str = "0.1.0";

/// Under which canonical uuids are made (`docs/format.md#canonical-uuids`).
const CANONICAL_NAMESPACE: uuid::Uuid = uuid::uuid!("dde7d63a-1f43-4ed8-8b91-67b5e9c7c0f7");

/// Set up for one writer and one pass: nobody reads before [`Writer::finish`], so a crash leaves nothing to recover.
const OPENING: &str = "
    PRAGMA user_version = 1;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -65536;
    BEGIN;
    CREATE TABLE _meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE _entities (
        entity_type TEXT PRIMARY KEY,
        row_count INTEGER NOT NULL,
        schema_version TEXT NOT NULL
    );
    CREATE TABLE _files (
        canonical_uuid TEXT PRIMARY KEY,
        parent_entity_type TEXT NOT NULL,
        parent_canonical_uuid TEXT NOT NULL,
        relative_path TEXT NOT NULL,
        declared_size_bytes INTEGER,
        sha256 TEXT,
        mime_hint TEXT
    );
    CREATE INDEX idx_files_parent ON _files(parent_entity_type, parent_canonical_uuid);
    CREATE TABLE _warnings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entity_type TEXT,
        source_id TEXT,
        severity TEXT NOT NULL CHECK (severity IN ('info','warn','error')),
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        raw_data TEXT CHECK (raw_data IS NULL OR json_valid(raw_data))
    );";

/// Prepared statements kept: one for each table of a full file, with room.
const STATEMENTS: usize = 64;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The database refused: no room, no permission, a row the tables do not accept.
    #[error("the database could not be written: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file could not be read or written.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The envelope could not be made.
    #[error("the file could not be encrypted: {0}")]
    Encrypt(String),
}

/// The deterministic id of a source row: UUID version 5 of `system:type:id`.
#[must_use]
pub fn canonical_uuid(source_system: &str, entity_type: &str, source_id: &str) -> uuid::Uuid {
    let name = [source_system, entity_type, source_id].join(":");
    uuid::Uuid::new_v5(&CANONICAL_NAMESPACE, name.as_bytes())
}

/// Writes one file, rows in whatever order they come, then [seals](Writer::finish) it.
pub struct Writer {
    connection: Connection,
    tables: BTreeMap<EntityType, EntityTable>,
}

struct EntityTable {
    rows: i64,
    insert: String,
}

impl Writer {
    /// Begins a file at a path where there is none yet.
    ///
    /// # Errors
    /// When the file exists or cannot be created.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        std::fs::File::create_new(path)?;
        Self::begin(Connection::open(path)?)
    }

    /// Begins a file that is never on a disk; [`Writer::finish_image`] gives its bytes.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn in_memory() -> Result<Self, WriteError> {
        Self::begin(Connection::open_in_memory()?)
    }

    fn begin(connection: Connection) -> Result<Self, WriteError> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(OPENING)?;
        Ok(Self { connection, tables: BTreeMap::new() })
    }

    /// Adds the table of an entity type, which may stay empty. Does nothing when it is there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn begin_entity(&mut self, entity_type: &EntityType) -> Result<(), WriteError> {
        if self.tables.contains_key(entity_type) {
            return Ok(());
        }
        self.connection.execute_batch(&format!(
            r#"CREATE TABLE "{entity_type}" (
                canonical_uuid TEXT PRIMARY KEY,
                source_id TEXT NOT NULL,
                source_system TEXT NOT NULL,
                payload TEXT NOT NULL CHECK (json_valid(payload)),
                raw_source_data TEXT NOT NULL CHECK (json_valid(raw_source_data)),
                extracted_at TEXT NOT NULL
            )"#
        ))?;
        let insert = format!(r#"INSERT INTO "{entity_type}" VALUES (?, ?, ?, ?, ?, ?)"#);
        self.tables.insert(entity_type.clone(), EntityTable { rows: 0, insert });
        Ok(())
    }

    /// Adds a row to the table of its type, which is made when needed. `extracted_at` is ISO 8601.
    ///
    /// # Errors
    /// When the row's id was there already, its JSON is not JSON, or the database cannot be written.
    pub fn push(
        &mut self,
        entity_type: &EntityType,
        row: &EntityRow<'_>,
        extracted_at: &str,
    ) -> Result<(), WriteError> {
        self.begin_entity(entity_type)?;
        if let Some(table) = self.tables.get_mut(entity_type) {
            self.connection.prepare_cached(&table.insert)?.execute(params![
                row.canonical_uuid,
                row.source_id,
                row.source_system,
                row.payload,
                row.raw_source_data,
                extracted_at,
            ])?;
            table.rows += 1;
        }
        Ok(())
    }

    /// Adds a radiograph or document that travels separately.
    ///
    /// # Errors
    /// When its id was there already or the database cannot be written.
    pub fn file(&mut self, row: &FileRow<'_>) -> Result<(), WriteError> {
        self.connection.prepare_cached("INSERT INTO _files VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            row.canonical_uuid,
            row.parent_entity_type,
            row.parent_canonical_uuid,
            row.relative_path,
            row.declared_size_bytes,
            row.sha256,
            row.mime_hint,
        ])?;
        Ok(())
    }

    /// Adds something the extractor wants known.
    ///
    /// # Errors
    /// When its id was there already, its severity is unknown, its JSON is not JSON, or the database cannot be
    /// written.
    pub fn warning(&mut self, row: &WarningRow<'_>) -> Result<(), WriteError> {
        self.connection.prepare_cached("INSERT INTO _warnings VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            row.id,
            row.entity_type,
            row.source_id,
            row.severity,
            row.code,
            row.message,
            row.raw_data,
        ])?;
        Ok(())
    }

    /// Seals the file: row counts, what it says of itself, and the integrity hash, which replaces the one in `meta`.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish(self, meta: &Meta) -> Result<LogicalHash, WriteError> {
        let digest = self.seal(meta)?;
        self.connection.close().map_err(|(_, error)| error)?;
        Ok(digest)
    }

    /// As [`Writer::finish`], and gives the database's bytes.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish_image(self, meta: &Meta) -> Result<Vec<u8>, WriteError> {
        self.seal(meta)?;
        Ok(self.connection.serialize("main")?.to_vec())
    }

    fn seal(&self, meta: &Meta) -> Result<LogicalHash, WriteError> {
        for (entity_type, table) in &self.tables {
            // Built at the end, an index over rows in any order takes a fraction of the time.
            self.connection.execute_batch(&format!(
                r#"CREATE INDEX "idx_{entity_type}_source" ON "{entity_type}"(source_system, source_id)"#
            ))?;
            self.connection.execute(
                "INSERT INTO _entities VALUES (?, ?, ?)",
                params![entity_type.as_str(), table.rows, SCHEMA_VERSION],
            )?;
        }
        let digest = self.digest()?;
        let sealed = Meta {
            integrity_hash_algo: Some("sha256".to_owned()),
            integrity_hash: Some(digest.to_string()),
            ..meta.clone()
        };
        for (key, value) in pairs(&sealed) {
            self.connection.execute("INSERT INTO _meta VALUES (?, ?)", params![key, value])?;
        }
        self.connection.execute_batch("COMMIT")?;
        Ok(digest)
    }

    fn digest(&self) -> Result<LogicalHash, WriteError> {
        let mut hasher = IntegrityHasher::new();
        for (entity_type, table) in &self.tables {
            hasher.entity_count(&EntityCount {
                entity_type: entity_type.as_str(),
                row_count: table.rows,
                schema_version: SCHEMA_VERSION,
            });
        }
        for entity_type in self.tables.keys() {
            self.hash_entities(&mut hasher, entity_type)?;
        }
        self.hash_files(&mut hasher)?;
        self.hash_warnings(&mut hasher)?;
        Ok(hasher.finish())
    }

    fn hash_entities(&self, hasher: &mut IntegrityHasher, entity_type: &EntityType) -> Result<(), WriteError> {
        let mut statement = self.connection.prepare(&format!(
            r#"SELECT canonical_uuid, source_id, source_system, payload, raw_source_data
               FROM "{entity_type}" ORDER BY canonical_uuid"#
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hasher.entity(
                entity_type,
                &EntityRow {
                    canonical_uuid: text(row, 0)?,
                    source_id: text(row, 1)?,
                    source_system: text(row, 2)?,
                    payload: text(row, 3)?,
                    raw_source_data: text(row, 4)?,
                },
            );
        }
        Ok(())
    }

    fn hash_files(&self, hasher: &mut IntegrityHasher) -> Result<(), WriteError> {
        let mut statement = self.connection.prepare("SELECT * FROM _files ORDER BY canonical_uuid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hasher.file(&FileRow {
                canonical_uuid: text(row, 0)?,
                parent_entity_type: text(row, 1)?,
                parent_canonical_uuid: text(row, 2)?,
                relative_path: text(row, 3)?,
                declared_size_bytes: row.get(4)?,
                sha256: optional_text(row, 5)?,
                mime_hint: optional_text(row, 6)?,
            });
        }
        Ok(())
    }

    fn hash_warnings(&self, hasher: &mut IntegrityHasher) -> Result<(), WriteError> {
        let mut statement = self.connection.prepare("SELECT * FROM _warnings ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hasher.warning(&WarningRow {
                id: row.get(0)?,
                entity_type: optional_text(row, 1)?,
                source_id: optional_text(row, 2)?,
                severity: text(row, 3)?,
                code: text(row, 4)?,
                message: text(row, 5)?,
                raw_data: optional_text(row, 6)?,
            });
        }
        Ok(())
    }
}

fn text<'row>(row: &'row rusqlite::Row<'_>, column: usize) -> Result<&'row str, WriteError> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}

fn optional_text<'row>(row: &'row rusqlite::Row<'_>, column: usize) -> Result<Option<&'row str>, WriteError> {
    Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
}

/// What is known of `meta`, key by key.
fn pairs(meta: &Meta) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(meta) else { return Vec::new() };
    fields.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests;
