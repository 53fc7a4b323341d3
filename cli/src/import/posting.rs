//! Posting a file's batches, the same ones a browser posts, several on their way at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};

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
    let (sender, batches) = sync_channel::<Numbered>(READ_AHEAD);
    let (told, arrivals) = channel();
    let carrier = Carrier { server, job, batches: Arc::new(Mutex::new(batches)), told, has_failed: Arc::default() };
    std::thread::scope(|scope| {
        for carrier in vec![carrier; IN_FLIGHT] {
            scope.spawn(move || carrier.carry());
        }
        let mut bytes = 0;
        let mut note = |arrived: Result<u64, ServerError>| {
            bytes += arrived?;
            hear(bytes);
            Ok::<_, ServerError>(())
        };
        let mut batches = BatchReader::new(container)?;
        for sequence in 0.. {
            let Some(batch) = batches.next()? else { break };
            let is_there = received.iter().any(|(first, last)| (*first..=*last).contains(&sequence));
            if !is_there && sender.send((sequence, batch)).is_err() {
                // Nobody takes it any more: why, is told below.
                break;
            }
            arrivals.try_iter().try_for_each(&mut note)?;
        }
        drop(sender);
        arrivals.iter().try_for_each(note)?;
        Ok(())
    })
}

/// Sends batches, one after the other.
#[derive(Clone)]
struct Carrier<'a> {
    server: &'a Server,
    job: Uuid,
    batches: Arc<Mutex<Receiver<Numbered>>>,
    /// How many bytes have arrived each time, or why they have not.
    told: Sender<Result<u64, ServerError>>,
    has_failed: Arc<AtomicBool>,
}

impl Carrier<'_> {
    /// Until there are no more, or one did not arrive, whoever had it.
    fn carry(&self) {
        while let Some((sequence, batch)) = self.next() {
            let digest = format!("sha-256=:{}:", BASE64.encode(Sha256::digest(&batch)));
            let path = format!("{}/{}/batches/{sequence}", super::job::JOBS, self.job);
            let sent = self.server.put(&path, &digest, &batch).map(|()| batch.len() as u64);
            self.has_failed.fetch_or(sent.is_err(), Ordering::Relaxed);
            if self.told.send(sent).is_err() {
                break;
            }
        }
    }

    fn next(&self) -> Option<Numbered> {
        let batches = self.batches.lock().ok()?;
        let batch = batches.recv().ok()?;
        (!self.has_failed.load(Ordering::Relaxed)).then_some(batch)
    }
}
