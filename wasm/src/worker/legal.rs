//! Which invoices carry data of tax law (`docs/mapping/invoices.md#legal`).

/// The type of row that can.
const INVOICES: &str = "fiscal_document";

/// As `mappers` reads them.
const FIELDS: [&str; 6] = ["legal_hash", "hash", "hash_control", "previous_hash", "atcud", "qr_code"];

/// Whether a row is an invoice with any of them. Not inlined: a branch beside the mappers' code, on a type that is the same for a whole table,
/// has the compiler write all of that code twice.
#[inline(never)]
#[must_use]
pub fn is_in(entity_type: &str, payload: &str) -> bool {
    // Most invoices have none, and need not be read.
    entity_type == INVOICES && FIELDS.iter().any(|field| payload.contains(field)) && has_any(payload)
}

fn has_any(payload: &str) -> bool {
    let is_one = |(name, value): &(String, String)| FIELDS.contains(&name.as_str()) && !value.trim().is_empty();
    mappers::shown(payload).iter().any(is_one)
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
            assert_eq!(is_in("fiscal_document", payload), expected, "{payload}");
            assert!(!is_in("patient", payload), "{payload}");
        }
    }
}
