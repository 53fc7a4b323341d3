#![allow(clippy::expect_used)]

mod hostile;

use serde_json::{Value, json};

use crate::context::Destination;
use crate::reconciliation::Kind;
use crate::record::{Record, Value as Bound};
use crate::testing::{Desk, context, mappings, parse, record_of, row};
use crate::{Disposition, Import, Output};

fn clinic() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("center", "cen", json!({"name": "Centro"})),
        ("professional", "pro", json!({"given_name": "Bea", "family_name": "Gil", "phone": "1"})),
        ("catalog_item", "box", json!({"kind": "chair", "name": "Box 1"})),
        ("treatment_catalog_item", "tre", json!({"short_name": "Cosa"})),
        ("patient", "pat", json!({"given_name": "Ana", "family_name": "Gil", "notes": "x"})),
        ("client", "cli", json!({"given_name": "Ana", "family_name": "Gil", "phone": "2"})),
        (
            "patient_client_link",
            "lnk",
            json!({"patient_uuid": "pat", "client_uuid": "cli", "valid_from": "2020-01-01"}),
        ),
        (
            "appointment",
            "app",
            json!({
                "patient_uuid": "pat", "professional_uuid": "pro", "chair_uuid": "box", "notes": "n",
                "scheduled_date": "2026-12-01", "scheduled_time": "10:00"
            }),
        ),
        ("debt", "deb", json!({"patient_uuid": "pat", "owed_amount": "50", "uncollectible": true})),
        ("payment", "pay", json!({"patient_uuid": "pat", "amount": "50", "paid_on": "2024-01-01"})),
        ("payment", "ref", json!({"patient_uuid": "pat", "amount": "-10", "related_payment_uuid": "pay"})),
        ("debt_payment_application", "dpa", json!({"debt_uuid": "deb", "payment_uuid": "pay", "amount": "20"})),
        ("fiscal_document", "doc", json!({"patient_uuid": "pat", "series": "F", "number": "1", "legal_hash": "x"})),
        ("fiscal_document_line", "lin", json!({"document_uuid": "doc", "amount": "50"})),
        (
            "patient_alert",
            "alt",
            json!({"patient_uuid": "pat", "text": "Alergia a látex. Toma Sintrom", "flagged": true, "fax": 1}),
        ),
        (
            "recall",
            "rec",
            json!({"patient_uuid": "pat", "professional_uuid": "pro", "scheduled_date": "2026-12-01", "reason_uuid": "x"}),
        ),
        ("consent", "con", json!({"patient_uuid": "pat", "title": "Consentimiento", "signed_on": "2020-01-01"})),
        (
            "pharmacological_history",
            "pha",
            json!({"patient_uuid": "pat", "drug_description": "Enalapril", "dose": "20 mg", "professional_uuid": "pro"}),
        ),
        ("prescription", "pre", json!({"patient_uuid": "pat", "prescribed_on": "2020-01-01", "drug": "Amoxicilina"})),
        ("prescription_item", "pri", json!({"prescription_uuid": "pre", "drug": "Amoxicilina"})),
        ("communication", "com", json!({"patient_uuid": "pat", "body": "Su cita", "sent_at": "2024-01-01T10:00:00"})),
        ("patient_document", "doc", json!({"patient_uuid": "pat", "title": "Rx"})),
        ("zz_future", "fut", json!({"anything": [1, {"a": null}]})),
    ]
}

fn run(import: &mut Import) -> (Vec<Disposition>, Output) {
    let rows: Vec<_> =
        clinic().into_iter().map(|(kind, uuid, payload)| (parse(kind), uuid, payload.to_string())).collect();
    for (entity_type, uuid, payload) in rows.iter().filter(|(kind, ..)| Import::PREPARED.contains(&kind.as_str())) {
        import.prepare(entity_type, &row(uuid, uuid, payload, "{}"));
    }
    let mut output = Output::default();
    let dispositions = rows
        .iter()
        .map(|(kind, uuid, payload)| import.map(kind, &row(uuid, uuid, payload, "{}"), &mut output))
        .collect();
    import.finish(&mut output);
    (dispositions, output)
}

