//! Radiographs and documents: their bytes arrive one by one, beside an import, and find their patients.
//!
//! [`incoming`] takes a file off the wire, [`receive`] decides what becomes of it, [`attach`] makes it a document and
//! [`previews`] shows it, with what is risky decoded [`apart`]; [`storage`] keeps its bytes, [`store`] and [`make`] the rows,
//! and [`whose`] says whose it is.

mod apart;
pub(crate) mod attach;
mod classify;
pub mod decoder;
mod dicom;
pub(crate) mod files;
mod folder;
pub(crate) mod incoming;
mod jpeg2000;
mod make;
mod pdf;
mod picture;
mod previews;
mod receipts;
pub(crate) mod receive;
pub mod storage;
pub(crate) mod store;
pub(crate) mod sweep;
mod together;
mod whose;

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard, Notify};

pub use storage::Storage;

use self::apart::Decoders;
use self::together::Together;
use crate::Shared;

/// Locks, so that the same bytes are worked on once at a time.
const LOCKS: usize = 64;

/// The documents of this server.
pub struct Documents {
    pub(crate) storage: Storage,
    busy: [Mutex<()>; LOCKS],
    together: Together,
    decoders: Decoders,
    /// A document was made.
    arrived: Notify,
}

impl Documents {
    /// Documents kept there; what is risky to decode is given to that program, or to this one.
    #[must_use]
    pub fn new(storage: Storage, decoder: Option<PathBuf>) -> Self {
        let busy = std::array::from_fn(|_| Mutex::new(()));
        let decoders = Decoders::new(decoder);
        Self { storage, busy, together: Together::default(), decoders, arrived: Notify::new() }
    }

    /// Goes on where the server stopped, and removes what nobody needs.
    pub async fn recover(&self, app: &Shared) -> anyhow::Result<()> {
        sweep::recover(app).await?;
        tokio::spawn(previews::run(app.clone()));
        Ok(())
    }

    /// Removes objects that Puente made, that nothing speaks of and that are older than a grace; says how many.
    pub async fn sweep(&self, app: &Shared, grace: Duration) -> anyhow::Result<usize> {
        Ok(sweep::sweep(app, grace).await?)
    }

    /// Waits until nobody else works on these bytes.
    async fn alone_with(&self, sha256: &str) -> MutexGuard<'_, ()> {
        let lock = sha256.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.busy[lock % LOCKS].lock().await
    }
}
