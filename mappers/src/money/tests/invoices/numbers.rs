//! Numbers and series.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{args, invoice, numbers};
use crate::RaisedSeries;
use crate::context::{Destination, ExistingInvoiceSeries};
use crate::money::tests::{clinic, decimal, run, run_into};
use crate::reconciliation::Kind;
use crate::record::Record;
use crate::testing::{context, record_of};

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
    ExistingInvoiceSeries {
        id,
        prefix: "F".to_owned(),
        current_number,
        last_reset_year: Some(year),
        reset_yearly: true,
        last_place: 0,
    }
}

#[test]
fn the_clinics_own_numbers_stay_and_its_counter_is_past_the_sources() {
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
    assert_eq!(ran.codes(), ["fiscal_document.number_taken", "fiscal_document.series_raised"]);
    assert_eq!(args(&ran.warnings[1]), [("series", "F"), ("before", "3"), ("number", "13")]);
    assert_eq!(ran.raised, [RaisedSeries { id: clinics, current_number: 13, last_reset_year: Some(2026) }]);
    // A number is one however many zeros it is written with, and the counter is past it.
    let ran = into(13, &["F-2026-0012", "F-2026-0013x"]);
    assert_eq!(numbers(&ran), [Some("F-2026-12"), Some("F-2026-13")]);
    assert_eq!(ran.codes(), ["fiscal_document.number_alike"]);
    assert_eq!((&*ran.warnings[0].source_id, args(&ran.warnings[0])), ("i", vec![("number", "F-2026-12")]));
    assert!(ran.raised.is_empty());
}

/// What DentalPin gives next is the counter and one, in the year in which it issues.
#[test]
fn a_counter_is_raised_to_this_years_numbers_and_never_lowered() {
    let id = Uuid::from_u128(77);
    let raised = |current_number, last_reset_year| Some(RaisedSeries { id, current_number, last_reset_year });
    let (behind, said) = ("fiscal_document.series_behind", "fiscal_document.series_raised");
    for (existing, documents, expected, codes) in [
        (series(id, 500, 2025), vec![("2026", "9"), ("2025", "600")], raised(9, Some(2026)), vec![said]),
        (series(id, 10, 2026), vec![("2026", "9"), ("2025", "600")], None, vec![]),
        // One that goes on from year to year.
        (
            ExistingInvoiceSeries { reset_yearly: false, last_reset_year: None, ..series(id, 500, 2025) },
            vec![("2026", "501")],
            raised(501, None),
            vec![said],
        ),
        (
            ExistingInvoiceSeries { reset_yearly: false, last_reset_year: None, ..series(id, 500, 2025) },
            vec![("2026", "9"), ("2027", "9")],
            None,
            vec![],
        ),
        // The counter of this year says nothing of the next.
        (series(id, 3, 2026), vec![("2026", "9"), ("2027", "4")], raised(9, Some(2026)), vec![behind, said]),
        (series(id, 3, 2026), vec![("2027", "2")], None, vec![behind]),
        // A slip of the finger.
        (series(id, 3, 2026), vec![("2026", "20260009"), ("2026", "9")], raised(9, Some(2026)), vec![said]),
    ] {
        let document = |(year, number): &(&str, &str)| invoice(json!({"year": year, "number": number}));
        let rows: Vec<_> =
            ["a", "b"].into_iter().zip(&documents).map(|(uuid, it)| ("fiscal_document", uuid, document(it))).collect();
        let destination = Destination { invoice_series: vec![existing], ..clinic() };
        let ran = run_into(destination, context(), &rows);
        assert_eq!((ran.raised.first().copied(), ran.codes()), (expected, codes), "{documents:?}");
    }
    // Numbers without a year are not DentalPin's.
    let yearless = invoice(json!({"year": null, "number": "9", "document_date": "2026-03-01"}));
    let destination = Destination { invoice_series: vec![series(id, 3, 2026)], ..clinic() };
    let ran = run_into(destination, context(), &[("fiscal_document", "a", yearless)]);
    assert!(ran.raised.is_empty() && ran.codes().is_empty());
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
    assert_eq!((places, ran.codes()), (vec![Some(20), None], vec!["fiscal_document.series_raised"]));
    assert_eq!(ran.raised, [RaisedSeries { id: made.id, current_number: 20, last_reset_year: Some(2026) }]);
    // Another import gave the twentieth place meanwhile, which the counter does not say.
    let taken = ExistingInvoiceSeries { last_place: 20, ..series(made.id, made.current_number, 2024) };
    let destination = Destination { invoice_series: vec![taken], ..first.then() };
    let newer = [("fiscal_document", "e", of(2025, "20")), ("fiscal_document", "f", of(2025, "21"))];
    let ran = run_into(destination, context(), &newer);
    let places: Vec<_> = ran.invoices().iter().map(|it| it.sequential_number).collect();
    assert_eq!(places, [None, Some(21)]);
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
