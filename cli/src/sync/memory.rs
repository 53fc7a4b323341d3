//! What was read before: the digest of each file, while its size and date stay.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// Digests by path; a file of its own, which may be deleted at any time.
pub(super) struct Memory {
    path: PathBuf,
    known: HashMap<String, Known>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    size: u64,
    modified: u64,
    sha256: String,
}

impl Memory {
    /// What an earlier run remembered; nothing when that cannot be read.
    pub(super) fn open(path: PathBuf) -> Self {
        let known = std::fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        Self { path, known }
    }

    pub(super) fn digest(&self, path: &Path, metadata: &Metadata) -> Option<&str> {
        let known = self.known.get(path.to_str()?)?;
        let is_same = known.size == metadata.len() && Some(known.modified) == modified(metadata);
        is_same.then_some(&known.sha256)
    }

    pub(super) fn remember(&mut self, path: &Path, metadata: &Metadata, sha256: &str) {
        if let (Some(path), Some(modified)) = (path.to_str(), modified(metadata)) {
            let known = Known { size: metadata.len(), modified, sha256: sha256.to_owned() };
            self.known.insert(path.to_owned(), known);
        }
    }

    /// Writes it down whole, or leaves what is there.
    pub(super) fn save(&self) -> anyhow::Result<()> {
        if self.known.is_empty() {
            return Ok(());
        }
        let new = self.path.with_extension("new");
        let written = serde_json::to_vec(&self.known).map_err(std::io::Error::from).and_then(|json| {
            let mut file = std::fs::File::create(&new)?;
            file.write_all(&json)?;
            file.sync_all()?;
            std::fs::rename(&new, &self.path)
        });
        written.with_context(|| format!("{} could not be written; name another with --state", self.path.display()))
    }
}

fn modified(metadata: &Metadata) -> Option<u64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}
