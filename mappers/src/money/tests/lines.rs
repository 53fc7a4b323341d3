use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Ran, clinic, crown, decimal, run_into};
use crate::context::{Destination, ExistingVatType};
use crate::testing::context;

fn run_line(line: &Value) -> Ran {
    let mut line = line.clone();
    line["document_uuid"] = "i".into();
    let destination = Destination {
        vat_types: vec![
            ExistingVatType { id: Uuid::from_u128(1), rate: 0.0, is_default: true },
            ExistingVatType { id: Uuid::from_u128(2), rate: 21.0, is_default: false },
        ],
        country: Some("ES".to_owned()),
        ..clinic()
    };
    let document = json!({"patient_uuid": "bea", "number": "1", "document_date": "2024-01-01"});
    run_into(destination, context(), &[("fiscal_document", "i", document), ("fiscal_document_line", "l", line)])
}

/// Subtotal, discount, tax and total.
fn figures(line: &Value) -> [String; 4] {
    let ran = run_line(line);
    let [item] = ran.items()[..] else { panic!("one item") };
    assert_eq!(item.line_subtotal - item.line_discount + item.line_tax, item.line_total, "{line}");
    assert_eq!(item.unit_price * Decimal::from(item.quantity), item.line_subtotal, "{line}");
    [item.line_subtotal, item.line_discount, item.line_tax, item.line_total].map(|it| it.normalize().to_string())
}

#[test]
fn the_numbers_say_what_is_gross_and_what_is_net() {
    for (line, expected) in [
        (
            json!({"base_amount": "752.81", "amount": "910.9", "vat_percent": "21", "vat_amount": "158.09"}),
            ["752.81", "0", "158.09", "910.9"],
        ),
        (json!({"base_amount": "100", "amount": "121", "vat_percent": "21"}), ["100", "0", "21", "121"]),
        (json!({"base_amount": "100", "amount": "121"}), ["100", "0", "21", "121"]),
        (json!({"base_amount": "100", "amount": "100"}), ["100", "0", "0", "100"]),
        // VAT out: the amount is net.
        (json!({"base_amount": "100", "amount": "100", "vat_percent": "21"}), ["100", "0", "21", "121"]),
        (json!({"amount": "100", "vat_percent": "21", "vat_amount": "21"}), ["100", "0", "21", "121"]),
        // VAT in: the amount is gross.
        (json!({"amount": "121", "vat_percent": "21", "vat_amount": "21"}), ["100", "0", "21", "121"]),
        (json!({"amount": "121", "vat_percent": "21"}), ["100", "0", "21", "121"]),
        (json!({"amount": "60"}), ["60", "0", "0", "60"]),
        (json!({"base_amount": "60", "vat_percent": 0}), ["60", "0", "0", "60"]),
        // The base before the discount, and after it.
        (json!({"base_amount": "100", "discount_amount": "10", "amount": "90"}), ["100", "10", "0", "90"]),
        (
            json!({"base_amount": "90", "discount_amount": "10", "amount": "90", "vat_percent": "0"}),
            ["100", "10", "0", "90"],
        ),
        (
            json!({"base_amount": "100", "discount_percent": "10", "amount": "108.9", "vat_percent": "21"}),
            ["100", "10", "18.9", "108.9"],
        ),
        (
            json!({"base_amount": "90", "discount_percent": "10", "amount": "108.9", "vat_percent": "21", "vat_amount": "18.9"}),
            ["100", "10", "18.9", "108.9"],
        ),
        (json!({"amount": "0", "discount_percent": "100"}), ["0", "0", "0", "0"]),
        (
            json!({"base_amount": "-50", "amount": "-60.5", "vat_percent": "21", "vat_amount": "-10.5"}),
            ["-50", "0", "-10.5", "-60.5"],
        ),
        (json!({}), ["0", "0", "0", "0"]),
    ] {
        assert_eq!(figures(&line), expected, "{line}");
        assert!(!run_line(&line).codes().contains(&"fiscal_document_line.amounts_disagree"), "{line}");
    }
}

#[test]
fn what_does_not_agree_follows_the_total_and_is_said() {
    let line = json!({"base_amount": "10", "amount": "121", "vat_percent": "21", "vat_amount": "21"});
    assert_eq!(figures(&line), ["100", "0", "21", "121"]);
    assert!(run_line(&line).codes().contains(&"fiscal_document_line.amounts_disagree"));
}

#[test]
fn units_that_do_not_divide_are_in_the_description() {
    for (units, base, quantity, price, description) in [
        (json!(3), "30", 3, "10.00", "Férula"),
        (json!("2.0"), "30", 2, "15.00", "Férula"),
        (json!(3), "10", 1, "10.00", "Férula (3 uds.)"),
        (json!("1.5"), "30", 1, "30.00", "Férula (1.5 uds.)"),
        (json!(0), "30", 1, "30.00", "Férula (0 uds.)"),
        (json!(-1), "-30", 1, "-30.00", "Férula (-1 uds.)"),
        (Value::Null, "30", 1, "30.00", "Férula"),
    ] {
        let ran = run_line(&json!({"units": units, "base_amount": base, "concept": "Férula"}));
        let item = ran.items()[0];
        assert_eq!((item.quantity, item.unit_price, &*item.description), (quantity, decimal(price), description));
    }
}

#[test]
fn a_line_keeps_what_it_is_about() {
    let ran = run_line(&json!({
        "applied_treatment_uuid": "crown", "base_amount": "100", "vat_percent": "0", "amount": "90", "discount_percent": "10", "line_number": "2"
    }));
    let item = ran.items()[0];
    assert_eq!((item.catalog_item_id, item.budget_item_id), (crown().catalog_item, crown().budget_item));
    assert_eq!(item.tooth_number, Some(16));
    assert_eq!(item.surfaces.as_ref().map(crate::record::Json::as_str), Some(r#"["M", "O"]"#));
    assert_eq!((item.discount_type, item.discount_value), (Some("percentage"), Some(decimal("10.00"))));
    assert_eq!((item.vat_type_id, item.display_order), (Some(Uuid::from_u128(1)), 2));
    assert_eq!(item.vat_exempt_reason.as_deref(), Some("Art. 20.Uno.5.º de la Ley 37/1992 del IVA"));
    assert_eq!(&*item.description, "Concepto importado (l)");
    let taxed = run_line(&json!({"base_amount": "100", "vat_amount": "21"}));
    let item = taxed.items()[0];
    assert_eq!((item.tooth_number, &item.surfaces), (None, &None));
    assert_eq!((item.vat_type_id, item.vat_exempt_reason.as_deref()), (Some(Uuid::from_u128(2)), None));
    assert!((item.vat_rate - 21.0).abs() < 1e-9);
}

#[test]
fn numbers_that_are_none_cost_no_line() {
    let ran = run_line(&json!({
        "base_amount": "NaN", "amount": "1.234,56", "vat_percent": "-3", "units": "uno", "discount_amount": "1e40", "line_number": "99999999999"
    }));
    assert_eq!(ran.items().len(), 1);
    assert_eq!(ran.items()[0].line_total, decimal("0"));
    assert_eq!(ran.codes().iter().filter(|code| **code == "value.bad_number").count(), 5);
}
