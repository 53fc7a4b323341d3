//! The fields of a payload, as the source spelled them, and what they mean (`docs/mapping/README.md#values`).
//!
//! A payload is read once, without copying: each field keeps the piece of JSON text it came from, and becomes text, a
//! date or a number when a mapper asks for it. A field that is not what it should be is left out and noted as a
//! [`Problem`]; it never costs the row.

mod list;
mod shown;

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json;
use crate::warning::kinds::{self, Kind};

pub use shown::shown;

/// Fields every payload repeats. The columns beside the payload say the same.
const ENVELOPE: [&str; 8] = [
    "canonical_uuid",
    "source_system",
    "entity_type",
    "source_id",
    "adapter_version",
    "extracted_at",
    "raw_source_data",
    "tenant_label",
];

/// Characters of a bad value that a warning quotes.
const QUOTED: usize = 80;

/// A field that was not what it should be.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: &'static Kind,
    pub(crate) field: &'static str,
    pub(crate) found: String,
}

/// The fields of a JSON object.
#[derive(Debug, Default)]
pub(crate) struct Fields<'a> {
    fields: Vec<Field<'a>>,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Field<'a> {
    name: Cow<'a, str>,
    /// Its value, as JSON text.
    json: &'a str,
    used: bool,
}

impl<'a> Fields<'a> {
    /// Reads an object.
    pub(crate) fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        let Object(fields) = serde_json::from_str(text)?;
        Ok(Self { fields, problems: Vec::new() })
    }

    /// Text without the white space around it; `None` when there is nothing else. Numbers count as text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<Cow<'a, str>> {
        let json = self.take(name)?;
        self.text_of(name, json)
    }

    /// Like [`Fields::text`], for the columns of a source row, whose names come in any case.
    pub(crate) fn column(&mut self, name: &'static str) -> Option<Cow<'a, str>> {
        // Of several spellings the last one that says something.
        let says = |field: &&Field<'_>| !matches!(field.json, "null" | "\"\"");
        let field = self.fields.iter().filter(says).rfind(|field| field.name.eq_ignore_ascii_case(name))?;
        let json = field.json;
        self.text_of(name, json)
    }

    /// A date: the whole value, or the date part of a date and time.
    pub(crate) fn date(&mut self, name: &'static str) -> Option<Date> {
        let text = self.text(name)?;
        let date = date(&text);
        if date.is_none() {
            self.problem(&kinds::BAD_DATE, name, &text);
        }
        date
    }

    /// An exact decimal.
    pub(crate) fn decimal(&mut self, name: &'static str) -> Option<Decimal> {
        let text = self.text(name)?;
        let decimal = decimal(&text);
        if decimal.is_none() {
            self.problem(&kinds::BAD_NUMBER, name, &text);
        }
        decimal
    }

    /// A whole number; `30.0` is one, `30.5` is not.
    pub(crate) fn integer(&mut self, name: &'static str) -> Option<i64> {
        let text = self.text(name)?;
        let integer = integer(&text);
        if integer.is_none() {
            self.problem(&kinds::BAD_NUMBER, name, &text);
        }
        integer
    }

    /// Yes or no: `true`, `1`, `"true"` and `"1"` are yes, their opposites no, anything else is neither.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let json = self.take(name)?;
        let flag = match json.trim_matches('"') {
            yes if yes.eq_ignore_ascii_case("true") || yes == "1" => Some(true),
            no if no.eq_ignore_ascii_case("false") || no == "0" => Some(false),
            _ => None,
        };
        if flag.is_none() && json != "\"\"" {
            self.problem(&kinds::BAD_TYPE, name, json);
        }
        flag
    }

    /// Whether a field has a value that is neither null nor an empty text.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.fields.iter().rfind(|field| field.name == name).is_some_and(|field| !matches!(field.json, "null" | "\"\""))
    }

    /// Notes that a field is not what it should be.
    pub(crate) fn problem(&mut self, kind: &'static Kind, field: &'static str, found: &str) {
        self.problems.push(Problem { kind, field, found: found.chars().take(QUOTED).collect() });
    }

    /// What was wrong with the fields read so far.
    pub(crate) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Whether something is said in a field that nobody asked for.
    pub(crate) fn has_unused(&self) -> bool {
        self.fields.iter().any(|field| {
            !field.used && !matches!(field.json, "null" | "\"\"") && !ENVELOPE.contains(&field.name.as_ref())
        })
    }

    /// The value of a field that is there and not null. Of several with one name, the last counts.
    fn take(&mut self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter_mut().rfind(|field| field.name == name)?;
        field.used = true;
        (field.json != "null").then_some(field.json)
    }

    fn text_of(&mut self, name: &'static str, json: &'a str) -> Option<Cow<'a, str>> {
        let text = match self.unescaped(name, json)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The text of a string or number, without NUL, which no text column holds.
    fn unescaped(&mut self, name: &'static str, json: &'a str) -> Option<Cow<'a, str>> {
        let Some(inner) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
                return Some(Cow::Borrowed(json));
            }
            self.problem(&kinds::BAD_TYPE, name, json);
            return None;
        };
        if !inner.contains('\\') {
            return Some(Cow::Borrowed(inner));
        }
        let Ok(mut text) = json::unescape(json) else {
            self.problem(&kinds::BAD_TYPE, name, json);
            return None;
        };
        if text.contains('\0') {
            text.retain(|c| c != '\0');
            self.problem(&kinds::NUL_REMOVED, name, &text);
        }
        Some(Cow::Owned(text))
    }
}

/// The date of `2020-01-31`, `20200131`, or of a date and time that begins so.
pub(crate) fn date(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| text.get(..10)?.parse().ok())
}

