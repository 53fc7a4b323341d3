//! The age envelope, locked with a passphrase, binary or armoured (`docs/format.md#age`).

use std::io::{BufRead, ErrorKind, Read as _};
use std::ops::ControlFlow;

use age::armor::ArmoredReader;
use age::{DecryptError, Decryptor, scrypt};

use crate::error::Layer;
use crate::passphrase::Passphrase;
use crate::progress::{Observer, Stage, report};
use crate::{Error, Limits};

/// How far the header may reach. One passphrase takes about 150 bytes; a longer header names keys.
const HEADER_BYTES: u64 = 4096;
/// How the header's last line begins.
const HEADER_END: &[u8] = b"\n---";
/// The last line of an armoured file.
const ARMOR_END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// Bytes between two reports of progress.
const REPORT_BYTES: usize = 1024 * 1024;

/// Decrypts an age file into one buffer.
///
/// # Errors
/// [`Error::WrongPassphraseOrDamaged`] when no form of the passphrase opens it, [`Error::OverLimit`] when it asks
/// scrypt for too much work or memory, [`Error::Truncated`] when it ends too early, [`Error::BadEnvelope`] when it is
/// locked for keys or was changed, [`Error::Cancelled`].
pub fn decrypt(
    file: &[u8],
    armored: bool,
    passphrase: &Passphrase,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<Vec<u8>, Error> {
    let file = File { bytes: file, armored };
    file.check_header_length()?;
    let candidates = passphrase.candidates();
    for candidate in &candidates {
        report(observer, Stage::Unlock, 0, None)?;
        let mut identity = scrypt::Identity::new(candidate.as_str().to_owned().into());
        identity.set_max_work_factor(most_work(limits));
        let opened = if armored {
            file.open(ArmoredReader::new(file.bytes), &identity, limits, observer)?
        } else {
            file.open(file.bytes, &identity, limits, observer)?
        };
        if let ControlFlow::Break(content) = opened {
            return Ok(content);
        }
    }
    Err(Error::WrongPassphraseOrDamaged)
}

struct File<'a> {
    bytes: &'a [u8],
    armored: bool,
}

impl File<'_> {
    /// The header is parsed again for each line read, so its length is bounded before.
    fn check_header_length(&self) -> Result<(), Error> {
        let mut head = Vec::new();
        let read = ArmoredReader::new(self.bytes).take(HEADER_BYTES).read_to_end(&mut head);
        let ends = head.windows(HEADER_END.len()).any(|window| window == HEADER_END);
        if read.is_ok() && !ends && head.len() as u64 == HEADER_BYTES {
            return Err(bad("it is locked for keys, not with a passphrase"));
        }
        Ok(())
    }

    /// Tries one form of the passphrase: the content, or nothing where it does not fit.
    fn open(
        &self,
        reader: impl BufRead,
        identity: &scrypt::Identity,
        limits: &Limits,
        observer: &mut dyn Observer,
    ) -> Result<ControlFlow<Vec<u8>>, Error> {
        let decryptor = Decryptor::new_buffered(reader).map_err(|e| self.header_error(e, limits))?;
        if !decryptor.is_scrypt() {
            return Err(bad("it is locked for keys, not with a passphrase"));
        }
        let mut content = match decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)) {
            Ok(content) => content,
            Err(DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed | DecryptError::NoMatchingKeys) => {
                return Ok(ControlFlow::Continue(()));
            }
            Err(e) => return Err(self.header_error(e, limits)),
        };
        // The content is always shorter than the file, so it never grows past this.
        let mut plain = Vec::new();
        plain
            .try_reserve_exact(self.bytes.len())
            .map_err(|_| Error::OutOfMemory { needed: self.bytes.len() as u64 })?;
        loop {
            report(observer, Stage::Decrypt, plain.len() as u64, Some(self.bytes.len() as u64))?;
            let before = plain.len();
            let piece = content.by_ref().take(REPORT_BYTES as u64).read_to_end(&mut plain);
            piece.map_err(|e| self.content_error(e.kind(), plain.len()))?;
            if plain.len() == before {
                return Ok(ControlFlow::Break(plain));
            }
        }
    }

    fn header_error(&self, error: DecryptError, limits: &Limits) -> Error {
        match error {
            DecryptError::Io(e) if e.kind() == ErrorKind::UnexpectedEof || self.armor_is_cut() => self.truncated(),
            DecryptError::Io(e) => bad(e.to_string()),
            DecryptError::ExcessiveWork { required, .. } => Error::OverLimit {
                what: "work for scrypt (log2 of N)",
                found: required.into(),
                limit: most_work(limits).into(),
            },
            DecryptError::UnknownFormat => bad("it is of a version this one does not know"),
            DecryptError::InvalidMac => bad("its header was changed after it was encrypted"),
            _ => bad("its header is malformed"),
        }
    }

    fn content_error(&self, kind: ErrorKind, opened: usize) -> Error {
        if kind == ErrorKind::UnexpectedEof || self.armor_is_cut() {
            return self.truncated();
        }
        bad(format!("its content was changed, or cut short, after the first {opened} bytes"))
    }

    fn armor_is_cut(&self) -> bool {
        self.armored && !self.bytes.windows(ARMOR_END.len()).rev().any(|window| window == ARMOR_END)
    }

    fn truncated(&self) -> Error {
        Error::Truncated { layer: Layer::Age, at: self.bytes.len() as u64 }
    }
}

/// The base-2 logarithm of the highest N accepted: by work, and by memory at age's fixed r = 8.
fn most_work(limits: &Limits) -> u8 {
    let by_memory = (limits.scrypt_memory_bytes / (128 * 8)).checked_ilog2().unwrap_or(0);
    limits.scrypt_log_n.min(u8::try_from(by_memory).unwrap_or(u8::MAX))
}

fn bad(detail: impl Into<String>) -> Error {
    Error::BadEnvelope { layer: Layer::Age, detail: detail.into() }
}
