//! Where rows go: the file being written, each with the envelope every payload repeats.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use anyhow::{Context as _, Result};
use dpmf::row::{EntityRow, FileRow, WarningRow};
use dpmf::writer::Writer;
use dpmf::{EntityType, LogicalHash, Meta};
use sha2::{Digest as _, Sha256};

use super::json::Object;

pub(crate) const SOURCE_SYSTEM: &str = "gesden";
pub(crate) const ADAPTER_VERSION: &str = "0.1.0";
pub(crate) const TENANT_LABEL: &str = "puente";

/// The id a source row has everywhere in the file.
pub(crate) fn canonical_uuid(entity_type: &str, source_id: &str) -> uuid::Uuid {
    dpmf::writer::canonical_uuid(SOURCE_SYSTEM, entity_type, source_id)
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        write!(digits, "{byte:02x}").unwrap_or_default();
    }
    digits
}

/// The file being written, at one of its tables.
pub(crate) struct Out {
    writer: Writer,
    table: Option<EntityType>,
    extracted_at: String,
    warnings: i64,
    numbers: BTreeMap<(char, i16), u32>,
    pub(crate) rows: u64,
}

impl Out {
    pub(crate) fn new(writer: Writer, extracted_at: String) -> Self {
        Self { writer, table: None, extracted_at, warnings: 0, numbers: BTreeMap::new(), rows: 0 }
    }

    /// Rows go to this table from now on.
    pub(crate) fn begin(&mut self, table: &str) -> Result<()> {
        let table = EntityType::parse(table)?;
        self.writer.begin_entity(&table)?;
        self.table = Some(table);
        Ok(())
    }

    /// A row: its source columns, and the fields the extractor made of them.
    pub(crate) fn row(&mut self, source_id: impl Display, source: &Object, fields: &Object) -> Result<()> {
        let table = self.table.as_ref().context("no table was begun")?;
        let source_id = source_id.to_string();
        let uuid = canonical_uuid(table.as_str(), &source_id).to_string();
        let raw_source_data = source.finish();
        let payload = Object::new()
            .quoted("canonical_uuid", &uuid)
            .quoted("source_system", SOURCE_SYSTEM)
            .quoted("entity_type", table)
            .text("source_id", &source_id)
            .quoted("adapter_version", ADAPTER_VERSION)
            .quoted("extracted_at", &self.extracted_at)
            .plain("raw_source_data", &raw_source_data)
            .and(fields)
            .quoted("tenant_label", TENANT_LABEL)
            .finish();
        let row = EntityRow {
            canonical_uuid: &uuid,
            source_id: &source_id,
            source_system: SOURCE_SYSTEM,
            payload: &payload,
            raw_source_data: &raw_source_data,
        };
        self.writer.push(table, &row, &self.extracted_at)?;
        self.rows += 1;
        Ok(())
    }

    /// A row of the manifest of files.
    pub(crate) fn file(&mut self, row: &FileRow<'_>) -> Result<()> {
        Ok(self.writer.file(row)?)
    }

    /// Something the extractor noticed about a row.
    pub(crate) fn warning(
        &mut self,
        about: Option<(&str, &str)>,
        severity: &str,
        code: &str,
        message: &str,
        details: Option<&Object>,
    ) -> Result<()> {
        self.warnings += 1;
        let raw_data = details.map(Object::finish);
        Ok(self.writer.warning(&WarningRow {
            id: self.warnings,
            entity_type: about.map(|(entity_type, _)| entity_type),
            source_id: about.map(|(_, source_id)| source_id),
            severity,
            code,
            message,
            raw_data: raw_data.as_deref(),
        })?)
    }

    /// The next number of a yearly series of invoices.
    pub(crate) fn next_number(&mut self, series: char, year: i16) -> u32 {
        let number = self.numbers.entry((series, year)).or_default();
        *number += 1;
        *number
    }

    pub(crate) fn finish(self, meta: &Meta) -> Result<LogicalHash> {
        Ok(self.writer.finish(meta)?)
    }
}
