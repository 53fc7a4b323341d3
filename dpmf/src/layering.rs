//! Layering: which wrapper a run of bytes begins, told by its first bytes and never by a file's name
//! (`docs/format.md#layering`).

use crate::Error;
use crate::error::Layer;

const SQLITE: &[u8] = b"SQLite format 3\0";
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const DPME: &[u8] = b"DPME";
const AGE: &[u8] = b"age-encryption.org/v1";
const AGE_ARMORED: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE---";

/// What a file, or the content of an envelope, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A SQLite database: the container itself.
    Raw,
    /// zstd frames.
    Zstd,
    /// A `DPME` envelope.
    Dpme,
    /// An age file, binary.
    Age,
    /// An age file, armoured.
    AgeArmored,
}

impl Kind {
    /// How many of the first bytes [`Kind::recognise`] looks at.
    pub const HEAD_BYTES: usize = 32;

    /// Tells what begins with these bytes: the first [`Kind::HEAD_BYTES`], or all there are.
    ///
    /// # Errors
    /// [`Error::Empty`] without bytes, [`Error::Truncated`] when they end within a known beginning,
    /// [`Error::NotDpmf`] when they are none.
    pub fn recognise(first_bytes: &[u8]) -> Result<Self, Error> {
        if first_bytes.is_empty() {
            return Err(Error::Empty);
        }
        if is_skippable_frame(first_bytes) {
            return Ok(Self::Zstd);
        }
        let beginnings = [
            (SQLITE, Self::Raw),
            (ZSTD, Self::Zstd),
            (DPME, Self::Dpme),
            (AGE, Self::Age),
            (AGE_ARMORED, Self::AgeArmored),
        ];
        for (beginning, kind) in beginnings {
            if first_bytes.starts_with(beginning) {
                return Ok(kind);
            }
            if beginning.starts_with(first_bytes) {
                return Err(Error::Truncated { layer: kind.layer(), at: first_bytes.len() as u64 });
            }
        }
        let found = first_bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
        Err(Error::NotDpmf { found })
    }

    /// Whether it takes a passphrase to open.
    #[must_use]
    pub fn needs_passphrase(self) -> bool {
        matches!(self, Self::Dpme | Self::Age | Self::AgeArmored)
    }

    /// The layer it is.
    #[must_use]
    pub fn layer(self) -> Layer {
        match self {
            Self::Raw => Layer::Sqlite,
            Self::Zstd => Layer::Zstd,
            Self::Dpme => Layer::Dpme,
            Self::Age | Self::AgeArmored => Layer::Age,
        }
    }
}

/// zstd sets sixteen magic numbers, `0x184D2A50` to `0x184D2A5F`, aside for frames a decoder skips; a stream may begin
/// with one.
fn is_skippable_frame(first_bytes: &[u8]) -> bool {
    matches!(first_bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_told_by_its_first_bytes() {
        for (beginning, kind) in [
            (SQLITE, Kind::Raw),
            (ZSTD, Kind::Zstd),
            (&[0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0], Kind::Zstd),
            (DPME, Kind::Dpme),
            (AGE, Kind::Age),
            (AGE_ARMORED, Kind::AgeArmored),
        ] {
            assert!(beginning.len() <= Kind::HEAD_BYTES);
            assert_eq!(Kind::recognise(beginning).expect("known"), kind);
        }
    }

    #[test]
    fn the_whole_sqlite_header_counts() {
        assert!(matches!(Kind::recognise(b"SQLite format 4\0"), Err(Error::NotDpmf { .. })));
        let cut = Kind::recognise(b"SQLite form");
        assert!(matches!(cut, Err(Error::Truncated { layer: Layer::Sqlite, at: 11 })));
    }

    #[test]
    fn other_files_are_refused_with_their_first_bytes() {
        let Err(Error::NotDpmf { found }) = Kind::recognise(b"PK\x03\x04 and the rest") else { panic!("recognised") };
        assert_eq!(found, "50 4b 03 04 20 61 6e 64");
        assert!(matches!(Kind::recognise(b""), Err(Error::Empty)));
    }
}
