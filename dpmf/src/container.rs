//! The container: the SQLite database at the heart of every file (`docs/format.md#container`).
//!
//! SQLite reads it, on untrusted input and with everything off that a file could misuse: nothing the file defines is
//! ever run, only plain tables with the expected columns are read, and nothing in it can be as large as it likes.

mod batches;
mod columns;
mod connection;
mod entities;
mod header;
mod keys;
mod reader;
mod rows;
mod schema;

pub use batches::BatchReader;
pub(crate) use columns::Row;
pub(crate) use entities::{EntityReader, Window};
pub use header::check as check_header;
pub(crate) use header::declared_image_bytes;
#[cfg(not(target_family = "wasm"))]
pub(crate) use header::is_in_wal_mode;
pub(crate) use keys::KeyOrder;
pub(crate) use reader::Position;
pub use rows::EntityRows;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use columns::Columns;
use connection::Database;
use rusqlite::Connection;
use schema::Shape;

use crate::batch::Table;
use crate::entity::EntityType;
use crate::limits::at_most;
use crate::row::{EntityCount, EntityRow};
use crate::{Error, Limits, Meta};

/// Rows of `_meta` looked at; format 0.1 knows ten keys.
const META_ROWS: i64 = 1000;

/// An open database.
pub struct Container {
    database: Database,
    /// The text of entities held at a time while they are read, in bytes.
    window_bytes: usize,
    /// By type, once they were read.
    orders: RefCell<HashMap<EntityType, Arc<KeyOrder>>>,
    /// Whether reading along an index, all over the file, is no slower than reading from front to back.
    jumps: bool,
    limits: Limits,
}

/// A row of `_entities`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredEntity {
    /// The entity type.
    pub entity_type: EntityType,
    /// How many rows its table should have.
    pub row_count: u64,
    /// Version of its payload's schema.
    pub schema_version: String,
}

impl TryFrom<EntityCount<'_>> for DeclaredEntity {
    type Error = Error;

    fn try_from(row: EntityCount<'_>) -> Result<Self, Error> {
        let entity_type = EntityType::parse(row.entity_type)?;
        let row_count = u64::try_from(row.row_count).map_err(|_| Error::WrongShape {
            table: "_entities".to_owned(),
            detail: format!("it declares {} rows of {entity_type}", row.row_count),
        })?;
        Ok(Self { entity_type, row_count, schema_version: row.schema_version.to_owned() })
    }
}

/// A row of an entity table, on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedRow {
    /// Deterministic id of the row.
    pub canonical_uuid: String,
    /// Primary key in the source system.
    pub source_id: String,
    /// The source system.
    pub source_system: String,
    /// The canonical record as JSON text.
    pub payload: String,
    /// The original source row as JSON text.
    pub raw_source_data: String,
}

impl From<EntityRow<'_>> for OwnedRow {
    fn from(row: EntityRow<'_>) -> Self {
        Self {
            canonical_uuid: row.canonical_uuid.to_owned(),
            source_id: row.source_id.to_owned(),
            source_system: row.source_system.to_owned(),
            payload: row.payload.to_owned(),
            raw_source_data: row.raw_source_data.to_owned(),
        }
    }
}

impl Container {
    /// Opens a database held in memory. SQLite reads the bytes where they are.
    ///
    /// # Errors
    /// [`Error::Truncated`] when it is shorter than its own header says, [`Error::DamagedSqlite`] when SQLite cannot
    /// read it, [`Error::WrongShape`] when its text is not UTF-8.
    pub fn from_image(mut image: Vec<u8>, limits: &Limits) -> Result<Self, Error> {
        header::check(&image, image.len() as u64)?;
        header::leave_wal_mode(&mut image);
        Self::harden(Database::from_image(image)?, limits)
    }

    /// Takes over a connection to a database that lies elsewhere, opened for reading.
    ///
    /// # Errors
    /// As [`Container::from_image`].
    pub fn from_connection(connection: Connection, limits: &Limits) -> Result<Self, Error> {
        Self::harden(connection.into(), limits)
    }

    /// For a database where jumping about takes long, as in a file that a browser reads piece by piece: tables are read
    /// from front to back only, and at most so many bytes of their rows' text are held, for fewer passes over them.
    #[must_use]
    pub fn read_in_passes(self, window_bytes: usize) -> Self {
        Self { window_bytes, jumps: false, ..self }
    }

