//! How many appointments each year had.

use std::collections::BTreeMap;

/// The type of row that is counted, and the field that says when it is.
const APPOINTMENTS: &str = "appointment";
const DATE: &str = "\"scheduled_date\"";

#[derive(Default)]
pub struct Years(BTreeMap<String, u64>);

impl Years {
    /// Counts a row, if it is an appointment of a year. Not inlined, for the reason of [`super::legal::is_in`].
    #[inline(never)]
    pub fn note(&mut self, entity_type: &str, payload: &str) {
        if entity_type != APPOINTMENTS {
            return;
        }
        let Some(year) = year(payload) else { return };
        match self.0.get_mut(year) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(year.to_owned(), 1)),
        }
    }

    /// The earliest first.
    #[must_use]
    pub fn counts(self) -> Vec<(String, u64)> {
        self.0.into_iter().collect()
    }
}

/// Found as text: reading every payload once more would take long. Within a text of the payload the field's quotes are escaped.
fn year(payload: &str) -> Option<&str> {
    let (_, rest) = payload.split_once(DATE)?;
    let date = rest.trim_start_matches([':', ' ', '"']);
    let (year, _) = date.split_once('-')?;
    (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appointments_are_counted_by_the_year_they_are_in() {
        let mut years = Years::default();
        for (entity_type, payload) in [
            ("appointment", r#"{"scheduled_date":"2025-01-02","notes":"2019-01-01"}"#),
            ("appointment", r#"{"notes": "\"scheduled_date\":\"2019-01-01\"", "scheduled_date": "2024-12-31"}"#),
            ("appointment", r#"{"scheduled_date":"2024-01-01"}"#),
            ("appointment", r#"{"scheduled_date":null,"end-date":"2024-01-01"}"#),
            ("appointment", r#"{"scheduled_date":"soon-ish"}"#),
            ("appointment", "{}"),
            ("recall", r#"{"scheduled_date":"2024-01-01"}"#),
        ] {
            years.note(entity_type, payload);
        }
        assert_eq!(years.counts(), [("2024".to_owned(), 2), ("2025".to_owned(), 1)]);
    }
}
