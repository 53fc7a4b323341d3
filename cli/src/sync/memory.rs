//! What was read before: the digest of each file, while its size and date stay.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// How long what was read stays unwritten.
const EVERY: Duration = Duration::from_secs(5);

/// Digests by path; a file of its own, which may be deleted at any time.
pub(super) struct Memory {
    path: PathBuf,
    known: HashMap<String, Known>,
    /// Since when something is not written down.
    unsaved: Option<Instant>,
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
        Self { path, known, unsaved: None }
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
            self.unsaved.get_or_insert_with(Instant::now);
        }
    }

    /// A file is not what it was, though size and date say so.
    pub(super) fn forget(&mut self, path: &Path) {
        let gone = path.to_str().and_then(|path| self.known.remove(path));
        if gone.is_some() {
            self.unsaved.get_or_insert_with(Instant::now);
        }
    }

    /// Writes it down now and then, so that a power cut costs little. The end of a look tells whether that works.
    pub(super) fn save_in_time(&mut self) {
        if self.unsaved.is_some_and(|since| since.elapsed() >= EVERY) {
            let _told_later = self.save();
        }
    }

    /// Writes it down whole, or leaves what is there.
    pub(super) fn save(&mut self) -> anyhow::Result<()> {
        if self.unsaved.is_none() {
            return Ok(());
        }
        let new = self.path.with_extension("new");
        let written = serde_json::to_vec(&self.known).map_err(std::io::Error::from).and_then(|json| {
            let mut file = std::fs::File::create(&new)?;
            file.write_all(&json)?;
            file.sync_all()?;
            std::fs::rename(&new, &self.path)
        });
        // Tried again as late after a failure as after a success.
        self.unsaved = if written.is_ok() { None } else { Some(Instant::now()) };
        written.with_context(|| format!("{} could not be written; name another with --state", self.path.display()))
    }
}

fn modified(metadata: &Metadata) -> Option<u64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_down_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let (file, state) = (folder.path().join("a.png"), folder.path().join("state.json"));
        std::fs::write(&file, b"jaw").unwrap();
        let metadata = file.metadata().unwrap();
        let mut memory = Memory::open(state.clone());
        memory.remember(&file, &metadata, "digest");
        memory.save_in_time();
        assert!(!state.exists(), "not at once");
        memory.unsaved = Instant::now().checked_sub(EVERY);
        memory.save_in_time();
        assert_eq!(Memory::open(state.clone()).digest(&file, &metadata), Some("digest"));
        memory.forget(&file);
        memory.save().unwrap();
        assert_eq!(Memory::open(state).digest(&file, &metadata), None);
    }
}
