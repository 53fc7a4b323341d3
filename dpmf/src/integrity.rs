//! The integrity hash: one SHA-256 over the logical contents, whatever the page layout, compression or encryption.
//!
//! The byte stream is fixed by the format (`docs/format.md#integrity-hash`): every row is one line, `|` between
//! fields, LF at the end, NULL printed as `None`.

use std::fmt;
use std::io::Write as _;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::Error;
use crate::entity::EntityType;
use crate::row::{EntityCount, EntityRow, FileRow, WarningRow};

/// Bytes of lines gathered before they are hashed.
const BLOCK: usize = 64 * 1024;

/// A SHA-256 over a file's logical contents. Printed and parsed as 64 lower-case hexadecimal digits; compared in
/// constant time.
#[derive(Clone, Copy)]
pub struct LogicalHash([u8; 32]);

/// Computes the hash of lines, here or somewhere else.
pub trait Digester: Send {
    /// Takes the lines that come next.
    ///
    /// # Errors
    /// Whatever keeps lines from getting to where they are hashed.
    fn lines(&mut self, lines: &[u8]) -> Result<(), Error>;

    /// The hash of all lines.
    ///
    /// # Errors
    /// As [`Digester::lines`].
    fn finish(self) -> Result<LogicalHash, Error>;
}

impl Digester for IntegrityHasher {
    fn lines(&mut self, lines: &[u8]) -> Result<(), Error> {
        Self::lines(self, lines);
        Ok(())
    }

    fn finish(self) -> Result<LogicalHash, Error> {
        Ok(Self::finish(self))
    }
}

impl From<[u8; 32]> for LogicalHash {
    fn from(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl LogicalHash {
    /// The digest's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for LogicalHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for LogicalHash {}

impl fmt::Display for LogicalHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LogicalHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LogicalHash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidHash { found: text.chars().take(80).collect() };
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(invalid());
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| invalid())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| invalid())?;
        }
        Ok(Self(hash))
    }
}

/// Hashes rows as they pass. Feed them in the order of the format: `_entities` by name, each entity table in that
/// same order by canonical uuid, `_files` by canonical uuid, `_warnings` by id.
#[derive(Default)]
pub struct IntegrityHasher {
    sha256: Sha256,
    lines: Vec<u8>,
}

impl IntegrityHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row of `_entities`.
    pub fn entity_count(&mut self, row: &EntityCount<'_>) {
        write_entity_count(&mut self.lines, row);
        self.settle();
    }

    /// Adds a row of an entity table.
    pub fn entity(&mut self, entity_type: &EntityType, row: &EntityRow<'_>) {
        write_entity(&mut self.lines, entity_type, row);
        self.settle();
    }

    /// Adds a row of `_files`.
    pub fn file(&mut self, row: &FileRow<'_>) {
        write_file(&mut self.lines, row);
        self.settle();
    }

    /// Adds a row of `_warnings`.
    pub fn warning(&mut self, row: &WarningRow<'_>) {
        write_warning(&mut self.lines, row);
        self.settle();
    }

    /// Adds lines already written by the `write_*` functions of this module.
    pub fn lines(&mut self, lines: &[u8]) {
        self.flush();
        self.sha256.update(lines);
    }

    /// The digest of everything fed so far.
    #[must_use]
    pub fn finish(mut self) -> LogicalHash {
        self.flush();
        LogicalHash(self.sha256.finalize().into())
    }

    fn settle(&mut self) {
        if self.lines.len() >= BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.sha256.update(&self.lines);
        self.lines.clear();
    }
}

/// Appends the line of a row of `_entities`.
pub fn write_entity_count(lines: &mut Vec<u8>, row: &EntityCount<'_>) {
    fields(lines, &["_entities", row.entity_type]);
    number(lines, Some(row.row_count));
    last(lines, row.schema_version);
}

/// Appends the line of a row of an entity table.
pub fn write_entity(lines: &mut Vec<u8>, entity_type: &EntityType, row: &EntityRow<'_>) {
    fields(lines, &[entity_type.as_str(), row.canonical_uuid, row.source_id, row.source_system, row.payload]);
    last(lines, row.raw_source_data);
}

/// Appends the line of a row of `_files`.
pub fn write_file(lines: &mut Vec<u8>, row: &FileRow<'_>) {
    fields(
        lines,
        &["_files", row.canonical_uuid, row.parent_entity_type, row.parent_canonical_uuid, row.relative_path],
    );
    number(lines, row.declared_size_bytes);
    fields(lines, &[row.sha256.unwrap_or("None")]);
    last(lines, row.mime_hint.unwrap_or("None"));
}

/// Appends the line of a row of `_warnings`.
pub fn write_warning(lines: &mut Vec<u8>, row: &WarningRow<'_>) {
    fields(lines, &["_warnings"]);
    number(lines, Some(row.id));
    fields(
        lines,
        &[row.entity_type.unwrap_or("None"), row.source_id.unwrap_or("None"), row.severity, row.code, row.message],
    );
    last(lines, row.raw_data.unwrap_or("None"));
}

fn fields(lines: &mut Vec<u8>, values: &[&str]) {
    for value in values {
        lines.extend_from_slice(value.as_bytes());
        lines.push(b'|');
    }
}

fn number(lines: &mut Vec<u8>, value: Option<i64>) {
    match value {
        // Writing to a vector cannot fail.
        Some(value) => drop(write!(lines, "{value}|")),
        None => lines.extend_from_slice(b"None|"),
    }
}

fn last(lines: &mut Vec<u8>, value: &str) {
    lines.extend_from_slice(value.as_bytes());
    lines.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity_type(name: &str) -> EntityType {
        EntityType::parse(name).expect("well-formed")
    }

    #[test]
    fn an_empty_file_hashes_the_empty_string() {
        let digest = IntegrityHasher::new().finish().to_string();
        assert_eq!(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn one_row() {
        let mut hasher = IntegrityHasher::new();
        hasher.entity_count(&EntityCount { entity_type: "patient", row_count: 1, schema_version: "0.1.0" });
        hasher.entity(
            &entity_type("patient"),
            &EntityRow {
                canonical_uuid: "uuid-1",
                source_id: "1",
                source_system: "gesden",
                payload: r#"{"given_name":"Ana","family_name":"Lopez","sex":"female"}"#,
                raw_source_data: r#"{"Nombre":"Ana","Apellidos":"Lopez"}"#,
            },
        );
        let digest = hasher.finish().to_string();
        assert_eq!(digest, "8a8fe0a3d124f1c89e11c2d943b9cfe8d30d4cfb0714e6d468cc450dcda30c0e");
    }

    #[test]
    fn digests_parse_and_print() {
        let text = "2281a50ee62f3726aea339745f5a4425452e803af6e6e90d4bcac7f4fd424224";
        assert_eq!(text.parse::<LogicalHash>().expect("valid").to_string(), text);
        for bad in ["", "PENDING", "2281", &"g".repeat(64), &"é".repeat(32)] {
            assert!(bad.parse::<LogicalHash>().is_err(), "{bad}");
        }
    }
}