/// An exact decimal, with an exponent or without.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// The instant of a date, or of a date and time: on the wall clock of the timezone, unless it says its offset. A time that
/// was skipped moves forward, one that came twice is the first.
pub(crate) fn instant(text: &str, timezone: &TimeZone) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let wall_clock: DateTime =
            text.replacen(' ', "T", 1).parse().ok().or_else(|| Some(date(text)?.to_datetime(Time::midnight())))?;
        (1900..=2199).contains(&wall_clock.year()).then(|| timezone.to_timestamp(wall_clock).ok())?
    })
}

/// A whole number, spelled with or without decimals that are zero.
pub(crate) fn integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let decimal = Decimal::from_str_exact(text).ok()?;
        if decimal.is_integer() { i64::try_from(decimal).ok() } else { None }
    })
}

/// An object as a list of fields.
struct Object<'a>(Vec<Field<'a>>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Object<'de> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        self.0.reserve(24);
        while let Some(Name(name)) = map.next_key()? {
            let json = map.next_value::<&RawValue>()?.get();
            self.0.push(Field { name, json, used: false });
        }
        Ok(self)
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Fields<'_> {
        Fields::read(text).expect("an object")
    }

    fn problems(fields: &mut Fields<'_>) -> Vec<&'static str> {
        fields.take_problems().into_iter().map(|problem| problem.kind.code).collect()
    }

    #[test]
    fn text_is_trimmed_and_numbers_are_text() {
        let mut fields = read(r#"{"a": "  Ana\n ", "b": 12.50, "c": " \t", "d": null, "e": "ma\u00f1ana"}"#);
        assert_eq!(fields.text("a").as_deref(), Some("Ana"));
        assert_eq!(fields.text("b").as_deref(), Some("12.50"));
        assert_eq!(fields.text("c"), None);
        assert_eq!(fields.text("d"), None);
        assert_eq!(fields.text("e").as_deref(), Some("mañana"));
        assert_eq!(fields.text("f"), None);
        assert!(fields.take_problems().is_empty());
    }

    #[test]
    fn what_no_column_holds_is_taken_out_of_text_with_a_problem() {
        let mut fields = read(r#"{"nul": "A\u0000na", "half": "a\ud83db", "list": ["a"], "object": {}}"#);
        assert_eq!(fields.text("nul").as_deref(), Some("Ana"));
        assert_eq!(fields.text("half").as_deref(), Some("a\u{fffd}b"));
        assert_eq!(fields.text("list"), None);
        assert_eq!(fields.text("object"), None);
        assert_eq!(problems(&mut fields), ["value.nul_removed", "value.bad_type", "value.bad_type"]);
    }

    #[test]
    fn a_yes_in_words_is_a_yes_and_a_no_in_words_a_no() {
        let mut fields = read(r#"{"a": true, "b": "false", "c": "0", "d": 1, "e": "True", "f": "quizás", "g": ""}"#);
        let flags = ["a", "b", "c", "d", "e", "f", "g"].map(|name| fields.flag(name));
        assert_eq!(flags, [Some(true), Some(false), Some(false), Some(true), Some(true), None, None]);
        assert_eq!(problems(&mut fields), ["value.bad_type"]);
    }

    #[test]
    fn dates_take_their_date_part() {
        let mut fields =
            read(r#"{"a": "1980-05-01", "b": "1980-05-01T00:00:00+01:00", "c": "1980-13-01", "d": 19800501}"#);
        let day = jiff::civil::date(1980, 5, 1);
        assert_eq!(["a", "b", "c", "d"].map(|name| fields.date(name)), [Some(day), Some(day), None, Some(day)]);
        assert_eq!(problems(&mut fields), ["value.bad_date"]);
    }

    #[test]
    fn numbers_are_exact() {
        let mut fields = read(r#"{"a": "65.10", "b": 0.1, "c": "1e2", "d": "siete", "e": "30.0", "f": 30.5}"#);
        assert_eq!(fields.decimal("a").map(|d| d.to_string()).as_deref(), Some("65.10"));
        assert_eq!(fields.decimal("b").map(|d| d.to_string()).as_deref(), Some("0.1"));
        assert_eq!(fields.decimal("c"), Some(Decimal::ONE_HUNDRED));
        assert_eq!(fields.decimal("d"), None);
        assert_eq!(fields.integer("e"), Some(30));
        assert_eq!(fields.integer("f"), None);
        assert_eq!(problems(&mut fields), ["value.bad_number", "value.bad_number"]);
    }

    #[test]
    fn what_nobody_asked_for_is_noticed() {
        let mut fields = read(r#"{"source_id": "1", "name": "Ana", "fax": null, "tenant_label": "x"}"#);
        assert!(fields.has_unused());
        fields.text("name");
        assert!(!fields.has_unused());
    }

    #[test]
    fn a_column_is_found_in_the_spelling_that_says_something() {
        assert_eq!(read(r#"{"IdTipoODG": 22, "IdTipoOdg": null}"#).column("IdTipoODG").as_deref(), Some("22"));
        assert_eq!(
            read(r#"{"IDTIPOODG": "", "idtipoodg": "8", "IdTipoOdg": ""}"#).column("IdTipoODG").as_deref(),
            Some("8")
        );
        assert_eq!(read(r#"{"IdTipoODG": null}"#).column("IdTipoODG"), None);
    }

    #[test]
    fn the_last_of_two_fields_with_one_name_counts() {
        assert_eq!(read(r#"{"a": "1", "a": "2"}"#).text("a").as_deref(), Some("2"));
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in ["", "[]", "\"a\"", "{\"a\": }", "{\"a\": 1} x", "null"] {
            assert!(Fields::read(text).is_err(), "{text:?}");
        }
    }
}
