//! Finding files: where the source had them, or wherever their contents are.

use std::collections::{HashMap, HashSet};
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use api::document::FileLine;
use sha2::{Digest as _, Sha256};

use super::memory::Memory;
use super::upload::in_parallel;

/// Bytes read at once.
const BLOCK: usize = 256 * 1024;
/// Folders below one another that are looked into.
const DEEPEST: usize = 64;

/// A file that is what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// The file at the path the import lists, when it is the one it lists.
pub(super) fn in_place(root: &Path, line: &FileLine, memory: &Mutex<&mut Memory>) -> Option<Found> {
    let path = below(root, &line.path)?;
    let sha256 = line.sha256.as_ref()?;
    let metadata = path.metadata().ok().filter(Metadata::is_file)?;
    let is_sized = line.size.is_none_or(|size| size == metadata.len());
    let is_it = is_sized && digest(&path, &metadata, memory).ok()? == *sha256;
    is_it.then(|| Found { path, size: metadata.len(), sha256: sha256.clone() })
}

/// A path of the source below a folder here, whichever way its slashes lean. One that would lead out of it leads nowhere.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let mut below = root.to_owned();
    for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." || part.contains(['\0', ':']) {
            return None;
        }
        below.push(part);
    }
    (below != root).then_some(below)
}

/// What a search by contents found.
pub(super) struct ByContents {
    pub(super) places: HashMap<String, Found>,
    /// What could not be read.
    pub(super) unreadable: Vec<PathBuf>,
}

/// Reads all files below a folder that may be one of those looked for: they have the size of one.
pub(super) fn by_contents(
    root: &Path,
    wanted: &HashMap<&str, Option<u64>>,
    workers: usize,
    memory: &mut Memory,
) -> ByContents {
    let sizes: HashSet<u64> = wanted.values().copied().flatten().collect();
    let is_any_size = wanted.values().any(Option::is_none);
    let mut found = ByContents { places: HashMap::new(), unreadable: Vec::new() };
    let mut files = Vec::new();
    walk(root, 0, &mut files, &mut found.unreadable);
    files.retain(|(_, metadata)| is_any_size || sizes.contains(&metadata.len()));
    in_parallel(
        workers,
        &files,
        memory,
        |(path, metadata), memory| digest(path, metadata, memory),
        |(path, metadata), sha256| {
            match sha256 {
                Ok(sha256) if wanted.contains_key(&*sha256) => {
                    let place = Found { path: path.clone(), size: metadata.len(), sha256: sha256.clone() };
                    found.places.insert(sha256, place);
                }
                Ok(_) => {}
                Err(_) => found.unreadable.push(path.clone()),
            }
            ControlFlow::Continue(())
        },
    );
    found
}

/// All files below a folder. Links are not followed: they may lead out of it, or round in circles.
fn walk(folder: &Path, depth: usize, files: &mut Vec<(PathBuf, Metadata)>, unreadable: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        unreadable.push(folder.to_owned());
        return;
    };
    for entry in entries.flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() && depth < DEEPEST => walk(&entry.path(), depth + 1, files, unreadable),
            Ok(metadata) if metadata.is_file() => files.push((entry.path(), metadata)),
            Ok(_) => {}
            Err(_) => unreadable.push(entry.path()),
        }
    }
}

fn digest(path: &Path, metadata: &Metadata, memory: &Mutex<&mut Memory>) -> std::io::Result<String> {
    let known = memory.lock().ok().and_then(|memory| memory.digest(path, metadata).map(str::to_owned));
    if let Some(known) = known {
        return Ok(known);
    }
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => hasher.update(&block[..read]),
        }
    }
    let sha256 = hex(&hasher.finalize());
    if let Ok(mut memory) = memory.lock() {
        memory.remember(path, metadata, &sha256);
    }
    Ok(sha256)
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use api::document::FileState;

    use super::*;

    #[test]
    fn paths_stay_below_the_folder() {
        let root = Path::new("/images");
        for (path, expected) in [
            ("RX/1/a.png", Some("/images/RX/1/a.png")),
            (r"RX\1\a.png", Some("/images/RX/1/a.png")),
            ("/RX/a.png", Some("/images/RX/a.png")),
            ("./RX/./a.png", Some("/images/RX/a.png")),
            ("../a.png", None),
            ("RX/../../a.png", None),
            (r"C:\RX\a.png", None),
            ("", None),
        ] {
            assert_eq!(below(root, path).as_deref(), expected.map(Path::new), "{path}");
        }
    }
    fn line(path: &str, contents: &[u8], size: Option<u64>) -> FileLine {
        FileLine {
            id: path.to_owned(),
            path: path.to_owned(),
            size,
            sha256: Some(hex(&Sha256::digest(contents))),
            state: FileState::Expected,
            patient_id: None,
            patient_name: None,
            document_id: None,
        }
    }

    #[test]
    fn files_are_found_in_their_place_or_by_what_is_in_them() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, contents: &[u8]| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, contents).unwrap();
        };
        write("RX/1/a.png", b"jaw");
        write("elsewhere/deep/other name", b"face");
        write("RX/1/b.png", b"body");
        let mut memory = Memory::open(root.path().join("state.json"));
        let wanted =
            [line("RX/1/a.png", b"jaw", Some(3)), line("RX/1/b.png", b"face", Some(4)), line("c", b"gone", Some(4))];
        let places = {
            let memory = Mutex::new(&mut memory);
            wanted.each_ref().map(|line| in_place(root.path(), line, &memory).map(|found| found.path))
        };
        assert_eq!(places, [Some(root.path().join("RX/1/a.png")), None, None], "b.png holds something else");
        let digests = wanted[1..].iter().map(|line| (line.sha256.as_deref().unwrap(), line.size)).collect();
        let found = by_contents(root.path(), &digests, 2, &mut memory);
        let face = found.places.get(wanted[1].sha256.as_deref().unwrap()).unwrap();
        assert_eq!(face.path, root.path().join("elsewhere/deep/other name"));
        assert_eq!((found.places.len(), found.unreadable.len()), (1, 0));

        // What was read is remembered, until it changes.
        memory.save().unwrap();
        let memory = Memory::open(root.path().join("state.json"));
        assert_eq!(memory.digest(&face.path, &face.path.metadata().unwrap()), wanted[1].sha256.as_deref());
        write("elsewhere/deep/other name", b"other");
        assert_eq!(memory.digest(&face.path, &face.path.metadata().unwrap()), None);
    }
}
