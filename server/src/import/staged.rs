//! Staged batches on their way out, one at a time, so that memory holds a batch and not a file.

use std::borrow::Cow;

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
        let sql = "SELECT body, body_size FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2";
        let taken = self.session.first(sql, &values![self.job, staged.seq.cast_signed()], |row| {
            let body = unpack(row.bytes(0)?, row.get(1)?).ok_or(Failure::BatchDamaged { seq: staged.seq })?;
            take(&Batch::decode(&body, &Limits::default())?)
        })?;
        taken.ok_or(Failure::BatchGone { seq: staged.seq })
    }
}

/// A body as it is kept. A batch is written once and read three times, and a fifth of it is written and read faster.
pub(super) fn pack(body: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress(body)
}

/// A body as it came. One without a size was kept as it came, by a version that did not pack.
fn unpack(packed: &[u8], size: Option<i64>) -> Option<Cow<'_, [u8]>> {
    let Some(size) = size else { return Some(packed.into()) };
    let size = u64::try_from(size).ok().filter(|size| *size <= Limits::default().batch_bytes)?;
    let size = usize::try_from(size).ok()?;
    lz4_flex::block::decompress(packed, size).ok().filter(|body| body.len() == size).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_out_as_it_went_in() {
        for body in [Vec::new(), b"{}".to_vec(), b"{\"a\":1}".repeat(10_000)] {
            let size = i64::try_from(body.len()).ok();
            assert_eq!(unpack(&pack(&body), size).as_deref(), Some(body.as_slice()));
            assert_eq!(unpack(&body, None).as_deref(), Some(body.as_slice()));
        }
    }

    #[test]
    fn what_was_not_packed_so_is_damaged() {
        let packed = pack(&b"{\"a\":1}".repeat(100));
        for (packed, size) in
            [(&packed[..], 699), (&packed[..], 701), (&packed[1..], 700), (&packed[..], -1), (b"", i64::MAX)]
        {
            assert_eq!(unpack(packed, Some(size)), None);
        }
    }
}