#[test]
fn two_runs_give_equal_rows() {
    let (_, one) = run(&mut Desk::empty().0);
    let (_, two) = run(&mut Desk::empty().0);
    assert!(one.records.len() > 20);
    assert_eq!(one.records, two.records);
    assert_eq!(one.warnings, two.warnings);
}

#[test]
fn every_id_is_another() {
    let (_, output) = run(&mut Desk::empty().0);
    let mut seen = std::collections::HashSet::new();
    // A medical summary has its patient's id.
    for record in output.records.iter().filter(|record| record.columns().contains(&"id")) {
        let mut id = None;
        record.bind(&mut |value| {
            if let (None, Bound::Uuid(uuid)) = (id, value) {
                id = Some(uuid);
            }
        });
        assert!(seen.insert(id.expect("an id")), "{}", record.table());
    }
}

#[test]
fn what_was_imported_before_is_linked_and_nothing_is_made_of_it() {
    let mut first = Desk::empty().0;
    let (_, output) = run(&mut first);
    let archived = output.records.iter().filter_map(|record| match record {
        Record::RawEntity(raw) => Some(raw.id),
        _ => None,
    });
    let known = Destination {
        mappings: mappings(first.mappings().clone(), &output.records),
        archived: archived.collect(),
        ..Destination::default()
    };
    let (dispositions, output) = run(&mut Import::new(context(), known));
    assert!(dispositions.iter().all(|disposition| *disposition == Disposition::Linked), "{dispositions:?}");
    assert!(output.records.is_empty() && output.warnings.is_empty());
}

