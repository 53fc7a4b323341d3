//! What money names and the file does not have, one by one.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{BEA, Ran, clinic, decimal, run, run_into, with};
use crate::Disposition;
use crate::context::{Destination, ExistingPayment};
use crate::record::Record;
use crate::testing::{ADMIN, context};

/// Whether the row was archived beside what it became.
fn is_archived(ran: &Ran, uuid: &str) -> bool {
    ran.records.iter().any(|record| matches!(record, Record::RawEntity(it) if &*it.canonical_uuid == uuid))
}

fn payment(fields: Value) -> Value {
    with(
        json!({"patient_uuid": "bea", "client_uuid": "c-bea", "amount": "10", "paid_on": "2024-07-01", "payment_kind": 1}),
        fields,
    )
}

fn debt(fields: Value) -> Value {
    with(json!({"patient_uuid": "bea", "owed_amount": "10", "due_date": "2024-06-15"}), fields)
}

fn document(fields: Value) -> Value {
    let document = json!({
        "patient_uuid": "bea", "client_uuid": "c-bea", "series": "F", "number": "1", "document_date": "2024-06-15",
        "subtotal": "10", "tax_total": "0", "total": "10"
    });
    with(document, fields)
}

#[test]
fn every_reference_that_leads_nowhere_is_said_and_kept() {
    for (entity_type, payload, code) in [
        ("payment", payment(json!({"applied_treatment_uuid": "gone"})), Some("payment.orphan_treatment")),
        ("payment", payment(json!({"client_uuid": "gone"})), Some("payment.unknown_client")),
        ("payment", payment(json!({"patient_uuid": "gone"})), Some("payment.unmapped_patient")),
        ("payment", payment(json!({"payment_kind": 9})), Some("payment.unknown_kind")),
        ("payment", payment(json!({"payment_kind": "0"})), Some("payment.unknown_kind")),
        // Who entered it, and what a payment is said to take back: in the archive, and nothing to be done about.
        ("payment", payment(json!({"user_uuid": "gone"})), None),
        ("payment", payment(json!({"related_payment_uuid": "gone"})), None),
        ("debt", debt(json!({"applied_treatment_uuid": "gone"})), Some("debt.orphan_treatment")),
        ("debt", debt(json!({"professional_uuid": "gone"})), Some("clinical.unmapped_staff")),
        ("fiscal_document", document(json!({"client_uuid": "gone"})), Some("fiscal_document.payer_unknown")),
        ("fiscal_document", document(json!({"patient_uuid": "gone"})), Some("fiscal_document.unmapped_patient")),
        ("fiscal_document", document(json!({"user_uuid": "gone"})), None),
        (
            "fiscal_document",
            document(json!({"rectified_document_uuid": "gone"})),
            Some("fiscal_document.original_unknown"),
        ),
    ] {
        let ran = run(&[(entity_type, "x", payload.clone())]);
        assert_eq!(ran.codes(), code.into_iter().collect::<Vec<_>>(), "{payload}");
        assert_eq!(ran.dispositions["x"], Disposition::Created, "{payload}");
        assert!(is_archived(&ran, "x"), "{payload}");
    }
}

#[test]
fn references_that_lead_somewhere_are_no_news() {
    let ran = run(&[
        (
            "debt",
            "d",
            debt(json!({"applied_treatment_uuid": "crown", "professional_uuid": "dentist", "due_date": null})),
        ),
        ("payment", "p", payment(json!({"applied_treatment_uuid": "crown", "user_uuid": "clerk"}))),
        ("payment", "q", payment(json!({"payment_kind": null, "client_uuid": null}))),
        ("fiscal_document", "i", document(json!({"user_uuid": "clerk"}))),
        ("fiscal_document_line", "l", json!({"document_uuid": "i", "applied_treatment_uuid": "crown", "amount": "10"})),
    ]);
    assert!(ran.codes().is_empty(), "{:?}", ran.codes());
    assert!(!ran.records.iter().any(|record| matches!(record, Record::RawEntity(_))));
}

#[test]
fn what_leads_nowhere_costs_nothing_else() {
    let ran = run(&[
        ("payment", "p", payment(json!({"applied_treatment_uuid": "gone", "user_uuid": "gone", "payment_kind": 9}))),
        ("debt", "d", debt(json!({"professional_uuid": "gone"}))),
        ("fiscal_document", "i", document(json!({}))),
        ("fiscal_document_line", "l", json!({"document_uuid": "i", "applied_treatment_uuid": "gone", "amount": "10"})),
    ]);
    let [payment] = ran.payments()[..] else { panic!("one payment") };
    assert_eq!(
        (payment.patient_id, payment.amount, payment.method, payment.recorded_by),
        (BEA, decimal("10.00"), "other", ADMIN)
    );
    assert_eq!(ran.allocations()[0].budget_id, None);
    let [entry] = ran.entries()[..] else { panic!("one entry") };
    assert_eq!((entry.patient_id, entry.professional_id, entry.treatment_id), (BEA, None, Uuid::nil()));
    let staff = ran.warnings.iter().find(|it| it.code == "clinical.unmapped_staff").expect("a warning");
    let reference = crate::ids::key("gone").to_string();
    assert_eq!(staff.args, [("role", "professional".to_owned()), ("reference", reference)]);
    let [item] = ran.items()[..] else { panic!("one item") };
    assert_eq!((item.line_total, item.catalog_item_id, item.tooth_number), (decimal("10.00"), None, None));
    assert!(ran.codes().contains(&"fiscal_document_line.orphan_treatment") && is_archived(&ran, "l"));
}

#[test]
fn of_a_debts_two_professionals_the_other_is_kept() {
    let mut destination = clinic();
    let other = crate::resolver::Target { table: "users", id: Uuid::from_u128(50) };
    destination.mappings.insert("gesden", "professional", "hygienist", other);
    let owed = debt(json!({"applied_treatment_uuid": "crown", "professional_uuid": "hygienist", "due_date": null}));
    let ran = run_into(destination, context(), &[("debt", "d", owed)]);
    assert_eq!(ran.entries()[0].professional_id, super::crown().professional);
    assert!(ran.codes().is_empty() && is_archived(&ran, "d"));
}

/// Allocations of a payment that an earlier import brought stay as they are.
#[test]
fn what_an_earlier_payment_settled_since_is_archived_and_said() {
    let paid = ("payment", "p", payment(json!({})));
    let first = run(std::slice::from_ref(&paid));
    let known = ExistingPayment {
        id: first.payments()[0].id,
        patient_id: BEA,
        amount: decimal("10"),
        refunded: decimal("0"),
        invoiced: decimal("0"),
    };
    let rows = [
        ("debt", "d", debt(json!({}))),
        paid,
        ("debt_payment_application", "x", json!({"debt_uuid": "d", "payment_uuid": "p", "amount": "10"})),
    ];
    let destination = || Destination { payments: vec![known], ..first.then() };
    let second = run_into(destination(), context(), &rows);
    assert_eq!(second.dispositions["x"], Disposition::Archived);
    assert_eq!(second.codes(), ["debt_payment_application.payment_imported_before"]);
    assert!(is_archived(&second, "x") && second.allocations().is_empty());
    // A later file that says it again finds it in the archive.
    let archived = second.records.iter().filter_map(|record| match record {
        Record::RawEntity(it) => Some(it.id),
        _ => None,
    });
    let third = run_into(Destination { archived: archived.collect(), ..destination() }, context(), &rows);
    assert_eq!(third.dispositions["x"], Disposition::Linked);
}
