//! Files that are not as they should be.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{clinic, run};
use crate::context::Destination;
use crate::record::{Record, Value as Bound};
use crate::testing::{Desk, context, parse, row};
use crate::{Disposition, Import, Output};

#[test]
fn what_cannot_be_read_is_kept_as_text() {
    for payload in ["{\"a\": ", "[]", "", "\u{0}"] {
        let mapped = Desk::empty().map_text("patient", "p", payload, "no JSON");
        assert_eq!(
            (mapped.disposition, mapped.codes()),
            (Disposition::Skipped, vec!["payload.decode_error", "payload.raw_undecodable"])
        );
        assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
    }
    let mapped = Desk::empty().map_text("zz_future", "a", "{", "{}");
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Archived, vec!["payload.decode_error"]));
}

#[test]
fn identifiers_fit_their_columns() {
    let long = "x".repeat(200);
    let mut output = Output::default();
    let source = dpmf::row::EntityRow {
        canonical_uuid: &long,
        source_id: &long,
        source_system: &long,
        payload: r#"{"given_name": "Ana", "family_name": "Gil", "fax": "1"}"#,
        raw_source_data: "{}",
    };
    let mut import = Desk::empty().0;
    assert_eq!(import.map(&parse("patient"), &source, &mut output), Disposition::Created);
    assert_eq!(import.map(&parse("patient"), &source, &mut output), Disposition::Linked);
    for record in &output.records {
        if let Record::RawEntity(raw) = record {
            assert_eq!((raw.canonical_uuid.len(), raw.source_id.len(), raw.source_system.len()), (36, 100, 50));
        }
        if let Record::EntityMapping(mapping) = record {
            assert!(mapping.source_canonical_uuid.len() <= 64 && mapping.source_system.len() == 50);
            let target = crate::Target { table: mapping.dentalpin_table, id: mapping.dentalpin_id };
            let mut reloaded = crate::Mappings::default();
            reloaded.insert(&mapping.source_system, &mapping.entity_type, &mapping.source_canonical_uuid, target);
            let mut again = Import::new(context(), Destination { mappings: reloaded, ..Destination::default() });
            assert_eq!(again.map(&parse("patient"), &source, &mut Output::default()), Disposition::Linked);
        }
    }
}

/// Values a field may have, right and wrong ones.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z0-9 @.+:/\\-ñ😀\u{0}]{0,40}".prop_map(Value::from),
        "\\PC{0,300}".prop_map(Value::from),
        "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]".prop_map(Value::from),
        "[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+-]0[0-9]:00)?".prop_map(Value::from),
        prop::sample::select(vec!["pat", "pro", "box", "chair", "tre", "cli", "deb", "pay", "doc", "pre"])
            .prop_map(Value::from),
        Just(Value::from("Alérgica a penicilina, toma Sintrom")),
        Just(json!([1, "a"])),
        Just(json!({"a": {}})),
    ]
}

fn payload() -> impl Strategy<Value = Value> {
    let field = prop::sample::select(vec![
        "given_name",
        "family_name",
        "email",
        "login",
        "role",
        "deactivated",
        "last_activity_at",
        "national_id",
        "kind",
        "name",
        "code",
        "short_name",
        "description",
        "reference_price",
        "duration_minutes",
        "treatment_uuid",
        "patient_number",
        "date_of_birth",
        "sex",
        "registered_at",
        "deceased",
        "deactivated_at",
        "gdpr_consent",
        "mobile_phone",
        "phone",
        "address_street",
        "notes",
        "patient_uuid",
        "client_uuid",
        "professional_uuid",
        "chair_uuid",
        "scheduled_date",
        "scheduled_time",
        "coarse_status",
        "legal_name",
        "text",
        "flagged",
        "alert_date",
        "drug_description",
        "dose",
        "frequency",
        "observations",
        "start_date",
        "end_date",
        "scheduled_date",
        "contact_date",
        "attended",
        "status_code",
        "comments",
        "prescription_uuid",
        "sent_at",
        "signed_on",
        "title",
        "body",
        "channel",
        "IdTipoODG",
        "owed_amount",
        "due_date",
        "uncollectible",
        "cancelled_by_uuid",
        "applied_treatment_uuid",
        "amount",
        "paid_on",
        "payment_kind",
        "related_payment_uuid",
        "payment_uuid",
        "debt_uuid",
        "document_uuid",
        "rectified_document_uuid",
        "document_kind",
        "series",
        "number",
        "year",
        "total",
        "subtotal",
        "base_amount",
        "vat_percent",
        "vat_amount",
        "discount_amount",
        "discount_percent",
        "units",
        "line_number",
        "legal_hash",
        "qr_code",
    ]);
    prop::collection::hash_map(field, value(), 0..30).prop_map(|fields| {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_rows_say_each_is_accounted_for_once(
        rows in prop::collection::vec(
            (prop::sample::select(clinic().into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>()), payload(), payload()),
            1..40,
        ),
        garbage in "\\PC{0,50}",
    ) {
        let mut import = Desk::empty().0;
        let (dispositions, _) = run(&mut import);
        let mut output = Output::default();
        for (number, (kind, payload, columns)) in rows.iter().enumerate() {
            let uuid = format!("row-{number}");
            let (payload, columns) = (payload.to_string(), columns.to_string());
            let source = row(&uuid, &uuid, if number % 7 == 6 { &garbage } else { &payload }, &columns);
            import.prepare(&parse(kind), &source);
            let disposition = import.map(&parse(kind), &source, &mut output);
            let is_archived = matches!(output.records.last(), Some(Record::RawEntity(_)));
            prop_assert!(is_archived || !matches!(disposition, Disposition::Skipped | Disposition::Archived));
        }
        let kinds: std::collections::BTreeSet<_> = clinic().into_iter().map(|(kind, ..)| kind).collect();
        let counted: u64 = kinds.iter().map(|kind| import.accounting().of(&parse(kind)).total()).sum();
        prop_assert_eq!(counted, (rows.len() + dispositions.len()) as u64);
        for record in &output.records {
            let mut bound = 0;
            record.bind(&mut |value| {
                bound += 1;
                if let Bound::Text(text) | Bound::Json(text) = value {
                    assert!(!text.contains('\0'));
                }
                if let Bound::Json(text) = value {
                    assert!(serde_json::from_str::<Value>(text).is_ok(), "{text}");
                }
            });
            prop_assert_eq!(bound, record.columns().len());
        }
    }
}
