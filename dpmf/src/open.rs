//! Opening a file: its layers come off one by one until the database is there.
//!
//! [`open_bytes`] and [`open_path`] do it in one call. A browser, which decrypts with WebCrypto in between, takes the
//! same steps itself: [`Kind::recognise`], [`dpme::Header::parse`], `derive_key`, its own AES-GCM, [`expect_inner`],
//! [`unwrap_content`],
//! [`Container::from_image`].

use crate::compression::decompress_image;
use crate::container::Container;
use crate::envelope::{age, dpme};
use crate::error::Layer;
use crate::layering::Kind;
use crate::limits::at_most;
use crate::passphrase::Passphrase;
use crate::progress::{Observer, Stage, report};
use crate::{Error, Limits};

/// An open file.
pub struct Opened {
    /// The layers it is made of, from the outside in; the last is the database.
    pub layers: Vec<Layer>,
    /// The database.
    pub container: Container,
}

/// Opens a file held in memory. At no time are more than the bytes of one layer and of the next held.
///
/// # Errors
/// [`Error::Empty`], [`Error::NotDpmf`], [`Error::Truncated`], [`Error::PassphraseMissing`],
/// [`Error::WrongPassphraseOrDamaged`], [`Error::BadEnvelope`], [`Error::DamagedZstd`], [`Error::DamagedSqlite`],
/// [`Error::WrongShape`], [`Error::OverLimit`], [`Error::OutOfMemory`], [`Error::Cancelled`].
pub fn open_bytes(
    bytes: Vec<u8>,
    passphrase: Option<&Passphrase>,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<Opened, Error> {
    let (layers, image) = unwrap_layers(bytes, passphrase, limits, observer)?;
    Ok(Opened { layers, container: Container::from_image(image, limits)? })
}

/// Opens a file on disk. A bare database is read in place, anything else is read into memory first.
///
/// # Errors
/// [`Error::Io`] when the file cannot be read, otherwise as [`open_bytes`].
#[cfg(not(target_family = "wasm"))]
pub fn open_path(
    path: &std::path::Path,
    passphrase: Option<&Passphrase>,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<Opened, Error> {
    let file = crate::source::Source::open(path, limits)?;
    if file.can_be_read_in_place()? {
        return Ok(Opened { layers: vec![Layer::Sqlite], container: Container::from_file(path, limits)? });
    }
    open_bytes(file.read(observer)?, passphrase, limits, observer)
}

/// Takes all layers off: the layers there were, from the outside in, and the image of the database.
///
/// # Errors
/// As [`open_bytes`].
pub fn unwrap_layers(
    mut bytes: Vec<u8>,
    passphrase: Option<&Passphrase>,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<(Vec<Layer>, Vec<u8>), Error> {
    at_most(bytes.len() as u64, limits.file_bytes, "size of the file, in bytes")?;
    let kind = Kind::recognise(&bytes)?;
    let passphrase = || passphrase.filter(|passphrase| !passphrase.is_empty()).ok_or(Error::PassphraseMissing);
    let mut layers = Vec::new();
    match kind {
        Kind::Raw | Kind::Zstd => {}
        Kind::Dpme => {
            layers.push(Layer::Dpme);
            let inner = decrypt_dpme(&mut bytes, passphrase()?, limits, observer)?;
            expect_inner(inner, &bytes)?;
        }
        Kind::Age | Kind::AgeArmored => {
            layers.push(Layer::Age);
            bytes = age::decrypt(&bytes, kind == Kind::AgeArmored, passphrase()?, limits, observer)?;
        }
    }
    let (inner, image) = unwrap_content(bytes, layers.last().copied(), limits, observer)?;
    layers.extend(inner);
    Ok((layers, image))
}

/// Takes off what lies inside an envelope (`outer`), or is the whole file where there is none: the layers there were,
/// and the image of the database.
///
/// # Errors
/// [`Error::BadEnvelope`] when an envelope holds another, [`Error::DamagedZstd`] when compressed data holds anything
/// but a database, otherwise as [`open_bytes`].
pub fn unwrap_content(
    content: Vec<u8>,
    outer: Option<Layer>,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<(Vec<Layer>, Vec<u8>), Error> {
    match Kind::recognise(&content)? {
        Kind::Raw => Ok((vec![Layer::Sqlite], content)),
        Kind::Zstd => {
            let image = decompress_image(&content, limits, observer)?;
            drop(content);
            match Kind::recognise(&image) {
                Ok(Kind::Raw) => Ok((vec![Layer::Zstd, Layer::Sqlite], image)),
                Ok(other) => {
                    let detail = format!("it holds {} data where a database is expected", other.layer());
                    Err(Error::DamagedZstd { at: 0, detail })
                }
                Err(e) => Err(e),
            }
        }
        other => {
            let detail = format!("it holds another envelope, {}", other.layer());
            Err(Error::BadEnvelope { layer: outer.unwrap_or(other.layer()), detail })
        }
    }
}

/// Turns a `DPME` file into its content, in the same buffer.
fn decrypt_dpme(
    bytes: &mut Vec<u8>,
    passphrase: &Passphrase,
    limits: &Limits,
    observer: &mut dyn Observer,
) -> Result<dpme::Inner, Error> {
    let (header, payload) = dpme::Header::parse(bytes, limits)?;
    bytes.drain(..payload);
    let total = Some(bytes.len() as u64);
    for candidate in passphrase.candidates() {
        report(observer, Stage::Unlock, 0, None)?;
        let key = header.derive_key(&candidate)?;
        report(observer, Stage::Decrypt, 0, total)?;
        match dpme::decrypt_in_place(&header, &key, bytes) {
            Err(Error::WrongPassphraseOrDamaged) => {}
            decrypted => return decrypted.map(|()| header.inner()),
        }
    }
    Err(Error::WrongPassphraseOrDamaged)
}

/// The content of a `DPME` envelope must be what its header says it is.
///
/// # Errors
/// [`Error::BadEnvelope`] when it is something else, otherwise as [`Kind::recognise`].
pub fn expect_inner(inner: dpme::Inner, content: &[u8]) -> Result<(), Error> {
    let found = Kind::recognise(content)?;
    if found == inner.kind() {
        return Ok(());
    }
    let detail = format!("its header promises {} inside, it holds {}", inner.kind().layer(), found.layer());
    Err(Error::BadEnvelope { layer: Layer::Dpme, detail })
}
