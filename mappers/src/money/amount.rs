//! Amounts as the source has them, and as cents.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::value::{self, Fields};
use crate::warning::kinds;

/// What two ways of rounding may differ by.
pub(super) const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// What a column of money holds less than.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Width {
    /// `numeric(10, 2)`
    Ten,
    /// `numeric(12, 2)`
    Twelve,
}

impl Width {
    fn limit(self) -> Decimal {
        match self {
            Self::Ten => Decimal::from(100_000_000),
            Self::Twelve => Decimal::from(10_000_000_000_i64),
        }
    }
}

/// An amount of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// The source says nothing.
    Missing,
    /// It says something that is no amount, or none that a column holds.
    Unreadable,
    Exact(Decimal),
}

impl Amount {
    pub(crate) fn read(fields: &mut Fields<'_>, name: &'static str, width: Width) -> Self {
        if !fields.says(name) {
            return Self::Missing;
        }
        let Some(text) = fields.text(name) else { return Self::Unreadable };
        if let Some(amount) = value::decimal(&text).filter(|amount| cents(*amount).abs() < width.limit()) {
            return Self::Exact(amount);
        }
        fields.problem(&kinds::BAD_NUMBER, name, &text);
        Self::Unreadable
    }

    /// The amount, rounded to cents, when there is one.
    pub(crate) fn cents(self) -> Option<Decimal> {
        if let Self::Exact(amount) = self { Some(cents(amount)) } else { None }
    }

    /// What a reconciliation counts: nothing said is nothing, and what cannot be read is not known.
    pub(crate) fn in_file(self) -> Option<Decimal> {
        match self {
            Self::Missing => Some(Decimal::ZERO),
            Self::Unreadable => None,
            Self::Exact(amount) => Some(amount),
        }
    }
}

/// Rounded to cents, halves away from zero.
pub(crate) fn cents(amount: Decimal) -> Decimal {
    let mut cents = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    cents.rescale(2);
    cents
}

/// Splits an amount of cents in proportion to weights. No part has the other sign, and together they are the amount;
/// without any positive weight all parts are alike.
pub(crate) fn split(amount: Decimal, weights: &[Decimal]) -> Vec<Decimal> {
    let clamped: Vec<Decimal> = weights.iter().map(|weight| (*weight).max(Decimal::ZERO)).collect();
    let sum: Decimal = clamped.iter().sum();
    let (clamped, sum) =
        if sum.is_zero() { (vec![Decimal::ONE; weights.len()], Decimal::from(weights.len())) } else { (clamped, sum) };
    let mut before = Decimal::ZERO;
    let mut weight_so_far = Decimal::ZERO;
    let part = |weight: Decimal| {
        weight_so_far += weight;
        let so_far = if weight_so_far == sum { amount } else { cents(amount * weight_so_far / sum) };
        let part = so_far - before;
        before = so_far;
        part
    };
    clamped.into_iter().map(part).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn what_is_no_amount_is_said() {
        for (json, amount) in [
            ("\"100.0\"", Amount::Exact(decimal("100"))),
            ("100.00", Amount::Exact(decimal("100"))),
            ("\"1e2\"", Amount::Exact(decimal("100"))),
            ("\"-0.005\"", Amount::Exact(decimal("-0.005"))),
            ("null", Amount::Missing),
            ("\"\"", Amount::Missing),
            ("\"NaN\"", Amount::Unreadable),
            ("\"1.234,56\"", Amount::Unreadable),
            ("\"1e300\"", Amount::Unreadable),
            ("\"1111111111222222222233333333334444444444\"", Amount::Unreadable),
            ("\"100000000\"", Amount::Unreadable),
            ("\"99999999.995\"", Amount::Unreadable),
            ("\"99999999.99\"", Amount::Exact(decimal("99999999.99"))),
            ("[1]", Amount::Unreadable),
        ] {
            let text = format!("{{\"a\": {json}}}");
            let mut fields = Fields::read(&text).expect("an object");
            assert_eq!(Amount::read(&mut fields, "a", Width::Ten), amount, "{json}");
            assert_eq!(fields.take_problems().len(), usize::from(amount == Amount::Unreadable), "{json}");
        }
    }

    #[test]
    fn parts_follow_weights() {
        let split = |amount: &str, weights: &[i64]| {
            let weights: Vec<_> = weights.iter().map(|weight| Decimal::from(*weight)).collect();
            super::split(decimal(amount), &weights).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(split("100.00", &[1, 3]), ["25.00", "75.00"]);
        assert_eq!(split("100.01", &[1, 1, 1]), ["33.34", "33.33", "33.34"]);
        assert_eq!(split("100.00", &[300, 0, -5]), ["100.00", "0.00", "0.00"]);
        assert_eq!(split("0.01", &[0, 0]), ["0.01", "0.00"]);
        assert!(split("5.00", &[]).is_empty());
    }

    proptest! {
        #[test]
        fn parts_are_the_whole(amount in 1_i64..999_999_999_999, weights in prop::collection::vec(-1_000_i64..1_000_000_000, 1..9)) {
            let amount = Decimal::new(amount, 2);
            let weights: Vec<_> = weights.into_iter().map(|weight| Decimal::new(weight, 2)).collect();
            let parts = split(amount, &weights);
            prop_assert_eq!(parts.iter().sum::<Decimal>(), amount);
            prop_assert!(parts.iter().all(|part| *part >= Decimal::ZERO && part.scale() <= 2));
        }
    }
}
