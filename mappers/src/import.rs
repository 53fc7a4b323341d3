//! One import, from the first row to the last.
//!
//! Rows come twice: first those of [`Import::PREPARED`] types, whose knowledge others need in advance
//! ([`Import::prepare`]); then all rows in processing order ([`Import::map`]). What comes out is final: records ready
//! to be inserted, warnings, and what became of the row.

use dpmf::EntityType;
use dpmf::row::EntityRow;

use crate::accounting::{Accounting, Disposition};
use crate::context::{Context, Destination};
use crate::record::Record;
use crate::warning::Warning;

/// Where a mapper puts what it makes. Reused from row to row by whoever loads.
#[derive(Debug, Default)]
pub struct Output {
    /// Rows to insert, parents before children.
    pub records: Vec<Record>,
    /// What the admin should know.
    pub warnings: Vec<Warning>,
}

/// An import under way.
pub struct Import {
    context: Context,
    destination: Destination,
    accounting: Accounting,
}

impl Import {
    /// Types whose rows are shown to [`Import::prepare`] before any is mapped.
    pub const PREPARED: &[&str] = &["professional", "client"];

    /// Starts an import into a clinic.
    #[must_use]
    pub fn new(context: Context, destination: Destination) -> Self {
        Self { context, destination, accounting: Accounting::default() }
    }

    /// Learns from a row of a [`Import::PREPARED`] type.
    pub fn prepare(&mut self, _entity_type: &EntityType, _row: &EntityRow<'_>) {}

    /// Maps a row; adds what it becomes to `output`.
    pub fn map(&mut self, entity_type: &EntityType, _row: &EntityRow<'_>, _output: &mut Output) -> Disposition {
        let _ = (&self.context, &self.destination);
        self.accounting.note(entity_type, Disposition::Archived);
        Disposition::Archived
    }

    /// What became of every row so far.
    #[must_use]
    pub fn accounting(&self) -> &Accounting {
        &self.accounting
    }
}
