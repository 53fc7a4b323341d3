//! A chosen file's way to its contents: read, decrypt, decompress, check. Each layer is let go of once the next is there.

use std::cell::RefCell;

use dpmf::check::{Checked, check, check_with};
use dpmf::container::{Container, check_header};
use dpmf::envelope::dpme::{Header, Key};
use dpmf::envelope::{age, dpme};
use dpmf::error::Layer;
use dpmf::layering::Kind;
use dpmf::open::{expect_inner, unwrap_content};
use dpmf::passphrase::Passphrase;
use dpmf::progress::{Observer, Stage};
use dpmf::{Error, Limits};
use futures::future::join;
use mappers::CatalogSearch;
use web_sys::File;

use super::blocks::ReadAt as _;
use super::hashing::Hashing;
use super::meter::Meter;
use super::port::{breathe, now, post};
use super::refusal::{IMAGE_BYTES, RAW_BYTES};
use super::source::Source;
use super::{cipher, in_place, mask, preview};
use crate::protocol::{Reply, Sample};

/// The first bytes looked at: a SQLite header.
const HEAD_BYTES: usize = 100;
/// Bytes of text of a raw file held at a time: nothing else of it is in memory, and every pass over a table takes a second.
const WINDOW_IN_PLACE: usize = 256 * 1024 * 1024;
/// Rows of each type shown before a raw file is verified.
const GLANCE_SAMPLES: usize = 5;

/// A file that waits for its passphrase.
pub struct Locked {
    source: Source,
    kind: Kind,
    /// The encrypted content, read at the first attempt and kept for the next one.
    content: Option<Vec<u8>>,
}

/// A file that passed every check.
pub struct Opened {
    /// Where it came from.
    pub source: Source,
    /// Outermost first.
    pub layers: Vec<Layer>,
    /// Its contents.
    pub container: Container,
    /// What the checks found.
    pub checked: Checked,
    /// The catalog of the clinic that the file was last tried out with.
    pub catalog: RefCell<CatalogSearch>,
}

/// What a chosen file turned out to be.
pub enum Chosen {
    /// It takes a passphrase.
    Locked(Locked),
    /// It is open.
    Opened(Box<Opened>),
}

/// Recognises the file, and opens it when that takes no passphrase.
pub async fn choose(file: File) -> Result<Chosen, Error> {
    in_place::close();
    let source = Source::new(file);
    let head = source.head(HEAD_BYTES)?;
    let kind = Kind::recognise(&head)?;
    post(&Reply::Recognised { name: source.name(), size: source.size(), needs_passphrase: kind.needs_passphrase() });
    if kind.needs_passphrase() {
        return Ok(Chosen::Locked(Locked { source, kind, content: None }));
    }
    let mut observer = Reporter::new();
    let opened = if kind == Kind::Raw {
        check_header(&head, source.size())?;
        open_raw(source, &mut observer).await.map_err(in_place::cause)?
    } else {
        let (content, hashing) = join(read(&source, 0, &mut observer), Hashing::start()).await;
        unwrap(source, None, content?, hashing, &mut observer).await?
    };
    Ok(Chosen::Opened(Box::new(opened)))
}

/// A raw file is read where it lies, never taken into memory whole. What it declares is shown at once, then all of it is
/// checked.
async fn open_raw(source: Source, observer: &mut Reporter) -> Result<Opened, Error> {
    within(source.size(), RAW_BYTES)?;
    let limits = limits();
    let window = usize::try_from(source.size()).map_or(WINDOW_IN_PLACE, |size| size.min(WINDOW_IN_PLACE));
    let container = Container::from_connection(in_place::open(source.clone())?, &limits)?.read_in_passes(window);
    post(&Reply::Glance { preview: preview::glance(&container)? });
    for declared in container.declared()? {
        let of = Sample { entity_type: declared.entity_type.to_string(), outcome: None, page: 1, in_clear: false };
        let mut rows = preview::samples(&container, &declared.entity_type, GLANCE_SAMPLES)?;
        mask::unasked(&of, &mut rows);
        let kept = rows.len() as u64;
        post(&Reply::Samples { of, rows, kept });
    }
    let hashing = Hashing::start().await;
    verify(source, vec![Layer::Sqlite], container, hashing, observer).await
}

impl Locked {
    /// Opens the file. After a wrong passphrase another one can be tried at once.
    pub async fn unlock(&mut self, passphrase: Passphrase) -> Result<Opened, Error> {
        if passphrase.is_empty() {
            return Err(Error::PassphraseMissing);
        }
        let limits = limits();
        let mut observer = Reporter::new();
        let open = async {
            match self.kind {
                Kind::Dpme => self.open_dpme(&passphrase, &limits, &mut observer).await,
                _ => self.open_age(&passphrase, &limits, &mut observer).await,
            }
        };
        let (content, hashing) = join(open, Hashing::start()).await;
        // Wiped here: nothing of it is needed any more.
        drop(passphrase);
        unwrap(self.source.clone(), Some(self.kind.layer()), content?, hashing, &mut observer).await
    }

