//! Progress of opening and checking a file, and the way to stop it.

use crate::Error;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the file; counted in bytes.
    Read,
    /// Deriving the key from the passphrase; not counted.
    Unlock,
    /// Decrypting; counted in bytes.
    Decrypt,
    /// Decompressing; counted in bytes of compressed data.
    Decompress,
    /// Reading every row and computing the integrity hash; counted in rows.
    Verify,
}

/// Hears how far the work is, and may stop it.
pub trait Observer {
    /// `done` of `total` (where known) is done, in the unit of the stage. Called often, at least once a stage.
    fn progress(&mut self, stage: Stage, done: u64, total: Option<u64>);

    /// Whether to stop. Asked between blocks of work; once it is true the work ends with [`Error::Cancelled`].
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Hears nothing and never stops.
pub struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _stage: Stage, _done: u64, _total: Option<u64>) {}
}

/// Reports progress, then ends the work if it is to stop.
pub(crate) fn report(observer: &mut dyn Observer, stage: Stage, done: u64, total: Option<u64>) -> Result<(), Error> {
    observer.progress(stage, done, total);
    if observer.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}
