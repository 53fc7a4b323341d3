//! Batches: rows on their way from the browser to the server, as CBOR.
//!
//! A batch holds rows of one table, in the order of the integrity hash, so that the receiver can verify while it
//! reads. Layout (`docs/wire.md#batches`): `[table, first_index, rows]`, where `table` is the table's name,
//! `first_index` the position of the first row in that table, and each row an array of its columns.

use std::fmt;

use minicbor::{Decoder, Encoder};

use crate::Error;
use crate::entity::EntityType;
use crate::limits::{Limits, at_most};
use crate::row::{EntityCount, EntityRow, FileRow, WarningRow};

/// Bytes at which a batch is closed: about 1 MiB travels at a time.
pub const TARGET_BYTES: usize = 1024 * 1024;

/// Room for the array headers and the table's name.
const HEADER_BYTES: usize = 128;

/// A table that travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// `_entities`: what the file declares.
    Entities,
    /// A table of entities.
    Entity(EntityType),
    /// `_files`: the manifest of radiographs and documents.
    Files,
    /// `_warnings`: what the extractor wants known.
    Warnings,
}

impl Table {
    /// The table's name in the file and on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Entities => "_entities",
            Self::Entity(entity_type) => entity_type.as_str(),
            Self::Files => "_files",
            Self::Warnings => "_warnings",
        }
    }

    /// The table of that name.
    ///
    /// # Errors
    /// [`Error::InvalidEntityType`] when no table can have that name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        Ok(match name {
            "_entities" => Self::Entities,
            "_files" => Self::Files,
            "_warnings" => Self::Warnings,
            other => Self::Entity(EntityType::parse(other)?),
        })
    }
}

