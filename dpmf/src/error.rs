//! Everything that can be wrong with a file, each with a stable code and advice.

use crate::LogicalHash;

/// One of the layers a file is made of, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The `DPME` envelope: scrypt and AES-256-GCM.
    Dpme,
    /// age, binary or armoured, locked with a passphrase.
    Age,
    /// zstd frames.
    Zstd,
    /// The SQLite database itself.
    Sqlite,
}

impl Layer {
    /// Stable name: `dpme`, `age`, `zstd`, `sqlite`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dpme => "dpme",
            Self::Age => "age",
            Self::Zstd => "zstd",
            Self::Sqlite => "sqlite",
        }
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a file or a batch was refused. The text says what happened and where; [`Error::code`] is stable,
/// [`Error::help`] says what the user can do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// None of the known beginnings.
    #[error("this is not a .dpm file: it begins with {found}")]
    NotDpmf {
        /// The first bytes, in hexadecimal.
        found: String,
    },
    /// A file of no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file ends before its content does.
    #[error("the file is cut short: its {layer} layer ends at byte {at}, before its content does")]
    Truncated {
        /// The layer that ends too early.
        layer: Layer,
        /// Byte offset in that layer's input where more was expected.
        at: u64,
    },
    /// An encrypted file and no passphrase.
    #[error("the file is encrypted and no passphrase was given")]
    PassphraseMissing,
    /// The passphrase does not open the file, or the file changed: authenticated encryption cannot tell which.
    #[error(
        "the passphrase is wrong, or the file was damaged after it was encrypted; it is not possible to tell which"
    )]
    WrongPassphraseOrDamaged,
    /// An envelope that is not what it says.
    #[error("the {layer} envelope is damaged or of a kind this version does not know: {detail}")]
    BadEnvelope {
        /// `dpme` or `age`.
        layer: Layer,
        /// What is wrong with it.
        detail: String,
    },
    /// Compressed data that does not decompress.
    #[error("the compressed data is damaged near byte {at}: {detail}")]
    DamagedZstd {
        /// Byte offset in the compressed data.
        at: u64,
        /// What the decoder said.
        detail: String,
    },
    /// A database that does not read.
    #[error("the database inside the file is damaged: {detail}")]
    DamagedSqlite {
        /// What SQLite said.
        detail: String,
    },
    /// The contents are not what was extracted.
    #[error("the contents do not match their integrity hash: declared {declared}, computed {computed}")]
    HashMismatch {
        /// What the file says.
        declared: LogicalHash,
        /// What its rows give.
        computed: LogicalHash,
    },
    /// No integrity hash, or one that is not a SHA-256.
    #[error("the file has no valid integrity hash (found {found:?})")]
    InvalidHash {
        /// What stands in its place.
        found: String,
    },
    /// No hash algorithm, or one other than `sha256`.
    #[error("the integrity hash uses an algorithm this version does not know ({found:?}; sha256 is known)")]
    UnknownHashAlgorithm {
        /// What the file says.
        found: String,
    },
    /// A missing or malformed format version.
    #[error("the file's format version is missing or malformed (found {found:?})")]
    InvalidFormatVersion {
        /// What the file says.
        found: String,
    },
    /// A format made after this version.
    #[error("the file's format, {found}, is newer than this version understands (0.x)")]
    FutureFormatVersion {
        /// What the file says.
        found: String,
    },
    /// A table that must be there is not.
    #[error("the table {table} is missing")]
    MissingTable {
        /// Its name.
        table: String,
    },
    /// A table that is not the table it should be.
    #[error("{table} does not have the shape it should: {detail}")]
    WrongShape {
        /// The table, and the row where known.
        table: String,
        /// What differs.
        detail: String,
    },
    /// A name that cannot be an entity type.
    #[error("{name:?} cannot be the name of an entity type")]
    InvalidEntityType {
        /// The name, cut at 60 characters.
        name: String,
    },
    /// More or fewer rows than declared.
    #[error("{entity_type} has {actual} rows where the file declares {declared}")]
    RowCount {
        /// The entity type.
        entity_type: String,
        /// What `_entities` says.
        declared: i64,
        /// What is there.
        actual: u64,
    },
    /// Larger than is accepted.
    #[error("{what} is over the limit: {found}, where {limit} is accepted")]
    OverLimit {
        /// Which limit, in words with its unit.
        what: &'static str,
        /// What was found (a lower bound where reading stopped).
        found: u64,
        /// What is accepted.
        limit: u64,
    },
    /// More memory than this computer gives.
    #[error("this needs {needed} bytes of memory at once, and they are not to be had here")]
    OutOfMemory {
        /// How much was asked for.
        needed: u64,
    },
    /// A batch that is not what it says.
    #[error("the batch is malformed at byte {at}: {detail}")]
    BadBatch {
        /// Byte offset in the batch.
        at: u64,
        /// What is wrong with it.
        detail: String,
    },
    /// The user stopped the work.
    #[error("stopped")]
    Cancelled,
    /// The file could not be read.
    #[error("the file could not be read: {detail}")]
    Io {
        /// What the system said.
        detail: String,
    },
}

