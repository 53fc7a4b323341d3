//! Staged batches on their way out, one at a time, so that memory holds a batch and not a file.

use dpmf::Limits;
use dpmf::batch::{Batch, Table};
use uuid::Uuid;

use super::Failure;
use crate::store::Session;
use crate::values;

/// A staged batch, without its body.
#[derive(Clone, Debug)]
pub(super) struct Staged {
    pub(super) seq: u64,
    pub(super) table: Table,
}

/// The batches of a job, in the order of their numbers.
pub(super) fn list(session: &Session, job: Uuid) -> Result<Vec<Staged>, Failure> {
    let mut staged = Vec::new();
    let sql = "SELECT seq, table_name FROM puente_import_batches WHERE job_id = ?1 ORDER BY seq";
    session.each(sql, &values![job], |row| {
        staged.push(Staged { seq: row.get::<i64>(0)?.unsigned_abs(), table: Table::parse(&row.text(1)?)? });
        Ok::<_, Failure>(())
    })?;
    Ok(staged)
}

/// Reads batches of a job.
pub(super) struct Reader<'c> {
    session: &'c Session,
    job: Uuid,
}

impl<'c> Reader<'c> {
    pub(super) fn new(session: &'c Session, job: Uuid) -> Self {
        Self { session, job }
    }

    /// Hands over a batch, decoded in place.
    pub(super) fn read<T>(
        &self,
        staged: &Staged,
        take: impl FnOnce(&Batch<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let sql = "SELECT body FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2";
        let taken = self.session.first(sql, &values![self.job, staged.seq.cast_signed()], |row| {
            take(&Batch::decode(row.bytes(0)?, &Limits::default())?)
        })?;
        taken.ok_or(Failure::BatchGone { seq: staged.seq })
    }
}
