//! Sending files, several at once.

use std::fs::File;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use api::document::{Binary, BinaryStatus};
use uuid::Uuid;

use super::find::Found;
use super::memory::Memory;
use super::throttle::{Throttle, Throttled};
use crate::server::{Server, ServerError, data};

/// What became of a file that was sent.
pub(super) enum Sent {
    Taken {
        bytes: u64,
    },
    AlreadyThere,
    /// The server takes none so large.
    TooLarge,
    Refused(ServerError),
}

pub(super) struct Uploader<'a> {
    pub(super) server: &'a Server,
    pub(super) job: Uuid,
    /// Bytes of the largest file that is taken.
    pub(super) largest: u64,
    pub(super) throttle: &'a Throttle,
}

impl Uploader<'_> {
    /// Sends one file, and again while that may help.
    pub(super) fn send(&self, found: &Found) -> Sent {
        if found.size > self.largest {
            return Sent::TooLarge;
        }
        let boundary = Uuid::new_v4().simple().to_string();
        // The digest goes first: the server need not keep what it has.
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"sha256\"\r\n\r\n{}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            found.sha256
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let length = head.len() as u64 + found.size + tail.len() as u64;
        let answered = self.server.post_long(
            &format!("{}/{}/binaries", super::JOBS, self.job),
            &format!("multipart/form-data; boundary={boundary}"),
            length,
            || {
                let file = File::open(&found.path)?.take(found.size);
                let inner = head.as_bytes().chain(file).chain(tail.as_bytes());
                Ok(Throttled { throttle: self.throttle, inner })
            },
        );
        match answered.and_then(data::<Binary>) {
            Ok(Binary { status: BinaryStatus::Received, .. }) => Sent::Taken { bytes: found.size },
            Ok(Binary { status: BinaryStatus::AlreadyReceived, .. }) => Sent::AlreadyThere,
            Err(error) => Sent::Refused(error),
        }
    }
}

/// Does something with every item on several threads, and tells what came of each on this one.
pub(super) fn in_parallel<T: Sync, R: Send>(
    workers: usize,
    items: &[T],
    memory: &mut Memory,
    work: impl Fn(&T, &Mutex<&mut Memory>) -> R + Sync,
    mut tell: impl FnMut(&T, R),
) {
    let next = AtomicUsize::new(0);
    let memory = Mutex::new(memory);
    let (sender, done) = mpsc::sync_channel(workers);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next, memory, work) = (sender.clone(), &next, &memory, &work);
            scope.spawn(move || {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if sender.send((item, work(item, memory))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (item, result) in done {
            tell(item, result);
        }
    });
}
