//! Writing to the terminal: results on standard output, everything else on standard error.

use std::io::Write as _;

use serde::Serialize;

use crate::failure::Failure;

/// Prints a result. Whoever closed the pipe does not want it.
pub(crate) fn print(text: &str) {
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Prints a result as one line of JSON.
pub(crate) fn print_json(value: &impl Serialize) {
    if let Ok(json) = serde_json::to_string(value) {
        print(&(json + "\n"));
    }
}

/// Says something that is no result.
pub(crate) fn say(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Says why the command stops.
pub(crate) fn complain(failure: &Failure) {
    if !matches!(failure, Failure::Told | Failure::Incomplete) {
        say(&format!("puente: {}", printable(&failure.to_string())));
    }
}

/// The text without what could move a terminal's cursor: it may come from a file nobody should trust.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// A size in the unit that suits it.
pub(crate) fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < units.len() {
        tenths /= 1_000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
        assert_eq!([12, 1_250, 838_860_800].map(size), ["12 B", "1.2 kB", "838.8 MB"]);
    }

    #[test]
    fn a_file_cannot_drive_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\r\nñ"), "a\u{fffd}[2Jb\u{fffd}\nñ");
    }
}
