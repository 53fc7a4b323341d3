//! Keys of rows as numbers: a set of them takes a third of the memory.

use sha2::{Digest as _, Sha256};

/// 16 bytes for a key: its value when it is spelled as ids usually are, otherwise the start of its SHA-256.
pub(crate) fn id(key: &str) -> u128 {
    uuid(key.as_bytes()).unwrap_or_else(|| {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        digest.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes))
    })
}

/// A UUID in lower case with its hyphens in place. Their values are in the order of their text.
pub(crate) fn uuid(text: &[u8]) -> Option<u128> {
    let text: &[u8; 36] = text.try_into().ok()?;
    let hyphens = [8, 13, 18, 23].iter().all(|at| text.get(*at) == Some(&b'-'));
    let mut value = 0;
    let mut wrong = 0;
    for group in [0..8, 9..13, 14..18, 19..23, 24..36] {
        for byte in text.get(group)? {
            let digit = DIGITS[usize::from(*byte)];
            value = value << 4 | u128::from(digit & 15);
            wrong |= digit;
        }
    }
    (hyphens && wrong < 16).then_some(value)
}

/// The value of each lower-case hexadecimal digit, 255 for all other bytes.
const DIGITS: [u8; 256] = {
    let mut digits = [255; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_the_order_of_their_text() {
        let (low, high) = ("01486a67-5c4a-57cf-9c6b-f0b03da6273e", "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4");
        assert!(id(low) < id(high));
        assert_eq!(uuid(low.as_bytes()), Some(0x0148_6a67_5c4a_57cf_9c6b_f0b0_3da6_273e));
    }

    #[test]
    fn other_spellings_are_ids_of_their_own() {
        let usual = "c5a1e3ab-203b-5258-bd1e-aa0505bb9fc4";
        for other in ["uuid-1", "C5A1E3AB-203b-5258-bd1e-aa0505bb9fc4", "c5a1e3ab203b5258bd1eaa0505bb9fc4----", ""] {
            assert_eq!(uuid(other.as_bytes()), None, "{other}");
            assert_ne!(id(other), id(usual), "{other}");
            assert_eq!(id(other), id(other));
        }
    }
}
