//! What an import wrote into a column, in 16 bits. The value itself is not kept, and need not be: that a column holds
//! something else is enough to say that it was changed.

use mappers::record::Value;
use serde::de::IgnoredAny;

use crate::store::Cell;

/// The same for a value and for what any engine stores it as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(pub(super) [u8; Fingerprint::SIZE]);

impl Fingerprint {
    /// Bytes of one.
    pub(super) const SIZE: usize = 2;

    pub(super) fn of(value: Value<'_>) -> Self {
        let hash = match value {
            Value::Null => Hash::of(b'0'),
            // The embedded database has no booleans.
            Value::Bool(it) => return Self::of(Value::Integer(it.into())),
            Value::Integer(it) => Hash::of(b'i').word(it.cast_unsigned()),
            Value::Real(it) => Hash::of(b'r').real(it),
            // Not every engine has NUL in texts: it is left out there.
            Value::Text(it) if it.contains('\0') => return Self::of(Value::Text(&it.replace('\0', ""))),
            Value::Text(it) => Hash::of(b't').bytes(it.as_bytes()),
            Value::Uuid(it) => Hash::of(b'u').bytes(it.as_bytes()),
            Value::Decimal(it) => {
                let it = it.normalize();
                Hash::of(b'd').bytes(&it.mantissa().to_le_bytes()).word(it.scale().into())
            }
            Value::Date(it) => {
                let [year, month, day] = [it.year().into(), it.month().into(), it.day().into()].map(i64::cast_unsigned);
                Hash::of(b'c').word(year).word(month).word(day)
            }
            Value::Timestamp(it) => {
                // As they are stored: what is smaller is cut off.
                let microseconds = i64::from(it.subsec_nanosecond().div_euclid(1000));
                Hash::of(b's').word(it.as_second().cast_unsigned()).word(microseconds.cast_unsigned())
            }
            Value::Json(it) => match serde_json::from_str(it) {
                Ok(json) => Hash::of(b'j').json(&json),
                Err(_) => Hash::of(b'j').bytes(it.as_bytes()),
            },
        };
        hash.finish()
    }

    /// Whether it is of what a column holds.
    pub(super) fn is_of(self, cell: &Cell<'_>) -> bool {
        let is = |value| self == Self::of(value);
        match cell {
            Cell::Null => is(Value::Null),
            Cell::Bool(it) => is(Value::Bool(*it)),
            Cell::Integer(it) => is(Value::Integer(*it)),
            Cell::Real(it) => is(Value::Real(*it)),
            Cell::Uuid(it) => is(Value::Uuid(*it)),
            Cell::Decimal(it) => is(Value::Decimal(*it)),
            Cell::Date(it) => is(Value::Date(*it)),
            Cell::Timestamp(it) => is(Value::Timestamp(*it)),
            Cell::Text(it) => readings(it).any(is),
            Cell::Bytes(_) => false,
        }
    }
}

/// The values a text may be stored for: the embedded database has texts for most kinds, the other one for JSON.
fn readings(text: &str) -> impl Iterator<Item = Value<'_>> {
    let json = serde_json::from_str(text).ok().map(|IgnoredAny| Value::Json(text));
    let readings = [
        Some(Value::Text(text)),
        text.parse().ok().map(Value::Uuid),
        text.parse().ok().map(Value::Decimal),
        text.parse().ok().map(Value::Date),
        text.parse().ok().map(Value::Timestamp),
        json,
    ];
    readings.into_iter().flatten()
}

