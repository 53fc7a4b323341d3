use serde_json::{Value, json};

use super::{ANA, BEA, BUDGET, CLERK, LEO, clinic, decimal, run, run_into, with};
use crate::Disposition;
use crate::context::Destination;
use crate::reconciliation::{Kind, Sums};
use crate::record::Payment;
use crate::resolver::Target;
use crate::testing::{ADMIN, CLINIC, NOW, context, record_of};

fn payment(fields: Value) -> Value {
    with(json!({"amount": "100.00", "paid_on": "2024-07-01", "payment_kind": 3}), fields)
}

fn debt(patient: &str, owed: &str) -> Value {
    json!({"patient_uuid": patient, "owed_amount": owed, "due_date": "2024-06-15"})
}

fn application(debt: &str, amount: &str) -> Value {
    json!({"payment_uuid": "p", "debt_uuid": debt, "amount": amount})
}

#[test]
fn a_payment_becomes_all_that_dentalpin_keeps_of_one() {
    let ran =
        run(&[("payment", "p", payment(json!({"patient_uuid": "bea", "client_uuid": "c-ana", "user_uuid": "clerk"})))]);
    let [payment] = ran.payments()[..] else { panic!("one payment") };
    assert_eq!(
        *payment,
        Payment {
            id: payment.id,
            clinic_id: CLINIC,
            patient_id: BEA,
            amount: decimal("100.00"),
            currency: "EUR".into(),
            method: "card",
            payment_date: jiff::civil::date(2024, 7, 1),
            reference: None,
            notes: Some("Importado dental-bridge (p)".into()),
            recorded_by: CLERK,
            created_at: "2024-06-30T22:00:00Z".parse().expect("an instant"),
            updated_at: NOW.parse().expect("an instant"),
        }
    );
    let [allocation] = ran.allocations()[..] else { panic!("one allocation") };
    assert_eq!((allocation.target_type, allocation.amount), ("on_account", decimal("100.00")));
    let history = record_of!(ran, PaymentHistory);
    let state: Value = serde_json::from_str(history.new_state.as_ref().expect("a state").as_str()).expect("JSON");
    assert_eq!(
        state,
        json!({"amount": "100.00", "method": "card", "allocations": [{"target_type": "on_account", "budget_id": null, "amount": "100.00"}]})
    );
    assert!(ran.codes().is_empty());
}

#[test]
fn it_goes_to_whom_it_names_before_all_else() {
    let ran = run(&[
        ("debt", "d", debt("leo", "100")),
        (
            "payment",
            "p",
            payment(json!({"patient_uuid": "ana", "client_uuid": "c-ana", "applied_treatment_uuid": "crown"})),
        ),
        ("debt_payment_application", "x", application("d", "100")),
    ]);
    assert_eq!(ran.shares(), [(ANA, "100.00".to_owned())]);
    assert_eq!(ran.allocations()[0].budget_id, None);
}

#[test]
fn without_a_name_it_goes_to_whose_debts_it_settled() {
    let mut crown = debt("bea", "70");
    crown["applied_treatment_uuid"] = "crown".into();
    let ran = run(&[
        ("debt", "d1", crown),
        ("debt", "d2", debt("leo", "20")),
        ("payment", "p", payment(json!({"client_uuid": "c-ana"}))),
        ("debt_payment_application", "x1", application("d1", "70.0")),
        ("debt_payment_application", "x2", application("d2", "20")),
    ]);
    let mut shares = ran.shares();
    shares.sort();
    // What settled nothing is the payer's own.
    assert_eq!(shares, [(ANA, "10.00".to_owned()), (BEA, "70.00".to_owned()), (LEO, "20.00".to_owned())]);
    let budgets: Vec<_> = ran.allocations().iter().filter(|it| it.budget_id.is_some()).copied().collect();
    let [on_budget] = budgets[..] else { panic!("one budget") };
    assert_eq!((on_budget.budget_id, on_budget.amount), (Some(BUDGET), decimal("70.00")));
    for payment in ran.payments() {
        let allocated = ran.allocations().into_iter().filter(|it| it.payment_id == payment.id).map(|it| it.amount);
        assert_eq!(allocated.sum::<rust_decimal::Decimal>(), payment.amount);
    }
    assert_eq!(ran.dispositions["x1"], Disposition::Merged);
}

