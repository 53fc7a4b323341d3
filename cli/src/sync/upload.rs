//! Sending files, several at once.

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use api::ProblemCode;
use api::document::{Binary, BinaryStatus};
use uuid::Uuid;

use super::find::Found;
use super::memory::Memory;
use super::throttle::{Throttle, Throttled};
use crate::server::{Long, Server, ServerError, data};

/// Bytes a second below which a line is as good as dead.
const SLOWEST: u64 = 16 * 1024;
/// What every file may take.
const LEAST: Duration = Duration::from_mins(2);

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
    /// Bytes a second that one of the files on their way may count on.
    pub(super) share: Option<u64>,
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
        let long = Long {
            path: &format!("{}/{}/binaries", super::JOBS, self.job),
            content_type: &format!("multipart/form-data; boundary={boundary}"),
            length,
            patience: self.patience(length),
        };
        let answered = self.server.post_long(&long, || {
            let file = File::open(&found.path)?.take(found.size);
            let inner = head.as_bytes().chain(file).chain(tail.as_bytes());
            Ok(Throttled { throttle: self.throttle, inner })
        });
        match answered.and_then(data::<Binary>) {
            Ok(Binary { status: BinaryStatus::Received, .. }) => Sent::Taken { bytes: found.size },
            Ok(Binary { status: BinaryStatus::AlreadyReceived, .. }) => Sent::AlreadyThere,
            Err(error) => Sent::Refused(error),
        }
    }

    /// Sends a file; one that is not what it was remembered to be is read anew the next time.
    pub(super) fn send_known(&self, found: &Found, memory: &Mutex<&mut Memory>) -> Sent {
        let sent = self.send(found);
        let is_another = matches!(
            sent,
            Sent::Refused(ServerError::Refused { code: ProblemCode::BinaryDigest, .. } | ServerError::Unreadable(_))
        );
        if is_another && let Ok(mut memory) = memory.lock() {
            memory.forget(&found.path);
        }
        sent
    }

    /// How long so many bytes may be on their way.
    fn patience(&self, bytes: u64) -> Duration {
        let rate = self.share.map_or(SLOWEST, |share| share.clamp(1, SLOWEST));
        LEAST + Duration::from_secs(bytes / rate)
    }
}

/// Does something with every item on several threads, and tells what came of each on this one, which may end it.
pub(super) fn in_parallel<T: Sync, R: Send>(
    workers: usize,
    items: &[T],
    memory: &mut Memory,
    work: impl Fn(&T, &Mutex<&mut Memory>) -> R + Sync,
    mut tell: impl FnMut(&T, R) -> ControlFlow<()>,
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
            if tell(item, result).is_break() {
                next.store(items.len(), Ordering::Relaxed);
            }
            if let Ok(mut memory) = memory.lock() {
                memory.save_in_time();
            }
        }
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn large_files_and_narrow_lines_have_longer() {
        let server = Server::new("http://localhost:1", "token").unwrap();
        let throttle = Throttle::new(None);
        let uploader = |share| Uploader { server: &server, job: Uuid::nil(), largest: 0, throttle: &throttle, share };
        assert_eq!(uploader(None).patience(0), LEAST);
        assert_eq!(uploader(None).patience(SLOWEST * 100), LEAST + Duration::from_secs(100));
        assert_eq!(uploader(Some(1_000)).patience(50_000), LEAST + Duration::from_secs(50));
        assert_eq!(uploader(Some(0)).patience(5), LEAST + Duration::from_secs(5));
    }

    #[test]
    fn what_tells_may_end_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(folder.path().join("state.json"));
        let items: Vec<u32> = (0..1_000).collect();
        let mut told = 0;
        in_parallel(
            2,
            &items,
            &mut memory,
            |item, _| *item,
            |_, _| {
                told += 1;
                ControlFlow::Break(())
            },
        );
        assert!(told < 20, "{told}");
    }
}