/// What names nothing that is there: nothing is lost, and nothing hangs in the air.
#[test]
fn references_that_lead_nowhere_cost_no_row() {
    let money = json!({"patient_uuid": "?", "client_uuid": "?", "applied_treatment_uuid": "?", "amount": "5"});
    let with = |more: Value| {
        let mut payload = money.clone();
        payload.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        payload
    };
    let rows = [
        ("treatment_catalog_variant", json!({"treatment_uuid": "?"})),
        ("patient", json!({"given_name": "A", "family_name": "B", "guardian_client_uuid": "?"})),
        ("patient_client_link", json!({"patient_uuid": "?", "client_uuid": "?"})),
        ("budget", json!({"patient_uuid": "?", "professional_uuid": "?"})),
        ("budget_line", json!({"budget_uuid": "?", "treatment_uuid": "?"})),
        ("appointment", json!({"patient_uuid": "?", "professional_uuid": "?", "chair_uuid": "?"})),
        ("applied_treatment", json!({"patient_uuid": "?", "treatment_variant_uuid": "?", "budget_line_uuid": "?"})),
        ("applied_treatment_phase", json!({"applied_treatment_uuid": "?", "professional_uuid": "?"})),
        ("patient_alert", json!({"patient_uuid": "?", "text": "Alergia"})),
        ("recall", json!({"patient_uuid": "?", "professional_uuid": "?"})),
        ("consent", json!({"patient_uuid": "?"})),
        ("pharmacological_history", json!({"patient_uuid": "?", "drug_description": "Sintrom"})),
        ("prescription", json!({"patient_uuid": "?"})),
        ("prescription_item", json!({"prescription_uuid": "?"})),
        ("communication", json!({"patient_uuid": "?"})),
        ("debt", with(json!({"owed_amount": "5", "cancelled_by_uuid": "?"}))),
        ("payment", with(json!({"user_uuid": "?"}))),
        ("debt_payment_application", json!({"debt_uuid": "?", "payment_uuid": "?", "amount": "5"})),
        ("fiscal_document", with(json!({"rectified_document_uuid": "?", "total": "5"}))),
        ("fiscal_document_line", json!({"document_uuid": "?", "applied_treatment_uuid": "?", "amount": "5"})),
        ("patient_document", json!({"patient_uuid": "?"})),
    ];
    let mut desk = Desk::empty();
    for (entity_type, payload) in rows.iter().filter(|(entity_type, _)| Import::PREPARED.contains(entity_type)) {
        desk.prepare(entity_type, entity_type, payload);
    }
    let became: Vec<_> = rows
        .iter()
        .map(|(entity_type, payload)| {
            let mapped = desk.map(entity_type, entity_type, payload);
            assert!(mapped.tables().contains(&"migration_import_raw_entities"), "{entity_type} is kept whole");
            (*entity_type, mapped.disposition, mapped.codes())
        })
        .collect();
    let skipped =
        |entity_type: &'static str, codes: &[&'static str]| (entity_type, Disposition::Skipped, codes.to_vec());
    let expected = [
        skipped("treatment_catalog_variant", &["catalog_variant.parent_not_mapped"]),
        ("patient", Disposition::Created, vec![]),
        skipped("patient_client_link", &["patient_client_link.unmapped_patient"]),
        skipped("budget", &["budget.unmapped_patient"]),
        skipped("budget_line", &["budget_line.unmapped_budget"]),
        skipped("appointment", &["appointment.unmapped_actor"]),
        skipped("applied_treatment", &["applied_treatment.unmapped_patient"]),
        skipped("applied_treatment_phase", &["phase.unmapped_parent"]),
        skipped("patient_alert", &["patient_alert.unmapped_patient"]),
        skipped("recall", &["recall.unmapped_patient"]),
        skipped("consent", &["paper.unmapped_patient"]),
        skipped("pharmacological_history", &["pharm.unmapped_patient"]),
        skipped("prescription", &["paper.unmapped_patient"]),
        skipped("prescription_item", &["prescription_item.no_prescription"]),
        skipped("communication", &["paper.unmapped_patient"]),
        skipped("debt", &["debt.unmapped_patient"]),
        skipped("payment", &["payment.unmapped_patient", "payment.no_patient_for_client"]),
        ("debt_payment_application", Disposition::Archived, vec![]),
        skipped("fiscal_document", &["fiscal_document.totals_derived", "fiscal_document.no_patient"]),
        skipped("fiscal_document_line", &["fiscal_document_line.unmapped_document"]),
        skipped("patient_document", &["paper.unmapped_patient"]),
    ];
    assert_eq!(became, expected);
    assert!(desk.finish().records.is_empty());
}

#[test]
fn money_that_cannot_be_read_is_not_nothing() {
    let mut desk = Desk::empty();
    for (entity_type, kind) in [
        ("budget_line", Kind::Budgets),
        ("debt", Kind::Debts),
        ("payment", Kind::Payments),
        ("fiscal_document", Kind::Invoices),
    ] {
        let mapped = desk.map_text(entity_type, "x", "{\"amount\": ", "{}");
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec!["payload.decode_error"]));
        assert_eq!(desk.0.reconciliation().of(kind).unreadable, 1, "{entity_type}");
    }
    assert!(desk.0.reconciliation().is_closed());
    let reasons: Vec<_> = desk.0.reconciliation().explained().map(|(_, reason, _)| reason).collect();
    assert_eq!(reasons, ["payload.decode_error"; 4]);
}

