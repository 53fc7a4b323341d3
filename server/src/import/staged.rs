//! Staged batches on their way out, one at a time, so that memory holds a batch and not a file.

use dpmf::Limits;
use dpmf::batch::{Batch, Table};
use rusqlite::{Connection, Statement};
use uuid::Uuid;

use super::Failure;

/// A staged batch, without its body.
#[derive(Clone, Debug)]
pub(super) struct Staged {
    pub(super) seq: u64,
    pub(super) table: Table,
}

/// The batches of a job, in the order of their numbers.
pub(super) fn list(connection: &Connection, job: Uuid) -> Result<Vec<Staged>, Failure> {
    let mut statement =
        connection.prepare("SELECT seq, table_name FROM puente_import_batches WHERE job_id = ? ORDER BY seq")?;
    let mut rows = statement.query([job.to_string()])?;
    let mut staged = Vec::new();
    while let Some(row) = rows.next()? {
        let table = Table::parse(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
        staged.push(Staged { seq: row.get::<_, i64>(0)?.unsigned_abs(), table });
    }
    Ok(staged)
}

/// Reads batches of a job.
pub(super) struct Reader<'c> {
    body: Statement<'c>,
    job: String,
}

impl<'c> Reader<'c> {
    pub(super) fn new(connection: &'c Connection, job: Uuid) -> rusqlite::Result<Self> {
        let body = connection.prepare("SELECT body FROM puente_import_batches WHERE job_id = ? AND seq = ?")?;
        Ok(Self { body, job: job.to_string() })
    }

    /// Hands over a batch, decoded in place.
    pub(super) fn read<T>(
        &mut self,
        staged: &Staged,
        take: impl FnOnce(&Batch<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut rows = self.body.query((&self.job, staged.seq.cast_signed()))?;
        let row = rows.next()?.ok_or(Failure::BatchGone { seq: staged.seq })?;
        let body = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        take(&Batch::decode(body, &Limits::default())?)
    }
}
