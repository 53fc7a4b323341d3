//! A row as SQLite gives it, and what it must hold.

use rusqlite::types::ValueRef;

use crate::batch::{TARGET_BYTES, Table};
use crate::limits::at_most;
use crate::row::{EntityCount, EntityRow, FileRow, WarningRow};
use crate::{Error, Limits};

/// Room a batch needs beside the text of its rows.
const BATCH_OVERHEAD_BYTES: u64 = 1024;

/// A row of any table.
pub(crate) enum Row<'a> {
    EntityCount(EntityCount<'a>),
    Entity(EntityRow<'a>),
    File(FileRow<'a>),
    Warning(WarningRow<'a>),
}

/// The columns of a row. Values must be of the storage class the format says; nothing is converted.
pub(super) struct Columns<'r> {
    pub(super) row: &'r rusqlite::Row<'r>,
    pub(super) table: &'r str,
    pub(super) limits: &'r Limits,
}

impl<'r> Columns<'r> {
    /// Reads a row of `table`, selected with the columns of its shape.
    pub(super) fn read(&self, table: &Table) -> Result<Row<'r>, Error> {
        Ok(match table {
            Table::Entities => Row::EntityCount(self.entity_count()?),
            Table::Entity(_) => Row::Entity(self.entity()?),
            Table::Files => Row::File(self.file()?),
            Table::Warnings => Row::Warning(self.warning()?),
        })
    }

    fn entity_count(&self) -> Result<EntityCount<'r>, Error> {
        Ok(EntityCount {
            entity_type: self.text(0, "entity_type")?,
            row_count: self.number(1, "row_count")?,
            schema_version: self.text(2, "schema_version")?,
        })
    }

    pub(super) fn entity(&self) -> Result<EntityRow<'r>, Error> {
        let row = EntityRow {
            canonical_uuid: self.text(0, "canonical_uuid")?,
            source_id: self.text(1, "source_id")?,
            source_system: self.text(2, "source_system")?,
            payload: self.text(3, "payload")?,
            raw_source_data: self.text(4, "raw_source_data")?,
        };
        self.check_size([row.canonical_uuid, row.source_id, row.source_system, row.payload, row.raw_source_data])?;
        Ok(row)
    }

    fn file(&self) -> Result<FileRow<'r>, Error> {
        let row = FileRow {
            canonical_uuid: self.text(0, "canonical_uuid")?,
            parent_entity_type: self.text(1, "parent_entity_type")?,
            parent_canonical_uuid: self.text(2, "parent_canonical_uuid")?,
            relative_path: self.text(3, "relative_path")?,
            declared_size_bytes: self.optional_number(4, "declared_size_bytes")?,
            sha256: self.optional_text(5, "sha256")?,
            mime_hint: self.optional_text(6, "mime_hint")?,
        };
        let optional = [row.sha256, row.mime_hint].map(Option::unwrap_or_default);
        let texts = [row.canonical_uuid, row.parent_entity_type, row.parent_canonical_uuid, row.relative_path];
        self.check_size(texts.into_iter().chain(optional))?;
        Ok(row)
    }

    fn warning(&self) -> Result<WarningRow<'r>, Error> {
        let row = WarningRow {
            id: self.number(0, "id")?,
            entity_type: self.optional_text(1, "entity_type")?,
            source_id: self.optional_text(2, "source_id")?,
            severity: self.text(3, "severity")?,
            code: self.text(4, "code")?,
            message: self.text(5, "message")?,
            raw_data: self.optional_text(6, "raw_data")?,
        };
        let optional = [row.entity_type, row.source_id, row.raw_data].map(Option::unwrap_or_default);
        self.check_size([row.severity, row.code, row.message].into_iter().chain(optional))?;
        Ok(row)
    }

    pub(super) fn text(&self, index: usize, column: &str) -> Result<&'r str, Error> {
        self.optional_text(index, column)?.ok_or_else(|| self.wrong(column, "NULL"))
    }

    fn optional_text(&self, index: usize, column: &str) -> Result<Option<&'r str>, Error> {
        let bytes = match self.row.get_ref(index)? {
            ValueRef::Null => return Ok(None),
            ValueRef::Text(bytes) => bytes,
            other => return Err(self.wrong(column, &other.data_type().to_string())),
        };
        at_most(bytes.len() as u64, self.limits.text_bytes, "size of a text value, in bytes")?;
        std::str::from_utf8(bytes).map(Some).map_err(|_| self.wrong(column, "text that is not UTF-8"))
    }

    fn number(&self, index: usize, column: &str) -> Result<i64, Error> {
        self.optional_number(index, column)?.ok_or_else(|| self.wrong(column, "NULL"))
    }

    fn optional_number(&self, index: usize, column: &str) -> Result<Option<i64>, Error> {
        match self.row.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            other => Err(self.wrong(column, &other.data_type().to_string())),
        }
    }

    /// A row must fit a batch that others have nearly filled.
    fn check_size<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Result<(), Error> {
        let room = self.limits.batch_bytes.saturating_sub(TARGET_BYTES as u64 + BATCH_OVERHEAD_BYTES);
        let size = texts.into_iter().map(|text| text.len() as u64).sum();
        at_most(size, room, "size of a row, in bytes")
    }

    /// Names the row by its key where that reads.
    fn wrong(&self, column: &str, holds: &str) -> Error {
        let key = match self.row.get_ref(0) {
            Ok(ValueRef::Text(bytes)) => String::from_utf8_lossy(bytes).chars().take(60).collect(),
            Ok(ValueRef::Integer(number)) => number.to_string(),
            _ => "unknown".to_owned(),
        };
        let table = format!("{}, row {key}", self.table);
        Error::WrongShape { table, detail: format!("its column {column} holds {holds}") }
    }
}
