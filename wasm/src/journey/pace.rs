//! How fast something goes, and how long it will still take.

/// Shorter than this, a rate says nothing yet.
const SETTLED_MS: f64 = 1_000.0;

/// Progress since a moment. Times are milliseconds of any clock that only goes forward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    began_at: f64,
    began_with: u64,
    last_at: f64,
    last_with: u64,
}

impl Pace {
    #[must_use]
    pub fn begin(at: f64, done: u64) -> Self {
        Self { began_at: at, began_with: done, last_at: at, last_with: done }
    }

    #[must_use]
    pub fn reached(self, at: f64, done: u64) -> Self {
        Self { last_at: at, last_with: done, ..self }
    }

    /// Things a second, once there is enough to tell.
    #[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
    #[must_use]
    pub fn per_second(self) -> Option<f64> {
        let elapsed = self.last_at - self.began_at;
        let done = self.last_with.saturating_sub(self.began_with);
        (elapsed >= SETTLED_MS && done > 0).then(|| done as f64 * 1_000.0 / elapsed)
    }

    #[expect(clippy::cast_precision_loss, reason = "a time to look at")]
    #[must_use]
    pub fn seconds_left(self, total: u64) -> Option<f64> {
        self.per_second().map(|rate| total.saturating_sub(self.last_with) as f64 / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_nothing_before_it_knows() {
        assert_eq!(Pace::begin(0.0, 0).reached(999.0, 500).per_second(), None);
        assert_eq!(Pace::begin(0.0, 7).reached(5_000.0, 7).seconds_left(10), None, "nothing done, nothing to say");
    }

    #[test]
    fn counts_only_what_was_done_since_it_began() {
        let resumed = Pace::begin(10_000.0, 900).reached(12_000.0, 1_000);
        assert_eq!(resumed.per_second(), Some(50.0));
        assert_eq!(resumed.seconds_left(1_100), Some(2.0));
    }
}
