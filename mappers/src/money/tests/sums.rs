//! Whatever the file says, its money is the clinic's money and what is explained.

use std::collections::HashMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Ran, run, run_into};
use crate::reconciliation::{Kind, Reconciliation};
use crate::testing::context;

type Row = (&'static str, String, Value);

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => (1_i64..100_000).prop_map(|cents| Decimal::new(cents, 2).to_string().into()),
        2 => (1_i64..100_000).prop_map(|cents| Decimal::new(-cents, 2).to_string().into()),
        1 => (1_i64..1_000_000).prop_map(|mills| Decimal::new(mills, 4).to_string().into()),
        1 => prop::sample::select(vec![json!("NaN"), json!("1.234,56"), json!("1e3"), json!(0), Value::Null, json!("9e27")]),
    ]
}

fn patient() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!("ana"), json!("bea"), json!("leo"), json!("luis")])
}

fn client() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!("c-ana"), json!("c-rosa"), json!("c-luis"), json!("c-bea")])
}

fn day() -> impl Strategy<Value = Value> {
    prop_oneof![(1_u8..29).prop_map(|day| json!(format!("2024-02-{day:02}"))), Just(Value::Null)]
}

fn reference(kind: &'static str) -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), (0_usize..12).prop_map(move |number| json!(format!("{kind}-{number}")))]
}

fn treatment() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!("crown"), json!("gone")])
}

fn debts() -> impl Strategy<Value = Vec<Row>> {
    let debt = (amount(), patient(), client(), treatment(), day(), any::<bool>(), any::<bool>()).prop_map(
        |(owed, patient, client, treatment, due, gone, cancelled)| {
            json!({
                "owed_amount": owed, "patient_uuid": patient, "client_uuid": client, "applied_treatment_uuid": treatment,
                "due_date": due, "uncollectible": gone, "cancelled_by_uuid": cancelled.then_some("other")
            })
        },
    );
    numbered("debt", debt)
}

fn payments() -> impl Strategy<Value = Vec<Row>> {
    let payment = (amount(), patient(), client(), treatment(), day(), reference("payment")).prop_map(
        |(amount, patient, client, treatment, day, related)| {
            json!({
                "amount": amount, "patient_uuid": patient, "client_uuid": client, "applied_treatment_uuid": treatment,
                "paid_on": day, "related_payment_uuid": related
            })
        },
    );
    numbered("payment", payment)
}

fn applications() -> impl Strategy<Value = Vec<Row>> {
    let application = (amount(), reference("debt"), reference("payment"))
        .prop_map(|(amount, debt, payment)| json!({"amount": amount, "debt_uuid": debt, "payment_uuid": payment}));
    numbered("debt_payment_application", application)
}

fn documents() -> impl Strategy<Value = Vec<Row>> {
    let document = (amount(), amount(), patient(), client(), day(), reference("fiscal_document"), 1_u8..9).prop_map(
        |(total, subtotal, patient, client, day, corrects, number)| {
            json!({
                "total": total, "subtotal": subtotal, "patient_uuid": patient, "client_uuid": client, "document_date": day,
                "rectified_document_uuid": corrects, "number": number, "series": "F"
            })
        },
    );
    numbered("fiscal_document", document)
}

fn lines() -> impl Strategy<Value = Vec<Row>> {
    let percent = prop::sample::select(vec![Value::Null, json!(0), json!("10"), json!("21"), json!(100)]);
    let line = (reference("fiscal_document"), amount(), amount(), amount(), amount(), percent.clone(), percent, treatment())
        .prop_map(|(document, base, amount, vat, discount, rate, off, treatment)| {
            json!({
                "document_uuid": document, "base_amount": base, "amount": amount, "vat_amount": vat, "vat_percent": rate,
                "discount_amount": discount, "discount_percent": off, "applied_treatment_uuid": treatment, "units": 3
            })
        });
    numbered("fiscal_document_line", line)
}

fn numbered(kind: &'static str, payload: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(payload, 0..12)
        .prop_map(move |rows| (0..).zip(rows).map(|(number, row)| (kind, format!("{kind}-{number}"), row)).collect())
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Decimal>) -> Decimal {
    amounts.sum()
}