#[test]
fn a_type_of_which_nothing_landed_is_said_loudly() {
    let mut desk = Desk::empty();
    desk.map_text("patient", "p", r#"{"given_name": "Ana"}"#, "{}");
    desk.map_text("patient", "q", "{", "{}");
    for uuid in ["a", "b"] {
        desk.map_text("payment", uuid, "{", "{}");
    }
    desk.map_text("center", "c", "{}", "{}");
    let warnings = desk.finish().warnings;
    let loud: Vec<_> = warnings.iter().filter(|it| it.code == "import.nothing_landed").collect();
    assert_eq!(loud.len(), 1, "{warnings:?}");
    let about = (&*loud[0].entity_type, &*loud[0].source_id, loud[0].severity.as_str());
    assert_eq!(about, ("payment", "", "error"));
    assert_eq!(loud[0].args, [("entity_type", "payment".to_owned()), ("count", "2".to_owned())]);
}

#[test]
fn an_empty_file_makes_nothing() {
    let mut import = Desk::empty().0;
    let mut output = Output::default();
    import.finish(&mut output);
    assert!(output.records.is_empty() && output.warnings.is_empty());
    assert!(import.reconciliation().lines().iter().all(|line| line.in_file == line.in_clinic));
    for entity_type in dpmf::entity::PROCESSING_ORDER {
        let line = import.accounting().line(&parse(entity_type), 0);
        assert_eq!(line.created + line.linked + line.merged + line.archived + line.skipped, 0);
    }
}

#[test]
fn types_nobody_knows_are_archived_whole() {
    let mapped = Desk::empty().map_text("zz_future", "a", r#"{ "a" : 1.0 }"#, "null");
    assert_eq!(mapped.disposition, Disposition::Archived);
    let raw = record_of!(mapped, RawEntity);
    assert_eq!((raw.payload.as_str(), raw.raw_source_data.as_str()), (r#"{ "a" : 1.0 }"#, "null"));
    assert!(mapped.warnings.is_empty());
}

#[test]
fn what_is_only_archived_is_told_once_for_each_type() {
    let mut desk = Desk::empty();
    for (entity_type, uuid, payload) in [
        ("center", "a", json!({})),
        ("center", "b", json!({})),
        ("zz_future", "c", json!({})),
        ("catalog_item", "d", json!({"kind": "country"})),
        ("catalog_item", "e", json!({"kind": "chair", "name": "Box"})),
        ("debt_payment_application", "f", json!({"debt_uuid": "?", "payment_uuid": "?", "amount": "5"})),
    ] {
        desk.map(entity_type, uuid, &payload);
    }
    let told: Vec<_> = desk.finish().warnings.iter().map(crate::Warning::to_string).collect();
    let line = |name: &str, count: u64| {
        format!(
            "info {name} : {count} rows of the type {name} have no place in the clinic; they are kept in the archive."
        )
    };
    let mut expected = [line("catalog_item", 1), line("center", 2), line("zz_future", 1)];
    expected.sort();
    let mut told = told;
    told.sort();
    assert_eq!(told, expected);
}

#[test]
fn nothing_new_hangs_on_what_the_clinic_deleted_since() {
    let mut mappings = crate::Mappings::default();
    for (entity_type, table, id) in [
        ("patient", "patients", 1_u128),
        ("budget", "budgets", 2),
        ("treatment_catalog_item", "treatment_catalog_items", 3),
    ] {
        let id = uuid::Uuid::from_u128(id);
        mappings.insert("gesden", entity_type, "u", crate::Target { table, id });
        mappings.mark_deleted(id);
    }
    mappings.insert("gesden", "budget", "living", crate::Target { table: "budgets", id: uuid::Uuid::from_u128(4) });
    let mut desk = Desk::with(Destination { mappings, ..Destination::default() });
    let again = desk.map("budget", "u", &json!({"patient_uuid": "u"}));
    assert_eq!((again.disposition, again.codes()), (Disposition::Linked, vec!["import.deleted_since"]));
    assert!(again.records.is_empty(), "it stays deleted");
    assert_eq!(desk.map("budget", "living", &json!({"patient_uuid": "u"})).codes(), [""; 0]);
    let line = desk.map("budget_line", "l", &json!({"budget_uuid": "u", "treatment_uuid": "u", "unit_amount": "5"}));
    assert_eq!((line.disposition, line.codes()), (Disposition::Skipped, vec!["budget_line.unmapped_budget"]));
    let line =
        desk.map("budget_line", "m", &json!({"budget_uuid": "living", "treatment_uuid": "u", "unit_amount": "5"}));
    assert_eq!(record_of!(line, BudgetItem).catalog_item_id, uuid::Uuid::from_u128(3), "it still says what was done");
}
