//! A limit on guessing: five failed sign-ins a minute for an account from an address.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const ATTEMPTS: usize = 5;
const WINDOW: Duration = Duration::from_mins(1);
/// Above so many pairs, those whose minute is over are forgotten.
const REMEMBERED: usize = 1024;

type Attempts = HashMap<(String, IpAddr), VecDeque<Instant>>;

/// Attempts of the last minute.
#[derive(Default)]
pub struct Throttle(Mutex<Attempts>);

impl Throttle {
    /// Notes an attempt, before its outcome is known: many at once count as many. When there were too many, says how long to wait.
    pub fn attempt(&self, email: &str, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| now.duration_since(*at) < WINDOW;
        if attempts.len() >= REMEMBERED {
            attempts.retain(|_, times| times.back().is_some_and(is_recent));
        }
        let times = attempts.entry((email.to_owned(), network(address))).or_default();
        times.retain(is_recent);
        match times.front() {
            Some(first) if times.len() >= ATTEMPTS => Err(WINDOW.saturating_sub(now.duration_since(*first))),
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }

    /// The right password was given: earlier slips are forgotten.
    pub fn succeeded(&self, email: &str, address: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(email.to_owned(), network(address)));
    }
}

/// Who has one IPv6 address usually has the other 2^64 of its network, too.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    #[test]
    fn the_sixth_attempt_of_a_minute_waits() {
        let throttle = Throttle::default();
        let start = Instant::now();
        for second in 0..5 {
            assert!(throttle.attempt("a@b.c", HERE, start + Duration::from_secs(second)).is_ok());
        }
        let wait = throttle.attempt("a@b.c", HERE, start + Duration::from_secs(10)).unwrap_err();
        assert_eq!(wait, Duration::from_secs(50));
        assert!(throttle.attempt("other@b.c", HERE, start).is_ok(), "another account is not held up");
        assert!(throttle.attempt("a@b.c", "10.0.0.1".parse().unwrap(), start).is_ok(), "nor another address");
        assert!(throttle.attempt("a@b.c", HERE, start + Duration::from_secs(61)).is_ok(), "a minute later it goes on");
    }

    #[test]
    fn success_forgets_slips() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for _ in 0..20 {
            assert!(throttle.attempt("a@b.c", HERE, now).is_ok());
            throttle.succeeded("a@b.c", HERE);
        }
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one() {
        let [one, two, other] =
            ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"].map(|a| network(a.parse().unwrap()));
        assert!(one == two && one != other);
    }
}
