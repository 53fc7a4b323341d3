//! The passphrase: kept only as long as it is needed, and wiped.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// A passphrase as someone typed it. Its memory is wiped when it is dropped, and it is never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the passphrase over; the caller keeps no copy.
    #[must_use]
    pub fn new(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What to try, in order: in Unicode normalisation form C, as the file was most likely locked, then as typed where
    /// that differs. Some keyboards send `ñ` as one character, some as two; both must open the same file.
    #[must_use]
    pub fn candidates(&self) -> Vec<Zeroizing<String>> {
        // Normalising makes a text at most three times as long: with that room no copy is left behind by growing.
        let mut composed = Zeroizing::new(String::with_capacity(self.0.len() * 3));
        composed.extend(self.0.nfc());
        if *composed == *self.0 { vec![composed] } else { vec![composed, self.0.clone()] }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(typed: &str) -> Vec<String> {
        Passphrase::new(typed.to_owned()).candidates().iter().map(|candidate| candidate.to_string()).collect()
    }

    #[test]
    fn composed_first_then_as_typed() {
        assert_eq!(candidates("puente"), ["puente"]);
        assert_eq!(candidates("contrasen\u{303}a"), ["contrase\u{f1}a", "contrasen\u{303}a"]);
    }

    #[test]
    fn it_is_not_printed() {
        assert!(!format!("{:?}", Passphrase::new("secret".into())).contains("secret"));
    }
}
