//! Rows of a `.dpm`, borrowed from wherever they lie: a page of the database, or a received batch.
//!
//! Only what the integrity hash covers is here, so whatever travels can be verified (`extracted_at` is not covered
//! and stays behind).

use minicbor::{Decode, Encode};

/// A row of `_entities`: how many rows a table declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EntityCount<'a> {
    /// Name of the entity type and of its table.
    #[b(0)]
    pub entity_type: &'a str,
    /// Declared number of rows.
    #[n(1)]
    pub row_count: i64,
    /// Version of the entity's payload schema, such as `0.1.0`.
    #[b(2)]
    pub schema_version: &'a str,
}

/// A row of an entity table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EntityRow<'a> {
    /// Deterministic id of the row, the key of its table.
    #[b(0)]
    pub canonical_uuid: &'a str,
    /// Primary key in the source system, as text.
    #[b(1)]
    pub source_id: &'a str,
    /// The source system, such as `gesden`.
    #[b(2)]
    pub source_system: &'a str,
    /// The canonical record as JSON text, verbatim.
    #[b(3)]
    pub payload: &'a str,
    /// The original source row as JSON text, verbatim.
    #[b(4)]
    pub raw_source_data: &'a str,
}

/// A row of `_files`: one radiograph or document that travels separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FileRow<'a> {
    /// Id of the manifest entry.
    #[b(0)]
    pub canonical_uuid: &'a str,
    /// Type of the entity the file belongs to.
    #[b(1)]
    pub parent_entity_type: &'a str,
    /// Id of the entity the file belongs to.
    #[b(2)]
    pub parent_canonical_uuid: &'a str,
    /// Path below the source's image folder, `/` between parts.
    #[b(3)]
    pub relative_path: &'a str,
    /// Size in bytes as the extractor saw it.
    #[n(4)]
    pub declared_size_bytes: Option<i64>,
    /// SHA-256 of the contents, hexadecimal; absent when the extractor could not read the file.
    #[b(5)]
    pub sha256: Option<&'a str>,
    /// MIME type the extractor guessed.
    #[b(6)]
    pub mime_hint: Option<&'a str>,
}

/// A row of `_warnings`: something the extractor wants known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WarningRow<'a> {
    /// Number of the warning in the file.
    #[n(0)]
    pub id: i64,
    /// Entity type it speaks of.
    #[b(1)]
    pub entity_type: Option<&'a str>,
    /// Source id of the row it speaks of.
    #[b(2)]
    pub source_id: Option<&'a str>,
    /// `info`, `warn` or `error`.
    #[b(3)]
    pub severity: &'a str,
    /// Stable code, such as `patient.no_surname`.
    #[b(4)]
    pub code: &'a str,
    /// The extractor's words.
    #[b(5)]
    pub message: &'a str,
    /// JSON text with details.
    #[b(6)]
    pub raw_data: Option<&'a str>,
}
