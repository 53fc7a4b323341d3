//! A file on disk.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::container::{check_header, is_in_wal_mode};
use crate::layering::Kind;
use crate::limits::at_most;
use crate::progress::{Observer, Stage, report};
use crate::{Error, Limits};

/// Bytes looked at before deciding how to read: a SQLite header.
const HEAD_BYTES: u64 = 100;
/// Bytes read between two reports of progress.
const STEP_BYTES: u64 = 8 * 1024 * 1024;

/// A file to open.
pub(crate) struct Source {
    file: File,
    length: u64,
}

impl Source {
    /// Opens a file for reading, unless it is too large.
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        at_most(length, limits.file_bytes, "size of the file, in bytes")?;
        Ok(Self { file, length })
    }

    /// Whether it is a bare database that SQLite can read where it lies.
    pub(crate) fn can_be_read_in_place(&self) -> Result<bool, Error> {
        let mut head = Vec::new();
        (&self.file).seek(SeekFrom::Start(0))?;
        (&self.file).take(HEAD_BYTES).read_to_end(&mut head)?;
        if Kind::recognise(&head)? != Kind::Raw {
            return Ok(false);
        }
        check_header(&head, self.length)?;
        Ok(!is_in_wal_mode(&head))
    }

    /// Reads it whole.
    pub(crate) fn read(self, observer: &mut dyn Observer) -> Result<Vec<u8>, Error> {
        let mut file = self.file;
        file.seek(SeekFrom::Start(0))?;
        let out_of_memory = || Error::OutOfMemory { needed: self.length };
        let mut bytes = Vec::new();
        bytes
            .try_reserve_exact(usize::try_from(self.length).map_err(|_| out_of_memory())?)
            .map_err(|_| out_of_memory())?;
        loop {
            report(observer, Stage::Read, bytes.len() as u64, Some(self.length))?;
            let read = file.by_ref().take(STEP_BYTES).read_to_end(&mut bytes)?;
            if read == 0 {
                return Ok(bytes);
            }
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io { detail: error.to_string() }
    }
}
