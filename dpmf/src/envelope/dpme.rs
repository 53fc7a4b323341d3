//! The `DPME` envelope: a JSON header, then one AES-256-GCM message under a key scrypt makes of a passphrase
//! (`docs/format.md#dpme`).
//!
//! Deriving the key and decrypting are separate steps, so that a browser can give the second to WebCrypto.

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::error::Layer;
use crate::layering::Kind;
use crate::limits::at_most;
use crate::{Error, Limits};

/// Bytes before the header: the magic and the header's length.
const PREFIX_BYTES: usize = 8;
/// Bytes of the authentication tag that ends the file.
const TAG_BYTES: usize = 16;
/// Bytes of the nonce.
const IV_BYTES: usize = 12;
/// The lowest scrypt cost N honoured. Below it a passphrase is hardly protected, and no known writer goes there.
const MIN_N: u64 = 1 << 10;
/// scrypt's r as every known writer sets it; the unit in which [`Limits::scrypt_log_n`] bounds the work.
const USUAL_R: u64 = 8;

/// What lies inside the envelope, as its header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inner {
    /// The database.
    Raw,
    /// The database, compressed.
    Zstd,
}

impl Inner {
    /// The kind of bytes that should come out.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Raw => Kind::Raw,
            Self::Zstd => Kind::Zstd,
        }
    }
}

/// A header, checked against the limits.
#[derive(Clone, Debug)]
pub struct Header {
    raw: Vec<u8>,
    kdf: scrypt::Params,
    salt: Vec<u8>,
    iv: [u8; IV_BYTES],
    inner: Inner,
}

/// A key derived from a passphrase; wiped when dropped.
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// The 32 bytes, for a cipher elsewhere.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Header {
    /// Reads the header at the start of a file, and returns it with the offset at which the ciphertext starts.
    /// `bytes` must hold at least the whole header; 64 KiB + 8 always do.
    ///
    /// # Errors
    /// [`Error::Truncated`] when the bytes end before the header does, [`Error::OverLimit`] when it, or the work or
    /// memory it asks of scrypt, is too large, [`Error::BadEnvelope`] when it is not a header this version knows.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<(Self, usize), Error> {
        let truncated = || Error::Truncated { layer: Layer::Dpme, at: bytes.len() as u64 };
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or_else(truncated)?;
        if Kind::recognise(magic)? != Kind::Dpme {
            return Err(bad("it does not begin with DPME"));
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(truncated)?;
        let length = u32::from_le_bytes(*length);
        at_most(u64::from(length), limits.header_bytes, "length of the DPME header, in bytes")?;
        let raw = rest.get(..length as usize).ok_or_else(truncated)?;
        Ok((Self::read(raw, limits)?, PREFIX_BYTES + raw.len()))
    }

    fn read(raw: &[u8], limits: &Limits) -> Result<Self, Error> {
        let header: Map<String, Value> =
            serde_json::from_slice(raw).map_err(|e| bad(format!("its header is not a JSON object ({e})")))?;
        if number(&header, "v")? != 1 {
            return Err(bad("its header is of a version other than 1"));
        }
        expect(&header, "cipher", "AES-256-GCM")?;
        expect(&header, "kdf", "scrypt")?;
        let params = header.get("kdf_params").and_then(Value::as_object).ok_or_else(|| missing("kdf_params"))?;
        let inner = match text(&header, "inner_layout")? {
            "raw" => Inner::Raw,
            "zstd" => Inner::Zstd,
            _ => return Err(bad("inner_layout is neither raw nor zstd")),
        };
        let salt = bytes(params, "salt")?;
        if !(8..=64).contains(&salt.len()) {
            return Err(bad("its salt is not of 8 to 64 bytes"));
        }
        let iv = bytes(&header, "iv")?.try_into().map_err(|_| bad("its iv is not of 12 bytes"))?;
        Ok(Self { raw: raw.to_vec(), kdf: kdf(params, limits)?, salt, iv, inner })
    }

    /// The additional authenticated data: the header's bytes exactly as stored.
    #[must_use]
    pub fn aad(&self) -> &[u8] {
        &self.raw
    }

    /// The nonce.
    #[must_use]
    pub fn iv(&self) -> &[u8; 12] {
        &self.iv
    }

    /// What lies inside.
    #[must_use]
    pub fn inner(&self) -> Inner {
        self.inner
    }

    /// Derives the key. Takes the time and memory (128 · N · r bytes) the header asks for.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when that memory cannot be had.
    pub fn derive_key(&self, passphrase: &str) -> Result<Key, Error> {
        let needed = scrypt_memory(self.kdf.n(), self.kdf.r().into());
        let out_of_memory = || Error::OutOfMemory { needed };
        // scrypt would abort the program where the memory cannot be had; asking first turns that into an error.
        let mut probe = Vec::<u8>::new();
        let bytes = usize::try_from(needed).map_err(|_| out_of_memory())?;
        probe.try_reserve_exact(bytes).map_err(|_| out_of_memory())?;
        drop(std::hint::black_box(probe));
        let mut key = Zeroizing::new([0; 32]);
        scrypt::scrypt(passphrase.as_bytes(), &self.salt, &self.kdf, key.as_mut_slice())
            .map_err(|_| bad("scrypt cannot make a key of 32 bytes"))?;
        Ok(Key(key))
    }
}

