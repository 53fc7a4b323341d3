//! Telephone numbers: when two spellings are one.

/// Digits of a national number in Spain, Portugal and, its zero aside, France; with a country's code it has more.
const NATIONAL: usize = 9;
/// No number has more.
const LONGEST: usize = 15;

/// The numbers in a text, as national ones: the last nine digits of each. Shorter ones, and those of one digit repeated,
/// tell nobody from anybody.
pub(crate) fn comparable(text: &str) -> impl Iterator<Item = u32> {
    text.split(|c: char| !(c.is_ascii_digit() || " .-()+".contains(c))).filter_map(|part| {
        let digits: String = part.chars().filter(char::is_ascii_digit).take(LONGEST + 1).collect();
        let national = digits.get(digits.len().checked_sub(NATIONAL)?..)?;
        let is_one_digit = national.bytes().all(|digit| national.starts_with(char::from(digit)));
        if digits.len() > LONGEST || is_one_digit { None } else { national.parse().ok() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_make_two_numbers() {
        for text in ["600112233", "600 11 22 33", "+34 600-112.233", "0034600112233", "(600) 11 22 33 madre"] {
            assert_eq!(comparable(text).collect::<Vec<_>>(), [600_112_233], "{text}");
        }
        assert_eq!(comparable("+351 912 345 678").collect::<Vec<_>>(), [912_345_678]);
        assert_eq!(comparable("0612345678").collect::<Vec<_>>(), comparable("+33612345678").collect::<Vec<_>>());
        assert_eq!(comparable("600112233 / 910000001").collect::<Vec<_>>(), [600_112_233, 910_000_001]);
    }

    #[test]
    fn what_is_no_number_matches_nothing() {
        for text in ["", "no tiene", "12345678", "000000000", "+34 999 999 999", "600112233 600445566", "٦٠٠١١٢٢٣٣"]
        {
            assert_eq!(comparable(text).count(), 0, "{text}");
        }
        assert_eq!(comparable(&"1234567890".repeat(100_000)).count(), 0);
    }
}
