//! Chance from a seed: the same draws on every machine and in every release.

use jiff::civil::Date;

/// A stream of draws (`SplitMix64`). A seed and a stream number give one stream, unrelated to its neighbours.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut seeding = Self(seed);
        let base = seeding.next();
        Self(base ^ stream.wrapping_mul(0xd605_1e4b_93c7_2a8f))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// An index below `length`.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.next() % (length.max(1) as u64)).unwrap_or(0)
    }

    /// True that many times in a hundred.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    /// One of a list of constants, which is never empty.
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, list: &[T; N]) -> T {
        const { assert!(N > 0, "nothing to pick from") };
        list[self.index(N)]
    }

    /// A day from `low` to `high`, both included; `low` when they are the wrong way round.
    pub(crate) fn day(&mut self, low: Date, high: Date) -> Date {
        let days = i64::from(low.until(high).map_or(0, |span| span.get_days())).max(0);
        let ahead = self.between(0, days);
        days_after(low, ahead)
    }
}

/// The day so many days later (or earlier); the same day at the end of time.
pub(crate) fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_draws_for_ever() {
        let mut dice = Dice::new(7, 1);
        let drawn: Vec<_> = (0..4).map(|_| dice.between(1, 100)).collect();
        let mut again = Dice::new(7, 1);
        assert_eq!(drawn, (0..4).map(|_| again.between(1, 100)).collect::<Vec<_>>());
        let mut other = Dice::new(7, 2);
        assert_ne!(drawn, (0..4).map(|_| other.between(1, 100)).collect::<Vec<_>>());
    }

    #[test]
    fn days_stay_in_their_span() {
        let (low, high) = (jiff::civil::date(2024, 2, 27), jiff::civil::date(2024, 3, 1));
        let mut dice = Dice::new(0, 0);
        assert!((0..200).map(|_| dice.day(low, high)).all(|day| day >= low && day <= high));
        assert_eq!(dice.day(high, low), high, "the wrong way round");
    }
}