    async fn open_dpme(
        &mut self,
        passphrase: &Passphrase,
        limits: &Limits,
        observer: &mut Reporter,
    ) -> Result<Vec<u8>, Error> {
        let longest_header = usize::try_from(limits.header_bytes).unwrap_or(usize::MAX).saturating_add(8);
        let (header, start) = Header::parse(&self.source.head(longest_header)?, limits)?;
        for candidate in &passphrase.candidates() {
            observer.progress(Stage::Unlock, 0, Some(1));
            breathe().await;
            // Before the content is read, which then takes the place of scrypt's memory.
            let key = header.derive_key(candidate)?;
            observer.progress(Stage::Unlock, 1, Some(1));
            let content = self.content(start as u64, observer).await?;
            let size = content.len() as u64;
            observer.progress(Stage::Decrypt, 0, Some(size));
            match decrypt(&header, &key, content).await {
                Ok(()) => {
                    observer.progress(Stage::Decrypt, size, Some(size));
                    let content = self.content.take().unwrap_or_default();
                    return expect_inner(header.inner(), &content).map(|()| content);
                }
                Err(Error::WrongPassphraseOrDamaged) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::WrongPassphraseOrDamaged)
    }

    async fn open_age(
        &mut self,
        passphrase: &Passphrase,
        limits: &Limits,
        observer: &mut Reporter,
    ) -> Result<Vec<u8>, Error> {
        let armored = self.kind == Kind::AgeArmored;
        let content = self.content(0, observer).await?;
        breathe().await;
        let plain = age::decrypt(content, armored, passphrase, limits, observer)?;
        self.content = None;
        Ok(plain)
    }

    async fn content(&mut self, start: u64, observer: &mut Reporter) -> Result<&mut Vec<u8>, Error> {
        let content = match self.content.take() {
            Some(content) => content,
            None => read(&self.source, start, observer).await?,
        };
        Ok(self.content.insert(content))
    }
}

async fn decrypt(header: &Header, key: &Key, content: &mut Vec<u8>) -> Result<(), Error> {
    if cipher::is_offered(content.len()) {
        cipher::decrypt_in_place(header, key, content).await
    } else {
        dpme::decrypt_in_place(header, key, content)
    }
}

/// Reads the file from `start` on into one buffer.
async fn read(source: &Source, start: u64, observer: &mut Reporter) -> Result<Vec<u8>, Error> {
    let size = source.size().saturating_sub(start);
    within(size, IMAGE_BYTES)?;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let mut content = Vec::new();
    content.try_reserve_exact(length).map_err(|_| Error::OutOfMemory { needed: size })?;
    content.resize(length, 0);
    let mut done = 0;
    observer.progress(Stage::Read, 0, Some(size));
    let mut stream = source.stream(start);
    while let Some(rest) = content.get_mut(done..).filter(|rest| !rest.is_empty()) {
        done += if let Some(stream) = &mut stream {
            stream.read(rest).await?
        } else {
            breathe().await;
            source.slice(start + done as u64, rest)?
        };
        observer.progress(Stage::Read, done as u64, Some(size));
    }
    Ok(content)
}

/// Takes off what lies beneath the envelope.
async fn unwrap(
    source: Source,
    outer: Option<Layer>,
    content: Vec<u8>,
    hashing: Option<Hashing>,
    observer: &mut Reporter,
) -> Result<Opened, Error> {
    let limits = limits();
    breathe().await;
    let (inner, image) = unwrap_content(content, outer, &limits, observer)?;
    let container = Container::from_image(image, &limits)?;
    verify(source, outer.into_iter().chain(inner).collect(), container, hashing, observer).await
}

async fn verify(
    source: Source,
    layers: Vec<Layer>,
    container: Container,
    hashing: Option<Hashing>,
    observer: &mut Reporter,
) -> Result<Opened, Error> {
    breathe().await;
    let checked = match hashing {
        Some(hashing) => check_with(&container, &limits(), hashing.digester(), observer)?,
        None => check(&container, &limits(), observer)?,
    };
    let rows = checked.entities.iter().map(|declared| declared.row_count).sum();
    observer.progress(Stage::Verify, rows, Some(rows));
    Ok(Opened { source, layers, container, checked, catalog: RefCell::default() })
}

fn limits() -> Limits {
    Limits { file_bytes: IMAGE_BYTES, image_bytes: IMAGE_BYTES, ..Limits::default() }
}

fn within(size: u64, limit: u64) -> Result<(), Error> {
    if size > limit {
        return Err(Error::OverLimit { what: "size of the file, in bytes", found: size, limit });
    }
    Ok(())
}

/// Passes progress on to the page.
struct Reporter(Meter);

impl Reporter {
    fn new() -> Self {
        Self(Meter::new(now()))
    }
}

impl Observer for Reporter {
    fn progress(&mut self, stage: Stage, done: u64, total: Option<u64>) {
        if let Some(reply) = self.0.report(now(), stage.into(), done, total) {
            post(&reply);
        }
    }
}