#[test]
fn then_to_whose_treatment_it_is_and_onto_its_budget() {
    let ran = run(&[("payment", "p", payment(json!({"client_uuid": "c-ana", "applied_treatment_uuid": "crown"})))]);
    assert_eq!(ran.shares(), [(BEA, "100.00".to_owned())]);
    assert_eq!(ran.allocations()[0].budget_id, Some(BUDGET));
}

#[test]
fn then_to_the_payer() {
    let ran = run(&[
        ("payment", "p", payment(json!({"client_uuid": "c-ana"}))),
        ("payment", "q", payment(json!({"client_uuid": "c-bea"}))),
    ]);
    assert_eq!(ran.shares(), [(ANA, "100.00".to_owned()), (BEA, "100.00".to_owned())]);
    assert_eq!(ran.codes(), ["payment.given_to_payer"]);
}

#[test]
fn only_when_nothing_else_is_known_it_is_split_and_nobody_gets_nothing() {
    let owing = run(&[
        ("debt", "d1", debt("bea", "300")),
        ("payment", "p", payment(json!({"client_uuid": "c-rosa", "amount": "100.01"}))),
    ]);
    // Leo owes nothing: all of it is Bea's.
    assert_eq!(owing.shares(), [(BEA, "100.01".to_owned())]);
    let even = run(&[("payment", "p", payment(json!({"client_uuid": "c-rosa", "amount": "0.03"})))]);
    assert_eq!(even.shares(), [(BEA, "0.02".to_owned()), (LEO, "0.01".to_owned())]);
    assert_eq!(even.codes(), ["payment.split_across_family"]);
    let notes: Vec<_> = even.payments().iter().map(|it| it.notes.as_deref().expect("notes").to_owned()).collect();
    assert_eq!(notes[1], "Importado dental-bridge (p) · reparto familiar 2/2 (cliente c-rosa)");
    let cent = run(&[("payment", "p", payment(json!({"client_uuid": "c-rosa", "amount": "0.01"})))]);
    assert_eq!(cent.shares(), [(BEA, "0.01".to_owned())]);
}

#[test]
fn what_was_applied_beyond_the_payment_is_left_out() {
    let ran = run(&[
        ("debt", "d", debt("bea", "500")),
        ("payment", "p", payment(json!({"client_uuid": "c-rosa"}))),
        ("debt_payment_application", "x", application("d", "500")),
    ]);
    assert_eq!(ran.shares(), [(BEA, "100.00".to_owned())]);
    assert_eq!(ran.codes(), ["payment.overapplied"]);
}

#[test]
fn an_application_without_amount_is_for_all_of_the_debt() {
    let mut whole = application("d", "0");
    whole["amount"] = Value::Null;
    let ran = run(&[
        ("debt", "d", debt("leo", "40")),
        ("payment", "p", payment(json!({"client_uuid": "c-bea"}))),
        ("debt_payment_application", "x", whole),
    ]);
    assert_eq!(ran.shares(), [(LEO, "100.00".to_owned())]);
}

#[test]
fn a_payment_of_nobody_is_archived_and_said() {
    let ran = run(&[
        ("payment", "p", payment(json!({"client_uuid": "c-luis"}))),
        ("payment", "q", payment(json!({}))),
        ("debt_payment_application", "x", application("d", "1")),
    ]);
    assert!(ran.payments().is_empty());
    let of_nobody = "payment.no_patient_for_client";
    assert_eq!(ran.codes(), [of_nobody, of_nobody, "import.nothing_landed"]);
    assert_eq!((ran.dispositions["p"], ran.dispositions["x"]), (Disposition::Skipped, Disposition::Archived));
    let sums = Sums { in_file: decimal("200"), in_clinic: decimal("0"), unreadable: 0 };
    assert_eq!(ran.sums(Kind::Payments), sums);
}

#[test]
fn a_named_patient_who_was_not_imported_is_said() {
    let ran = run(&[("payment", "p", payment(json!({"patient_uuid": "luis", "client_uuid": "c-bea"})))]);
    assert_eq!((ran.shares(), ran.codes()), (vec![(BEA, "100.00".to_owned())], vec!["payment.unmapped_patient"]));
}

