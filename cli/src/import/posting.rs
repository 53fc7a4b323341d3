//! Posting a file's batches, the same ones a browser posts, several on their way at once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use dpmf::container::{BatchReader, Container};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::server::{Server, ServerError};

/// Batches on their way at once.
const IN_FLIGHT: usize = 4;
/// Batches that wait to be sent: enough to go on while the next part of a table is gathered from the file.
const READ_AHEAD: usize = 48;

/// A batch and its number.
type Numbered = (u64, Vec<u8>);

/// Posts every batch whose number is in none of the (inclusive) ranges received before. `hear` is told how many bytes
/// have arrived.
pub(super) fn post(
    server: &Server,
    job: Uuid,
    container: &Container,
    received: &[(u64, u64)],
    hear: &mut dyn FnMut(u64),
) -> anyhow::Result<()> {
    let arrived = AtomicU64::new(0);
    let has_failed = AtomicBool::new(false);
    let (sender, waiting) = sync_channel::<Numbered>(READ_AHEAD);
    let waiting = Mutex::new(waiting);
    std::thread::scope(|scope| {
        let carry = || {
            let carried = carry(server, job, &waiting, &arrived);
            has_failed.fetch_or(carried.is_err(), Ordering::Relaxed);
            carried
        };
        let carriers: Vec<_> = (0..IN_FLIGHT).map(|_| scope.spawn(carry)).collect();
        let mut batches = BatchReader::new(container)?;
        for sequence in 0.. {
            let Some(batch) = batches.next()? else { break };
            if has_failed.load(Ordering::Relaxed) {
                break;
            }
            let is_there = received.iter().any(|(first, last)| (*first..=*last).contains(&sequence));
            if !is_there && sender.send((sequence, batch)).is_err() {
                break;
            }
            hear(arrived.load(Ordering::Relaxed));
        }
        drop(sender);
        for carrier in carriers {
            carrier.join().map_err(|_| anyhow::anyhow!("a thread that sends batches stopped"))??;
        }
        Ok(())
    })
}

/// Sends batches until there are no more.
fn carry(
    server: &Server,
    job: Uuid,
    batches: &Mutex<Receiver<Numbered>>,
    arrived: &AtomicU64,
) -> Result<(), ServerError> {
    loop {
        let next = batches.lock().ok().and_then(|batches| batches.recv().ok());
        let Some((sequence, batch)) = next else { return Ok(()) };
        let digest = format!("sha-256=:{}:", BASE64.encode(Sha256::digest(&batch)));
        server.put(&format!("{}/{job}/batches/{sequence}", super::job::JOBS), &digest, &batch)?;
        arrived.fetch_add(batch.len() as u64, Ordering::Relaxed);
    }
}