    /// Opens a database file in place, without locking it or writing beside it.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn from_file(path: &std::path::Path, limits: &Limits) -> Result<Self, Error> {
        Self::from_connection(connection::open_file(path)?, limits)
    }

    fn harden(database: Database, limits: &Limits) -> Result<Self, Error> {
        connection::harden(&database, limits)?;
        schema::check_encoding(&database)?;
        let window_bytes = entities::window_bytes(database.size()?);
        Ok(Self { database, window_bytes, orders: RefCell::default(), jumps: true, limits: limits.clone() })
    }

    /// What the file says of itself.
    ///
    /// # Errors
    /// [`Error::MissingTable`], [`Error::WrongShape`], [`Error::DamagedSqlite`].
    pub fn meta(&self) -> Result<Meta, Error> {
        schema::check(&self.database, "_meta", &schema::META)?;
        let mut meta = Meta::default();
        let mut statement = self.database.prepare("SELECT key, value FROM _meta LIMIT ?1")?;
        let mut rows = statement.query([META_ROWS])?;
        while let Some(row) = rows.next()? {
            let row = Columns { row, table: "_meta", limits: &self.limits };
            let (key, value) = (row.text(0, "key")?, row.text(1, "value")?);
            meta.set(key, value.to_owned());
        }
        Ok(meta)
    }

    /// The entity tables the file declares, sorted by name as bytes.
    ///
    /// # Errors
    /// [`Error::MissingTable`], [`Error::WrongShape`], [`Error::InvalidEntityType`], [`Error::OverLimit`],
    /// [`Error::DamagedSqlite`].
    pub fn declared(&self) -> Result<Vec<DeclaredEntity>, Error> {
        self.check_table(&Table::Entities)?;
        let mut declared = Vec::new();
        let _all = self.read(&Table::Entities, &mut Position::default(), |row| {
            if let Row::EntityCount(row) = row {
                declared.push(DeclaredEntity::try_from(row)?);
            }
            at_most(declared.len() as u64, self.limits.entity_types, "entity types in the file")?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(declared)
    }

    /// Tables of the file that `_entities` does not declare: the first so many, by name. Nothing of them is read.
    ///
    /// # Errors
    /// [`Error::DamagedSqlite`].
    pub fn undeclared(&self, declared: &[DeclaredEntity]) -> Result<Vec<String>, Error> {
        let is_declared = |name: &String| declared.iter().any(|it| it.entity_type.as_str() == name);
        let names = schema::tables(&self.database, self.limits.entity_types)?;
        Ok(names.into_iter().filter(|name| !is_declared(name)).collect())
    }

    /// The first rows of an entity table, in the order in which they were extracted.
    ///
    /// # Errors
    /// [`Error::MissingTable`], [`Error::WrongShape`], [`Error::OverLimit`], [`Error::DamagedSqlite`].
    pub fn sample(&self, entity_type: &EntityType, limit: usize) -> Result<Vec<OwnedRow>, Error> {
        self.check_table(&Table::Entity(entity_type.clone()))?;
        self.first_entities(entity_type, limit)
    }

    /// The row of that canonical uuid, of an entity table of a checked file.
    ///
    /// # Errors
    /// [`Error::WrongShape`], [`Error::OverLimit`], [`Error::DamagedSqlite`].
    pub fn row(&self, entity_type: &EntityType, canonical_uuid: &str) -> Result<Option<OwnedRow>, Error> {
        self.check_table(&Table::Entity(entity_type.clone()))?;
        self.entity(entity_type, canonical_uuid)
    }

    /// Whether a table is there, is a plain table, and has the columns it should have.
    pub(crate) fn check_table(&self, table: &Table) -> Result<(), Error> {
        schema::check(&self.database, table.name(), Shape::of(table))
    }
}

/// All tables that travel and are hashed, in the order of the integrity hash.
pub(crate) fn tables(declared: &[DeclaredEntity]) -> Vec<Table> {
    let mut tables = vec![Table::Entities];
    tables.extend(declared.iter().map(|declared| Table::Entity(declared.entity_type.clone())));
    tables.extend([Table::Files, Table::Warnings]);
    tables
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::DamagedSqlite { detail: error.to_string() }
    }
}
