//! Raw files are read where they lie: a file system for SQLite with one read-only file in it, the chosen one.

use std::cell::RefCell;
use std::ffi::c_int;
use std::time::Duration;

use dpmf::Error;
use rusqlite::{Connection, OpenFlags};
use sqlite_wasm_rs::WasmOsCallback;
use sqlite_wasm_rs::utils::{
    OsCallback as _, SQLiteIoMethods, SQLiteVfs, SQLiteVfsFile, VfsError, VfsFile, VfsResult, VfsStore, ffi,
    register_vfs, registered_vfs,
};

use super::blocks::Blocks;
use super::source::Source;

/// The name under which SQLite knows this file system, and the file in it.
const NAME: &str = "chosen-file";

/// Where the header says whether a write-ahead log belongs to the database. There is none beside a chosen file.
const JOURNAL_VERSIONS: std::ops::Range<usize> = 18..20;
const ROLLBACK_JOURNAL: u8 = 1;

thread_local! {
    static FILE: RefCell<Option<Open>> = const { RefCell::new(None) };
}

struct Open {
    blocks: Blocks<Source>,
    /// Why the browser would not read the file; SQLite only says that it could not.
    failure: Option<Error>,
}

/// Opens the file's database without reading more of it than asked for. One file is open at a time: opening another
/// one closes the first.
pub fn open(source: Source) -> Result<Connection, Error> {
    let damaged = |error: String| Error::DamagedSqlite { detail: error };
    if registered_vfs(NAME).map_err(|e| damaged(e.to_string()))?.is_none() {
        register_vfs::<Methods, FileSystem>(NAME, (), false).map_err(|e| damaged(e.to_string()))?;
    }
    FILE.set(Some(Open { blocks: Blocks::new(source), failure: None }));
    Connection::open_with_flags_and_vfs(NAME, OpenFlags::SQLITE_OPEN_READ_ONLY, NAME)
        .map_err(|e| damaged(e.to_string()))
}

/// Lets go of the file.
pub fn close() {
    FILE.set(None);
}

/// What was wrong when the database gave this error: the file itself may not have been readable.
pub fn cause(error: Error) -> Error {
    FILE.with_borrow_mut(|file| file.as_mut()?.failure.take()).unwrap_or(error)
}

struct ChosenFile;

impl VfsFile for ChosenFile {
    fn read(&self, buffer: &mut [u8], offset: usize) -> VfsResult<bool> {
        let length = with_blocks(|blocks| blocks.read(offset as u64, buffer))?;
        buffer[length..].fill(0);
        for at in JOURNAL_VERSIONS {
            if let Some(version) = at.checked_sub(offset).and_then(|at| buffer.get_mut(at)) {
                *version = ROLLBACK_JOURNAL;
            }
        }
        Ok(length == buffer.len())
    }

    fn write(&mut self, _: &[u8], _: usize) -> VfsResult<()> {
        Err(read_only())
    }

    fn truncate(&mut self, _: usize) -> VfsResult<()> {
        Err(read_only())
    }

    fn flush(&mut self) -> VfsResult<()> {
        Ok(())
    }

    fn size(&self) -> VfsResult<usize> {
        let size = with_blocks(|blocks| Ok(blocks.size()))?;
        usize::try_from(size).map_err(|_| VfsError::new(ffi::SQLITE_TOOBIG, "larger than 4 GiB".to_owned()))
    }
}

fn with_blocks<T>(read: impl FnOnce(&mut Blocks<Source>) -> Result<T, Error>) -> VfsResult<T> {
    let failed = |detail| VfsError::new(ffi::SQLITE_IOERR_READ, detail);
    FILE.with_borrow_mut(|file| {
        let open = file.as_mut().ok_or_else(|| failed("the file was closed".to_owned()))?;
        read(&mut open.blocks).map_err(|error| {
            let detail = error.to_string();
            open.failure = Some(error);
            failed(detail)
        })
    })
}

fn read_only() -> VfsError {
    VfsError::new(ffi::SQLITE_READONLY, "a chosen file is never written to".to_owned())
}

struct Methods;

impl SQLiteIoMethods for Methods {
    type File = ChosenFile;
    type AppData = ();
    type Store = Store;

    const VERSION: c_int = 1;
}

struct Store;

impl VfsStore<ChosenFile, ()> for Store {
    fn add_file(_: *mut ffi::sqlite3_vfs, _: &str, _: i32) -> VfsResult<()> {
        Err(read_only())
    }

    fn contains_file(_: *mut ffi::sqlite3_vfs, file: &str) -> VfsResult<bool> {
        Ok(file == NAME)
    }

    fn delete_file(_: *mut ffi::sqlite3_vfs, _: &str) -> VfsResult<()> {
        Err(read_only())
    }

    fn with_file<F: Fn(&ChosenFile) -> VfsResult<i32>>(_: &SQLiteVfsFile, f: F) -> VfsResult<i32> {
        f(&ChosenFile)
    }

    fn with_file_mut<F: Fn(&mut ChosenFile) -> VfsResult<i32>>(_: &SQLiteVfsFile, f: F) -> VfsResult<i32> {
        f(&mut ChosenFile)
    }
}

struct FileSystem;

impl SQLiteVfs<Methods> for FileSystem {
    const VERSION: c_int = 1;

    fn sleep(duration: Duration) {
        WasmOsCallback::sleep(duration);
    }

    fn random(buffer: &mut [u8]) {
        WasmOsCallback::random(buffer);
    }

    fn epoch_timestamp_in_ms() -> i64 {
        WasmOsCallback::epoch_timestamp_in_ms()
    }
}