#[test]
fn amounts_that_are_none_are_said() {
    let rows: Vec<_> = [("a", "NaN"), ("b", "1.234,56"), ("c", "1e99"), ("d", "0"), ("e", "0.004")]
        .map(|(uuid, amount)| ("payment", uuid, payment(json!({"patient_uuid": "ana", "amount": amount}))))
        .into();
    let ran = run(&rows);
    assert!(ran.payments().is_empty());
    let unreadable = ["payment.invalid_amount", "value.bad_number"].repeat(3);
    assert_eq!(ran.codes(), [unreadable, vec!["payment.zero_amount"; 2], vec!["import.nothing_landed"]].concat());
    assert_eq!(ran.sums(Kind::Payments), Sums { in_file: decimal("0.004"), in_clinic: decimal("0"), unreadable: 3 });
}

#[test]
fn exponents_count_and_fractions_of_a_cent_are_rounded_and_explained() {
    let ran = run(&[
        ("payment", "p", payment(json!({"patient_uuid": "ana", "amount": "1.2e2"}))),
        ("payment", "q", payment(json!({"patient_uuid": "ana", "amount": "0.125"}))),
    ]);
    assert_eq!(ran.shares(), [(ANA, "120.00".to_owned()), (ANA, "0.13".to_owned())]);
    let explained: Vec<_> = ran.reconciliation.explained().collect();
    assert_eq!((explained[0].1, explained[0].2.amount), ("rounded", decimal("-0.005")));
}

#[test]
fn a_payment_without_date_is_of_the_import() {
    let ran = run(&[
        ("payment", "p", payment(json!({"patient_uuid": "ana", "paid_on": null}))),
        (
            "payment",
            "q",
            payment(json!({"patient_uuid": "ana", "paid_on": "0000-00-00", "payment_date": "2024-01-02"})),
        ),
    ]);
    let days: Vec<_> = ran.payments().iter().map(|it| it.payment_date.to_string()).collect();
    assert_eq!(days, ["2026-11-22", "2024-01-02"]);
    assert_eq!(ran.codes(), ["payment.no_date", "value.bad_date"]);
}

#[test]
fn methods_come_as_numbers_or_as_text() {
    let kinds = [json!(1), json!("2"), json!(3.0), json!(4), json!("5"), json!(6), Value::Null];
    let uuids = ["a", "b", "c", "d", "e", "f", "g"];
    let rows: Vec<_> = uuids
        .iter()
        .zip(kinds)
        .map(|(uuid, kind)| ("payment", *uuid, payment(json!({"patient_uuid": "ana", "payment_kind": kind}))))
        .collect();
    let ran = run(&rows);
    let methods: Vec<_> = ran.payments().iter().map(|it| it.method).collect();
    assert_eq!(methods, ["cash", "bank_transfer", "card", "direct_debit", "insurance", "other", "other"]);
}

#[test]
fn it_is_in_the_clinics_currency_and_of_a_known_account() {
    let destination = Destination { currency: Some("MXN".to_owned()), ..clinic() };
    let ran = run_into(
        destination,
        context(),
        &[("payment", "p", payment(json!({"patient_uuid": "ana", "user_uuid": "?"})))],
    );
    assert_eq!((&*ran.payments()[0].currency, ran.payments()[0].recorded_by), ("MXN", ADMIN));
}

#[test]
fn every_share_is_found_again() {
    let rows = [("payment", "p", payment(json!({"client_uuid": "c-rosa"})))];
    let first = run(&rows);
    assert_eq!(first.payments().len(), 2);
    let second = run_into(first.then(), context(), &rows);
    assert!(second.records.is_empty() && second.warnings.is_empty());
}

#[test]
fn an_insurers_payment_is_not_split() {
    let names: Vec<String> = (0..60).map(|number| format!("patient-{number}")).collect();
    let mut destination = clinic();
    let mut rows = vec![("payment", "p", payment(json!({"client_uuid": "mutua"})))];
    for (number, name) in (1..).zip(&names) {
        let target = Target { table: "patients", id: uuid::Uuid::from_u128(1_000 + number) };
        destination.mappings.insert("gesden", "patient", name, target);
        rows.push(("patient_client_link", name, json!({"client_uuid": "mutua", "patient_uuid": name})));
    }
    let ran = run_into(destination, context(), &rows);
    assert!(ran.payments().is_empty());
    assert_eq!(ran.codes()[0], "payment.no_patient_for_client");
}
