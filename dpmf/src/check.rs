//! Checking an open file: everything that must hold before a row of it is used, and what is worth knowing besides.

mod json;
mod references;
mod rows;
mod summary;

use serde::Serialize;

use crate::container::{self, Container, DeclaredEntity};
use crate::integrity::{Digester, IntegrityHasher};
use crate::progress::Observer;
use crate::{Error, FormatVersion, Limits, LogicalHash, Meta};

/// A file that holds what it declares.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the file says of itself.
    pub meta: Meta,
    /// Its format version.
    pub version: FormatVersion,
    /// Whether it, or one of its tables, was made for a later minor version of the format: it may hold things not looked
    /// at here.
    pub newer_minor: bool,
    /// Its integrity hash, declared and computed alike.
    pub digest: LogicalHash,
    /// Its entity tables, by name.
    pub entities: Vec<DeclaredEntity>,
    /// Tables it does not declare, whose rows are left where they are; they are no part of its hash.
    pub undeclared: Vec<String>,
    /// The files that travel separately.
    pub files: FilesSummary,
    /// What the extractor wanted known, grouped.
    pub extractor_warnings: Vec<WarningGroup>,
    /// References that lead nowhere.
    pub dangling: Vec<Dangling>,
    /// Entities whose payload cannot be read as a JSON object.
    pub json_errors: Vec<JsonErrors>,
}

/// The `_files` table, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FilesSummary {
    /// How many files are listed.
    pub total: u64,
    /// How many of them the extractor could not read.
    pub without_sha256: u64,
    /// Their sizes together, in bytes, as far as they are declared.
    pub declared_bytes: u64,
}

/// The rows of `_warnings` with the same code, severity and entity type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WarningGroup {
    /// The extractor's code.
    pub code: String,
    /// `info`, `warn` or `error`.
    pub severity: String,
    /// The entity type they speak of.
    pub entity_type: Option<String>,
    /// How many there are.
    pub count: u64,
    /// The message of the first.
    pub example: String,
}

/// References of one kind that lead nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dangling {
    /// The table they are in.
    pub entity_type: String,
    /// The member of the payload, or the column.
    pub field: String,
    /// How many there are.
    pub count: u64,
}

/// Entities of one type whose payload is not a JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonErrors {
    /// The entity type.
    pub entity_type: String,
    /// How many there are.
    pub count: u64,
}

/// Checks a file, reading every row of it once.
///
/// Refuses, in this order: a format it does not understand, an integrity hash that is missing or of an unknown kind,
/// tables that are missing or of the wrong shape, what is over a limit, rows that are more or fewer than declared, and
/// contents that do not match their hash. References that lead nowhere and payloads that do not parse are counted.
///
/// # Errors
/// Those of [`Container::meta`] and [`Container::declared`]; [`Error::InvalidFormatVersion`],
/// [`Error::FutureFormatVersion`], [`Error::UnknownHashAlgorithm`], [`Error::InvalidHash`], [`Error::RowCount`],
/// [`Error::HashMismatch`], [`Error::Cancelled`].
pub fn check(container: &Container, limits: &Limits, observer: &mut dyn Observer) -> Result<Checked, Error> {
    check_with(container, limits, IntegrityHasher::new(), observer)
}

/// As [`check`], with the hash computed by another: a browser's worker has it done by a second one.
///
/// # Errors
/// Those of [`check`] and of the digester.
pub fn check_with(
    container: &Container,
    limits: &Limits,
    digester: impl Digester,
    observer: &mut dyn Observer,
) -> Result<Checked, Error> {
    let meta = container.meta()?;
    let version = FormatVersion::gate(meta.format_version.as_deref())?;
    let declared_digest = declared_digest(&meta)?;
    let entities = container.declared()?;
    let is_newer = |it: &DeclaredEntity| FormatVersion::gate_schema(&it.entity_type, &it.schema_version);
    let newer = entities.iter().map(is_newer).collect::<Result<Vec<_>, _>>()?;
    let undeclared = container.undeclared(&entities)?;
    container::tables(&entities).iter().try_for_each(|table| container.check_table(table))?;
    let mut summary = summary::Summary::default();
    let found = rows::inspect(container, &entities, limits, digester, &mut summary, observer)?;
    if found.digest != declared_digest {
        return Err(Error::HashMismatch { declared: declared_digest, computed: found.digest });
    }
    let (files, extractor_warnings, orphans) = summary.finish();
    Ok(Checked {
        meta,
        version,
        newer_minor: version.is_newer_minor() || newer.contains(&true),
        digest: found.digest,
        entities,
        undeclared,
        files,
        extractor_warnings,
        dangling: found.dangling.into_iter().chain(orphans).collect(),
        json_errors: found.json_errors,
    })
}

/// The hash the file declares. Without one a file cannot pass.
fn declared_digest(meta: &Meta) -> Result<LogicalHash, Error> {
    let algorithm = meta.integrity_hash_algo.as_deref().unwrap_or_default();
    if algorithm != "sha256" {
        return Err(Error::UnknownHashAlgorithm { found: algorithm.chars().take(40).collect() });
    }
    meta.integrity_hash.as_deref().unwrap_or_default().parse()
}
