use serde_json::{Value, json};
use uuid::Uuid;

use super::{ANA, BEA, CLERK, Ran, clinic, decimal, run, run_into, with};
use crate::context::{Destination, ExistingInvoiceSeries};
use crate::reconciliation::{Kind, Sums};
use crate::record::{InvoiceHistory, Record};
use crate::testing::{ADMIN, CLINIC, NOW, context, record_of};
use crate::{Context, Disposition};

fn invoice(fields: Value) -> Value {
    with(
        json!({
            "patient_uuid": "bea", "client_uuid": "c-ana", "series": "F", "number": "12", "year": 2024, "document_kind": "F",
            "document_date": "2024-06-15", "subtotal": "100", "tax_total": "21", "total": "121", "status": "issued"
        }),
        fields,
    )
}

fn line(document: &str, fields: Value) -> Value {
    with(
        json!({
            "document_uuid": document, "concept": "Corona", "base_amount": "100", "vat_percent": "21", "vat_amount": "21",
            "amount": "121", "units": 1, "line_number": 1
        }),
        fields,
    )
}

fn numbers(ran: &Ran) -> Vec<Option<&str>> {
    ran.invoices().iter().map(|it| it.invoice_number.as_deref()).collect()
}

#[test]
fn an_invoice_names_its_payer_and_keeps_its_number() {
    let ran = run(&[("fiscal_document", "i", invoice(json!({"user_uuid": "clerk", "due_date": "2024-07-15"})))]);
    let [invoice] = ran.invoices()[..] else { panic!("one invoice") };
    assert_eq!((invoice.patient_id, invoice.created_by, invoice.status), (BEA, CLERK, "issued"));
    assert_eq!((invoice.invoice_number.as_deref(), invoice.sequential_number), (Some("F-2024-12"), Some(12)));
    assert_eq!((invoice.billing_name.as_deref(), invoice.billing_tax_id.as_deref()), (Some("Ana Gil Paz"), Some("1Z")));
    assert_eq!(invoice.billing_email.as_deref(), Some("a@b.es"));
    assert_eq!(invoice.due_date.map(|day| day.to_string()).as_deref(), Some("2024-07-15"));
    assert_eq!(
        [invoice.subtotal, invoice.total_discount, invoice.total_tax, invoice.total],
        ["100.00", "0", "21.00", "121.00"].map(decimal)
    );
    let series = record_of!(ran, InvoiceSeries);
    assert_eq!((Some(series.id), &*series.prefix, series.series_type), (invoice.series_id, "F", "invoice"));
    assert_eq!((series.current_number, series.last_reset_year), (12, Some(2024)));
    assert!(!series.is_active && !series.is_default);
    assert!(ran.codes().is_empty());
}

#[test]
fn a_series_goes_on_from_its_last_year() {
    let of = |year: i32, number: &str| invoice(json!({"year": year, "number": number}));
    let ran = run(&[
        ("fiscal_document", "a", of(2023, "90")),
        ("fiscal_document", "b", of(2024, "7")),
        ("fiscal_document", "c", of(2024, "007")),
    ]);
    assert_eq!(numbers(&ran), [Some("F-2023-90"), Some("F-2024-7"), Some("F-2024-007")]);
    let places: Vec<_> = ran.invoices().iter().map(|it| it.sequential_number).collect();
    assert_eq!(places, [None, Some(7), None]);
    assert_eq!(record_of!(ran, InvoiceSeries).current_number, 7);
    let count = ran.records.iter().filter(|record| matches!(record, Record::InvoiceSeries(_))).count();
    assert_eq!(count, 1);
}

#[test]
fn of_two_with_one_number_the_earlier_keeps_it_and_none_is_made_up() {
    let later = invoice(json!({"document_date": "2024-08-01"}));
    let ran = run(&[("fiscal_document", "a", later), ("fiscal_document", "b", invoice(json!({})))]);
    assert_eq!(numbers(&ran), [None, Some("F-2024-12")]);
    assert_eq!(ran.invoices()[0].internal_notes.as_deref(), Some("Número en origen, repetido: F-2024-12"));
    assert_eq!(ran.codes(), ["fiscal_document.number_taken"]);
    assert_eq!(ran.sums(Kind::Invoices).in_clinic, decimal("242"));
}

