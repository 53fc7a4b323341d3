//! When to try again, and when not to.

use std::time::Duration;

/// How often one request is tried before the admin is told.
const TRIES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The pauses between the tries of one request: each about twice as long as the one before.
#[derive(Default)]
pub struct Backoff {
    failed: u32,
}

impl Backoff {
    /// How long to wait before the next try, or nothing when it was the last. `jitter`, at least 0 and below 1, keeps
    /// requests that failed together from coming back together.
    pub fn pause(&mut self, jitter: f64) -> Option<Duration> {
        self.failed += 1;
        if self.failed >= TRIES {
            return None;
        }
        let longest = FIRST_PAUSE.saturating_mul(1 << (self.failed - 1)).min(LONGEST_PAUSE);
        Some(longest.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0))
    }
}

/// Whether the same request may succeed later: the server is busy, restarting or out of reach.
#[must_use]
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// Whether a batch is among the inclusive ranges of those received.
#[must_use]
pub fn is_received(ranges: &[(u64, u64)], sequence: u64) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&sequence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_ten_seconds_and_end() {
        for jitter in [0.0, 0.5, 0.999] {
            let mut backoff = Backoff::default();
            let pauses = std::iter::from_fn(|| backoff.pause(jitter)).collect::<Vec<_>>();
            assert_eq!(pauses.len(), TRIES as usize - 1);
            assert!(pauses.is_sorted());
            assert!(pauses.iter().all(|pause| *pause <= LONGEST_PAUSE));
            let total = pauses.iter().sum::<Duration>();
            assert!((10..=30).contains(&total.as_secs()), "a short outage is survived, a long one is told: {total:?}");
        }
    }

    #[test]
    fn a_refusal_is_final_and_an_outage_is_not() {
        assert!([429, 500, 502, 503, 504].into_iter().all(is_passing));
        assert!(![200, 400, 401, 403, 404, 409, 413, 415, 422].into_iter().any(is_passing));
    }

    #[test]
    fn ranges_hold_their_ends() {
        let ranges = [(0, 2), (5, 5)];
        let received = (0..8).filter(|sequence| is_received(&ranges, *sequence)).collect::<Vec<_>>();
        assert_eq!(received, [0, 1, 2, 5]);
    }
}