/// Decrypts `payload`, the ciphertext with its tag, into the plaintext, in place. Nothing is decrypted before the tag is
/// checked: on failure the ciphertext is still whole, for another key to try.
///
/// # Errors
/// [`Error::WrongPassphraseOrDamaged`] when key, header and ciphertext do not belong together, [`Error::Truncated`]
/// when there is not even a tag.
pub fn decrypt_in_place(header: &Header, key: &Key, payload: &mut Vec<u8>) -> Result<(), Error> {
    if payload.len() < TAG_BYTES {
        let at = PREFIX_BYTES + header.raw.len() + payload.len();
        return Err(Error::Truncated { layer: Layer::Dpme, at: at as u64 });
    }
    open_in_place(key.as_bytes(), header.iv(), header.aad(), payload)
}

/// AES-256-GCM over a buffer that ends with its tag.
fn open_in_place(key: &[u8; 32], iv: &[u8; IV_BYTES], aad: &[u8], buffer: &mut Vec<u8>) -> Result<(), Error> {
    let (ciphertext, tag) = buffer.split_last_chunk_mut::<TAG_BYTES>().ok_or(Error::WrongPassphraseOrDamaged)?;
    let length = ciphertext.len();
    let tag = *tag;
    Aes256Gcm::new(&(*key).into())
        .decrypt_inout_detached(&(*iv).into(), aad, ciphertext.into(), &tag.into())
        .map_err(|_| Error::WrongPassphraseOrDamaged)?;
    buffer.truncate(length);
    Ok(())
}

fn kdf(params: &Map<String, Value>, limits: &Limits) -> Result<scrypt::Params, Error> {
    let (n, r, p) = (number(params, "n")?, number(params, "r")?, number(params, "p")?);
    if !n.is_power_of_two() || n < MIN_N {
        return Err(bad("scrypt's n is not a power of two of at least 1024"));
    }
    let (Ok(r32), Ok(p32), 1.., 1..) = (u32::try_from(r), u32::try_from(p), r, p) else {
        return Err(bad("scrypt's r or p is not a positive 32-bit number"));
    };
    at_most(scrypt_memory(n, r), limits.scrypt_memory_bytes, "memory for scrypt, in bytes")?;
    let work = n.saturating_mul(r).saturating_mul(p);
    let most = 1u64.checked_shl(limits.scrypt_log_n.into()).unwrap_or(u64::MAX).saturating_mul(USUAL_R);
    at_most(work, most, "work for scrypt (N · r · p)")?;
    let log_n = u8::try_from(n.ilog2()).map_err(|_| bad("scrypt's n is too large"))?;
    scrypt::Params::new(log_n, r32, p32).map_err(|_| bad("scrypt's parameters do not fit together"))
}

/// Bytes of memory scrypt takes.
fn scrypt_memory(n: u64, r: u64) -> u64 {
    n.saturating_mul(r).saturating_mul(128)
}

fn number(object: &Map<String, Value>, key: &str) -> Result<u64, Error> {
    object.get(key).and_then(Value::as_u64).ok_or_else(|| missing(key))
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Result<&'a str, Error> {
    object.get(key).and_then(Value::as_str).ok_or_else(|| missing(key))
}

fn bytes(object: &Map<String, Value>, key: &str) -> Result<Vec<u8>, Error> {
    BASE64.decode(text(object, key)?).map_err(|e| bad(format!("its {key} is not base64 ({e})")))
}

fn expect(object: &Map<String, Value>, key: &str, value: &str) -> Result<(), Error> {
    if text(object, key)? == value { Ok(()) } else { Err(bad(format!("its {key} is not {value}"))) }
}

