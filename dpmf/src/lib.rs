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
pub mod entity;
pub mod error;
pub mod integrity;
pub mod limits;
pub mod meta;
pub mod row;
pub mod version;

pub use entity::EntityType;
pub use error::Error;
pub use integrity::LogicalHash;
pub use limits::Limits;
pub use meta::Meta;
pub use version::FormatVersion;
