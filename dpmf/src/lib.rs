//! The `.dpm` file format: how one is opened, checked and written.
//!
//! A `.dpm` is one SQLite database holding a dental clinic's history, optionally compressed (zstd) and then
//! encrypted (a `DPME` envelope, or age). `docs/format.md` describes it byte for byte.
//!
//! Without features this crate holds what both ends of the wire share: [rows](row), [batches](batch) and the
//! [integrity hash](integrity). Feature `open` adds everything that reads a file; feature `write` adds the writer
//! that makes samples and test files. A server takes neither: it cannot open a file even by mistake.
#![deny(missing_docs)]

pub mod batch;
#[cfg(feature = "open")]
pub mod check;
#[cfg(feature = "open")]
pub mod compression;
#[cfg(feature = "open")]
pub mod container;
pub mod entity;
#[cfg(feature = "open")]
pub mod envelope;
pub mod error;
pub mod integrity;
#[cfg(feature = "open")]
mod key;
#[cfg(feature = "open")]
pub mod layering;
pub mod limits;
pub mod meta;
#[cfg(feature = "open")]
pub mod open;
#[cfg(feature = "open")]
pub mod passphrase;
#[cfg(feature = "open")]
pub mod progress;
pub mod row;
#[cfg(all(feature = "open", not(target_family = "wasm")))]
mod source;
pub mod version;
#[cfg(feature = "write")]
pub mod writer;

pub use entity::EntityType;
pub use error::Error;
pub use integrity::LogicalHash;
pub use limits::Limits;
pub use meta::Meta;
pub use version::FormatVersion;
