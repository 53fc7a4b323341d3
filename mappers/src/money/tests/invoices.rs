mod legal;
mod numbers;
mod paid;
mod payer;

use serde_json::{Value, json};

use super::{ANA, BEA, CLERK, Ran, decimal, run, run_into, with};
use crate::Disposition;
use crate::reconciliation::{Kind, Sums};
use crate::record::{InvoiceHistory, Record};
use crate::testing::{ADMIN, CLINIC, NOW, context, record_of};

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

fn args(warning: &crate::Warning) -> Vec<(&str, &str)> {
    warning.args.iter().map(|(name, value)| (*name, value.as_str())).collect()
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
