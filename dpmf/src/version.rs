//! The format-version gate.

use std::fmt;
use std::str::FromStr;

use crate::{EntityType, Error};

/// A format version, `major.minor.patch` in plain digits. Major 0 is understood; anything newer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormatVersion {
    /// Changes when older readers must refuse.
    pub major: u32,
    /// Changes when something was added.
    pub minor: u32,
    /// Changes when nothing a reader sees did.
    pub patch: u32,
}

impl FormatVersion {
    /// The newest version this crate was written for.
    pub const CURRENT: Self = Self { major: 0, minor: 1, patch: 0 };

    /// Reads the declared version and lets it pass when it is understood.
    ///
    /// # Errors
    /// [`Error::InvalidFormatVersion`] when it is missing or malformed, [`Error::FutureFormatVersion`] when its major
    /// number is not 0.
    pub fn gate(declared: Option<&str>) -> Result<Self, Error> {
        let version: Self = declared.unwrap_or_default().parse()?;
        if version.major > Self::CURRENT.major {
            return Err(Error::FutureFormatVersion { found: version.to_string() });
        }
        Ok(version)
    }

    /// Lets the payloads of a table pass whose schema is understood. Whether there may be things in them that this crate
    /// does not know: the version is a later minor one, or no version.
    ///
    /// # Errors
    /// [`Error::FutureFormatVersion`] when its major number is not 0.
    pub fn gate_schema(entity_type: &EntityType, declared: &str) -> Result<bool, Error> {
        match declared.parse::<Self>() {
            Ok(version) if version.major > Self::CURRENT.major => {
                Err(Error::FutureFormatVersion { found: format!("{version} of {entity_type}") })
            }
            Ok(version) => Ok(version.is_newer_minor()),
            Err(_) => Ok(true),
        }
    }

    /// Whether the file may hold things this crate does not know yet.
    #[must_use]
    pub fn is_newer_minor(self) -> bool {
        (self.major, self.minor) > (Self::CURRENT.major, Self::CURRENT.minor)
    }
}

impl fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for FormatVersion {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidFormatVersion { found: text.chars().take(40).collect() };
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let no_padding = part.len() == 1 || !part.starts_with('0');
            if plain && no_padding { part.parse().map_err(|_| invalid()) } else { Err(invalid()) }
        };
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or_else(invalid).and_then(number);
        let version = Self { major: next()?, minor: next()?, patch: next()? };
        if parts.next().is_some() { Err(invalid()) } else { Ok(version) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_versions_of_major_0_pass() {
        assert!(FormatVersion::gate(Some("0.1.0")).is_ok());
        assert!(FormatVersion::gate(Some("0.27.3")).is_ok_and(FormatVersion::is_newer_minor));
        for odd in ["", "0", "0.1", "0.1.0.0", "-1.0.0", " 0.1.0", "00.1.0", "0_0.1.0", "0.1.", "٠.1.0", "0.1.x"] {
            let refused = FormatVersion::gate(Some(odd));
            assert!(matches!(refused, Err(Error::InvalidFormatVersion { .. })), "{odd}");
        }
        assert!(matches!(FormatVersion::gate(None), Err(Error::InvalidFormatVersion { .. })));
        for future in ["1.0.0", "12.0.0"] {
            let refused = FormatVersion::gate(Some(future));
            assert!(matches!(refused, Err(Error::FutureFormatVersion { .. })), "{future}");
        }
    }
}
