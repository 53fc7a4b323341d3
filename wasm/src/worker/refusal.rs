//! Errors in the page's terms.

use dpmf::Error;

use crate::protocol::Refusal;

/// Bytes of database image a browser is asked to hold: 1.5 GiB.
pub const IMAGE_BYTES: u64 = 3 * 512 * 1024 * 1024;
/// Bytes of a raw file, which stays on the disk: as far as 32 bits reach.
pub const RAW_BYTES: u64 = u32::MAX as u64;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        if let Error::OverLimit { found, limit: limit @ (IMAGE_BYTES | RAW_BYTES), .. } = error {
            return too_large(found, limit);
        }
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            help: error.help().to_owned(),
            retry_passphrase: matches!(error, Error::PassphraseMissing | Error::WrongPassphraseOrDamaged),
        }
    }
}

/// More than a browser can hold.
fn too_large(bytes: u64, limit: u64) -> Refusal {
    Refusal {
        code: "worker.too_large".to_owned(),
        message: format!(
            "the file holds a database of {:.1} GiB or more; a browser can open {:.1} GiB",
            gibibytes(bytes),
            gibibytes(limit)
        ),
        help: "Import this file with the command line: puente import FILE --server ADDRESS.".to_owned(),
        retry_passphrase: false,
    }
}

fn gibibytes(bytes: u64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let bytes = bytes as f64;
    bytes / f64::from(1_u32 << 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_invites_another_try() {
        assert!(Refusal::from(Error::WrongPassphraseOrDamaged).retry_passphrase);
        assert!(!Refusal::from(Error::Empty).retry_passphrase);
    }

    #[test]
    fn what_a_browser_cannot_hold_goes_to_the_command_line() {
        let refusal = Refusal::from(Error::OverLimit { what: "size", found: 2 * IMAGE_BYTES, limit: IMAGE_BYTES });
        assert_eq!(refusal.code, "worker.too_large");
        assert!(refusal.message.contains("3.0 GiB") && refusal.message.contains("1.5 GiB"), "{}", refusal.message);
        assert!(refusal.help.contains("puente import"));
        let raw = Refusal::from(Error::OverLimit { what: "size", found: 5 << 30, limit: RAW_BYTES });
        assert!(raw.code == "worker.too_large" && raw.message.contains("4.0 GiB"), "{}", raw.message);
        let other = Refusal::from(Error::OverLimit { what: "entity types", found: 201, limit: 200 });
        assert_eq!(other.code, "limit.exceeded");
    }
}
