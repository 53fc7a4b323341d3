//! What a newer export of a clinic says differently than what an earlier one brought: under
//! `/api/v1/migration_import/jobs/{id}/changes`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What can become of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// The clinic's row is as an import left it: the change can be applied.
    Offered,
    /// The row was edited in the clinic since: it stays as it is.
    Edited,
    /// Money that is on the books: it stays as it is.
    Booked,
    /// The clinic has the newer value.
    Applied,
}

impl ChangeState {
    pub const ALL: [Self; 4] = [Self::Offered, Self::Edited, Self::Booked, Self::Applied];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Edited => "edited",
            Self::Booked => "booked",
            Self::Applied => "applied",
        }
    }
}

/// A line of `GET /jobs/{id}/changes?state=&page=&page_size=`: one column of one row of the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// From 1, in the order of the file.
    pub id: u64,
    pub state: ChangeState,
    /// Of the source row that says so; nothing for what several rows say together.
    pub entity_type: Option<String>,
    pub source_id: Option<String>,
    /// The clinic's table, row and column.
    pub table: String,
    pub row_id: Uuid,
    pub column: String,
    pub patient_id: Option<Uuid>,
    pub patient_name: Option<String>,
    /// As the database stores it.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whom or what the values name, where they are ids.
    pub before_name: Option<String>,
    pub after_name: Option<String>,
}

/// How many changes there are, in a [`crate::job::Report`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeCounts {
    /// Listed or not: beyond a limit changes are only counted.
    pub found: u64,
    pub offered: u64,
    pub edited: u64,
    pub booked: u64,
    pub applied: u64,
}

/// `POST /jobs/{id}/changes/apply`: some by their ids, or all that are offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ApplyChanges {
    pub ids: Vec<u64>,
    pub all: bool,
    /// Also when this export is older than one the clinic had ([`crate::job::Report::older_than`]).
    pub even_older: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedChanges {
    pub applied: u64,
    /// The clinic has another value by now.
    pub edited: u64,
    /// The clinic cannot have the value: the slot is taken, or what it refers to is not there. They stay offered.
    pub refused: u64,
}
