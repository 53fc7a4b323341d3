//! Where files lie while they are received: a folder of this server's own, for others may receive in the same place.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::folder::private_folder;

/// A lock of this name beside a folder is held while its server lives.
const LOCK: &str = "lock";

pub(super) struct Receipts {
    all: PathBuf,
    own: PathBuf,
    _alive: File,
}

impl Receipts {
    pub(super) fn open(all: PathBuf) -> io::Result<Self> {
        private_folder().recursive(true).create(&all)?;
        let own = all.join(Uuid::new_v4().to_string());
        // Held before there is a folder that it is of.
        let alive = File::create(own.with_extension(LOCK))?;
        alive.lock()?;
        private_folder().create(&own)?;
        Ok(Self { all, own, _alive: alive })
    }

    /// A path for a file.
    pub(super) fn path(&self) -> PathBuf {
        self.own.join(Uuid::new_v4().to_string())
    }

    /// Forgets what was being received by servers that are no more.
    pub(super) fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.all)? {
            let path = entry?.path();
            let gone = if path.is_dir() {
                if path == self.own || is_alive(&path)? { Ok(()) } else { forget(&path) }
            } else if path.extension().is_some_and(|extension| extension == LOCK) {
                // It goes with its folder.
                Ok(())
            } else {
                fs::remove_file(&path)
            };
            unless_gone(gone)?;
        }
        Ok(())
    }
}

impl Drop for Receipts {
    fn drop(&mut self) {
        // What cannot be removed now, the next start removes.
        drop(forget(&self.own));
    }
}

fn is_alive(folder: &Path) -> io::Result<bool> {
    let lock = match File::open(folder.with_extension(LOCK)) {
        Ok(lock) => lock,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn forget(folder: &Path) -> io::Result<()> {
    unless_gone(fs::remove_dir_all(folder))?;
    unless_gone(fs::remove_file(folder.with_extension(LOCK)))
}

/// Another server that starts may have removed it first.
fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_another_server_receives_is_left_alone_while_it_lives() {
        let folder = tempfile::tempdir().unwrap();
        let all = folder.path().join("incoming");
        let (first, second) = (Receipts::open(all.clone()).unwrap(), Receipts::open(all.clone()).unwrap());
        let (theirs, ours) = (first.path(), second.path());
        for file in [&theirs, &ours, &all.join("of an earlier version")] {
            fs::write(file, b"half").unwrap();
        }
        second.clear().unwrap();
        assert!(theirs.exists() && ours.exists() && !all.join("of an earlier version").exists());

        // Killed, it removes nothing, and nothing holds its lock.
        let dead = all.join(Uuid::new_v4().to_string());
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join("half"), b"half").unwrap();
        fs::write(dead.with_extension(LOCK), b"").unwrap();
        second.clear().unwrap();
        assert!(!dead.exists() && !dead.with_extension(LOCK).exists());

        drop((first, second));
        assert_eq!(fs::read_dir(all).unwrap().count(), 0);
    }
}
