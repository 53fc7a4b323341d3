//! Wall-clock time of the source as instants (`docs/mapping/appointments.md#time`).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::value;

/// Years an appointment can be in. Outside, a date is a placeholder of the source or a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// When something begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instant {
    /// The wall clock showed it once, or the source says the offset itself.
    Plain(Timestamp),
    /// The wall clock never showed it: clocks went forward over it.
    Skipped {
        /// As much later as clocks went forward.
        moved_to: Timestamp,
        wall_clock: DateTime,
    },
    /// The wall clock showed it twice: clocks went back over it.
    Repeated { first: Timestamp, wall_clock: DateTime },
}

/// The instant of a date and a time of day: in the clinic's timezone, unless the time says its offset.
pub(super) fn instant(date: &str, time: &str, timezone: &TimeZone) -> Option<Instant> {
    let date = value::date(date).filter(|date| YEARS.contains(&date.year()))?;
    // `10:00Z` and `10:00+02:00`; a dash can only begin an offset.
    if time.ends_with(['Z', 'z']) || time.contains(['+', '-']) {
        return format!("{date}T{time}").parse().ok().map(Instant::Plain);
    }
    let wall_clock = date.to_datetime(time.parse().ok()?);
    let ambiguous = timezone.to_ambiguous_timestamp(wall_clock);
    let offset = ambiguous.offset();
    let instant = ambiguous.compatible().ok()?;
    Some(match offset {
        AmbiguousOffset::Unambiguous { .. } => Instant::Plain(instant),
        AmbiguousOffset::Gap { .. } => Instant::Skipped { moved_to: instant, wall_clock },
        AmbiguousOffset::Fold { .. } => Instant::Repeated { first: instant, wall_clock },
    })
}

/// An instant as DentalPin spells it inside JSON.
pub(super) fn iso(instant: Timestamp) -> String {
    let text = instant.to_string();
    let to_the_second = text.split(['.', 'Z']).next().unwrap_or(&text);
    format!("{to_the_second}+00:00")
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn in_madrid(date: &str, time: &str) -> Option<Instant> {
        instant(date, time, &TimeZone::get("Europe/Madrid").expect("bundled"))
    }

    fn utc(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn wall_clock_time_is_the_clinic_s() {
        assert_eq!(in_madrid("2025-01-15", "10:00:00"), Some(Instant::Plain(utc("2025-01-15T09:00:00Z"))));
        assert_eq!(in_madrid("2025-07-15", "10:00"), Some(Instant::Plain(utc("2025-07-15T08:00:00Z"))));
        assert_eq!(in_madrid("2025-07-15T00:00:00", "10:00"), Some(Instant::Plain(utc("2025-07-15T08:00:00Z"))));
    }

    #[test]
    fn an_offset_of_the_source_counts() {
        assert_eq!(in_madrid("2025-07-15", "10:00:00Z"), Some(Instant::Plain(utc("2025-07-15T10:00:00Z"))));
        assert_eq!(in_madrid("2025-07-15", "10:00-03:00"), Some(Instant::Plain(utc("2025-07-15T13:00:00Z"))));
    }

    #[test]
    fn clocks_go_forward_and_back() {
        let wall_clock = jiff::civil::date(2025, 3, 30).at(2, 30, 0, 0);
        let moved_to = utc("2025-03-30T01:30:00Z"); // 03:30 in summer time
        assert_eq!(in_madrid("2025-03-30", "02:30:00"), Some(Instant::Skipped { moved_to, wall_clock }));
        let wall_clock = jiff::civil::date(2025, 10, 26).at(2, 30, 0, 0);
        let first = utc("2025-10-26T00:30:00Z"); // still summer time
        assert_eq!(in_madrid("2025-10-26", "02:30:00"), Some(Instant::Repeated { first, wall_clock }));
    }

    /// In both, clocks change at one o'clock.
    #[test]
    fn clocks_change_an_hour_earlier_in_the_west() {
        for zone in ["Europe/Lisbon", "Atlantic/Canary"] {
            let timezone = TimeZone::get(zone).expect("bundled");
            let wall_clock = jiff::civil::date(2025, 3, 30).at(1, 30, 0, 0);
            let moved_to = utc("2025-03-30T01:30:00Z"); // 02:30 in summer time
            let skipped = Instant::Skipped { moved_to, wall_clock };
            assert_eq!(instant("2025-03-30", "01:30:00", &timezone), Some(skipped), "{zone}");
            let wall_clock = jiff::civil::date(2025, 10, 26).at(1, 30, 0, 0);
            let first = utc("2025-10-26T00:30:00Z"); // still summer time
            let repeated = Instant::Repeated { first, wall_clock };
            assert_eq!(instant("2025-10-26", "01:30:00", &timezone), Some(repeated), "{zone}");
            let plain = Instant::Plain(utc("2025-03-30T01:30:00Z"));
            assert_eq!(instant("2025-03-30", "02:30:00", &timezone), Some(plain), "{zone}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_no_instant() {
        for (date, time) in [
            ("2025-02-30", "10:00"),
            ("2025-01-01", "25:00"),
            ("ayer", "10:00"),
            ("1899-12-30", "10:00"),
            ("2025-01-01", "-"),
        ] {
            assert_eq!(in_madrid(date, time), None, "{date} {time}");
        }
    }
}
