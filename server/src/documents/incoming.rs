//! A file on its way in: written to the disk and hashed as it comes, never held in memory.

use std::path::PathBuf;

use dpmf::LogicalHash;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncWriteExt as _, BufWriter};

use super::storage::Storage;

/// Bytes written to the disk at once.
const BUFFER: usize = 256 << 10;
/// The first bytes, by which one tells what a file is: magic numbers, the beginning of a page.
pub(super) const HEAD: usize = 4 << 10;

/// A file being received. It is gone when this is dropped, unless somebody kept it.
pub(crate) struct Incoming {
    pub(super) path: PathBuf,
    file: BufWriter<File>,
    hasher: Sha256,
    size: u64,
    head: Vec<u8>,
}

/// A file that was received whole, and is on the disk for good.
pub(crate) struct Received {
    pub(super) path: PathBuf,
    pub(crate) sha256: String,
    pub(super) size: u64,
    pub(super) head: Vec<u8>,
}

impl Incoming {
    pub(crate) async fn create(storage: &Storage) -> std::io::Result<Self> {
        let path = storage.incoming();
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = BufWriter::with_capacity(BUFFER, options.open(&path).await?);
        Ok(Self { path, file, hasher: Sha256::new(), size: 0, head: Vec::new() })
    }

    pub(crate) async fn write(&mut self, chunk: &[u8]) -> std::io::Result<()> {
        self.hasher.update(chunk);
        self.size += chunk.len() as u64;
        let room = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..room]);
        self.file.write_all(chunk).await
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) async fn finish(mut self) -> std::io::Result<Received> {
        self.file.flush().await?;
        self.file.get_ref().sync_all().await?;
        let digest = std::mem::take(&mut self.hasher).finalize();
        let sha256 = LogicalHash::from(<[u8; 32]>::from(digest)).to_string();
        Ok(Received {
            path: std::mem::take(&mut self.path),
            sha256,
            size: self.size,
            head: std::mem::take(&mut self.head),
        })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

/// What is not there was kept, or handed over.
fn forget(path: &std::path::Path) {
    if !path.as_os_str().is_empty() {
        let _gone = std::fs::remove_file(path);
    }
}
