//! The first 100 bytes of a SQLite database, as far as they say how large it is and how it is to be read.

use crate::Error;
use crate::error::Layer;

/// Bytes of the header.
const HEADER_BYTES: usize = 100;
/// Where the versions needed for writing and reading lie: 1 is a rollback journal, 2 a write-ahead log.
const WRITE_VERSION: usize = 18;
const READ_VERSION: usize = 19;

/// Refuses a database that is shorter than its header says. `head` is its first 100 bytes or more, `length` the size of
/// all of it in bytes.
///
/// # Errors
/// [`Error::Truncated`].
pub fn check(head: &[u8], length: u64) -> Result<(), Error> {
    if head.len() < HEADER_BYTES || declared_image_bytes(head) > length {
        return Err(Error::Truncated { layer: Layer::Sqlite, at: length });
    }
    Ok(())
}

/// The size in bytes a database's header says it has; 0 when it does not say, or `image` does not hold its header.
pub(crate) fn declared_image_bytes(image: &[u8]) -> u64 {
    let number = |at: usize| image.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes));
    let page_bytes = image.get(16..).and_then(|rest| rest.first_chunk()).map(|bytes| u16::from_be_bytes(*bytes));
    let (Some(page_bytes), Some(pages)) = (page_bytes, number(28)) else { return 0 };
    // The number of pages counts only when the program that last changed the file also set it.
    if number(24).is_none() || number(24) != number(92) || !image.starts_with(b"SQLite format 3\0") {
        return 0;
    }
    let page_bytes = if page_bytes == 1 { 65_536 } else { u64::from(page_bytes) };
    page_bytes * u64::from(pages)
}

/// Whether the database was last written with a write-ahead log.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn is_in_wal_mode(image: &[u8]) -> bool {
    image.get(READ_VERSION) == Some(&2)
}

/// Lets a database last written with a write-ahead log be read without one. What such a log still held is missing
/// then, and the integrity hash notices.
pub(super) fn leave_wal_mode(image: &mut [u8]) {
    for at in [WRITE_VERSION, READ_VERSION] {
        if let Some(version @ 2) = image.get_mut(at) {
            *version = 1;
        }
    }
}
