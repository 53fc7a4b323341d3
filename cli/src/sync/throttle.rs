//! Not more than so many bytes a second, all uploads together.

use std::io::Read;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Bytes let through at once.
const SIP: usize = 16 * 1024;

pub(super) struct Throttle {
    bytes_a_second: Option<u64>,
    /// When the next bytes may go.
    next: Mutex<Instant>,
}

impl Throttle {
    pub(super) fn new(bytes_a_second: Option<u64>) -> Self {
        Self { bytes_a_second, next: Mutex::new(Instant::now()) }
    }

    /// Waits until so many bytes may go.
    fn wait(&self, bytes: usize) {
        let (Some(rate), Ok(mut next)) = (self.bytes_a_second, self.next.lock()) else { return };
        let now = Instant::now();
        let turn = (*next).max(now);
        let nanos = (bytes as u64).saturating_mul(1_000_000_000) / rate;
        *next = turn + Duration::from_nanos(nanos);
        drop(next);
        std::thread::sleep(turn - now);
    }
}

/// A reader that takes its time.
pub(super) struct Throttled<'t, R> {
    pub(super) throttle: &'t Throttle,
    pub(super) inner: R,
}

impl<R: Read> Read for Throttled<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.throttle.bytes_a_second.is_none() {
            return self.inner.read(buffer);
        }
        let sip = buffer.len().min(SIP);
        let read = self.inner.read(&mut buffer[..sip])?;
        self.throttle.wait(read);
        Ok(read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_no_faster_than_allowed() {
        let throttle = Throttle::new(Some(200_000));
        let began = Instant::now();
        let bytes = vec![7; 50_000];
        let mut read = Throttled { throttle: &throttle, inner: bytes.as_slice() };
        assert_eq!(std::io::copy(&mut read, &mut std::io::sink()).unwrap(), 50_000);
        assert!(began.elapsed() > Duration::from_millis(150), "{:?}", began.elapsed());
    }
}