fn series(id: Uuid, current_number: i32, year: i16) -> ExistingInvoiceSeries {
    ExistingInvoiceSeries { id, prefix: "F".to_owned(), current_number, last_reset_year: Some(year), last_place: 0 }
}

fn args(warning: &crate::Warning) -> Vec<(&str, &str)> {
    warning.args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[test]
fn the_clinics_own_numbers_and_series_stay() {
    let clinics = Uuid::from_u128(77);
    let of = |number: &str| invoice(json!({"number": number, "year": 2026, "document_date": "2026-03-01"}));
    let rows = [("fiscal_document", "i", of("12")), ("fiscal_document", "j", of("13"))];
    let into = |current_number, numbers: &[&str]| {
        let invoice_numbers = numbers.iter().map(ToString::to_string).collect();
        let invoice_series = vec![series(clinics, current_number, 2026)];
        run_into(Destination { invoice_series, invoice_numbers, ..clinic() }, context(), &rows)
    };
    let ran = into(3, &["F-2026-12"]);
    assert_eq!(numbers(&ran), [None, Some("F-2026-13")]);
    assert!(ran.invoices().iter().all(|it| it.series_id == Some(clinics) && it.sequential_number.is_none()));
    assert_eq!(ran.codes(), ["fiscal_document.number_taken", "fiscal_document.series_behind"]);
    assert_eq!(args(&ran.warnings[1]), [("series", "F"), ("year", "2026"), ("number", "13")]);
    // A number is one however many zeros it is written with, and the counter is past it.
    let ran = into(13, &["F-2026-0012", "F-2026-0013x"]);
    assert_eq!(numbers(&ran), [Some("F-2026-12"), Some("F-2026-13")]);
    assert_eq!(ran.codes(), ["fiscal_document.number_alike"]);
    assert_eq!((&*ran.warnings[0].source_id, args(&ran.warnings[0])), ("i", vec![("number", "F-2026-12")]));
}

#[test]
fn numbers_of_years_gone_by_are_not_given_again() {
    let destination = Destination { invoice_series: vec![series(Uuid::from_u128(77), 3, 2024)], ..clinic() };
    let ran = run_into(destination, context(), &[("fiscal_document", "i", invoice(json!({})))]);
    assert_eq!((numbers(&ran), ran.codes()), (vec![Some("F-2024-12")], vec![]));
}

#[test]
fn a_series_of_an_earlier_import_goes_on() {
    let original = ("fiscal_document", "a", invoice(json!({})));
    let first = run(std::slice::from_ref(&original));
    let made = record_of!(first, InvoiceSeries);
    let again = |rows: &[(&str, &str, Value)]| {
        let destination = Destination {
            invoice_numbers: vec!["F-2024-12".to_owned()],
            invoice_series: vec![series(made.id, made.current_number, 2024)],
            ..first.then()
        };
        run_into(destination, context(), rows)
    };
    let of = |year: i32, number: &str| invoice(json!({"year": year, "number": number}));
    let ran = again(&[
        original.clone(),
        ("fiscal_document", "b", of(2024, "13")),
        ("fiscal_document", "c", of(2024, "5")),
        ("fiscal_document", "d", of(2023, "14")),
    ]);
    let places: Vec<_> = ran.invoices().iter().map(|it| (it.series_id, it.sequential_number)).collect();
    // Whether an earlier import gave the fifth place is not known.
    assert_eq!(places, [(Some(made.id), Some(13)), (Some(made.id), None), (Some(made.id), None)]);
    assert!(!ran.records.iter().any(|record| matches!(record, Record::InvoiceSeries(_))));
    assert!(ran.codes().is_empty());
    let ran = again(&[original, ("fiscal_document", "e", of(2026, "20")), ("fiscal_document", "f", of(2026, "3"))]);
    let places: Vec<_> = ran.invoices().iter().map(|it| it.sequential_number).collect();
    assert_eq!((places, ran.codes()), (vec![Some(20), None], vec!["fiscal_document.series_behind"]));
    // Another import gave the twentieth place meanwhile, which the counter does not say.
    let taken = ExistingInvoiceSeries { last_place: 20, ..series(made.id, made.current_number, 2024) };
    let destination = Destination { invoice_series: vec![taken], ..first.then() };
    let newer = [("fiscal_document", "e", of(2025, "20")), ("fiscal_document", "f", of(2025, "21"))];
    let ran = run_into(destination, context(), &newer);
    let places: Vec<_> = ran.invoices().iter().map(|it| it.sequential_number).collect();
    assert_eq!(places, [None, Some(21)]);
}

/// Bea, as the file has her.
fn bea(fields: Value) -> (&'static str, &'static str, Value) {
    let bea = json!({
        "given_name": "Bea", "family_name": "Gil Paz", "national_id": "12345678Z", "email": "bea@x.es",
        "address_street": "Calle Mayor 1", "address_postal_code": "28013", "address_city": "Madrid"
    });
    ("patient", "bea", with(bea, fields))
}

#[test]
fn without_a_known_payer_an_invoice_names_its_patient() {
    for (client, is_kept) in [(Value::Null, false), (json!("c-gone"), true)] {
        let ran = run(&[bea(json!({})), ("fiscal_document", "i", invoice(json!({"client_uuid": client})))]);
        let [invoice] = ran.invoices()[..] else { panic!("one invoice") };
        assert_eq!(
            [&invoice.billing_name, &invoice.billing_tax_id, &invoice.billing_email].map(Option::as_deref),
            [Some("Bea Gil Paz"), Some("12345678Z"), Some("bea@x.es")]
        );
        assert_eq!(
            invoice.billing_address.as_ref().map(crate::record::Json::as_str),
            Some(r#"{"street": "Calle Mayor 1", "postal_code": "28013", "city": "Madrid"}"#)
        );
        assert_eq!(ran.codes(), ["fiscal_document.payer_is_patient"]);
        assert_eq!(args(&ran.warnings[0]), [("name", "Bea Gil Paz")]);
        assert_eq!(ran.records.iter().any(|record| matches!(record, Record::RawEntity(_))), is_kept);
    }
}

#[test]
fn whom_an_invoice_names_is_never_made_up() {
    let nobodys = invoice(json!({"client_uuid": null}));
    let names = |rows: &[(&str, &str, Value)]| {
        let ran = run(rows);
        let invoice = ran.invoices()[0];
        (invoice.billing_name.clone(), invoice.billing_tax_id.clone(), ran.codes())
    };
    // A passport is no tax id.
    let (name, tax_id, codes) =
        names(&[bea(json!({"national_id": "AAB123456"})), ("fiscal_document", "i", nobodys.clone())]);
    assert_eq!((name.as_deref(), tax_id, codes), (Some("Bea Gil Paz"), None, vec!["fiscal_document.payer_is_patient"]));
    let nameless = bea(json!({"given_name": null, "family_name": null}));
    for rows in [vec![("fiscal_document", "i", nobodys.clone())], vec![nameless, ("fiscal_document", "i", nobodys)]] {
        assert_eq!(names(&rows), (None, None, vec!["fiscal_document.payer_unknown"]));
    }
    // DentalPin says it when it issues a draft.
    let draft = invoice(json!({"client_uuid": null, "document_kind": "proforma"}));
    assert_eq!(names(&[bea(json!({})), ("fiscal_document", "i", draft)]), (None, None, vec![]));
}

#[test]
fn an_invoices_history_says_when_it_was_issued() {
    let ran = run(&[
        ("fiscal_document", "i", invoice(json!({"user_uuid": "clerk", "due_date": "2024-07-15", "status": "paid"}))),
        ("fiscal_document", "j", invoice(json!({"number": "13", "document_kind": "proforma", "document_date": null}))),
    ]);
    let history: Vec<_> = ran
        .records
        .iter()
        .filter_map(|record| if let Record::InvoiceHistory(it) = record { Some(it.clone()) } else { None })
        .collect();
    let [issued, draft] = ran.invoices()[..] else { panic!("two invoices") };
    let json = |text: &'static str| Some(crate::record::Json::known(text));
    let expected = [
        InvoiceHistory {
            id: history[0].id,
            clinic_id: CLINIC,
            invoice_id: issued.id,
            action: "issued",
            changed_by: CLERK,
            changed_at: "2024-06-14T22:00:00Z".parse().expect("an instant"),
            previous_state: json(r#"{"status": "draft"}"#),
            new_state: json(r#"{"status": "issued", "issue_date": "2024-06-15", "due_date": "2024-07-15"}"#),
            notes: None,
        },
        InvoiceHistory {
            id: history[1].id,
            clinic_id: CLINIC,
            invoice_id: draft.id,
            action: "created",
            changed_by: ADMIN,
            changed_at: NOW.parse().expect("an instant"),
            previous_state: None,
            new_state: json(r#"{"status": "draft", "total": "121.00"}"#),
            notes: None,
        },
    ];
    assert_eq!(history, expected);
    assert_ne!(history[0].id, history[1].id);
}

#[test]
fn a_document_without_series_or_number_is_called_by_its_source() {
    let ran = run(&[
        ("fiscal_document", "a", invoice(json!({"series": null, "number": "4", "year": null}))),
        ("fiscal_document", "b", invoice(json!({"number": null, "year": null}))),
        ("fiscal_document", "c", invoice(json!({"number": "9".repeat(60)}))),
    ]);
    let cut = format!("F-2024-{}", "9".repeat(43));
    assert_eq!(numbers(&ran), [Some("MIG-4"), Some("F-b"), Some(&*cut)]);
    assert_eq!(ran.codes(), ["value.cut"]);
}

#[test]
fn a_credit_note_is_negative_and_linked_even_before_its_original() {
    let credit = invoice(json!({
        "series": "R", "document_kind": "R", "rectified_document_uuid": "b",
        "subtotal": "-100", "tax_total": "-21", "total": "-121"
    }));
    let ran = run(&[
        ("fiscal_document", "a", credit),
        ("fiscal_document", "b", invoice(json!({}))),
        ("fiscal_document_line", "l", line("a", json!({"base_amount": "-100", "vat_amount": "-21", "amount": "-121"}))),
    ]);
    let [original, credit] = ran.invoices()[..] else { panic!("the original first") };
    assert_eq!((credit.credit_note_for_id, credit.total), (Some(original.id), decimal("-121.00")));
    assert_eq!((ran.items()[0].invoice_id, ran.items()[0].line_total), (credit.id, decimal("-121.00")));
    let series: Vec<_> = ran
        .records
        .iter()
        .filter_map(|it| if let Record::InvoiceSeries(it) = it { Some((&*it.prefix, it.series_type)) } else { None })
        .collect();
    assert_eq!(series, [("R", "credit_note"), ("F", "invoice")]);
    assert!(ran.codes().is_empty());
    assert_eq!(ran.sums(Kind::Invoices).in_clinic, decimal("0"));
}

#[test]
fn corrections_that_lead_nowhere_or_in_circles_have_no_link() {
    let of = |number: &str, corrects: &str| {
        invoice(
            json!({"number": number, "document_kind": "R", "total": "-121", "subtotal": "-100", "tax_total": "-21", "rectified_document_uuid": corrects}),
        )
    };
    let ran = run(&[
        ("fiscal_document", "a", of("1", "nothing")),
        ("fiscal_document", "b", of("2", "b")),
        ("fiscal_document", "c", of("3", "d")),
        ("fiscal_document", "d", of("4", "e")),
        ("fiscal_document", "e", of("5", "c")),
    ]);
    assert_eq!(ran.invoices().len(), 5);
    assert_eq!(ran.codes(), ["fiscal_document.original_unknown"; 4]);
    let mut seen = std::collections::HashSet::new();
    for invoice in ran.invoices() {
        assert!(invoice.credit_note_for_id.is_none_or(|original| seen.contains(&original)), "originals come first");
        seen.insert(invoice.id);
    }
}

#[test]
fn kinds_and_statuses_are_dentalpins() {
    let of = |number: i32, fields: Value| {
        let mut invoice = invoice(fields);
        invoice["number"] = number.into();
        invoice
    };
    let ran = run(&[
        ("fiscal_document", "a", of(1, json!({"status": "sent"}))),
        ("fiscal_document", "b", of(2, json!({"status": "Cancelled"}))),
        ("fiscal_document", "c", of(3, json!({"status": "perdida"}))),
        ("fiscal_document", "d", of(4, json!({"document_kind": "proforma"}))),
        ("fiscal_document", "e", of(5, json!({"document_kind": "recibo"}))),
        ("fiscal_document", "f", of(6, json!({"document_kind": "R"}))),
    ]);
    let statuses: Vec<_> = ran.invoices().iter().map(|it| it.status).collect();
    assert_eq!(statuses, ["issued", "cancelled", "issued", "draft", "issued", "issued"]);
    assert_eq!(
        ran.codes(),
        ["fiscal_document.unknown_status", "fiscal_document.unknown_kind", "fiscal_document.credit_note_positive"]
    );
}

#[test]
fn whose_an_invoice_is_lines_and_payers_say() {
    let of =
        |number: &str, client: &str| invoice(json!({"number": number, "patient_uuid": null, "client_uuid": client}));
    let ran = run(&[
        ("fiscal_document", "lines", of("1", "c-ana")),
        ("fiscal_document", "payer", of("2", "c-ana")),
        ("fiscal_document", "several", of("3", "c-rosa")),
        ("fiscal_document", "only", of("4", "c-bea")),
        ("fiscal_document", "nobody", of("5", "c-luis")),
        ("fiscal_document_line", "l", line("lines", json!({"patient_uuid": "bea"}))),
        ("fiscal_document_line", "m", line("nobody", json!({}))),
        ("fiscal_document_line", "n", line("", json!({}))),
    ]);
    let patients: Vec<_> = ran.invoices().iter().map(|it| it.patient_id).collect();
    assert_eq!(patients, [BEA, ANA, BEA, BEA]);
    assert_eq!(
        ran.codes(),
        [
            "fiscal_document.family_billing",
            "fiscal_document.family_billing",
            "fiscal_document.no_patient",
            "fiscal_document_line.unmapped_document",
            "fiscal_document_line.no_document"
        ]
    );
    assert_eq!(ran.dispositions["nobody"], Disposition::Skipped);
    assert_eq!(ran.sums(Kind::Invoices), Sums { in_file: decimal("605"), in_clinic: decimal("484"), unreadable: 0 });
}

#[test]
fn totals_that_are_missing_come_from_lines_and_those_that_differ_stay() {
    let none = json!({"number": "1", "subtotal": null, "tax_total": null, "total": null});
    let ran = run(&[
        ("fiscal_document", "a", invoice(none)),
        ("fiscal_document", "b", invoice(json!({"number": "2", "total": "abc"}))),
        ("fiscal_document", "c", invoice(json!({"number": "3", "total": "130", "subtotal": "109"}))),
        ("fiscal_document_line", "l", line("a", json!({"discount_amount": "10", "base_amount": "110"}))),
        ("fiscal_document_line", "m", line("c", json!({}))),
    ]);
    let totals: Vec<_> = ran
        .invoices()
        .iter()
        .map(|it| [it.subtotal, it.total_discount, it.total_tax, it.total].map(|amount| amount.normalize().to_string()))
        .collect();
    assert_eq!(totals, [["110", "10", "21", "121"], ["100", "0", "21", "121"], ["109", "0", "21", "130"]]);
    assert_eq!(
        ran.codes(),
        [
            "fiscal_document.totals_derived",
            "fiscal_document.totals_derived",
            "value.bad_number",
            "fiscal_document.totals_mismatch"
        ]
    );
    assert_eq!(ran.sums(Kind::Invoices).unreadable, 1);
}

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

#[test]
fn legal_data_are_kept_verbatim_where_wanted_and_always_archived() {
    let hash = "AB".repeat(32);
    let legal = json!({"legal_hash": hash, "atcud": "CSDF7T5H-35", "qr_code": "https://x?a=1&b=\"ñ\""});
    let rows = [("fiscal_document", "i", invoice(legal.clone()))];
    for (has_verifactu, import_legal_data, code) in
        [(false, true, "verifactu.skipped"), (true, false, "verifactu.opt_out"), (true, true, "")]
    {
        let destination = Destination { has_verifactu, country: Some("PT".to_owned()), ..clinic() };
        let ran = run_into(destination, Context { import_legal_data, ..context() }, &rows);
        let [invoice] = ran.invoices()[..] else { panic!("one invoice") };
        assert_eq!(ran.codes(), if code.is_empty() { vec![] } else { vec![code] });
        let raw = record_of!(ran, RawEntity);
        assert!(raw.payload.as_str().contains("CSDF7T5H-35"));
        if code.is_empty() {
            let data = invoice.compliance_data.as_ref().expect("data").as_str();
            let data: Value = serde_json::from_str(data).expect("JSON");
            let mut imported = legal.clone();
            imported["source_system"] = "gesden".into();
            imported["source_id"] = "i".into();
            assert_eq!(data, json!({"PT": {"imported": imported}}));
            assert_eq!(invoice.document_hash.as_deref(), Some(&*hash));
        } else {
            assert_eq!((&invoice.compliance_data, &invoice.document_hash), (&None, &None));
        }
    }
}

/// A chain of four, one before the file began, one missing in between, and two that follow the same.
#[test]
fn the_chain_of_signatures_is_followed() {
    let signed = |number: &str, own: &str, previous: &str, day: &str| {
        invoice(json!({"number": number, "document_date": day, "legal_hash": own, "previous_hash": previous}))
    };
    let ran = run(&[
        ("fiscal_document", "d4", signed("4", "EE", "dd", "2024-01-04")),
        ("fiscal_document", "d2", signed("2", "BB", "aa", "2024-01-02")),
        ("fiscal_document", "d1", signed("1", "AA", "before", "2024-01-01")),
        ("fiscal_document", "d5", signed("5", "FF", "EE", "2024-01-05")),
        ("fiscal_document", "d6", signed("6", "GG", "EE", "2024-01-06")),
    ]);
    let chain: Vec<_> = ran
        .warnings
        .iter()
        .filter(|it| it.code.starts_with("fiscal_document.chain"))
        .map(|it| (&*it.source_id, it.code, &*it.args[0].1))
        .collect();
    assert_eq!(
        chain,
        [
            ("d4", "fiscal_document.chain_gap", "dd"),
            ("d5", "fiscal_document.chain_fork", "EE"),
            ("d6", "fiscal_document.chain_fork", "EE"),
        ]
    );
}

#[test]
fn a_second_import_links_new_credit_notes_to_old_invoices() {
    let original = ("fiscal_document", "b", invoice(json!({})));
    let first = run(std::slice::from_ref(&original));
    let credit = invoice(
        json!({"number": "1", "document_kind": "R", "rectified_document_uuid": "b", "total": "-121", "subtotal": "-100", "tax_total": "-21"}),
    );
    let second = run_into(first.then(), context(), &[original, ("fiscal_document", "a", credit)]);
    assert_eq!(second.dispositions["b"], Disposition::Linked);
    assert_eq!(second.invoices()[0].credit_note_for_id, Some(first.invoices()[0].id));
}
