//! Why an import failed.

use std::time::Duration;

use api::ProblemCode;
use api::job::JobFailure;

use super::job::Reason;
use crate::store;

/// Why an import failed. Nothing of it is in the clinic then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    #[error("a staged batch cannot be read: {0}")]
    Batch(#[from] dpmf::Error),
    #[error("staged batch {seq} is no longer there")]
    BatchGone { seq: u64 },
    #[error("staged batch {seq} is not what was stored")]
    BatchDamaged { seq: u64 },
    #[error("the job cannot be read: {0}")]
    Job(String),
    #[error("{entity_type} {source_id:?}: the table {table} does not take its row: {source}")]
    Row { entity_type: String, source_id: Box<str>, table: &'static str, source: store::Error },
    #[error("the table {table} does not take a row that waited for the end: {source}")]
    Rest { table: &'static str, source: store::Error },
    #[error("{entity_type}: {declared} rows are declared, {accounted} are accounted for")]
    Unaccounted { entity_type: String, declared: u64, accounted: u64 },
    #[error("the money of the file and the money brought in differ, and nothing explains it")]
    Unexplained,
    #[error("undoing it would leave a row of {table} without one it needs")]
    Dangling { table: String },
    #[error("it stopped unexpectedly; the server's log says where")]
    Panicked,
}

/// How long it waits before it is tried again; longer each time.
const PAUSE: Duration = Duration::from_millis(200);

/// How often an import or an undoing is tried while other transactions are in the way.
const TRIES: u32 = 5;

/// Does something in a transaction, again where another one was in its way.
pub(crate) fn persistently<T, E: std::fmt::Display>(
    is_conflict: impl Fn(&E) -> bool,
    mut act: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    for tried in 1..TRIES {
        match act() {
            Err(error) if is_conflict(&error) => {
                tracing::warn!(%error, tried, "another transaction was in the way; it is tried again");
                std::thread::sleep(PAUSE * tried);
            }
            outcome => return outcome,
        }
    }
    act()
}

impl Failure {
    /// What the database said.
    fn of_database(&self) -> Option<&store::Error> {
        match self {
            Self::Database(error) | Self::Row { source: error, .. } | Self::Rest { source: error, .. } => Some(error),
            _ => None,
        }
    }

    /// Whether nothing is wrong but that the database went away.
    pub(super) fn is_interruption(&self) -> bool {
        self.of_database().is_some_and(store::Error::is_interruption)
    }

    /// Whether another transaction was in the way.
    pub(super) fn is_conflict(&self) -> bool {
        self.of_database().is_some_and(store::Error::is_conflict)
    }

    /// What is stored of it.
    pub(super) fn reason(&self) -> Reason {
        let is_full = self.of_database().is_some_and(store::Error::is_full);
        let (code, args) = match self {
            _ if is_full => ("disk_full", Vec::new()),
            Self::Row { entity_type, source_id, table, .. } => (
                "row",
                vec![
                    ("entity_type", entity_type.clone()),
                    ("source_id", source_id.to_string()),
                    ("table", (*table).to_owned()),
                ],
            ),
            Self::Rest { table, .. } => ("rest", vec![("table", (*table).to_owned())]),
            Self::Unaccounted { entity_type, declared, accounted } => (
                "unaccounted",
                vec![
                    ("entity_type", entity_type.clone()),
                    ("declared", declared.to_string()),
                    ("accounted", accounted.to_string()),
                ],
            ),
            Self::Unexplained => ("money_unexplained", Vec::new()),
            Self::Batch(_) | Self::BatchGone { .. } | Self::BatchDamaged { .. } => ("staged", Vec::new()),
            Self::Database(_) => ("database", Vec::new()),
            Self::Job(_) | Self::Dangling { .. } | Self::Panicked => ("stopped", Vec::new()),
        };
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Reason { failure: JobFailure { code: code.to_owned(), args }, text: self.to_string() }
    }
}

/// What is stored when what was received is not the file.
pub(super) fn of_refusal(code: ProblemCode, detail: &str) -> Reason {
    let name = if code == ProblemCode::HashMismatch { "hash_mismatch" } else { "batch_invalid" };
    let failure = JobFailure { code: name.to_owned(), ..JobFailure::default() };
    Reason { failure, text: format!("{}: {detail}", code.title()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_and_argument_is_one_that_screens_know() {
        let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        let row =
            |source| Failure::Row { entity_type: "patient".into(), source_id: "1".into(), table: "patients", source };
        let failures = [
            row(store::Error::NoRow),
            Failure::Rest { table: "recalls", source: store::Error::NoRow },
            Failure::Unaccounted { entity_type: "patient".into(), declared: 2, accounted: 1 },
            Failure::Unexplained,
            row(store::Error::Sqlite(rusqlite::Error::SqliteFailure(full, None))),
            Failure::Database(store::Error::NoRow),
            Failure::BatchGone { seq: 1 },
            Failure::Panicked,
        ];
        let refusals = [ProblemCode::HashMismatch, ProblemCode::BatchInvalid].map(|code| of_refusal(code, "!"));
        let reasons = failures.iter().map(Failure::reason).chain(refusals);
        let found: BTreeSet<(String, Vec<String>)> =
            reasons.map(|it| (it.failure.code, it.failure.args.into_keys().collect())).collect();
        let known = JobFailure::CODES.iter().map(|(code, args)| {
            let args: BTreeSet<String> = args.iter().map(|name| (*name).to_owned()).collect();
            ((*code).to_owned(), args.into_iter().collect())
        });
        assert_eq!(found, known.collect());
    }
}
