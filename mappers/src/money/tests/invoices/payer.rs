//! Whom an invoice names.

use serde_json::{Value, json};

use super::{args, invoice};
use crate::money::tests::{run, with};
use crate::record::Record;

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
