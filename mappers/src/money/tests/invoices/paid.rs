//! What paid an invoice.

use serde_json::{Value, json};

use super::{invoice, line};
use crate::money::tests::{decimal, run, run_into, with};
use crate::testing::context;

/// Bea's crown, owed, paid in two parts and invoiced.
fn paid(total: &str, status: &str) -> Vec<(&'static str, &'static str, Value)> {
    let pay = |amount: &str| json!({"patient_uuid": "bea", "client_uuid": "c-bea", "amount": amount, "paid_on": "2024-06-20"});
    let apply = |payment: &str, amount: &str| json!({"debt_uuid": "d", "payment_uuid": payment, "amount": amount});
    vec![
        ("debt", "d", json!({"patient_uuid": "bea", "owed_amount": "121", "applied_treatment_uuid": "crown"})),
        ("payment", "p", pay("100")),
        ("payment", "q", pay("50")),
        ("debt_payment_application", "x", apply("p", "100")),
        ("debt_payment_application", "y", apply("q", "21")),
        (
            "fiscal_document",
            "i",
            invoice(json!({"total": total, "subtotal": total, "tax_total": "0", "status": status})),
        ),
        (
            "fiscal_document",
            "j",
            invoice(json!({"number": "13", "total": total, "subtotal": total, "tax_total": "0", "status": status})),
        ),
        (
            "fiscal_document_line",
            "l",
            line(
                "i",
                json!({"applied_treatment_uuid": "crown", "base_amount": total, "amount": total, "vat_amount": "0", "vat_percent": "0"}),
            ),
        ),
        (
            "fiscal_document_line",
            "m",
            line(
                "j",
                json!({"applied_treatment_uuid": "crown", "base_amount": total, "amount": total, "vat_amount": "0", "vat_percent": "0"}),
            ),
        ),
    ]
}

#[test]
fn an_invoice_is_linked_to_what_paid_it_and_to_no_more() {
    let ran = run(&paid("121", "issued"));
    let mut links: Vec<_> = ran.invoice_payments().iter().map(|it| (it.amount.to_string(), it.invoice_id)).collect();
    links.sort();
    let [first, second] = ran.invoices()[..] else { panic!("two invoices") };
    assert_eq!(links, [("100.00".to_owned(), first.id), ("21.00".to_owned(), first.id)]);
    assert_eq!((first.status, second.status), ("paid", "issued"));

    let ran = run(&paid("105", "issued"));
    let linked = |position: usize| -> rust_decimal::Decimal {
        let id = ran.invoices()[position].id;
        ran.invoice_payments().iter().filter(|it| it.invoice_id == id).map(|it| it.amount).sum()
    };
    assert_eq!((linked(0), linked(1)), (decimal("105"), decimal("16")));
    let statuses: Vec<_> = ran.invoices().iter().map(|it| it.status).collect();
    assert_eq!(statuses, ["paid", "partial"]);

    let ran = run(&paid("121", "cancelled"));
    assert!(ran.invoice_payments().is_empty());
}

/// A correction waits for what it corrects, and what paid that pays no correction, whichever comes first.
#[test]
fn a_correction_that_waited_is_linked_to_what_paid_it() {
    let pay = |amount: &str| json!({"patient_uuid": "bea", "client_uuid": "c-bea", "amount": amount, "paid_on": "2024-06-20"});
    let apply = |payment: &str, amount: &str| json!({"debt_uuid": "d", "payment_uuid": payment, "amount": amount});
    let of = |number: &str, total: &str, fields: Value| {
        with(invoice(json!({"number": number, "subtotal": total, "tax_total": "0", "total": total})), fields)
    };
    let crowns = |document: &str, total: &str| {
        line(
            document,
            json!({"applied_treatment_uuid": "crown", "base_amount": total, "amount": total, "vat_amount": "0", "vat_percent": "0"}),
        )
    };
    let before = [
        ("debt", "d", json!({"patient_uuid": "bea", "owed_amount": "171", "applied_treatment_uuid": "crown"})),
        ("payment", "p", pay("100")),
        ("payment", "q", pay("71")),
        ("debt_payment_application", "x", apply("p", "100")),
        ("debt_payment_application", "y", apply("q", "71")),
    ];
    let original = ("fiscal_document", "b", of("12", "121", json!({})));
    let corrects = json!({"document_kind": "R", "rectified_document_uuid": "b"});
    let correction = ("fiscal_document", "a", of("13", "50", corrects.clone()));
    let unpaid = ("fiscal_document", "c", of("14", "5", with(corrects, json!({"status": "paid"}))));
    let after = [("fiscal_document_line", "l", crowns("a", "50")), ("fiscal_document_line", "m", crowns("b", "121"))];
    for documents in [
        [&original, &correction, &unpaid],
        [&correction, &original, &unpaid],
        [&correction, &unpaid, &original],
        [&unpaid, &correction, &original],
    ] {
        let rows: Vec<_> = before.iter().chain(documents).chain(&after).cloned().collect();
        let ran = run(&rows);
        let paid = |number: &str| {
            let invoice = ran.invoices().into_iter().find(|it| it.invoice_number.as_deref() == Some(number));
            let invoice = invoice.expect("an invoice");
            let mut links: Vec<_> =
                ran.invoice_payments().into_iter().filter(|it| it.invoice_id == invoice.id).collect();
            links.sort_by_key(|it| it.amount);
            (invoice.status, links.iter().map(|it| it.amount.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(paid("F-2024-12"), ("paid", vec!["50.00".to_owned(), "71.00".to_owned()]));
        assert_eq!(paid("F-2024-13"), ("paid", vec!["50.00".to_owned()]));
        assert_eq!(paid("F-2024-14"), ("paid", vec![]));
        let said = ran.warnings.iter().find(|it| it.code == "fiscal_document.paid_without_payments");
        assert_eq!(said.map(|it| &*it.source_id), Some("c"));
        let originals: Vec<_> = ran.invoices().iter().map(|it| it.credit_note_for_id.is_none()).collect();
        assert_eq!(originals, [true, false, false]);
    }
}

#[test]
fn what_an_earlier_export_gave_back_pays_no_invoice() {
    let beas = |amount: &str| json!({"patient_uuid": "bea", "client_uuid": "c-bea", "amount": amount, "paid_on": "2024-06-20"});
    let first = run(&[("payment", "r", beas("300")), ("payment", "p", beas("-100"))]);
    assert_eq!((first.payments().len(), first.refunds().len()), (1, 1));
    let second = run_into(first.then(), context(), &paid("121", "issued"));
    let links: Vec<_> = second.invoice_payments().iter().map(|it| it.payment_id).collect();
    assert_eq!(links, [second.payments()[0].id], "the other payment of the newer export");
}

#[test]
fn a_paid_invoice_without_known_payments_is_said() {
    let ran = run(&[("fiscal_document", "i", invoice(json!({"status": "paid"})))]);
    assert_eq!((ran.invoices()[0].status, ran.codes()), ("paid", vec!["fiscal_document.paid_without_payments"]));
}