impl Error {
    /// A stable code for programs and translations.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDpmf { .. } => "file.not_dpmf",
            Self::Empty => "file.empty",
            Self::Truncated { .. } => "file.truncated",
            Self::PassphraseMissing => "passphrase.missing",
            Self::WrongPassphraseOrDamaged => "passphrase.wrong_or_damaged",
            Self::BadEnvelope { .. } => "envelope.invalid",
            Self::DamagedZstd { .. } => "zstd.damaged",
            Self::DamagedSqlite { .. } => "sqlite.damaged",
            Self::HashMismatch { .. } => "hash.mismatch",
            Self::InvalidHash { .. } => "hash.missing",
            Self::UnknownHashAlgorithm { .. } => "hash.unknown_algorithm",
            Self::InvalidFormatVersion { .. } => "format.invalid_version",
            Self::FutureFormatVersion { .. } => "format.future_version",
            Self::MissingTable { .. } => "shape.missing_table",
            Self::WrongShape { .. } => "shape.wrong",
            Self::InvalidEntityType { .. } => "shape.invalid_entity_type",
            Self::RowCount { .. } => "shape.row_count",
            Self::OverLimit { .. } => "limit.exceeded",
            Self::OutOfMemory { .. } => "limit.memory",
            Self::BadBatch { .. } => "batch.invalid",
            Self::Cancelled => "cancelled",
            Self::Io { .. } => "file.unreadable",
        }
    }

    /// What the user can do about it, in English.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotDpmf { .. } => {
                "Choose the file dental-bridge made; its name usually ends in .dpm, .dpm.zst, .dpm.enc, .dpm.zst.enc or .age."
            }
            Self::Empty | Self::Truncated { .. } | Self::DamagedZstd { .. } | Self::DamagedSqlite { .. } => {
                "Copy the file again from where it was extracted, and compare the sizes; if it fails again, extract it again."
            }
            Self::PassphraseMissing => "Type the passphrase that was chosen when the file was extracted.",
            Self::WrongPassphraseOrDamaged => {
                "Type the passphrase again (mind capitals and accents). If it is surely right, copy the file again from where it was extracted."
            }
            Self::HashMismatch { .. } | Self::InvalidHash { .. } => {
                "The file is incomplete or was changed after extraction. Extract it again; do not edit it."
            }
            Self::UnknownHashAlgorithm { .. } | Self::FutureFormatVersion { .. } => {
                "Update Puente, or extract the file with a version of dental-bridge that writes format 0.x."
            }
            Self::BadEnvelope { .. }
            | Self::InvalidFormatVersion { .. }
            | Self::MissingTable { .. }
            | Self::WrongShape { .. }
            | Self::InvalidEntityType { .. }
            | Self::RowCount { .. } => {
                "Extract the file again with a current dental-bridge; if it fails again, send its maker this message."
            }
            Self::OverLimit { .. } => {
                "Files of dental-bridge stay below it: extract the file again with a current version; if it is over it again, send its maker this message."
            }
            Self::OutOfMemory { .. } => "Close other programs and try again, or use a computer with more memory.",
            Self::BadBatch { .. } => "Reload the page and choose the file again; what was already received is kept.",
            Self::Cancelled => "Choose the file again to start over.",
            Self::Io { .. } => "Check that the file is still where it was and that you may read it.",
        }
    }
}
