//! Limits on untrusted input. A `.dpm` is checked against all of them; over one, it is refused with
//! [`Error::OverLimit`] saying which and by how much.

use crate::Error;

/// How large each part of a file may be. The defaults fit the largest clinics seen, with room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it lies on disk. Default 16 GiB.
    pub file_bytes: u64,
    /// Bytes of the database image once decrypted and decompressed. Default 16 GiB; browsers set less.
    pub image_bytes: u64,
    /// Decompressed bytes for each compressed byte, over the whole frame once more than 64 MiB came out. Default 200.
    pub compression_ratio: u64,
    /// Bytes of zstd window, the history a decoder must keep. Default 128 MiB.
    pub window_bytes: u64,
    /// Bytes of the `DPME` header. Default 64 KiB.
    pub header_bytes: u64,
    /// Largest base-2 logarithm of scrypt's cost N, for `DPME` and age alike. Default 20 (1 GiB at r = 8).
    pub scrypt_log_n: u8,
    /// Bytes of memory scrypt may take (128 · N · r). Default 1 GiB.
    pub scrypt_memory_bytes: u64,
    /// Entity types in a file. Default 200.
    pub entity_types: u64,
    /// Rows in all tables together. Default 100 million.
    pub rows: u64,
    /// Bytes of one text value. Default 16 MiB.
    pub text_bytes: u64,
    /// Bytes of one encoded batch. Default 20 MiB, so that a row at the limit of `text_bytes` still travels.
    pub batch_bytes: u64,
    /// Nesting of JSON in a payload. Default 64.
    pub json_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        const GIB: u64 = 1024 * MIB;
        Self {
            file_bytes: 16 * GIB,
            image_bytes: 16 * GIB,
            compression_ratio: 200,
            window_bytes: 128 * MIB,
            header_bytes: 64 * 1024,
            scrypt_log_n: 20,
            scrypt_memory_bytes: GIB,
            entity_types: 200,
            rows: 100_000_000,
            text_bytes: 16 * MIB,
            batch_bytes: 20 * MIB,
            json_depth: 64,
        }
    }
}

/// Refuses what is over a limit; `what` names it in words with its unit.
pub(crate) fn at_most(found: u64, limit: u64, what: &'static str) -> Result<(), Error> {
    if found > limit { Err(Error::OverLimit { what, found, limit }) } else { Ok(()) }
}