/// By patient, what the records of a kind come to.
fn in_clinic(ran: &Ran, kind: Kind) -> HashMap<Uuid, Decimal> {
    let payers: HashMap<Uuid, Uuid> = ran.payments().iter().map(|it| (it.id, it.patient_id)).collect();
    let amounts: Vec<(Uuid, Decimal)> = match kind {
        Kind::Debts => ran.entries().iter().map(|it| (it.patient_id, it.amount)).collect(),
        Kind::Payments => ran.payments().iter().map(|it| (it.patient_id, it.amount)).collect(),
        Kind::Refunds => ran.refunds().iter().map(|it| (payers[&it.payment_id], it.amount)).collect(),
        Kind::Invoices => ran.invoices().iter().map(|it| (it.patient_id, it.total)).collect(),
        Kind::Budgets => Vec::new(),
    };
    let mut sums = HashMap::new();
    for (patient, amount) in amounts {
        *sums.entry(patient).or_insert(Decimal::ZERO) += amount;
    }
    sums
}

fn check_reconciliation(ran: &Ran) {
    assert!(ran.reconciliation.is_closed());
    for kind in Kind::ALL {
        let by_patient = in_clinic(ran, kind);
        assert_eq!(ran.sums(kind).in_clinic, sum(by_patient.values()), "{kind:?}");
        for (patient, of, sums) in ran.reconciliation.patients() {
            if of == kind {
                assert_eq!(sums.in_clinic, by_patient.get(&patient).copied().unwrap_or_default(), "{kind:?}");
            }
        }
    }
    assert!(ran.reconciliation.differences().len() <= Reconciliation::LISTED);
}

fn check_payments(ran: &Ran) {
    for payment in ran.payments() {
        assert!(payment.amount > Decimal::ZERO);
        let allocations = ran.allocations();
        let of_payment = allocations.iter().filter(|it| it.payment_id == payment.id);
        assert_eq!(sum(of_payment.map(|it| &it.amount)), payment.amount);
        let refunds = ran.refunds();
        assert!(sum(refunds.iter().filter(|it| it.payment_id == payment.id).map(|it| &it.amount)) <= payment.amount);
        let links = ran.invoice_payments();
        assert!(sum(links.iter().filter(|it| it.payment_id == payment.id).map(|it| &it.amount)) <= payment.amount);
    }
    assert!(ran.allocations().iter().all(|it| it.amount > Decimal::ZERO));
    assert!(ran.refunds().iter().all(|it| it.amount > Decimal::ZERO));
}

fn check_invoices(ran: &Ran) {
    for item in ran.items() {
        assert_eq!(item.line_subtotal - item.line_discount + item.line_tax, item.line_total);
        assert_eq!(item.unit_price * Decimal::from(item.quantity), item.line_subtotal);
    }
    let mut inserted = std::collections::HashSet::new();
    for invoice in ran.invoices() {
        assert!(invoice.credit_note_for_id.is_none_or(|original| inserted.contains(&original)));
        inserted.insert(invoice.id);
        let links = ran.invoice_payments();
        let paid = sum(links.iter().filter(|it| it.invoice_id == invoice.id).map(|it| &it.amount));
        assert!(paid <= invoice.total.max(Decimal::ZERO));
    }
    let mut numbers: Vec<_> = ran.invoices().iter().filter_map(|it| it.invoice_number.clone()).collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn money_is_the_same_in_the_file_and_in_the_clinic(
        debts in debts(), payments in payments(), applications in applications(), documents in documents(), lines in lines()
    ) {
        let rows = [debts, payments, applications, documents, lines].concat();
        let rows: Vec<_> = rows.iter().map(|(kind, uuid, payload)| (*kind, uuid.as_str(), payload.clone())).collect();
        let ran = run(&rows);
        check_reconciliation(&ran);
        check_payments(&ran);
        check_invoices(&ran);

        let again = run_into(ran.then(), context(), &rows);
        for kind in Kind::ALL {
            prop_assert_eq!(again.sums(kind).in_file, ran.sums(kind).in_file);
        }
        prop_assert!(again.payments().is_empty() && again.entries().is_empty() && again.invoices().is_empty());
    }
}
