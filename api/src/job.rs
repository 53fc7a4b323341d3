//! Import jobs: manifest, batches, execution, progress, report. All under `/api/v1/migration_import`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::changes::ChangeCounts;
use crate::decisions::{Decisions, Review};
use crate::undo::Undone;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Batches are arriving; can be resumed.
    Receiving,
    /// Everything is here and the digest is right.
    Validated,
    Executing,
    Completed,
    Failed,
    Undone,
    Abandoned,
}

impl JobState {
    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Undone | Self::Abandoned)
    }
}

/// `POST /jobs`: what is about to be sent. Posting the manifest of a file (same digest, same clinic) whose job can be
/// gone on with (`receiving`, `validated`, or `failed` after everything was received and found right) answers that job
/// (200), so that a reload resumes; otherwise a new one (201).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// The clinic the admin chose; must be one of theirs.
    pub clinic_id: Uuid,
    pub file_name: String,
    pub file_size: u64,
    /// The file's `_meta`, key by key.
    pub meta: BTreeMap<String, String>,
    /// `_entities`.
    pub entities: Vec<DeclaredEntities>,
    pub files: u64,
    pub warnings: u64,
    /// The integrity hash the browser computed and found equal to the declared one, 64 hexadecimal digits.
    pub digest: String,
}

/// A row of `_entities`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeclaredEntities {
    pub entity_type: String,
    pub row_count: u64,
    pub schema_version: String,
}

/// A job, as `GET /jobs` lists and `GET /jobs/{id}` answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    pub id: Uuid,
    pub clinic_id: Uuid,
    pub clinic_name: String,
    pub created_by: Uuid,
    pub state: JobState,
    /// Why it failed, in English.
    pub error: Option<String>,
    /// Why it failed, for screens to word; nothing for one that failed before this was noted.
    #[serde(default)]
    pub failure: Option<JobFailure>,
    pub file_name: String,
    pub file_size: u64,
    pub source_system: Option<String>,
    pub exporter_tool: Option<String>,
    pub exporter_version: Option<String>,
    pub format_version: Option<String>,
    pub tenant_label: Option<String>,
    pub exported_at: Option<String>,
    pub digest_declared: String,
    /// What the server computed from the batches it received.
    pub digest_computed: Option<String>,
    pub total_entities: u64,
    pub processed_entities: u64,
    pub received_batches: u64,
    pub received_bytes: u64,
    pub created_at: String,
    pub started_at: Option<String>,
    pub completed_at: Option<String>,
}

/// Why a job failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JobFailure {
    /// One of [`JobFailure::CODES`].
    pub code: String,
    pub args: BTreeMap<String, String>,
}

impl JobFailure {
    /// Stable codes, and what their arguments are.
    pub const CODES: &[(&str, &[&str])] = &[
        ("hash_mismatch", &[]),
        ("batch_invalid", &[]),
        ("row", &["entity_type", "source_id", "table"]),
        ("rest", &["table"]),
        ("unaccounted", &["entity_type", "declared", "accounted"]),
        ("money_unexplained", &[]),
        ("disk_full", &[]),
        ("database", &[]),
        ("staged", &[]),
        ("stopped", &[]),
    ];
}

/// `GET /jobs/{id}/batches`: what has arrived, as inclusive ranges of batch numbers from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReceivedBatches {
    pub ranges: Vec<(u64, u64)>,
    pub rows: u64,
    pub bytes: u64,
}

/// `POST /jobs/{id}/execute`: what the admin confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box the admin ticks")]
pub struct ExecuteOptions {
    pub professional_min_activity_months: u16,
    pub professional_exclude_agenda_orphans: bool,
    pub professional_exclude_inactive_in_source: bool,
    pub professional_exclude_non_clinical_roles: bool,
    pub import_fiscal_compliance: bool,
    /// Who gets the appointments whose professional is not named or was not imported: the canonical uuid of one of the
    /// file's staff, or the id of an account of the clinic. Without one those appointments are left out.
    pub fallback_professional: Option<String>,
    pub decisions: Decisions,
}

impl Default for ExecuteOptions {
    fn default() -> Self {
        Self {
            professional_min_activity_months: 24,
            professional_exclude_agenda_orphans: true,
            professional_exclude_inactive_in_source: true,
            professional_exclude_non_clinical_roles: false,
            import_fiscal_compliance: true,
            fallback_professional: None,
            decisions: Decisions::default(),
        }
    }
}

