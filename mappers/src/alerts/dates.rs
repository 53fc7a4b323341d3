//! When something was written, as far as the text says so.

use jiff::civil::{Date, date};

use super::vocabulary as v;
use super::words::{Word, words};

/// The day or the month (its first day) a text names. A year alone is too little.
pub(super) fn written(text: &str) -> Option<Date> {
    let words = words(text);
    (0..words.len()).find_map(|at| numeric(text, &words, at).or_else(|| named(&words, at)))
}

/// When a child is due: a date after "FPP", "parto".
pub(super) fn due(text: &str) -> Option<Date> {
    let words = words(text);
    let due = words.iter().position(|word| ["fpp", "parto", "cuentas", "dpp", "terme"].contains(&&*word.folded))?;
    (due..words.len()).find_map(|at| numeric(text, &words, at).or_else(|| named(&words, at)))
}

/// The week of a pregnancy: "20 semanas".
pub(super) fn week(text: &str) -> Option<i32> {
    let words = words(text);
    let week = words.windows(2).find_map(|pair| match pair {
        [number, unit] if number.is_number() && unit.is(v::WEEKS) => number.folded.parse().ok(),
        _ => None,
    });
    week.filter(|week| (1..=42).contains(week))
}

/// `03/11/2026`, `3-11-26`, `2026-11-03`, `11/2026`.
fn numeric(text: &str, words: &[Word], at: usize) -> Option<Date> {
    let number = |at: usize| words.get(at).filter(|word| word.is_number())?.folded.parse::<i16>().ok();
    let joined = |at: usize| {
        let (word, next) = (words.get(at)?, words.get(at + 1)?);
        matches!(text.get(word.end..next.start)?, "/" | "-" | ".").then_some(())
    };
    let (first, ()) = (number(at)?, joined(at)?);
    let second = number(at + 1)?;
    match joined(at + 1).and_then(|()| number(at + 2)) {
        Some(third) if first > 1900 => day(first, second, third),
        Some(third) => day(full(third), second, first),
        // Not the end of a date that does not exist.
        None if second > 1900 && at.checked_sub(1).and_then(joined).is_none() => day(second, first, 1),
        None => None,
    }
}

/// "marzo 2019", "marzo de 2019".
fn named(words: &[Word], at: usize) -> Option<Date> {
    let month = words.get(at).filter(|word| word.is(v::MONTHS))?;
    let position = v::MONTHS_IN_ORDER.iter().position(|stem| month.folded.starts_with(stem))?;
    let year =
        words.get(at + 1..words.len().min(at + 3))?.iter().find(|word| word.is_number() && word.folded.len() == 4)?;
    day(year.folded.parse().ok()?, i16::try_from(position % 12).ok()? + 1, 1)
}

fn full(year: i16) -> i16 {
    if (0..100).contains(&year) { 2000 + year } else { year }
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    let is_plausible = (1900..=2199).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let date = is_plausible.then(|| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())??;
    (date > self::date(1900, 1, 1)).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("Embarazada de 20 semanas (marzo 2019)", Some(date(2019, 3, 1))),
            ("visto el 3/11/2026", Some(date(2026, 11, 3))),
            ("3-11-26 embarazada", Some(date(2026, 11, 3))),
            ("2026-11-03", Some(date(2026, 11, 3))),
            ("desde 11/2026", Some(date(2026, 11, 1))),
            ("grávida em março de 2026", Some(date(2026, 3, 1))),
            ("février 2026", Some(date(2026, 2, 1))),
            ("en 2019", None),
            ("31/02/2026", None),
            ("99/99/9999", None),
            ("1/2 comp", None),
        ] {
            assert_eq!(written(text), expected, "{text}");
        }
        assert_eq!(due("Embarazada, FPP 12/05/2027"), Some(date(2027, 5, 12)));
        assert_eq!(week("gestante 32 sem"), Some(32));
        assert_eq!(week("llamar en 52 semanas"), None);
    }
}
