use serde_json::{Value, json};
use uuid::Uuid;

use super::{BEA, LEO, decimal, run, run_into, with};
use crate::Disposition;
use crate::context::{Destination, ExistingPayment};
use crate::reconciliation::{Kind, Sums};
use crate::record::Record;
use crate::testing::{context, record_of};

fn moved(amount: &str, day: &str, fields: Value) -> Value {
    with(json!({"amount": amount, "paid_on": day, "client_uuid": "c-bea"}), fields)
}

/// The payment and amount of every refund, the payment by its source id.
fn taken(rows: &[(&str, &str, Value)]) -> (Vec<(String, String)>, Vec<&'static str>) {
    let ran = run(rows);
    let source = |id: Uuid| {
        let mapping = ran.records.iter().find_map(|record| match record {
            Record::EntityMapping(mapping) if mapping.dentalpin_id == id => Some(&mapping.source_canonical_uuid),
            _ => None,
        });
        mapping.expect("a payment of the file").to_string()
    };
    let refunds = ran.refunds().iter().map(|it| (source(it.payment_id), it.amount.to_string())).collect();
    (refunds, ran.codes())
}

fn one(payment: &str, amount: &str) -> Vec<(String, String)> {
    vec![(payment.to_owned(), amount.to_owned())]
}

#[test]
fn a_refund_waits_for_its_payment() {
    let ran = run(&[
        ("payment", "r", moved("-30.5", "2024-05-02", json!({"related_payment_uuid": "p", "notes": "No se hace"}))),
        ("payment", "p", moved("100", "2024-05-01", json!({"payment_kind": 1}))),
    ]);
    let [refund] = ran.refunds()[..] else { panic!("one refund") };
    assert_eq!((refund.payment_id, refund.amount), (ran.payments()[0].id, decimal("30.50")));
    assert_eq!((refund.reason_code, refund.reason_note.as_deref()), ("other", Some("No se hace")));
    assert_eq!(refund.refunded_at, "2024-05-01T22:00:00Z".parse().expect("an instant"));
    assert!(matches!(ran.records.last(), Some(Record::Refund(_))), "after every payment");
    assert_eq!((ran.dispositions["r"], ran.codes()), (Disposition::Created, vec![]));
    assert_eq!(ran.sums(Kind::Refunds), Sums { in_file: decimal("30.5"), in_clinic: decimal("30.5"), unreadable: 0 });
}

