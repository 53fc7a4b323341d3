//! A folder as the place where documents are kept: names appear when their bytes are whole, and are on the disk before anybody is told.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How often a name is given anew when its folder goes meanwhile, with the last file in it.
const TRIES: usize = 4;

#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) root: PathBuf,
    /// Whether its group reads what is kept, and may add to it: DentalPin, when it is its own.
    pub(super) is_shared: bool,
}

impl Folder {
    /// Takes a file that is wholly on the disk away from where it was.
    pub(super) fn keep(&self, file: &Path, to: &str) -> io::Result<()> {
        self.admit(file, 0o040)?;
        touch(file)?;
        self.name(to, |target| fs::rename(file, target))
    }

    /// Gives a file another name, too; its bytes are there once. Doing it twice is doing it once.
    pub(super) fn copy(&self, from: &str, to: &str, spare: &Path) -> io::Result<()> {
        let from = self.root.join(from);
        let linked = self.name(to, |target| match fs::hard_link(&from, target) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        });
        match linked {
            Ok(()) => touch(&self.root.join(to)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(error),
            // Not every disk has links.
            Err(_) => or_forget(spare, || {
                fs::copy(&from, spare)?;
                File::open(spare)?.sync_all()?;
                self.keep(spare, to)
            }),
        }
    }

    /// Keeps bytes.
    pub(super) fn put(&self, bytes: &[u8], to: &str, spare: &Path) -> io::Result<()> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        or_forget(spare, || {
            let mut file = options.open(spare)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            self.keep(spare, to)
        })
    }

    /// Gives a file its name in a folder that is there.
    fn name(&self, to: &str, give: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
        let target = self.root.join(to);
        let folder = target.parent().unwrap_or(&self.root);
        let mut tries = 1;
        loop {
            match self.make(folder).and_then(|()| give(&target)) {
                Err(error) if error.kind() == ErrorKind::NotFound && tries < TRIES => tries += 1,
                Err(error) => return Err(error),
                Ok(()) => return sync(folder),
            }
        }
    }

    /// Makes a folder, and those above it.
    fn make(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        let Some(above) = folder.parent() else { return Ok(()) };
        self.make(above)?;
        match private_folder().create(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
            made => made?,
        }
        self.admit(folder, 0o070)?;
        sync(above)
    }

    /// Lets the group in, where the folder is shared with one; what else there is of rights stays.
    fn admit(&self, path: &Path, rights: u32) -> io::Result<()> {
        #[cfg(unix)]
        if self.is_shared {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = path.metadata()?.permissions().mode();
            return fs::set_permissions(path, fs::Permissions::from_mode(mode | rights));
        }
        let _ = (path, rights);
        Ok(())
    }
}

/// Patients' data is nobody else's on this machine.
pub(super) fn private_folder() -> DirBuilder {
    let mut folder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
}

/// Does something with a file that is in nobody's way afterwards.
fn or_forget(spare: &Path, work: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    work().inspect_err(|_| drop(fs::remove_file(spare)))
}

/// What is named now is no remnant of an earlier run.
fn touch(file: &Path) -> io::Result<()> {
    File::options().write(true).open(file)?.set_modified(SystemTime::now())
}

/// Sees to it that the names in a folder are on the disk.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_made_twice_is_there_once() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder { root: root.path().to_owned(), is_shared: false };
        let file = root.path().join("new");
        fs::write(&file, b"bytes").unwrap();
        folder.keep(&file, "c/received/x").unwrap();
        for _ in 0..2 {
            folder.copy("c/received/x", "c/p/2026-01/d.jpg", &root.path().join("spare")).unwrap();
        }
        let there = fs::read_dir(root.path().join("c/p/2026-01")).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(there.collect::<Vec<_>>(), ["d.jpg"]);
        assert_eq!(fs::read(root.path().join("c/p/2026-01/d.jpg")).unwrap(), b"bytes");
        let gone = folder.copy("c/received/y", "c/p/2026-01/e.jpg", &root.path().join("spare")).unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn the_group_comes_in_where_the_folder_is_shared_and_nobody_elsewhere() {
        use std::os::unix::fs::PermissionsExt as _;
        for (is_shared, folder_mode, file_mode) in [(false, 0o700, 0o600), (true, 0o770, 0o640)] {
            let root = tempfile::tempdir().unwrap();
            let folder = Folder { root: root.path().to_owned(), is_shared };
            let file = root.path().join("new");
            fs::write(&file, b"bytes").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            folder.keep(&file, "c/p/d.jpg").unwrap();
            let mode = |path: &str| root.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("c"), mode("c/p"), mode("c/p/d.jpg")), (folder_mode, folder_mode, file_mode));
        }
    }
}
