//! Sample rows: a payload as lines a person can read.

use crate::protocol::SampleRow;

/// A row, with nothing said of it yet.
#[must_use]
pub fn row(source_id: &str, payload: &str) -> SampleRow {
    SampleRow { source_id: source_id.to_owned(), fields: mappers::shown(payload), warnings: Vec::new() }
}
