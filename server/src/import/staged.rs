//! Staged batches on their way out, one at a time, so that memory holds a few batches and not a file.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use dpmf::Limits;
use dpmf::batch::{Batch, Table};
use uuid::Uuid;

use super::Failure;
use crate::store::{Database, Session};
use crate::values;

/// Batches that are read before somebody takes them, beside the one that is being read.
const AHEAD: usize = 1;

/// A staged batch, without its body.
#[derive(Clone, Debug)]
pub(super) struct Staged {
    pub(super) seq: u64,
    pub(super) table: Table,
}

/// Hands over batches of a job, decoded in place; read ahead on another thread. They come in the order of
/// their numbers, unless `arrange` leaves some out or sorts them otherwise.
pub(super) fn each<E: From<Failure>>(
    database: &Database,
    job: Uuid,
    arrange: impl FnOnce(&mut Vec<Staged>) + Send,
    mut take: impl FnMut(&Staged, &Batch<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let (sender, bodies) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let reading = scope.spawn(move || read(database, job, arrange, &sender));
        // Dropping the receiver, at the end of this statement, stops the reading.
        let taken = bodies.into_iter().try_for_each(|(staged, body): (Staged, Vec<u8>)| {
            take(&staged, &Batch::decode(&body, &Limits::default()).map_err(Failure::from)?)
        });
        let read = reading.join().unwrap_or(Err(Failure::Panicked));
        taken.and(read.map_err(E::from))
    })
}

fn read(
    database: &Database,
    job: Uuid,
    arrange: impl FnOnce(&mut Vec<Staged>),
    sender: &SyncSender<(Staged, Vec<u8>)>,
) -> Result<(), Failure> {
    let session = database.reader()?;
    let mut batches = list(&session, job)?;
    arrange(&mut batches);
    for staged in batches {
        // Not in one transaction: it would stand still as long as whoever takes them, which PostgreSQL ends after a while.
        let body = body(&session, job, staged.seq)?;
        if sender.send((staged, body)).is_err() {
            break;
        }
    }
    Ok(())
}

fn list(session: &Session, job: Uuid) -> Result<Vec<Staged>, Failure> {
    let mut staged = Vec::new();
    let sql = "SELECT seq, table_name FROM puente_import_batches WHERE job_id = ?1 ORDER BY seq";
    session.each(sql, &values![job], |row| {
        staged.push(Staged { seq: row.get::<i64>(0)?.unsigned_abs(), table: Table::parse(&row.text(1)?)? });
        Ok::<_, Failure>(())
    })?;
    Ok(staged)
}

fn body(session: &Session, job: Uuid, seq: u64) -> Result<Vec<u8>, Failure> {
    let sql = "SELECT body, body_size FROM puente_import_batches WHERE job_id = ?1 AND seq = ?2";
    let body = session.first(sql, &values![job, seq.cast_signed()], |row| {
        unpack(row.bytes(0)?, row.get(1)?).ok_or(Failure::BatchDamaged { seq })
    })?;
    body.ok_or(Failure::BatchGone { seq })
}

/// A body as it is kept. A batch is written once and read three times, and a fifth of it is written and read faster.
pub(super) fn pack(body: &[u8]) -> Vec<u8> {
    lz4_flex::block::compress(body)
}

/// A body as it came. One without a size was kept as it came, by a version that did not pack.
fn unpack(packed: &[u8], size: Option<i64>) -> Option<Vec<u8>> {
    let Some(size) = size else { return Some(packed.to_vec()) };
    let size = u64::try_from(size).ok().filter(|size| *size <= Limits::default().batch_bytes)?;
    let size = usize::try_from(size).ok()?;
    lz4_flex::block::decompress(packed, size).ok().filter(|body| body.len() == size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_out_as_it_went_in() {
        for body in [Vec::new(), b"{}".to_vec(), b"{\"a\":1}".repeat(10_000)] {
            let size = i64::try_from(body.len()).ok();
            assert_eq!(unpack(&pack(&body), size).as_ref(), Some(&body));
            assert_eq!(unpack(&body, None), Some(body));
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
