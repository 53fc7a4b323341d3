//! What the page and its worker say to each other.
//!
//! A request goes over as the property `request` of the message, the file as a JavaScript `File` beside it
//! (`docs/wire.md#worker`), the passphrase exactly once, in
//! [`Request::Unlock`]; nothing the worker answers contains it. Nothing leaves the worker for the network before
//! [`Request::Send`].

use std::collections::BTreeMap;

use api::decisions::{CatalogItem, ReviewedProfessional};
pub use api::job::{Outcome, SourceRow as SampleRow};

use api::job::{DryRun, ExecuteOptions, WarningLine};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifies a build: page and worker of different builds must not talk (the worker's file name carries no hash).
pub const BUILD: &str = env!("CARGO_PKG_VERSION");

/// Rows of a list that the worker gives at once.
pub const PAGE_SIZE: u32 = 25;

/// Page to worker.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// First of all: which build the page is.
    Hello { build: String },
    /// A file was chosen; it is the message's `file` property. Answered by [`Reply::Recognised`] or [`Reply::Refused`].
    /// A file that needs no passphrase is opened at once.
    Open,
    /// The passphrase for the file. Wrong ones can be followed by others; the file stays chosen.
    Unlock { passphrase: String },
    /// Stop whatever is being done. Answered by [`Reply::Refused`] with code `cancelled`.
    Cancel,
    /// Rows for the admin to look at. Answered by [`Reply::Samples`].
    Sample { of: Sample },
    /// Try the import out: what would become of every row in this clinic. It reads what the clinic holds and sends
    /// nothing of the file. Answered by [`Reply::Trying`] many times, then [`Reply::Tried`] or [`Reply::NotTried`].
    /// Asked again, it starts anew.
    DryRun { clinic_id: Uuid, imported_by: Uuid, options: ExecuteOptions },
    /// Who of the staff would stay active by these options, as far as the last dry run knows them. Answered at once by
    /// [`Reply::Professionals`].
    Professionals { options: ExecuteOptions },
    /// The warnings of a code that the last dry run gave about rows of a type. Pages count from 1. Answered by
    /// [`Reply::Warnings`] with the same `ask`.
    Warnings { ask: u32, code: String, entity_type: Option<String>, page: u32 },
    /// Look for a treatment of the clinic by words, in what the last dry run read. Answered by [`Reply::CatalogFound`].
    SearchCatalog { words: String },
    /// The admin confirmed: post everything to this clinic. Answered by [`Reply::Sending`] many times, then
    /// [`Reply::Sent`] or [`Reply::SendFailed`]; after the latter, `Send` again resumes.
    Send { clinic_id: Uuid },
    /// Forget file, passphrase and contents.
    Forget,
}

/// Worker to page. Tagged from outside: a tag within would make the page buffer and read everything twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Answers [`Request::Hello`].
    Ready {
        build: String,
    },
    /// What the file is, told by its first bytes.
    Recognised {
        name: String,
        size: u64,
        needs_passphrase: bool,
    },
    /// Work on a stage; `total` is absent while unknown. A stage is over when `done == total`.
    Progress {
        stage: Stage,
        done: u64,
        total: Option<u64>,
        milliseconds: f64,
    },
    /// A raw file's counts, known before its integrity is verified. [`Reply::Preview`] follows.
    Glance {
        preview: Preview,
    },
    /// Opened, and every check passed.
    Preview {
        preview: Preview,
    },
    /// The file was refused, or the work was stopped.
    Refused {
        refusal: Refusal,
    },
    Samples {
        of: Sample,
        rows: Vec<SampleRow>,
        /// How many there are to look at, on all pages.
        kept: u64,
    },
    /// Rows tried out so far.
    Trying {
        done: u64,
        total: u64,
    },
    Tried {
        outcome: DryRun,
        legal: LegalData,
        /// How many appointments of the file are in each year, the earliest first.
        years: Vec<(String, u64)>,
    },
    Professionals {
        professionals: Vec<ReviewedProfessional>,
    },
    Warnings {
        ask: u32,
        lines: Vec<WarningLine>,
        /// How many are kept, on all pages.
        kept: u64,
    },
    /// `code` is a problem code or `network`.
    NotTried {
        code: String,
        detail: String,
    },
    /// The treatments that have most of the words, the best first.
    CatalogFound {
        words: String,
        items: Vec<CatalogItem>,
    },
    Sending {
        job_id: Uuid,
        sent_rows: u64,
        total_rows: u64,
        sent_bytes: u64,
    },
    /// Everything has been received by the server; the page executes the job.
    Sent {
        job_id: Uuid,
    },
    /// `code` is a problem code, or `network` when the server could not be reached after many tries.
    SendFailed {
        job_id: Option<Uuid>,
        code: String,
        detail: String,
    },
}

/// What the worker does with a file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading the file from the disk. Bytes.
    Read,
    /// Deriving the key from the passphrase. Steps.
    Unlock,
    /// Bytes of ciphertext.
    Decrypt,
    /// Bytes of the database image.
    Decompress,
    /// Rows hashed and checked.
    Verify,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A code of `dpmf::Error`, or `worker.build_mismatch`, `worker.crashed`, `worker.too_large`.
    pub code: String,
    /// English; screens translate by code.
    pub message: String,
    pub help: String,
    /// Whether another passphrase may open the file.
    pub retry_passphrase: bool,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Outermost first: `dpme`, `age`, `zstd`, `sqlite`.
    pub layers: Vec<String>,
    /// The file's `_meta`, key by key.
    pub meta: BTreeMap<String, String>,
    /// Equal to the declared one; empty in a glance.
    pub digest: String,
    /// In processing order.
    pub entities: Vec<EntityPreview>,
    pub files: FilesPreview,
    /// The extractor's warnings by code, most severe first.
    pub extractor_warnings: Vec<ExtractorWarnings>,
    /// References that lead nowhere, by where they stand.
    pub dangling: Vec<Dangling>,
    /// Types with rows that cannot be read, and how many.
    pub unreadable: Vec<(String, u64)>,
    /// Tables that the file does not declare: they are left where they are.
    pub undeclared: Vec<String>,
    /// The format is a newer 0.x: there may be things this version does not know.
    pub newer_minor: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityPreview {
    pub entity_type: String,
    pub rows: u64,
    pub schema_version: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesPreview {
    pub total: u64,
    /// Those without a digest cannot be matched when they arrive.
    pub without_sha256: u64,
    pub declared_bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractorWarnings {
    pub code: String,
    pub severity: String,
    pub entity_type: Option<String>,
    pub count: u64,
    /// The first one's words.
    pub example: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dangling {
    pub entity_type: String,
    /// Field of the payload, such as `patient_uuid`.
    pub field: String,
    pub count: u64,
}

/// Invoices with data of tax law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalData {
    pub invoices: u64,
    /// Whether the clinic has a module that they can be kept for.
    pub has_place: bool,
}

/// Which rows to look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sample {
    pub entity_type: String,
    /// Those that met this fate in the last dry run; without one, the first of the file.
    pub outcome: Option<Outcome>,
    /// From 1.
    pub page: u32,
    /// With the personal data that are masked otherwise.
    pub in_clear: bool,
}
