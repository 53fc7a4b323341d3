//! Days and instants of the source (`docs/mapping/treatments.md#dates`).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::context::Context;
use crate::value;

/// Years in which something can have been planned or done. Outside, a date is a placeholder of the source.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// The day of a date, or of a date and time.
pub(super) fn day(text: &str) -> Option<Date> {
    value::date(text).filter(|date| YEARS.contains(&date.year()))
}

/// The instant of a date and time; a date alone is its midnight. In the clinic's timezone, unless it says its offset.
pub(super) fn moment(text: &str, timezone: &TimeZone) -> Option<Timestamp> {
    let day = day(text)?;
    text.parse::<Timestamp>().ok().or_else(|| {
        let wall_clock: DateTime = text.parse().unwrap_or_else(|_| day.into());
        timezone.to_ambiguous_timestamp(wall_clock).compatible().ok()
    })
}

/// A day's first instant in the clinic.
pub(super) fn midnight(day: Date, context: &Context) -> Timestamp {
    context.timezone.to_ambiguous_timestamp(day.into()).compatible().unwrap_or(context.now)
}

/// The day on which an import happens, in the clinic.
pub(super) fn today(context: &Context) -> Date {
    context.now.to_zoned(context.timezone.clone()).date()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_clinic_s_midnight() {
        let madrid = TimeZone::get("Europe/Madrid").expect("bundled");
        for (text, instant) in [
            ("2024-01-15", Some("2024-01-14T23:00:00Z")),
            ("2024-07-15", Some("2024-07-14T22:00:00Z")),
            ("2024-07-15 10:30:00", Some("2024-07-15T08:30:00Z")),
            ("2024-07-15T10:30:00+00:00", Some("2024-07-15T10:30:00Z")),
            ("2024-07-15Tnoon", Some("2024-07-14T22:00:00Z")),
            ("1753-01-01", None),
            ("15/07/2024", None),
            ("", None),
        ] {
            assert_eq!(moment(text, &madrid), instant.map(|text| text.parse().expect("an instant")), "{text:?}");
        }
    }
}
