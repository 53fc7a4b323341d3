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
use std::time::SystemTime;

use futures_util::StreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, GetOptions, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, Result};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::folder::Folder;
use super::receipts::Receipts;

/// Bytes of one part of an upload to S3, which takes none smaller than 5 MiB.
const PART: usize = 8 << 20;

/// The folder of what is being received.
const INCOMING: &str = "incoming";

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
    folder: Option<Folder>,
    /// Where files lie while they are received.
    receipts: Receipts,
}

impl Storage {
    /// Opens it; a folder is made when missing. One that is shared lets its group read.
    pub fn open(at: &DocumentsAt, data_dir: &FilePath, is_shared: bool) -> Result<Self> {
        match at {
            DocumentsAt::Folder(root) => {
                // On the same disk, so that a received file is moved and not copied.
                let receipts = Receipts::open(root.join(INCOMING)).map_err(generic)?;
                let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true).with_automatic_cleanup(true);
                let folder = Folder { root: root.clone(), is_shared };
                Ok(Self { store: Arc::new(store), folder: Some(folder), receipts })
            }
            DocumentsAt::S3(url) => {
                // The first that is installed stays; a second one is no error.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let receipts = Receipts::open(data_dir.join(INCOMING)).map_err(generic)?;
                let bucket = AmazonS3Builder::from_env().with_url(url).build()?;
                let prefix = url.splitn(4, '/').nth(3).unwrap_or_default();
                Ok(Self { store: Arc::new(PrefixStore::new(bucket, prefix)), folder: None, receipts })
            }
        }
    }

    /// A path for a file that is being received.
    pub(super) fn incoming(&self) -> PathBuf {
        self.receipts.path()
    }

    /// Forgets files whose receipt was cut off by the end of an earlier run.
    pub(super) fn clear_incoming(&self) -> std::io::Result<()> {
        self.receipts.clear()
    }

    /// Keeps a file that is wholly on the disk. A folder takes it away from where it was.
    pub(super) async fn keep(&self, file: &FilePath, to: &Path) -> Result<()> {
        if self.folder.is_some() {
            let file = file.to_owned();
            return self.in_folder(to, move |folder, to| folder.keep(&file, to)).await;
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
        if self.folder.is_none() {
            return self.store.copy(from, to).await;
        }
        let (from, spare) = (from.to_string(), self.incoming());
        self.in_folder(to, move |folder, to| folder.copy(&from, to, &spare)).await
    }

    pub(crate) async fn put(&self, to: &Path, bytes: Vec<u8>) -> Result<()> {
        if self.folder.is_none() {
            return self.store.put(to, bytes.into()).await.map(drop);
        }
        let spare = self.incoming();
        self.in_folder(to, move |folder, to| folder.put(&bytes, to, &spare)).await
    }

    /// Works in the folder, on a thread that may wait for the disk.
    async fn in_folder(
        &self,
        to: &Path,
        work: impl FnOnce(&Folder, &str) -> std::io::Result<()> + Send + 'static,
    ) -> Result<()> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let path = to.to_string();
        let done = tokio::task::spawn_blocking(move || work(&folder, &path)).await.map_err(std::io::Error::other);
        done.flatten().map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { path: to.to_string(), source: source.into() },
            _ => generic(source),
        })
    }

    pub(crate) async fn get(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.store.get_opts(path, options).await
    }

    /// When an object was given its name; nothing when it is not there.
    pub(super) async fn named_at(&self, path: &Path) -> Result<Option<SystemTime>> {
        match self.store.head(path).await {
            Ok(object) => Ok(Some(object.last_modified.into())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
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

    /// Everything that is kept for a clinic.
    pub(super) fn list(&self, clinic: Uuid) -> impl futures_util::Stream<Item = Result<ObjectMeta>> + Send + 'static {
        self.store.list(Some(&Path::from(clinic.to_string()))).boxed()
    }
}

fn generic(source: std::io::Error) -> Error {
    Error::Generic { store: "documents", source: source.into() }
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

    #[test]
    fn previews_belong_to_their_document() {
        let path = Path::from("c/p/2026-01/d.jpg");
        for size in [PreviewSize::Small, PreviewSize::Large] {
            assert_eq!(document_path(preview_path(&path, size).as_ref()), path.as_ref());
        }
        assert_eq!(document_path("c/p/2026-01/d.jpg"), "c/p/2026-01/d.jpg");
    }
}
