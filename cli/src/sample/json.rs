//! JSON objects spelled as the extractor spells them: `, ` and `: ` between parts, letters as they are.

use std::fmt::{Display, Write as _};

use jiff::civil::Date;

/// An amount of money in cents. The sample never needs less.
pub(crate) type Cents = i64;

/// An object being written, field by field.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self(String::with_capacity(512))
    }

    /// A string.
    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        push_text(&mut self.0, value);
        self
    }

    /// A string where there is one; otherwise the field is left out.
    pub(crate) fn text_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn text_or_null(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self.null(name),
        }
    }

    /// A string made of something that needs no escaping: a number, a date, an id.
    pub(crate) fn quoted(mut self, name: &str, value: impl Display) -> Self {
        self.name(name);
        push(&mut self.0, format_args!("\"{value}\""));
        self
    }

    pub(crate) fn date_or_null(self, name: &str, value: Option<Date>) -> Self {
        match value {
            Some(value) => self.quoted(name, value),
            None => self.null(name),
        }
    }

    /// A number, a boolean, or an object already written.
    pub(crate) fn plain(mut self, name: &str, value: impl Display) -> Self {
        self.name(name);
        push(&mut self.0, format_args!("{value}"));
        self
    }

    pub(crate) fn plain_or_null(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.plain(name, value),
            None => self.null(name),
        }
    }

    /// An amount as a decimal string, `"65.00"`.
    pub(crate) fn money(mut self, name: &str, value: Cents) -> Self {
        self.name(name);
        let sign = if value < 0 { "-" } else { "" };
        let (units, cents) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
        push(&mut self.0, format_args!("\"{sign}{units}.{cents:02}\""));
        self
    }

    /// Whole numbers, `[11, 12]`.
    pub(crate) fn numbers(mut self, name: &str, values: &[u8]) -> Self {
        self.name(name);
        push(&mut self.0, format_args!("{values:?}"));
        self
    }

    pub(crate) fn null(self, name: &str) -> Self {
        self.plain(name, "null")
    }

    /// A reference to another row: its canonical uuid.
    pub(crate) fn refers(self, name: &str, entity_type: &str, source_id: impl Display) -> Self {
        self.quoted(name, super::out::canonical_uuid(entity_type, &source_id.to_string()))
    }

    /// A reference where there is one; otherwise the field is left out.
    pub(crate) fn refers_if(self, name: &str, entity_type: &str, source_id: Option<impl Display>) -> Self {
        match source_id {
            Some(source_id) => self.refers(name, entity_type, source_id),
            None => self,
        }
    }

    /// Adds the fields of another object.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        if !self.0.is_empty() && !other.0.is_empty() {
            self.0.push_str(", ");
        }
        self.0.push_str(&other.0);
        self
    }

    pub(crate) fn finish(&self) -> String {
        ["{", &self.0, "}"].concat()
    }

    fn name(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push_str(", ");
        }
        push(&mut self.0, format_args!("\"{name}\": "));
    }
}

fn push(json: &mut String, value: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    json.write_fmt(value).unwrap_or_default();
}

fn push_text(json: &mut String, value: &str) {
    json.push('"');
    for character in value.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if control < ' ' => push(json, format_args!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::expect_used)]
    fn what_is_written_reads_back() {
        let object = Object::new()
            .text("note", "línea 1\nlínea \"2\"\t\u{1}\\")
            .money("paid", -7_005)
            .numbers("teeth", &[11, 85])
            .date_or_null("left", None)
            .plain("flagged", true);
        let read: serde_json::Value = serde_json::from_str(&object.finish()).expect("valid JSON");
        assert_eq!(
            read,
            serde_json::json!({
                "note": "línea 1\nlínea \"2\"\t\u{1}\\", "paid": "-70.05", "teeth": [11, 85], "left": null, "flagged": true
            })
        );
    }
}
