//! Which invoices carry data of tax law (`docs/mapping/invoices.md#legal`).

use serde_json::Value;

/// The type of row that can.
pub const INVOICES: &str = "fiscal_document";

/// As `mappers` reads them.
const FIELDS: [&str; 6] = ["legal_hash", "hash", "hash_control", "previous_hash", "atcud", "qr_code"];

/// Whether an invoice's payload has any of them.
#[must_use]
pub fn is_in(payload: &str) -> bool {
    // Most invoices have none, and need not be read.
    FIELDS.iter().any(|field| payload.contains(field)) && has_any(payload)
}

fn has_any(payload: &str) -> bool {
    let Ok(Value::Object(fields)) = serde_json::from_str(payload) else { return false };
    FIELDS.iter().filter_map(|field| fields.get(*field)).any(|value| match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Number(_) => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_but_empty_is_no_legal_data() {
        let payloads = [
            (r#"{"series": "F", "number": "1"}"#, false),
            (r#"{"legal_hash": null, "atcud": " "}"#, false),
            (r#"{"notes": "hash"}"#, false),
            (r#"{"atcud": "CSDF7T5H-35"}"#, true),
            (r#"{"hash_control": 1}"#, true),
            ("atcud", false),
        ];
        for (payload, expected) in payloads {
            assert_eq!(is_in(payload), expected, "{payload}");
        }
    }
}
