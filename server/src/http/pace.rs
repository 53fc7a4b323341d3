//! How often one may ask: a bucket for each account or program, and a larger one for each address. What sends a file is hardly
//! held up; who guesses is.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::accounts::network;

/// Above so many buckets, full ones are forgotten.
const REMEMBERED: usize = 4096;
/// How many accounts one address is good for: a clinic's people share one.
const SHARED: u32 = 20;

/// What kind of operation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Gives somebody a way in. Wrong passwords are counted by account besides.
    SignIn,
    Ordinary,
    /// Sends a piece of a file.
    Transfer,
    /// Works for long.
    Heavy,
}

impl Pace {
    /// How many at once, and how many a minute after that.
    const fn limits(self) -> (u32, u32) {
        match self {
            Self::SignIn => (60, 60),
            Self::Ordinary => (1_000, 6_000),
            Self::Transfer => (10_000, 60_000),
            Self::Heavy => (60, 30),
        }
    }
}

/// Whose bucket it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Asker {
    /// Whoever has this token; its digest.
    Token([u8; 32]),
    Address(IpAddr),
}

impl Asker {
    pub(super) fn at(address: IpAddr) -> Self {
        Self::Address(network(address))
    }
}

/// When each bucket will be full again.
#[derive(Default)]
pub(crate) struct Paces(Mutex<HashMap<(Pace, Asker), Instant>>);

impl Paces {
    /// Counts a request; when there were too many, says how long to wait.
    pub(super) fn ask(&self, pace: Pace, asker: Asker, now: Instant) -> Result<(), Duration> {
        let (burst, a_minute) = pace.limits();
        let share = match asker {
            Asker::Address(_) if pace != Pace::SignIn => SHARED,
            _ => 1,
        };
        let each = Duration::from_mins(1) / (a_minute * share);
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, full| *full > now);
        }
        let full = buckets.entry((pace, asker)).or_insert(now);
        let next = (*full).max(now) + each;
        let wait = next.duration_since(now).saturating_sub(each * (burst * share));
        if !wait.is_zero() {
            return Err(wait);
        }
        *full = next;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HERE: &str = "192.0.2.1";

    fn here() -> Asker {
        Asker::at(HERE.parse().unwrap())
    }

    #[test]
    fn who_asks_too_often_waits_and_then_goes_on() {
        let paces = Paces::default();
        let now = Instant::now();
        for _ in 0..60 {
            assert!(paces.ask(Pace::SignIn, here(), now).is_ok());
        }
        let wait = paces.ask(Pace::SignIn, here(), now).unwrap_err();
        assert_eq!(wait, Duration::from_secs(1));
        assert!(paces.ask(Pace::SignIn, here(), now + wait).is_ok());
        assert!(paces.ask(Pace::SignIn, here(), now + wait).is_err());
    }

    #[test]
    fn others_and_other_kinds_are_not_held_up() {
        let paces = Paces::default();
        let now = Instant::now();
        while paces.ask(Pace::Heavy, here(), now).is_ok() {}
        assert!(paces.ask(Pace::Ordinary, here(), now).is_ok());
        assert!(paces.ask(Pace::Heavy, Asker::at("192.0.2.2".parse().unwrap()), now).is_ok());
        assert!(paces.ask(Pace::Heavy, Asker::Token([0; 32]), now).is_ok());
    }

    #[test]
    fn a_file_of_ten_thousand_pieces_passes() {
        let paces = Paces::default();
        let now = Instant::now();
        assert!((0..10_000).all(|_| paces.ask(Pace::Transfer, Asker::Token([1; 32]), now).is_ok()));
    }

    #[test]
    fn memory_is_bounded() {
        let paces = Paces::default();
        let now = Instant::now();
        for n in 0..10_000_u32 {
            let later = now + Duration::from_secs(u64::from(n));
            assert!(paces.ask(Pace::Ordinary, Asker::at(IpAddr::from(n.to_be_bytes())), later).is_ok());
        }
        assert!(paces.0.lock().unwrap().len() <= REMEMBERED);
    }
}