fn missing(key: &str) -> Error {
    bad(format!("its header has no usable {key}"))
}

fn bad(detail: impl Into<String>) -> Error {
    Error::BadEnvelope { layer: Layer::Dpme, detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16));
        bytes.collect::<Result<_, _>>().expect("hexadecimal")
    }

    fn file(header: &str) -> Vec<u8> {
        let length = u32::try_from(header.len()).expect("short");
        [b"DPME".as_slice(), &length.to_le_bytes(), header.as_bytes()].concat()
    }

    #[test]
    fn wycheproof() {
        let cases: Vec<Map<String, Value>> =
            serde_json::from_str(include_str!("../../tests/vectors/aes_256_gcm.json")).expect("JSON");
        assert_eq!(cases.len(), 66);
        for case in cases {
            let bytes = |key| hex(text(&case, key).expect("a text"));
            let (key, iv) = (bytes("key").try_into().expect("32 bytes"), bytes("iv").try_into().expect("12 bytes"));
            let sealed = [bytes("ct"), bytes("tag")].concat();
            let mut buffer = sealed.clone();
            let opened = open_in_place(&key, &iv, &bytes("aad"), &mut buffer);
            if text(&case, "result").expect("a text") == "valid" {
                assert!(opened.is_ok() && buffer == bytes("msg"), "{case:?}");
            } else {
                assert!(matches!(opened, Err(Error::WrongPassphraseOrDamaged)), "{case:?}");
                assert_eq!(buffer, sealed, "the ciphertext is left for another key");
            }
        }
    }

    fn refusal(header: &str) -> Error {
        Header::parse(&file(header), &Limits::default()).expect_err("refused")
    }

    const GOOD: &str = r#"{"v":1,"kdf":"scrypt","kdf_params":{"n":131072,"r":8,"p":1,"salt":"AAECAwQFBgcICQoLDA0ODw=="},"cipher":"AES-256-GCM","iv":"oKGio6Slpqeoqaqr","inner_layout":"raw"}"#;

    #[test]
    fn headers_that_are_not_understood_are_refused() {
        for (from, to) in [
            (r#""v":1"#, r#""v":2"#),
            (r#""v":1"#, r#""v":"1""#),
            ("scrypt", "argon2"),
            ("AES-256-GCM", "aes-256-gcm"),
            (r#""raw""#, r#""gzip""#),
            ("oKGio6Slpqeoqaqr", "oKGio6Slpqeoqao="),
            ("oKGio6Slpqeoqaqr", "oKGio6Slpqeoqaq*"),
            ("AAECAwQFBgcICQoLDA0ODw==", "AAECAw=="),
            ("131072", "131071"),
            ("131072", "512"),
            (r#""r":8"#, r#""r":0"#),
            (r#""p":1"#, r#""p":-1"#),
            (r#""p":1"#, r#""p":1.5"#),
            (r#""kdf_params":{"#, r#""other":{"#),
        ] {
            let header = GOOD.replacen(from, to, 1);
            assert_ne!(header, GOOD);
            assert!(matches!(refusal(&header), Error::BadEnvelope { .. }), "{header}");
        }
        for header in ["", "[]", "null", "{}", "{\"v\":1", "\u{feff}{}"] {
            assert!(matches!(refusal(header), Error::BadEnvelope { .. }), "{header}");
        }
    }

    #[test]
    fn costs_beyond_the_limits_are_refused() {
        for (from, to) in [
            ("131072", "2097152"),
            ("131072", "9223372036854775808"),
            (r#""r":8"#, r#""r":4294967295"#),
            (r#""p":1"#, r#""p":16"#),
        ] {
            assert!(matches!(refusal(&GOOD.replacen(from, to, 1)), Error::OverLimit { .. }), "{to}");
        }
        let refused = Header::parse(&file(&" ".repeat(65_537)), &Limits::default());
        assert!(matches!(refused, Err(Error::OverLimit { found: 65_537, limit: 65_536, .. })));
    }

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        let limits = Limits { scrypt_log_n: 60, scrypt_memory_bytes: u64::MAX, ..Limits::default() };
        let header = GOOD.replacen("131072", "1125899906842624", 1);
        let (header, _) = Header::parse(&file(&header), &limits).expect("within these limits");
        assert!(matches!(header.derive_key("puente"), Err(Error::OutOfMemory { .. })));
    }
}