/// Mixes words into one. What was stored rests on how it does that.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    /// Of a kind of value.
    fn of(kind: u8) -> Self {
        Self(0).word(kind.into())
    }

    fn word(self, word: u64) -> Self {
        // Multiplying carries upwards only: what is on top is folded back.
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(mixed ^ (mixed >> 32))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let (words, rest) = bytes.as_chunks();
        let hash = words.iter().fold(self, |hash, word| hash.word(u64::from_le_bytes(*word)));
        let hash = rest.iter().fold(hash, |hash, byte| hash.word((*byte).into()));
        hash.word(bytes.len() as u64)
    }

    fn real(self, real: f64) -> Self {
        // Zero has a sign that not every engine keeps.
        self.word((real + 0.0).to_bits())
    }

    /// Spaces, the order of members and how a number is spelled do not count.
    fn json(self, json: &serde_json::Value) -> Self {
        use serde_json::Value;
        match json {
            Value::Null => self.word(b'0'.into()),
            Value::Bool(it) => self.word(b'b'.into()).word((*it).into()),
            Value::Number(it) => self.word(b'r'.into()).real(it.as_f64().unwrap_or_default()),
            Value::String(it) => self.word(b't'.into()).bytes(it.as_bytes()),
            Value::Array(items) => items.iter().fold(self.word(b'['.into()), Self::json).word(b']'.into()),
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_unstable_by_key(|(name, _)| *name);
                let add = |hash: Self, (name, value): (&String, _)| hash.bytes(name.as_bytes()).json(value);
                members.into_iter().fold(self.word(b'{'.into()), add).word(b'}'.into())
            }
        }
    }

    fn finish(self) -> Fingerprint {
        let [.., low, high] = self.0.to_le_bytes();
        Fingerprint([low, high])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::borrow::Cow;
    use std::collections::HashSet;

    use jiff::Timestamp;
    use jiff::civil::date;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::*;
    use crate::store::timestamp;

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(text))
    }

    fn is(value: Value<'_>, cell: &Cell<'_>) -> bool {
        Fingerprint::of(value).is_of(cell)
    }

    #[test]
    fn a_value_is_known_again_from_either_engine() {
        let id = Uuid::from_u128(7);
        let day = date(1899, 12, 31);
        let json = r#"{"es": "Corona", "en": ["a", null, true, 1.50]}"#;
        for (value, embedded, remote) in [
            (Value::Null, Cell::Null, Cell::Null),
            (Value::Bool(true), Cell::Integer(1), Cell::Bool(true)),
            (Value::Bool(false), Cell::Integer(0), Cell::Bool(false)),
            (Value::Integer(-3), Cell::Integer(-3), Cell::Integer(-3)),
            (Value::Real(-0.0), Cell::Real(0.0), Cell::Real(-0.0)),
            (Value::Real(21.5), Cell::Real(21.5), Cell::Real(21.5)),
            (Value::Text(""), text(""), text("")),
            (Value::Text("10.0"), text("10.0"), text("10.0")),
            (Value::Text("{ }"), text("{ }"), text("{ }")),
            (Value::Uuid(id), text("00000000-0000-0000-0000-000000000007"), Cell::Uuid(id)),
            (Value::Decimal(Decimal::new(1000, 2)), text("10.0"), Cell::Decimal(Decimal::new(10, 0))),
            (Value::Decimal(Decimal::new(0, 2)), text("0"), Cell::Decimal(Decimal::new(0, 4))),
            (Value::Date(day), text("1899-12-31"), Cell::Date(day)),
            (Value::Json(json), text(json), text(r#"{"en":["a",null,true,1.5],"es":"Corona"}"#)),
            (Value::Json("[1e3]"), text("[1000]"), text("[1000.0]")),
        ] {
            assert!(is(value, &embedded) && is(value, &remote), "{value:?}");
        }
    }

    #[test]
    fn an_instant_is_known_again_to_the_microsecond() {
        for spelled in ["2024-03-01T09:00:00Z", "2024-03-01T09:00:00.1234567Z", "1931-03-01T09:00:00.1234567Z"] {
            let instant: Timestamp = spelled.parse().unwrap();
            let stored = timestamp(instant);
            let remote = Cell::Timestamp(stored.parse().unwrap());
            assert!(
                is(Value::Timestamp(instant), &text(&stored)) && is(Value::Timestamp(instant), &remote),
                "{spelled}"
            );
        }
    }

    #[test]
    fn what_differs_has_another_fingerprint() {
        for (value, cell) in [
            (Value::Null, text("")),
            (Value::Text(""), Cell::Null),
            (Value::Text("10.0"), text("10.00")),
            (Value::Text("600"), text("0600")),
            (Value::Text("{ }"), text("{}")),
            (Value::Text("abcdefgh"), text("abcdefgh\u{1}")),
            (Value::Bool(true), Cell::Bool(false)),
            (Value::Integer(1), Cell::Integer(2)),
            (Value::Real(21.0), Cell::Real(10.0)),
            (Value::Decimal(Decimal::new(1000, 2)), text("10.01")),
            (Value::Decimal(Decimal::new(100, 0)), Cell::Decimal(Decimal::new(10, 0))),
            (Value::Date(date(2024, 1, 2)), text("2024-02-01")),
            (Value::Timestamp(Timestamp::UNIX_EPOCH), text("1970-01-01T00:00:00.000001Z")),
            (Value::Json("[16]"), text("[17]")),
            (Value::Json("[1, [2]]"), text("[1, 2]")),
            (Value::Json(r#"{"a": "b"}"#), text(r#"{"b": "a"}"#)),
            (Value::Json(r#"["a", "b"]"#), text(r#"["ab"]"#)),
            (Value::Text("x"), Cell::Bytes(b"x")),
        ] {
            assert!(!is(value, &cell), "{value:?} {cell:?}");
        }
    }

    #[test]
    fn fingerprints_are_spread() {
        let of = |n: i64| [Fingerprint::of(Value::Integer(n)), Fingerprint::of(Value::Text(&format!("6001122{n}")))];
        let all: HashSet<_> = (0..1000).flat_map(of).map(|Fingerprint(bytes)| bytes).collect();
        // By chance thirty of two thousand would be alike.
        assert!(all.len() > 1900, "{}", all.len());
    }

    #[test]
    fn what_was_stored_is_understood_by_every_version() {
        let of = |value| u16::from_be_bytes(Fingerprint::of(value).0);
        let found = [Value::Null, Value::Text("600 11 22 33"), Value::Json(r#"{"a": [1]}"#)].map(of);
        assert_eq!(found, [0x66aa, 0x821a, 0x05a5]);
    }
}
