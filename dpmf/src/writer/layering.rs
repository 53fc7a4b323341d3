//! The layers around the database: compression first, encryption last (`docs/format.md#layering`).

use std::io::{Read, Write};

use aes_gcm::aead::{AeadInOut as _, Generate as _};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::WriteError;

/// Level at which compression costs little more than reading.
const ZSTD_LEVEL: i32 = 3;

/// scrypt's r and p in a `DPME` header.
const SCRYPT_R: u32 = 8;
const SCRYPT_P: u32 = 1;

/// Which layers a file has around its database.
#[derive(Clone, Copy)]
pub struct Layering<'p> {
    /// Whether the database is compressed with zstd.
    pub compressed: bool,
    /// What locks the file, if anything does.
    pub lock: Option<Lock<'p>>,
}

/// An encrypted layer. `log_n` is the base-2 logarithm of scrypt's cost N: more is slower to guess, and to open.
#[derive(Clone, Copy)]
pub enum Lock<'p> {
    /// The `DPME` envelope: scrypt and AES-256-GCM.
    Dpme {
        /// UTF-8, used as it is.
        passphrase: &'p str,
        /// [`Lock::DPME_LOG_N`] outside tests.
        log_n: u8,
    },
    /// age with a passphrase.
    Age {
        /// UTF-8, used as it is.
        passphrase: &'p str,
        /// [`Lock::AGE_LOG_N`] outside tests.
        log_n: u8,
        /// Whether it is text (PEM-like) instead of binary.
        armored: bool,
    },
}

impl Lock<'_> {
    /// The cost the format fixes for `DPME`: 2^17, about 128 MiB.
    pub const DPME_LOG_N: u8 = 17;
    /// The cost age itself would choose on a common machine: 2^18, about 256 MiB.
    pub const AGE_LOG_N: u8 = 18;
}

impl Layering<'_> {
    /// The bare database.
    pub const RAW: Self = Self { compressed: false, lock: None };
    /// Compressed, readable by anyone.
    pub const ZSTD: Self = Self { compressed: true, lock: None };
}

/// Puts the layers around a database held in memory.
///
/// # Errors
/// When scrypt refuses the cost or there is not enough memory.
pub fn wrap(image: &[u8], layering: Layering<'_>) -> Result<Vec<u8>, WriteError> {
    let mut file = Vec::new();
    wrap_stream(&mut &image[..], image.len() as u64, layering, &mut file)?;
    Ok(file)
}

/// Puts the layers around a database of `image_bytes` bytes as it is read. Only a `DPME` envelope needs memory: its
/// content, compressed or not, is one sealed message.
///
/// # Errors
/// When reading or writing fails or scrypt refuses the cost.
pub fn wrap_stream(
    image: &mut dyn Read,
    image_bytes: u64,
    layering: Layering<'_>,
    file: &mut dyn Write,
) -> Result<(), WriteError> {
    let mut copy = |to: &mut dyn Write| -> Result<(), WriteError> {
        if layering.compressed {
            compress(image, image_bytes, to)
        } else {
            std::io::copy(image, to)?;
            Ok(())
        }
    };
    match layering.lock {
        None => copy(file),
        Some(Lock::Dpme { passphrase, log_n }) => {
            let mut content = Vec::new();
            copy(&mut content)?;
            seal_dpme(content, passphrase, log_n, layering.compressed, file)
        }
        Some(Lock::Age { passphrase, log_n, armored }) => lock_age(passphrase, log_n, armored, file, copy),
    }
}

fn compress(image: &mut dyn Read, image_bytes: u64, to: &mut dyn Write) -> Result<(), WriteError> {
    let mut encoder = zstd::Encoder::new(to, ZSTD_LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(Some(image_bytes))?;
    std::io::copy(image, &mut encoder)?;
    encoder.finish()?;
    Ok(())
}

fn seal_dpme(
    mut content: Vec<u8>,
    passphrase: &str,
    log_n: u8,
    compressed: bool,
    file: &mut dyn Write,
) -> Result<(), WriteError> {
    let salt = <[u8; 16]>::try_generate().map_err(refused)?;
    let iv = <[u8; 12]>::try_generate().map_err(refused)?;
    let cost = scrypt::Params::new(log_n, SCRYPT_R, SCRYPT_P).map_err(refused)?;
    let header = serde_json::json!({
        "v": 1,
        "kdf": "scrypt",
        "kdf_params": { "n": 1_u64 << log_n, "r": SCRYPT_R, "p": SCRYPT_P, "salt": BASE64.encode(salt) },
        "cipher": "AES-256-GCM",
        "iv": BASE64.encode(iv),
        "inner_layout": if compressed { "zstd" } else { "raw" },
    })
    .to_string();

    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase.as_bytes(), &salt, &cost, &mut *key).map_err(refused)?;
    let cipher = Aes256Gcm::new_from_slice(&*key).map_err(refused)?;
    let tag =
        cipher.encrypt_inout_detached(&iv.into(), header.as_bytes(), content.as_mut_slice().into()).map_err(refused)?;

    file.write_all(b"DPME")?;
    file.write_all(&u32::try_from(header.len()).map_err(refused)?.to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    file.write_all(&content)?;
    file.write_all(&tag)?;
    Ok(())
}

fn lock_age(
    passphrase: &str,
    log_n: u8,
    armored: bool,
    file: &mut dyn Write,
    copy: impl FnOnce(&mut dyn Write) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
    recipient.set_work_factor(log_n);
    let recipient: &dyn age::Recipient = &recipient;
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient)).map_err(refused)?;
    let format = if armored { age::armor::Format::AsciiArmor } else { age::armor::Format::Binary };
    let mut locked = encryptor.wrap_output(age::armor::ArmoredWriter::wrap_output(file, format)?)?;
    copy(&mut locked)?;
    locked.finish()?.finish()?;
    Ok(())
}

fn refused(error: impl std::fmt::Display) -> WriteError {
    WriteError::Encrypt(error.to_string())
}
