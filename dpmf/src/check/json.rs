//! One pass over a payload: is it a JSON object, how deep does it go, and which text members does it have.
//!
//! Millions of payloads go through here for three small questions, so nothing is built from them.

/// What is wrong with a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not a JSON object.
    NotAnObject,
    /// It nests deeper than accepted.
    TooDeep,
}

/// Reads `text` and calls `member` with the key and value of each text member of the outermost object, as they are
/// spelled in the file: those with escapes are left out.
pub(super) fn scan<'a>(text: &'a str, max_depth: u32, member: impl FnMut(&'a str, &'a str)) -> Result<(), Fault> {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0, max_depth };
    scanner.space();
    scanner.outermost(member)?;
    scanner.space();
    if scanner.at == scanner.bytes.len() { Ok(()) } else { Err(Fault::NotAnObject) }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    max_depth: u32,
}

impl<'a> Scanner<'a> {
    fn outermost(&mut self, mut member: impl FnMut(&'a str, &'a str)) -> Result<(), Fault> {
        if self.peek() != Some(b'{') || self.max_depth == 0 {
            return Err(Fault::NotAnObject);
        }
        self.items(b'}', |scanner| {
            let key = scanner.key()?;
            if scanner.peek() != Some(b'"') {
                return scanner.value(1);
            }
            if let (Some(key), Some(value)) = (key, scanner.string()?) {
                member(key, value);
            }
            Ok(())
        })
    }

    fn value(&mut self, depth: u32) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => {
                self.deeper(depth)?;
                self.items(b'}', |scanner| {
                    scanner.key()?;
                    scanner.value(depth + 1)
                })
            }
            Some(b'[') => {
                self.deeper(depth)?;
                self.items(b']', |scanner| scanner.value(depth + 1))
            }
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn deeper(&self, depth: u32) -> Result<(), Fault> {
        if depth < self.max_depth { Ok(()) } else { Err(Fault::TooDeep) }
    }

    /// Reads an opening bracket, items with commas between them, and the closing bracket.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Fault::NotAnObject),
            }
            self.space();
        }
    }

    /// Reads a key with its colon, up to its value.
    fn key(&mut self) -> Result<Option<&'a str>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(Fault::NotAnObject);
        }
        let key = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(Fault::NotAnObject);
        }
        self.at += 1;
        self.space();
        Ok(key)
    }

    /// Reads a string: what is between the quotes, or nothing when it holds escapes.
    fn string(&mut self) -> Result<Option<&'a str>, Fault> {
        self.at += 1;
        let start = self.at;
        let mut plain = true;
        loop {
            match self.next_special() {
                Some(b'"') => {
                    let value = self.text.get(start..self.at).filter(|_| plain);
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => {
                    plain = false;
                    self.at += 1;
                    self.escape()?;
                }
                _ => return Err(Fault::NotAnObject),
            }
        }
    }

    /// Moves to the next byte of a string that is a quote, a backslash or a control character.
    fn next_special(&mut self) -> Option<u8> {
        let mut rest = self.bytes.get(self.at..)?;
        while let Some((eight, further)) = rest.split_first_chunk() {
            let special = specials(u64::from_le_bytes(*eight));
            if special != 0 {
                self.at += special.trailing_zeros() as usize / 8;
                return self.peek();
            }
            self.at += 8;
            rest = further;
        }
        self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
        self.peek()
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let length = match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 1,
            Some(b'u') if self.hexadecimal() => 5,
            _ => return Err(Fault::NotAnObject),
        };
        self.at += length;
        Ok(())
    }

    fn hexadecimal(&self) -> bool {
        self.bytes.get(self.at + 1..self.at + 5).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(Fault::NotAnObject) }
    }

    fn literal(&mut self, expected: &[u8]) -> Result<(), Fault> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(expected)) {
            self.at += expected.len();
            return Ok(());
        }
        Err(Fault::NotAnObject)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// Of eight bytes, those that end a stretch of a string or are not allowed in one: their highest bits. Bits above the
/// lowest that is set may be wrong, as borrows travel upwards.
fn specials(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let quotes = zeros(bytes ^ (ONES * 0x22));
    let backslashes = zeros(bytes ^ (ONES * 0x5c));
    let controls = bytes.wrapping_sub(ONES * 0x20) & !bytes;
    (quotes | backslashes | controls) & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn members(text: &str) -> Result<Vec<(&str, &str)>, Fault> {
        let mut found = Vec::new();
        scan(text, 64, |key, value| found.push((key, value))).map(|()| found)
    }

    #[test]
    fn text_members_of_the_outermost_object_are_found() {
        let text =
            r#" {"a": "1", "b": {"c": "2", "d": [1, -2.5e+3, true, null]}, "e": [], "ñ":"ó","x\n":"y","z":"\u00f1"} "#;
        assert_eq!(members(text).expect("an object"), [("a", "1"), ("ñ", "ó")]);
    }

    #[test]
    fn what_is_not_an_object_is_told() {
        for text in ["", "[]", "null", "\"a\"", "{", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":01}", "{\"a\":\"\t\"}", "{}x"] {
            assert_eq!(members(text), Err(Fault::NotAnObject), "{text}");
        }
    }

    #[test]
    fn depth_counts_from_the_outermost_object() {
        assert_eq!(scan(r#"{"a":[{}]}"#, 3, |_, _| {}), Ok(()));
        assert_eq!(scan(r#"{"a":[{}]}"#, 2, |_, _| {}), Err(Fault::TooDeep));
        let bomb = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert_eq!(members(&bomb), Err(Fault::TooDeep));
    }

    proptest! {
        #[test]
        fn it_agrees_with_serde_json(text in r#"\{("[abñ\\"\\u0-9]{0,6}":([0-9eE.+-]{1,5}|"[a\\n"]{0,4}"|\[[1,]{0,4}\]|null|true),?){0,3}\}"#) {
            let parsed = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text);
            // serde_json also refuses lone surrogates and numbers out of range, which are no fault of the syntax.
            let about_syntax = !parsed.as_ref().is_err_and(|e| e.to_string().contains("surrogate") || e.to_string().contains("out of range") || e.to_string().contains("hex escape"));
            if about_syntax {
                prop_assert_eq!(parsed.is_ok(), members(&text).is_ok());
            }
        }
    }
}
