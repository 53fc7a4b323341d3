//! What tax law hangs on an invoice.

use serde_json::{Value, json};

use super::invoice;
use crate::Context;
use crate::context::Destination;
use crate::money::tests::{clinic, run, run_into};
use crate::testing::{context, record_of};

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
