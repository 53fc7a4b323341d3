//! Where the bytes are kept: a folder, or a bucket of an S3-compatible service.
//!
//! | path | is |
//! |---|---|
//! | `{clinic}/{patient}/{YYYY-MM}/{document}.{ext}` | a document, where DentalPin keeps it, too; its previews lie beside it |
//! | `{clinic}/received/{sha256}` | bytes that wait for their patient |
//!
//! No part of a path comes from a file's own name but its extension, letter by letter.

use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use futures_util::StreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, GetOptions, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, Result};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

/// Bytes of one part of an upload to S3, which takes none smaller than 5 MiB.
const PART: usize = 8 << 20;

/// Where documents are kept, as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentsAt {
    Folder(PathBuf),
    /// `s3://bucket/prefix`; keys, region and endpoint come from the usual `AWS_…` variables.
    S3(String),
}

impl FromStr for DocumentsAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("s3", bucket)) if !bucket.is_empty() => Ok(Self::S3(text.to_owned())),
            None if !text.is_empty() => Ok(Self::Folder(text.into())),
            _ => Err("expected a folder, or s3://bucket/prefix".to_owned()),
        }
    }
}

/// The bytes of all clinics' documents.
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// The folder itself, when it is one.
    folder: Option<PathBuf>,
    /// Where files lie while they are received.
    incoming: PathBuf,
}

impl Storage {
    /// Opens it; a folder is made when missing.
    pub fn open(at: &DocumentsAt, data_dir: &FilePath) -> Result<Self> {
        match at {
            DocumentsAt::Folder(folder) => {
                // On the same disk, so that a received file is moved and not copied.
                let incoming = folder.join("incoming");
                private_folder(&incoming)?;
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self { store: Arc::new(store), folder: Some(folder.clone()), incoming })
            }
            DocumentsAt::S3(url) => {
                // The first that is installed stays; a second one is no error.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let incoming = data_dir.join("incoming");
                private_folder(&incoming)?;
                let bucket = AmazonS3Builder::from_env().with_url(url).build()?;
                let prefix = url.splitn(4, '/').nth(3).unwrap_or_default();
                Ok(Self { store: Arc::new(PrefixStore::new(bucket, prefix)), folder: None, incoming })
            }
        }
    }

    /// A path for a file that is being received.
    pub(super) fn incoming(&self) -> PathBuf {
        self.incoming.join(Uuid::new_v4().to_string())
    }

    /// Forgets files whose receipt was cut off by the end of an earlier run.
    pub(super) fn clear_incoming(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(&self.incoming)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// Keeps a file that is wholly on the disk. A folder takes it away from where it was.
    pub(super) async fn keep(&self, file: &FilePath, to: &Path) -> Result<()> {
        if let Some(folder) = &self.folder {
            let target = folder.join(to.as_ref());
            let parent = target.parent().map(FilePath::to_owned);
            let moved = async {
                if let Some(parent) = parent {
                    tokio::fs::create_dir_all(parent).await?;
                }
                tokio::fs::rename(file, target).await
            };
            return moved.await.map_err(generic);
        }
        let mut from = tokio::fs::File::open(file).await.map_err(generic)?;
        let mut writer = BufWriter::with_capacity(self.store.clone(), to.clone(), PART);
        let copied = tokio::io::copy(&mut from, &mut writer).await;
        match copied {
            Ok(_) => writer.shutdown().await.map_err(generic),
            Err(error) => {
                writer.abort().await?;
                Err(generic(error))
            }
        }
    }

    /// Keeps the same bytes in another place, too. In a folder they share their space. Doing it twice is doing it once.
    pub(super) async fn copy(&self, from: &Path, to: &Path) -> Result<()> {
        let Some(folder) = &self.folder else { return self.store.copy(from, to).await };
        let target = folder.join(to.as_ref());
        if let Some(parent) = target.parent() {
            tokio::fs::create_dir_all(parent).await.map_err(generic)?;
        }
        match tokio::fs::hard_link(folder.join(from.as_ref()), &target).await {
            Ok(()) => sync_folder(&target).await.map_err(generic),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            // Not every disk has links.
            Err(_) => self.store.copy(from, to).await,
        }
    }

    pub(crate) async fn put(&self, to: &Path, bytes: Vec<u8>) -> Result<()> {
        self.store.put(to, bytes.into()).await.map(drop)
    }

    pub(crate) async fn get(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.store.get_opts(path, options).await
    }

    /// Removes an object and its previews; what is not there is removed already.
    pub(crate) async fn remove(&self, path: &Path) {
        for path in [path.clone(), preview_path(path, PreviewSize::Small), preview_path(path, PreviewSize::Large)] {
            match self.store.delete(&path).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                // The sweep at the next start finds it.
                Err(error) => tracing::warn!(%error, "an object could not be removed"),
            }
        }
    }

    /// Everything that is kept.
    pub(super) fn list(&self) -> impl futures_util::Stream<Item = Result<ObjectMeta>> + Send + 'static {
        self.store.list(None).boxed()
    }
}

