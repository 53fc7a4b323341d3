//! JSON that every engine's JSON column accepts.
//!
//! What a writer of JSON may spell but PostgreSQL's `jsonb` refuses: the character NUL (`\u0000`) and halves of
//! surrogate pairs. Here the first becomes its picture `␀`, the others the replacement character.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use crate::record::Json;

/// JSON text for the archive: as it is, when it is JSON, which may be known; otherwise wrapped, as
/// `{"_undecodable": "…"}`, with what is wrong with it.
pub(crate) fn archived(text: &str, is_json: bool) -> (Json, Option<serde_json::Error>) {
    let checked = if is_json { Ok(IgnoredAny) } else { serde_json::from_str(text) };
    match checked {
        Ok(IgnoredAny) => (Json::known(acceptable(text).into_owned()), None),
        Err(error) => (Json::known(format!(r#"{{"_undecodable": {}}}"#, quoted(text))), Some(error)),
    }
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "␀")) } else { Cow::Borrowed(text) };
    serde_json::Value::from(text).to_string()
}

/// The text of a JSON string; half a surrogate pair becomes the replacement character.
pub(crate) fn unescape(string: &str) -> Result<String, serde_json::Error> {
    serde_json::from_str(string).or_else(|_| serde_json::from_str(&without_half_pairs(string, false)))
}

/// The same JSON, without what a JSON column refuses.
fn acceptable(text: &str) -> Cow<'_, str> {
    if text.contains("\\u") { Cow::Owned(without_half_pairs(text, true)) } else { Cow::Borrowed(text) }
}

/// Replaces escapes of half a surrogate pair, and those of NUL too when asked. Escapes occur in strings alone, so the
/// text needs no parsing.
fn without_half_pairs(text: &str, nul_too: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (replacement, length) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0), _) if nul_too => (Some("␀"), 6),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (None, 12),
            (Some(0xd800..=0xdfff), _) => (Some("\u{fffd}"), 6),
            (Some(_), _) => (None, 6),
            (None, _) => (None, 1 + escape.chars().nth(1).map_or(0, char::len_utf8)),
        };
        let (escape, after) = escape.split_at(length);
        out.push_str(replacement.unwrap_or(escape));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The code unit of an escape `\uXXXX` at the start of the text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json_is_archived_verbatim() {
        let text = "{ \"a\" : \"ñ\\n \\\\u0000 \\u00f1 \\ud83d\\ude00\", \"b\": [1.50, null] }";
        assert_eq!(archived(text, false).0.as_str(), text);
    }

    #[test]
    fn what_jsonb_refuses_is_replaced() {
        let (archived, _) = archived(r#"{"a": "x\u0000y", "b": "\ud83d\ud83d\ude00", "c": "\\\u0000"}"#, true);
        assert_eq!(archived.as_str(), r#"{"a": "x␀y", "b": "�\ud83d\ude00", "c": "\\␀"}"#);
    }

    #[test]
    fn what_is_not_json_is_archived_as_text() {
        let (archived, error) = archived("{\"a\": \"unfinished\0", false);
        assert!(error.is_some());
        let value: serde_json::Value = serde_json::from_str(archived.as_str()).expect("well-formed");
        assert_eq!(value["_undecodable"], "{\"a\": \"unfinished␀");
    }
}