/// What the server is doing while a job executes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Verifying,
    Preparing,
    Loading,
    Committing,
    Done,
}

/// An event of `GET /jobs/{id}/events` (server-sent, event name `progress`, JSON data). The first one comes at once;
/// the last one has a final `state`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    pub state: JobState,
    pub phase: Phase,
    /// The entity type being loaded.
    pub entity_type: Option<String>,
    /// Rows of that type done and declared.
    pub type_done: u64,
    pub type_total: u64,
    /// Rows of all types done and declared.
    pub done: u64,
    pub total: u64,
    pub entities_per_second: f64,
    pub seconds_left: Option<f64>,
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warn,
    Error,
}

/// A line of `GET /jobs/{id}/warnings?severity=&entity_type=&code=&page=&page_size=`. Screens make the message from
/// `code` and `args` in the admin's language; `message` is English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WarningLine {
    pub id: Uuid,
    pub entity_type: Option<String>,
    pub source_id: Option<String>,
    pub severity: Severity,
    pub code: String,
    pub message: String,
    pub args: BTreeMap<String, String>,
}

/// `GET /jobs/{id}/report`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    pub job: Job,
    /// In processing order.
    pub accounting: Vec<TypeAccounting>,
    /// Kinds of money the file has, in the order of [`Money::kind`]'s list.
    pub money: Vec<Money>,
    /// By severity (error first), then number.
    pub warnings: Vec<WarningGroup>,
    /// What the file says differently than an earlier one.
    #[serde(default)]
    pub changes: ChangeCounts,
    /// When the newest export was made that the clinic had, if this one is older: what it says differently is no news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub older_than: Option<String>,
    /// Seconds from the first row mapped to the commit.
    pub seconds: f64,
    /// What undoing it came to, if it was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// What became of the rows of one type: `declared = created + linked + merged + archived + skipped`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TypeAccounting {
    pub entity_type: String,
    pub declared: u64,
    pub created: u64,
    pub linked: u64,
    pub merged: u64,
    pub archived: u64,
    pub skipped: u64,
}

/// What becomes of a source row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Created,
    Linked,
    Merged,
    Archived,
    Skipped,
}

impl Outcome {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Linked => "linked",
            Self::Merged => "merged",
            Self::Archived => "archived",
            Self::Skipped => "skipped",
        }
    }
}

/// A source row to look at: a line of `GET /jobs/{id}/rows?entity_type=&outcome=&page=&page_size=`, or of a dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceRow {
    pub source_id: String,
    /// The payload's own fields, without the envelope every payload repeats. A server knows those of archived rows.
    pub fields: Vec<(String, String)>,
    /// What was said of it.
    pub warnings: Vec<WarningLine>,
}

/// Money of one kind, in the file and in the clinic: `in_file = in_clinic + Σ reasons`. Amounts are decimals as text, in
/// the clinic's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    /// `budgets`, `debts`, `payments`, `refunds` or `invoices`.
    pub kind: String,
    pub in_file: String,
    pub in_clinic: String,
    /// Rows whose amount cannot be read; they are in neither sum.
    pub unreadable: u64,
    /// Why the two differ.
    pub reasons: Vec<MoneyReason>,
    /// The rows that differ, one by one: the first thousand of all kinds together.
    pub differences: Vec<MoneyDifference>,
    /// The patients whose sums differ: the first thousand.
    pub patients: Vec<PatientMoney>,
}

/// All rows that differ for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MoneyReason {
    /// The code of a warning, or `imported_before` or `rounded`.
    pub reason: String,
    pub rows: u64,
    /// What the file has more than the clinic because of it.
    pub amount: String,
}

/// A row whose money is not in the clinic as it is in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MoneyDifference {
    pub entity_type: String,
    pub source_id: String,
    pub patient_id: Option<Uuid>,
    /// What the file has more than the clinic; nothing when it cannot be read.
    pub amount: Option<String>,
    pub reason: String,
}

/// A patient's money of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientMoney {
    pub patient_id: Uuid,
    pub in_file: String,
    pub in_clinic: String,
}

/// What an import would do, tried out in the browser before anything is sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DryRun {
    pub accounting: Vec<TypeAccounting>,
    pub money: Vec<Money>,
    pub warnings: Vec<WarningGroup>,
    pub review: Review,
}

/// Warnings of one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WarningGroup {
    pub code: String,
    pub severity: Severity,
    pub entity_type: Option<String>,
    pub count: u64,
    /// Of the first few, to show what it is about.
    pub example: WarningLine,
}
