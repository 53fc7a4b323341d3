//! Taking an import back: `GET` and `POST /migration_import/jobs/{id}/undo`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What undoing an import would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UndoPreview {
    /// Rows that would go, by table, most first.
    pub removed: Vec<TableRows>,
    /// Changes of a newer export that were applied and would be put back.
    pub restored: u64,
    /// Rows that somebody has worked on since, and what hangs on them. They stay, if the admin says so.
    pub kept: KeptRows,
    /// A later import into the clinic, which has to be undone first.
    pub later_import: Option<String>,
}

/// Rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableRows {
    pub table: String,
    pub rows: u64,
}

/// Rows of an import that cannot go without losing somebody's work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeptRows {
    /// Changed in the clinic since.
    pub changed: u64,
    /// Used by rows made in the clinic since.
    pub used: u64,
    /// All that would stay: those, what they cannot do without, and what is part of them.
    pub total: u64,
    /// The first two hundred of those changed or used.
    pub examples: Vec<KeptRow>,
}

/// A row that somebody has worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeptRow {
    pub table: String,
    pub id: Uuid,
    /// Whose it is, or who it is.
    pub patient_id: Option<Uuid>,
    pub patient_name: Option<String>,
    /// When it was changed; nothing for one that is used.
    pub changed_at: Option<String>,
    /// Those of its columns that hold something else than the import wrote. Empty where that is not known: of documents, lines of a
    /// patient's history, and imports that an earlier version made.
    pub columns: Vec<String>,
    /// The table of the rows that use it; nothing for one that was changed.
    pub used_by: Option<String>,
}

/// `POST`: what the admin decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UndoOrder {
    /// Keep what somebody has worked on since. Without it such rows make the server refuse (`undo.in_use`).
    pub keep_worked_on: bool,
}

/// What undoing an import came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undone {
    /// Rows removed, by table, most first.
    pub removed: Vec<TableRows>,
    /// Applied changes put back.
    #[serde(default)]
    pub restored: u64,
    /// Rows that stayed.
    pub kept: u64,
    /// Rows of the archive removed.
    pub archived: u64,
    pub undone_at: String,
    pub undone_by: Uuid,
    pub seconds: f64,
}
