//! National ids: when two spellings are one, which are none, and what kind of document one is.

/// The digits of one that everybody types who has none at hand.
const EXAMPLE: &str = "123456789";
/// Fewer characters, or digits, are no number of anything.
const FEWEST_CHARACTERS: usize = 5;
const FEWEST_DIGITS: usize = 4;

/// What two spellings of one national id have in common: letters and digits, in capitals, without the zeros that Spanish
/// numbers are filled up with. `None` of placeholders, which tell nobody from anybody.
pub(crate) fn comparable(text: &str) -> Option<Box<str>> {
    let bare = bare(text);
    let id = spanish(&bare).unwrap_or(bare);
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let first = digits.chars().next();
    let is_one_digit = digits.chars().all(|digit| Some(digit) == first);
    let is_number = id.chars().count() >= FEWEST_CHARACTERS && digits.len() >= FEWEST_DIGITS;
    let is_example = digits.len() >= 8 && EXAMPLE.starts_with(&digits);
    (is_number && !is_one_digit && !is_example).then(|| id.into())
}

/// Letters and digits, in capitals.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// A DNI or NIE (`1234567L`, `ES01234567L`, `X0123456L`) without country and leading zeros.
fn spanish(bare: &str) -> Option<String> {
    let id = bare.strip_prefix("ES").unwrap_or(bare);
    let (series, number) = match id.strip_prefix(['X', 'Y', 'Z']) {
        Some(number) => (id.get(..1)?, number),
        None => ("", id),
    };
    let (number, check) = number.split_at_checked(number.len().checked_sub(1)?)?;
    let is_spanish = (5..=8).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && check.bytes().all(|b| b.is_ascii_uppercase());
    // All zeros stay: they are a placeholder, which has to be seen.
    let trimmed = Some(number.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or(number);
    is_spanish.then(|| format!("{series}{trimmed}{check}"))
}

/// What kind of document a national id is, by its shape: Spanish `dni` and `nie`, `passport`. Others are not named.
pub(crate) fn kind(national_id: &str) -> Option<&'static str> {
    let bare = bare(national_id);
    let bytes = bare.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    match bytes {
        [number @ .., check] if number.len() == 8 && digits(number) && check.is_ascii_uppercase() => Some("dni"),
        [b'X' | b'Y' | b'Z', number @ .., check]
            if number.len() == 7 && digits(number) && check.is_ascii_uppercase() =>
        {
            Some("nie")
        }
        // A company's number (CIF) has the shape of some passports; on an invoice it must not be taken for one.
        [b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W', number @ .., b'0'..=b'9' | b'A'..=b'J']
            if number.len() == 7 && digits(number) =>
        {
            None
        }
        _ => {
            let number = bytes.get(letters..)?;
            ((1..=3).contains(&letters) && (5..=8).contains(&number.len()) && digits(number)).then_some("passport")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spelling_does_not_make_two_ids() {
        for (one, two) in [
            ("10000001Z", "10.000.001-z"),
            ("01234567L", "1234567 L"),
            ("ES-01234567-L", "1234567l"),
            ("X1234567L", "x-01234567-l"),
            ("Y0012345A", "Y12345A"),
            ("AAA 123456", "aaa123456"),
            ("ñ 43210", "Ñ43210"),
        ] {
            assert!(comparable(one).is_some(), "{one}");
            assert_eq!(comparable(one), comparable(two), "{one} {two}");
        }
        assert_ne!(comparable("X1234567L"), comparable("Y1234567L"));
        assert_ne!(comparable("01234567"), comparable("1234567"), "only Spanish ids are filled up");
    }

    #[test]
    fn a_placeholder_is_nobody_s() {
        for id in [
            "",
            "-",
            "Z",
            "123Z",
            "00000000T",
            "0T",
            "X0000000T",
            "11111111H",
            "99999999R",
            "000000000",
            "12345678Z",
            "123456789",
            "pendiente",
            "NO TIENE",
            "PASAPORTE 1",
            "\u{0}\u{0}\u{0}\u{0}\u{0}",
            "😀😀😀😀😀",
        ] {
            assert_eq!(comparable(id), None, "{id}");
        }
    }

    #[test]
    fn documents_are_told_by_shape() {
        for (id, expected) in [
            ("10000076Z", Some("dni")),
            ("10.000.076-z", Some("dni")),
            ("X1234567L", Some("nie")),
            ("AAA123456", Some("passport")),
            ("B12345678", None),
            ("501234567", None),
            ("pendiente", None),
            ("", None),
            ("Ñ", None),
        ] {
            assert_eq!(kind(id), expected, "{id}");
        }
    }

    proptest! {
        #[test]
        fn comparing_is_settled_by_one_look(text in "[ -~ñÑß\u{0}-\u{20}]{0,20}") {
            let _ = kind(&text);
            if let Some(id) = comparable(&text) {
                prop_assert_eq!(comparable(&id), Some(id));
            }
        }
    }
}
