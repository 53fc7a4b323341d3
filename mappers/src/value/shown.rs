//! A payload as lines a person can read.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ENVELOPE;

/// A payload's own fields in the order in which they stand. Text is shown as it is, nothing where it is null, nested
/// values as JSON. A payload that is not an object is one field called `payload`.
#[must_use]
pub fn shown(payload: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<Shown>(payload) {
        Ok(Shown(fields)) => fields
            .into_iter()
            .filter(|(name, _)| !ENVELOPE.contains(&name.as_str()))
            .map(|(name, value)| (name, text(&value)))
            .collect(),
        Err(_) => vec![("payload".to_owned(), payload.to_owned())],
    }
}

/// Numbers stay as they are written: `65.10` is an amount.
fn text(value: &RawValue) -> String {
    let json = value.get();
    match json {
        "null" => String::new(),
        _ => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
    }
}

/// A JSON object that keeps the order of its fields.
struct Shown(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ShownVisitor)
    }
}

struct ShownVisitor;

impl<'de> Visitor<'de> for ShownVisitor {
    type Value = Shown;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shown, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Shown(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_row_shows_its_own_fields_in_their_order() {
        let payload = r#"{"canonical_uuid":"b0","source_system":"gesden","entity_type":"patient","source_id":"1",
            "adapter_version":"0.1.0","extracted_at":"2026","raw_source_data":{"Nombre":"Ana"},
            "given_name":"Ana","family_name":"Muñoz \"la\" Ñ","deceased":false,"notes":null,"visits":3,"amount":65.10,
            "teeth":[11,12],"address":{"street":"Mayor 1"},"tenant_label":"clinic"}"#;
        let expected = [
            ("given_name", "Ana"),
            ("family_name", "Muñoz \"la\" Ñ"),
            ("deceased", "false"),
            ("notes", ""),
            ("visits", "3"),
            ("amount", "65.10"),
            ("teeth", "[11,12]"),
            ("address", r#"{"street":"Mayor 1"}"#),
        ];
        assert_eq!(shown(payload), owned(&expected));
    }

    #[test]
    fn what_is_no_object_is_shown_whole() {
        for odd in ["", "[1,2]", "\"text\"", "{\"cut\":", &"[".repeat(10_000)] {
            assert_eq!(shown(odd), owned(&[("payload", odd)]));
        }
    }
}