/// The rows of a batch, all of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows<'a> {
    /// Rows of `_entities`.
    Entities(Vec<EntityCount<'a>>),
    /// Rows of the named entity table.
    Entity(EntityType, Vec<EntityRow<'a>>),
    /// Rows of `_files`.
    Files(Vec<FileRow<'a>>),
    /// Rows of `_warnings`.
    Warnings(Vec<WarningRow<'a>>),
}

impl Rows<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Entities(rows) => rows.len(),
            Self::Entity(_, rows) => rows.len(),
            Self::Files(rows) => rows.len(),
            Self::Warnings(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The table they belong to.
    #[must_use]
    pub fn table(&self) -> Table {
        match self {
            Self::Entities(_) => Table::Entities,
            Self::Entity(entity_type, _) => Table::Entity(entity_type.clone()),
            Self::Files(_) => Table::Files,
            Self::Warnings(_) => Table::Warnings,
        }
    }
}

/// A received batch, borrowing from its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch<'a> {
    /// Position of the first row in its table, from 0.
    pub first_index: u64,
    /// The rows.
    pub rows: Rows<'a>,
}

impl<'a> Batch<'a> {
    /// Reads a batch. Nothing may follow it.
    ///
    /// # Errors
    /// [`Error::BadBatch`] with the offset where it stops making sense, [`Error::OverLimit`] when it is larger than
    /// [`Limits::batch_bytes`], [`Error::InvalidEntityType`] when its table cannot exist.
    pub fn decode(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        at_most(bytes.len() as u64, limits.batch_bytes, "size of a batch, in bytes")?;
        let mut decoder = Decoder::new(bytes);
        let batch = Self::read(&mut decoder)?;
        if decoder.position() != bytes.len() {
            return Err(bad(&decoder, &"something follows the last row"));
        }
        Ok(batch)
    }

    fn read(decoder: &mut Decoder<'a>) -> Result<Self, Error> {
        if decoder.array().map_err(|e| bad(decoder, &e))? != Some(3) {
            return Err(bad(decoder, &"not an array of table, first index and rows"));
        }
        let name = decoder.str().map_err(|e| bad(decoder, &e))?;
        let first_index = decoder.u64().map_err(|e| bad(decoder, &e))?;
        let rows = match Table::parse(name)? {
            Table::Entities => Rows::Entities(read_rows(decoder)?),
            Table::Entity(entity_type) => Rows::Entity(entity_type, read_rows(decoder)?),
            Table::Files => Rows::Files(read_rows(decoder)?),
            Table::Warnings => Rows::Warnings(read_rows(decoder)?),
        };
        Ok(Self { first_index, rows })
    }
}

fn read_rows<'a, T: minicbor::Decode<'a, ()>>(decoder: &mut Decoder<'a>) -> Result<Vec<T>, Error> {
    let declared = decoder.array().map_err(|e| bad(decoder, &e))?;
    let Some(declared) = declared else {
        return Err(bad(decoder, &"rows of unknown number"));
    };
    // Every row takes at least a byte, so a lie about the number cannot make us allocate more than was sent.
    let left = decoder.input().len().saturating_sub(decoder.position());
    let mut rows = Vec::with_capacity(usize::try_from(declared).unwrap_or(left).min(left));
    for _ in 0..declared {
        rows.push(decoder.decode().map_err(|e| bad(decoder, &e))?);
    }
    Ok(rows)
}

fn bad(decoder: &Decoder<'_>, detail: &dyn fmt::Display) -> Error {
    Error::BadBatch { at: decoder.position() as u64, detail: detail.to_string() }
}

/// Gathers rows of one table and cuts them into batches of about [`TARGET_BYTES`].
pub struct BatchBuilder {
    table: Table,
    first_index: u64,
    count: u64,
    rows: Encoder<Vec<u8>>,
}

impl BatchBuilder {
    /// A builder for the rows of a table, starting with its first.
    #[must_use]
    pub fn new(table: Table) -> Self {
        Self { table, first_index: 0, count: 0, rows: Encoder::new(Vec::new()) }
    }

    /// The table whose rows it gathers.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Adds a row of `_entities`; returns a batch when one is full.
    pub fn entity_count(&mut self, row: &EntityCount<'_>) -> Option<Vec<u8>> {
        self.push(row)
    }

    /// Adds a row of an entity table; returns a batch when one is full.
    pub fn entity(&mut self, row: &EntityRow<'_>) -> Option<Vec<u8>> {
        self.push(row)
    }

    /// Adds a row of `_files`; returns a batch when one is full.
    pub fn file(&mut self, row: &FileRow<'_>) -> Option<Vec<u8>> {
        self.push(row)
    }

    /// Adds a row of `_warnings`; returns a batch when one is full.
    pub fn warning(&mut self, row: &WarningRow<'_>) -> Option<Vec<u8>> {
        self.push(row)
    }

    /// The last batch, when rows are left.
    #[must_use]
    pub fn finish(mut self) -> Option<Vec<u8>> {
        (self.count > 0).then(|| self.cut())
    }

    fn push<T: minicbor::Encode<()>>(&mut self, row: &T) -> Option<Vec<u8>> {
        // Writing to a vector cannot fail.
        let _infallible = self.rows.encode(row);
        self.count += 1;
        (self.rows.writer().len() >= TARGET_BYTES).then(|| self.cut())
    }

    fn cut(&mut self) -> Vec<u8> {
        let rows = self.rows.writer_mut();
        let mut batch = Encoder::new(Vec::with_capacity(rows.len() + HEADER_BYTES));
        let _infallible = batch
            .array(3)
            .and_then(|e| e.str(self.table.name()))
            .and_then(|e| e.u64(self.first_index))
            .and_then(|e| e.array(self.count));
        let mut bytes = batch.into_writer();
        bytes.extend_from_slice(rows);
        rows.clear();
        self.first_index += self.count;
        self.count = 0;
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patients() -> Table {
        Table::parse("patient").expect("well-formed")
    }

    fn row(payload: &str) -> EntityRow<'_> {
        EntityRow { canonical_uuid: "u", source_id: "1", source_system: "gesden", payload, raw_source_data: "{}" }
    }

    #[test]
    fn rows_come_back_in_order_across_batches() {
        let payload = "x".repeat(TARGET_BYTES / 3);
        let mut builder = BatchBuilder::new(patients());
        let mut batches: Vec<_> = (0..8).filter_map(|_| builder.entity(&row(&payload))).collect();
        batches.extend(builder.finish());
        let mut next = 0;
        for bytes in &batches {
            let batch = Batch::decode(bytes, &Limits::default()).expect("valid");
            assert_eq!(batch.first_index, next);
            assert_eq!(batch.rows.table(), patients());
            next += batch.rows.len() as u64;
        }
        assert_eq!(next, 8);
        assert!(batches.len() > 1);
    }

    #[test]
    fn damage_is_refused_wherever_it_is() {
        let mut builder = BatchBuilder::new(patients());
        builder.entity(&row("{}"));
        let bytes = builder.finish().expect("one row");
        for end in 0..bytes.len() {
            assert!(Batch::decode(&bytes[..end], &Limits::default()).is_err(), "cut at {end}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Batch::decode(&longer, &Limits::default()).is_err());
    }

    #[test]
    fn a_lie_about_the_number_of_rows_allocates_nothing() {
        let mut lie = Encoder::new(Vec::new());
        let _infallible =
            lie.array(3).and_then(|e| e.str("patient")).and_then(|e| e.u64(0)).and_then(|e| e.array(u64::MAX));
        assert!(matches!(Batch::decode(&lie.into_writer(), &Limits::default()), Err(Error::BadBatch { .. })));
    }
}