#[test]
fn a_refund_stands_in_its_payments_history() {
    let ran = run(&[
        ("payment", "p", json!({"patient_uuid": "bea", "amount": "50", "paid_on": "2024-03-01"})),
        (
            "payment",
            "r",
            json!({"patient_uuid": "bea", "amount": "-20", "paid_on": "2024-03-05", "related_payment_uuid": "p"}),
        ),
    ]);
    let history: Vec<_> = ran
        .records
        .iter()
        .filter_map(|record| if let Record::PaymentHistory(it) = record { Some(it) } else { None })
        .map(|it| (it.action, it.payment_id, it.changed_at.to_string()))
        .collect();
    let payment = record_of!(ran, Payment).id;
    let expected = [("created", "2024-02-29T23:00:00Z"), ("refunded", "2024-03-04T23:00:00Z")];
    assert_eq!(history, expected.map(|(action, at)| (action, payment, at.to_owned())));
    let refund = record_of!(ran, Refund);
    let state =
        format!(r#"{{"refund_id": "{}", "amount": "20.00", "method": "other", "reason_code": "other"}}"#, refund.id);
    let last =
        ran.records.iter().rev().find_map(|it| if let Record::PaymentHistory(it) = it { Some(it) } else { None });
    assert_eq!(last.and_then(|it| it.new_state.as_ref()).map(crate::record::Json::as_str), Some(&*state));
}

#[test]
fn amounts_are_compared_as_numbers_and_the_latest_before_the_refund_counts() {
    let (refunds, codes) = taken(&[
        ("payment", "p1", moved("100.0", "2024-01-01", json!({}))),
        ("payment", "p2", moved("100.00", "2024-02-01", json!({}))),
        ("payment", "p3", moved("100", "2024-04-01", json!({}))),
        ("payment", "p4", moved("70", "2024-02-20", json!({}))),
        ("payment", "r", moved("-100.000", "2024-03-01", json!({}))),
    ]);
    assert_eq!((refunds, codes), (one("p2", "100.00"), vec![]));
}

#[test]
fn refunds_take_turns_by_date_not_by_uuid() {
    let (mut refunds, codes) = taken(&[
        ("payment", "p1", moved("100", "2024-01-01", json!({}))),
        ("payment", "p2", moved("100", "2024-02-01", json!({}))),
        ("payment", "r1", moved("-100", "2024-03-01", json!({}))),
        ("payment", "r2", moved("-100", "2024-02-15", json!({}))),
    ]);
    refunds.sort();
    assert_eq!(refunds, [one("p1", "100.00"), one("p2", "100.00")].concat());
    assert!(codes.is_empty());
}

#[test]
fn a_refund_of_a_treatment_takes_back_what_was_paid_for_it() {
    let treatment = json!({"applied_treatment_uuid": "crown"});
    let (refunds, _) = taken(&[
        ("payment", "p1", moved("80", "2024-01-01", treatment.clone())),
        ("payment", "p2", moved("20", "2024-01-05", json!({}))),
        ("payment", "r", moved("-20", "2024-02-01", treatment)),
    ]);
    assert_eq!(refunds, one("p1", "20.00"));
}

#[test]
fn no_more_is_given_back_than_is_left() {
    let related = json!({"related_payment_uuid": "p"});
    let rows = [
        ("payment", "p", moved("100", "2024-01-01", json!({}))),
        ("payment", "r1", moved("-70", "2024-02-01", related.clone())),
        ("payment", "r2", moved("-70", "2024-03-01", related)),
    ];
    let (refunds, codes) = taken(&rows);
    assert_eq!(refunds, [one("p", "70.00"), one("p", "30.00")].concat());
    assert_eq!(codes, ["payment.refund_capped"]);
    let ran = run(&rows);
    assert_eq!(ran.sums(Kind::Refunds), Sums { in_file: decimal("140"), in_clinic: decimal("100"), unreadable: 0 });
    assert_eq!(ran.reconciliation.differences()[0].amount, Some(decimal("40")));
}

#[test]
fn without_any_mark_the_latest_that_is_large_enough_is_a_guess() {
    let (refunds, codes) = taken(&[
        ("payment", "p1", moved("90", "2024-01-01", json!({}))),
        ("payment", "p2", moved("20", "2024-01-05", json!({}))),
        ("payment", "r", moved("-40", "2024-02-01", json!({}))),
    ]);
    assert_eq!((refunds, codes), (one("p1", "40.00"), vec!["payment.refund_guessed"]));
}

#[test]
fn a_refund_that_names_what_it_cannot_take_back_is_a_guess() {
    let naming = |related: &str| moved("-50", "2024-03-01", json!({"related_payment_uuid": related}));
    for (related, codes) in [
        ("nothing", vec!["payment.refund_other_payment"]),
        ("r", vec!["payment.refund_other_payment"]),
        ("p1", vec!["payment.refund_other_payment"]),
        ("p2", vec![]),
    ] {
        let rows = [
            ("payment", "p1", moved("30", "2024-01-01", json!({}))),
            ("payment", "p2", moved("50", "2024-01-02", json!({}))),
            ("payment", "r", moved("-30", "2024-02-01", json!({"related_payment_uuid": "p1"}))),
            ("payment", "s", naming(related)),
        ];
        let (refunds, said) = taken(&rows);
        assert_eq!((refunds, &said), ([one("p1", "30.00"), one("p2", "50.00")].concat(), &codes), "{related}");
        let ran = run(&rows);
        let archived: Vec<_> = ran
            .records
            .iter()
            .filter_map(|record| if let Record::RawEntity(it) = record { Some(&*it.canonical_uuid) } else { None })
            .filter(|uuid| *uuid == "s")
            .collect();
        assert_eq!(archived.is_empty(), codes.is_empty(), "{related}");
    }
}

#[test]
fn a_refund_of_several_payments_takes_the_latest_first() {
    let (refunds, codes) = taken(&[
        ("payment", "p1", moved("60", "2024-01-01", json!({}))),
        ("payment", "p2", moved("50", "2024-01-05", json!({}))),
        ("payment", "p3", moved("90", "2024-04-01", json!({}))),
        ("payment", "r", moved("-100", "2024-02-01", json!({}))),
    ]);
    assert_eq!((refunds, codes), ([one("p2", "50.00"), one("p1", "50.00")].concat(), vec!["payment.refund_spread"]));
}

#[test]
fn what_a_named_payment_lacks_comes_from_its_treatments_and_then_its_payers() {
    let crown = json!({"applied_treatment_uuid": "crown"});
    let rows = [
        ("payment", "p1", moved("60", "2024-01-01", crown.clone())),
        ("payment", "p2", moved("20", "2024-01-02", crown)),
        ("payment", "p3", moved("500", "2024-01-03", json!({}))),
        (
            "payment",
            "r",
            moved("-90", "2024-02-01", json!({"related_payment_uuid": "p1", "applied_treatment_uuid": "crown"})),
        ),
        ("payment", "s", moved("-600", "2024-03-01", json!({"related_payment_uuid": "p3"}))),
    ];
    let (refunds, codes) = taken(&rows);
    let expected = [one("p1", "60.00"), one("p2", "20.00"), one("p3", "10.00"), one("p3", "490.00")].concat();
    assert_eq!((refunds, codes), (expected, vec!["payment.refund_spread", "payment.refund_capped"]));
    let ran = run(&rows);
    let spread = &ran.warnings[0];
    let args: Vec<_> = spread.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(args, [("amount", "90.00"), ("payments", "3")]);
    assert_eq!(ran.sums(Kind::Refunds), Sums { in_file: decimal("690"), in_clinic: decimal("580"), unreadable: 0 });
    for payment in ran.payments() {
        let back = ran.refunds().into_iter().filter(|it| it.payment_id == payment.id).map(|it| it.amount);
        assert!(back.sum::<rust_decimal::Decimal>() <= payment.amount);
    }
}

#[test]
fn what_takes_nothing_back_is_an_error_and_archived() {
    for fields in [
        json!({}),
        json!({"related_payment_uuid": "nothing"}),
        json!({"related_payment_uuid": "r2"}),
        json!({"client_uuid": "c-ana"}),
    ] {
        let ran = run(&[
            ("payment", "p", moved("100", "2024-05-01", json!({}))),
            ("payment", "r", moved("-100", "2024-04-01", fields)),
            ("payment", "r2", moved("-1", "2023-04-01", json!({"client_uuid": "c-ana"}))),
        ]);
        assert!(ran.refunds().is_empty());
        assert_eq!(ran.dispositions["r"], Disposition::Skipped);
        assert_eq!(ran.codes(), ["payment.refund_unmappable"; 2]);
        assert!(ran.warnings.iter().all(|warning| warning.severity == crate::warning::Severity::Error));
        let archived =
            ran.records.iter().filter(|record| matches!(record, Record::RawEntity(raw) if &*raw.canonical_uuid == "r"));
        assert_eq!(archived.count(), 1);
        assert_eq!(ran.sums(Kind::Refunds).in_clinic, decimal("0"));
    }
}

#[test]
fn a_refund_of_a_payment_that_was_left_out_is_not_placed() {
    let (refunds, codes) = taken(&[
        ("payment", "p", moved("100", "2024-01-01", json!({"client_uuid": "c-luis"}))),
        ("payment", "r", moved("-100", "2024-02-01", json!({"client_uuid": "c-luis", "related_payment_uuid": "p"}))),
    ]);
    assert!(refunds.is_empty());
    assert_eq!(codes, ["payment.no_patient_for_client", "payment.refund_unmappable", "import.nothing_landed"]);
}

#[test]
fn a_split_payment_is_given_back_to_all_it_was_split_among() {
    let ran = run(&[
        ("debt", "d1", json!({"patient_uuid": "bea", "owed_amount": "30", "due_date": "2024-01-01"})),
        ("debt", "d2", json!({"patient_uuid": "leo", "owed_amount": "10", "due_date": "2024-01-01"})),
        ("payment", "p", moved("100", "2024-01-01", json!({"client_uuid": "c-rosa"}))),
        ("payment", "r", moved("-100", "2024-02-01", json!({"client_uuid": "c-rosa", "related_payment_uuid": "p"}))),
    ]);
    let of = |patient| ran.payments().iter().find(|it| it.patient_id == patient).expect("a share").id;
    let refunds: Vec<_> = ran.refunds().iter().map(|it| (it.payment_id, it.amount.to_string())).collect();
    assert_eq!(refunds, [(of(BEA), "75.00".to_owned()), (of(LEO), "25.00".to_owned())]);
}

#[test]
fn a_later_import_gives_back_what_is_left_of_an_earlier_payment() {
    let paid = ("payment", "p", moved("100", "2024-01-01", json!({"client_uuid": "c-rosa"})));
    let first = run(std::slice::from_ref(&paid));
    let known = first.payments().into_iter().map(|it| ExistingPayment {
        id: it.id,
        patient_id: it.patient_id,
        amount: it.amount,
        refunded: decimal("45"),
        invoiced: decimal("0"),
    });
    let known: Vec<_> = known.collect();
    let destination = Destination { payments: known.clone(), ..first.then() };
    let back = moved("-100", "2024-02-01", json!({"related_payment_uuid": "p"}));
    let second = run_into(destination, context(), &[paid, ("payment", "r", back)]);
    let amounts: Vec<_> = second.refunds().iter().map(|it| it.amount.to_string()).collect();
    assert_eq!((amounts, second.codes()), (vec!["5.00".to_owned(); 2], vec!["payment.refund_capped"]));
    // The newer file need not have the payment again.
    let destination = Destination { payments: known, ..first.then() };
    let back = moved("-10", "2024-02-01", json!({"related_payment_uuid": "p"}));
    let third = run_into(destination, context(), &[("payment", "r", back)]);
    let amounts: Vec<_> = third.refunds().iter().map(|it| it.amount.to_string()).collect();
    assert_eq!((amounts, third.codes()), (vec!["5.00".to_owned(); 2], vec![]));
}