/// Sees to it that a new name is on the disk.
async fn sync_folder(file: &FilePath) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if cfg!(unix) => tokio::fs::File::open(folder).await?.sync_all().await,
        _ => Ok(()),
    }
}

fn generic(source: std::io::Error) -> Error {
    Error::Generic { store: "documents", source: source.into() }
}

/// Patients' data is nobody else's on this machine.
fn private_folder(path: &FilePath) -> Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(path).map_err(generic)
}

/// The two sizes of a preview; DentalPin names them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PreviewSize {
    Small,
    Large,
}

impl PreviewSize {
    /// Pixels of the longer edge.
    pub(crate) fn edge(self) -> u32 {
        match self {
            Self::Small => 256,
            Self::Large => 1024,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Small => ".thumb.jpg",
            Self::Large => ".medium.jpg",
        }
    }
}

pub(crate) fn preview_path(path: &Path, size: PreviewSize) -> Path {
    Path::from(format!("{path}{}", size.suffix()))
}

/// The document a path belongs to: its own, or the one it is a preview of.
pub(super) fn document_path(path: &str) -> &str {
    let sizes = [PreviewSize::Small, PreviewSize::Large];
    sizes.into_iter().find_map(|size| path.strip_suffix(size.suffix())).unwrap_or(path)
}

pub(super) fn received_path(clinic: Uuid, sha256: &str) -> Path {
    Path::from(format!("{clinic}/received/{sha256}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn places_are_a_folder_or_a_bucket() {
        assert_eq!("/srv/documents".parse(), Ok(DocumentsAt::Folder("/srv/documents".into())));
        assert_eq!("s3://clinic/images".parse(), Ok(DocumentsAt::S3("s3://clinic/images".to_owned())));
        for bad in ["", "s3://", "ftp://x/y"] {
            assert!(bad.parse::<DocumentsAt>().is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_copy_made_twice_is_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(&DocumentsAt::Folder(folder.path().to_owned()), folder.path()).unwrap();
        let (from, to) = (Path::from("c/received/x"), Path::from("c/p/2026-01/d.jpg"));
        storage.put(&from, b"bytes".to_vec()).await.unwrap();
        for _ in 0..2 {
            storage.copy(&from, &to).await.unwrap();
        }
        let there =
            std::fs::read_dir(folder.path().join("c/p/2026-01")).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(there.collect::<Vec<_>>(), ["d.jpg"]);
        let got = storage.get(&to, GetOptions::default()).await.unwrap().bytes().await.unwrap();
        assert_eq!(got.as_ref(), b"bytes");
    }

    #[test]
    fn previews_belong_to_their_document() {
        let path = Path::from("c/p/2026-01/d.jpg");
        for size in [PreviewSize::Small, PreviewSize::Large] {
            assert_eq!(document_path(preview_path(&path, size).as_ref()), path.as_ref());
        }
        assert_eq!(document_path("c/p/2026-01/d.jpg"), "c/p/2026-01/d.jpg");
    }
}
