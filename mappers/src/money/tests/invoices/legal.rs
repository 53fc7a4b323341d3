//! What tax law hangs on an invoice.

use serde_json::{Value, json};

use super::{args, invoice};
use crate::context::{Destination, ExistingLegal};
use crate::money::tests::{Ran, clinic, run, run_into};
use crate::testing::{context, record_of};
use crate::{Context, Disposition, LegalAddition, LegalData};

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

/// A clinic in Spain that keeps legal data, and whose invoices have some or not.
fn keeping(ran: &Ran, without: impl IntoIterator<Item = (usize, ExistingLegal)>) -> Destination {
    let invoices = ran.invoices();
    let invoices_without_legal = without.into_iter().map(|(at, what)| (invoices[at].id, what)).collect();
    Destination { has_verifactu: true, country: Some("ES".to_owned()), invoices_without_legal, ..ran.then() }
}

/// What was left out at first and is wanted later is the same as if it had been wanted at first.
#[test]
fn what_was_declined_is_added_when_it_is_wanted() {
    let signed = |number: &str, own: &str, previous: &str| {
        let legal = json!({"number": number, "legal_hash": own.repeat(32), "previous_hash": previous.repeat(32)});
        ("fiscal_document", invoice(legal))
    };
    let rows = [signed("1", "aa", "00"), signed("2", "bb", "aa"), signed("3", "cc", "bb"), signed("4", "dd", "no")];
    let uuids = ["i1", "i2", "i3", "i4", "i5"];
    let plain = [("fiscal_document", invoice(json!({"number": "5"})))];
    let rows: Vec<_> =
        uuids.iter().zip(rows.iter().chain(&plain)).map(|(id, (kind, it))| (*kind, *id, it.clone())).collect();

    let (declining, wanting) = (context(), Context { import_legal_data: true, ..context() });
    let spain = || Destination { has_verifactu: true, country: Some("ES".to_owned()), ..clinic() };
    let at_first = run_into(spain(), wanting.clone(), &rows);
    let before = run_into(spain(), declining.clone(), &rows);
    let all = || keeping(&before, (0..5).map(|at| (at, ExistingLegal::Nothing)));

    let later = run_into(all(), wanting.clone(), &rows);
    let expected: Vec<_> = at_first.invoices()[..4]
        .iter()
        .zip(uuids)
        .map(|(it, source_id)| LegalAddition {
            invoice: it.id,
            source_id: source_id.into(),
            legal: LegalData {
                compliance_data: it.compliance_data.clone(),
                document_hash: it.document_hash.clone(),
                previous_hash: it.previous_hash.clone(),
            },
        })
        .collect();
    assert_eq!(later.legal, expected);
    assert!(later.legal.iter().all(|it| it.legal.compliance_data.is_some() && it.legal.document_hash.is_some()));
    assert!(later.records.is_empty() && later.dispositions.values().all(|it| *it == Disposition::Linked));
    assert_eq!((later.codes(), args(&later.warnings[0])), (vec!["verifactu.added"], vec![("count", "4")]));

    // Nothing is added that was not asked for, has no place, or is there.
    let nowhere = Destination { has_verifactu: false, ..all() };
    let theirs = keeping(&before, []);
    for (destination, context) in [(all(), declining), (nowhere, wanting.clone()), (theirs, wanting.clone())] {
        let ran = run_into(destination, context, &rows);
        assert_eq!((ran.legal, ran.warnings), (vec![], vec![]));
    }
    let mut deleted = all();
    deleted.mappings.mark_deleted(before.invoices()[0].id);
    assert_eq!(run_into(deleted, wanting, &rows).legal, expected[1..]);
}

#[test]
fn what_the_clinic_wrote_itself_stays() {
    let rows = [("fiscal_document", "i", invoice(json!({"legal_hash": "AB", "atcud": "CSDF7T5H-35"})))];
    let before = run(&rows);
    let wanting = Context { import_legal_data: true, ..context() };
    let ran = run_into(keeping(&before, [(0, ExistingLegal::Others)]), wanting, &rows);
    assert_eq!((ran.legal.len(), ran.codes()), (0, vec!["verifactu.others"]));
    assert_eq!(args(&ran.warnings[0]), [("fields", "legal_hash, atcud")]);
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
