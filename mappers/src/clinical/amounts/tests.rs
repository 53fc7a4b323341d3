#![allow(clippy::expect_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::value::Fields;

fn amounts(fields: &serde_json::Value) -> Amounts {
    let text = fields.to_string();
    Amounts::of(&BudgetLine::read(&mut Fields::read(&text).expect("an object")))
}

fn dec(text: &str) -> Decimal {
    text.parse().expect("a number")
}

#[test]
fn the_line_s_amount_is_kept_whatever_the_units() {
    for (price, units, unit_price, quantity) in [
        ("65", "1", "65", 1),
        ("65", "3.0", "65", 3),
        ("10", "1.5", "15", 1),
        ("10.005", "2", "20.01", 1),
        ("50", "-1", "-50", 1),
        ("50", "0", "50", 1),
        ("0", "3000000000", "0", 1),
        ("1e30", "1", "0", 1),
        ("79228162514264337593543950335", "10", "0", 1),
    ] {
        let amounts = amounts(&json!({"unit_amount": price, "units": units}));
        assert_eq!((amounts.unit_price, amounts.quantity), (dec(unit_price), quantity), "{price} × {units}");
    }
}

#[test]
fn a_discount_is_an_amount_or_a_percentage_of_the_line() {
    for (fields, discount, discounted) in [
        (json!({"discount_percent": "10"}), Discount::Percentage(dec("10")), "20"),
        (json!({"discount_amount": "15.5", "discount_percent": "10"}), Discount::Absolute(dec("15.5")), "15.5"),
        (json!({"discount_amount": "500"}), Discount::Absolute(dec("200")), "200"),
        (json!({"discount_amount": "-5"}), Discount::None, "0"),
        (json!({"discount_percent": "33.333"}), Discount::Absolute(dec("66.67")), "66.67"),
        (json!({"discount_percent": "120"}), Discount::None, "0"),
        (json!({"discount_percent": "NaN"}), Discount::None, "0"),
        (json!({"unit_amount": "-100", "discount_amount": "5"}), Discount::None, "0"),
    ] {
        let mut line = json!({"unit_amount": "100", "units": "2"});
        for (name, field) in fields.as_object().expect("an object") {
            line[name] = field.clone();
        }
        let amounts = amounts(&line);
        assert_eq!((amounts.discount, amounts.discounted), (discount, dec(discounted)), "{fields}");
    }
}

#[test]
fn a_rate_that_is_not_said_is_that_of_the_amounts() {
    for (price, fields, rate, total) in [
        ("57.89", json!({"base_amount": "57.89", "vat_amount": "12.16"}), "21", "70.05"),
        ("57.89", json!({"vat_amount": "12.16"}), "21", "70.05"),
        ("1000", json!({"vat_amount": "55"}), "5.5", "1055"),
        ("1000", json!({"vat_amount": "21.07"}), "2.107", "1021.07"),
        ("121", json!({"base_amount": "100", "vat_amount": "21"}), "21", "121"),
        ("100", json!({"vat_amount": "0"}), "0", "100"),
        ("100", json!({}), "0", "100"),
        ("0", json!({"vat_amount": "21"}), "0", "0"),
        ("100", json!({"vat_amount": "150"}), "0", "100"),
        ("100", json!({"vat_amount": "-21"}), "0", "100"),
        ("100", json!({"vat_percent": "10", "vat_amount": "21"}), "10", "110"),
    ] {
        let mut line = json!({"unit_amount": price, "units": "1"});
        for (name, field) in fields.as_object().expect("an object") {
            line[name] = field.clone();
        }
        let amounts = amounts(&line);
        assert_eq!((amounts.vat_rate, amounts.total()), (dec(rate), dec(total)), "{price} {fields}");
        let is_derived = amounts.notices.iter().any(|notice| matches!(notice, Notice::RateDerived(_)));
        let is_said =
            fields.get("vat_percent").is_some() || rate == "0" && fields.get("vat_amount").is_none_or(|vat| vat == "0");
        assert!(is_said || is_derived || price == "0", "{fields}: {:?}", amounts.notices);
        assert!(!is_said || !is_derived, "{fields}: {:?}", amounts.notices);
    }
}

#[test]
fn vat_within_the_price_is_taken_out_of_it() {
    let amounts = amounts(&json!({
        "unit_amount": "121.00", "units": "1", "discount_percent": "10", "discount_amount": "12.10",
        "base_amount": "90.00", "vat_percent": "21", "vat_amount": "18.90"
    }));
    assert_eq!((amounts.unit_price, amounts.discount), (dec("100.00"), Discount::Absolute(dec("10.00"))));
    assert_eq!((amounts.tax, amounts.total(), amounts.notices.len()), (dec("18.90"), dec("108.90"), 0));
}

#[test]
fn what_the_source_says_otherwise_is_told() {
    let amounts =
        amounts(&json!({"unit_amount": "100", "base_amount": "80", "vat_percent": "21", "vat_amount": "16.80"}));
    assert_eq!(amounts.notices, [Notice::Differs(dec("80"), dec("100")), Notice::Differs(dec("16.80"), dec("21.00"))]);
}

proptest! {
    #[test]
    fn amounts_add_up_to_the_cent(
        price in -10_000_000_i64..10_000_000, scale in 0_u32..4, units in -5_000_i64..5_000, units_scale in 0_u32..3,
        discount in proptest::option::of(-1_000_000_i64..1_000_000), percent in proptest::option::of(-500_i64..20_000),
        vat in 0_i64..3_000, base in proptest::option::of(-1_000_000_i64..1_000_000),
        vat_amount in proptest::option::of(0_i64..100_000),
    ) {
        let decimal = |mantissa: i64, scale: u32| Decimal::new(mantissa, scale);
        let text = |amount: Option<i64>| amount.map(|amount| decimal(amount, 2).to_string());
        let (price, units) = (decimal(price, scale), decimal(units, units_scale));
        let is_inclusive = base.is_some() && vat_amount.is_some_and(|vat| vat > 0);
        let amounts = amounts(&json!({
            "unit_amount": price.to_string(), "units": units.to_string(), "discount_amount": text(discount),
            "discount_percent": text(percent), "vat_percent": decimal(vat, 2).to_string(), "base_amount": text(base),
            "vat_amount": text(vat_amount),
        }));
        prop_assert!(amounts.quantity > 0);
        prop_assert_eq!(amounts.unit_price * Decimal::from(amounts.quantity), amounts.subtotal);
        prop_assert_eq!(amounts.subtotal - amounts.discounted + amounts.tax, amounts.total());
        for amount in [amounts.unit_price, amounts.subtotal, amounts.discounted, amounts.tax, amounts.total()] {
            prop_assert_eq!(amount, cents(amount));
        }
        prop_assert_eq!(discounted(amounts.discount, amounts.subtotal), amounts.discounted);
        let units = if units.is_zero() { Decimal::ONE } else { units };
        if !is_inclusive {
            prop_assert_eq!(amounts.subtotal, fitting(price * units).unwrap_or_default());
        }
    }
}
