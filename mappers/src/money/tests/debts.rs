use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ANA, BEA, DENTIST, LEO, PHASES, clinic, crown, decimal, run, run_into, with};
use crate::Disposition;
use crate::context::Destination;
use crate::reconciliation::{Kind, Sums};
use crate::record::EarnedEntry;
use crate::testing::{CLINIC, NOW, context};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn debt(fields: Value) -> Value {
    with(json!({"patient_uuid": "bea", "owed_amount": "250.00", "due_date": "2024-06-15"}), fields)
}

#[test]
fn a_debt_becomes_an_entry_of_the_ledger() {
    let source = debt(json!({"applied_treatment_uuid": "crown", "treatment_number": "7", "phase_number": 2}));
    let ran = run(&[("debt", "d", source)]);
    let done = crown().at;
    let [entry] = ran.entries()[..] else { panic!("one entry") };
    assert_eq!(
        *entry,
        EarnedEntry {
            id: entry.id,
            clinic_id: CLINIC,
            patient_id: BEA,
            treatment_id: crown().treatment,
            catalog_item_id: crown().catalog_item,
            source_session_id: None,
            description: Some("Corona · NumTto 7 · fase 2".into()),
            amount: decimal("250.00"),
            performed_at: done,
            professional_id: Some(DENTIST),
            source_event: "migration_import:debt",
            created_at: done,
            updated_at: at(NOW),
        }
    );
    assert!(ran.codes().is_empty());
    let sums = Sums { in_file: decimal("250"), in_clinic: decimal("250"), unreadable: 0 };
    assert_eq!(ran.sums(Kind::Debts), sums);
}

#[test]
fn without_treatment_it_is_earned_when_due_but_never_in_the_future() {
    let ran = run(&[
        ("debt", "a", debt(json!({"professional_uuid": "dentist"}))),
        ("debt", "b", debt(json!({"due_date": "2031-01-01"}))),
        ("debt", "c", debt(json!({"due_date": "mañana"}))),
        ("debt", "d", debt(json!({"applied_treatment_uuid": "note"}))),
    ]);
    let entries = ran.entries();
    let dates: Vec<_> = entries.iter().map(|entry| entry.performed_at).collect();
    let due = at("2024-06-14T22:00:00Z");
    assert_eq!(dates, [due, at(NOW), at(NOW), due]);
    assert!(entries.iter().all(|entry| entry.treatment_id == Uuid::nil() && entry.source_session_id.is_some()));
    assert_eq!(
        (entries[0].professional_id, entries[0].description.as_deref()),
        (Some(DENTIST), Some("Adeudo migrado"))
    );
    assert_eq!(ran.codes(), ["debt.no_date", "value.bad_date", "debt.orphan_treatment"]);
}

/// The session of every debt of a treatment, by amount and phase, with what is said.
fn sessions(treatment: &str, debts: &[(&str, Option<i32>)]) -> (Vec<Option<Uuid>>, Vec<&'static str>) {
    let uuids = ["a", "b", "c", "d"];
    let row = |(owed, phase): &(&str, Option<i32>)| {
        debt(json!({"applied_treatment_uuid": treatment, "owed_amount": owed, "phase_number": phase}))
    };
    let rows: Vec<_> = uuids.iter().zip(debts).map(|(uuid, debt)| ("debt", *uuid, row(debt))).collect();
    let ran = run(&rows);
    let due = ran.entries().into_iter().filter(|entry| !entry.amount.is_zero());
    (due.map(|entry| entry.source_session_id).collect(), ran.codes())
}

#[test]
fn an_entry_without_session_stands_for_all_of_a_price() {
    assert_eq!(sessions("implant", &[("1000", None)]), (vec![None], vec![]));
    assert_eq!(sessions("implant", &[("1200", Some(1))]), (vec![None], vec![]));
    // What is left of the price can still be charged.
    let (partly, codes) = sessions("implant", &[("999.99", None)]);
    assert!(partly[0].is_some_and(|session| PHASES.iter().all(|phase| phase.id != session)));
    assert_eq!(codes, ["debt.treatment_partly_charged"]);
    // Nobody performs a treatment twice.
    let (partly, codes) = sessions("crown", &[("100", None)]);
    assert!(partly[0].is_some() && codes.is_empty());
}

#[test]
fn debts_of_phases_stand_for_the_sessions_of_these() {
    let [first, second] = PHASES.map(|session| Some(session.id));
    assert_eq!(sessions("implant", &[("300", Some(1))]), (vec![first], vec![]));
    assert_eq!(sessions("implant", &[("700", Some(2)), ("299.99", Some(1))]), (vec![second, first], vec![]));
    // A part of a phase does not stand for it, and a phase has one entry.
    let (parts, codes) = sessions("implant", &[("200", Some(1)), ("300", Some(1)), ("300", Some(1)), ("5", Some(3))]);
    assert!(parts[1] == first && [0, 2, 3].iter().all(|at| parts[*at].is_some() && parts[*at] != first));
    assert_eq!(codes, ["debt.treatment_partly_charged"; 3]);
}

#[test]
fn of_several_debts_that_come_to_the_price_one_stands_for_the_treatment() {
    let (parts, codes) = sessions("implant", &[("400", None), ("600", None)]);
    assert!(parts[0].is_none() && parts[1].is_some() && codes.is_empty());
    let (parts, codes) = sessions("implant", &[("400", None), ("500", None)]);
    assert!(parts[0].is_some() && parts[1].is_some() && parts[0] != parts[1]);
    assert_eq!(codes, ["debt.treatment_partly_charged"; 2]);
    // A correction takes back; it is not what was charged.
    let (parts, codes) = sessions("implant", &[("-100", None), ("1100", None)]);
    assert!(parts[0].is_some() && parts[1].is_none() && codes.is_empty());
}

/// Whatever is still to be done of a treatment that is owed whole costs nothing more.
#[test]
fn all_that_would_be_charged_again_has_an_entry_of_nothing() {
    let [first, second] = PHASES.map(|session| Some(session.id));
    let owed = |owed: &str, phase: Option<i32>| {
        debt(json!({"applied_treatment_uuid": "implant", "owed_amount": owed, "phase_number": phase}))
    };
    for (debts, standing, closing) in [
        (vec![("a", owed("1000", None))], vec![None], vec![first, second]),
        (vec![("a", owed("300", Some(1))), ("b", owed("700", Some(2)))], vec![first, second], vec![None]),
        (vec![("a", owed("300", Some(1))), ("b", owed("700", None))], vec![first, None], vec![second]),
        (vec![("a", owed("300", Some(1)))], vec![first], vec![]),
    ] {
        let rows: Vec<_> = debts.into_iter().map(|(uuid, payload)| ("debt", uuid, payload)).collect();
        let ran = run(&rows);
        let (due, nothing): (Vec<_>, Vec<_>) = ran.entries().into_iter().partition(|entry| !entry.amount.is_zero());
        let sessions =
            |entries: &[&EarnedEntry]| entries.iter().map(|entry| entry.source_session_id).collect::<Vec<_>>();
        assert_eq!((sessions(&due), sessions(&nothing)), (standing, closing));
        for entry in nothing {
            let expected = EarnedEntry {
                id: entry.id,
                source_session_id: entry.source_session_id,
                description: due[0].description.as_deref().map(|text| format!("Ya cargado: {text}").into()),
                amount: decimal("0"),
                ..due[0].clone()
            };
            assert_eq!(*entry, expected);
        }
        assert!(ran.codes().is_empty());
        let ids: std::collections::HashSet<_> = ran.entries().iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), ran.entries().len());
    }
    // What is performed and has no sessions to come is not charged again.
    let whole = debt(json!({"applied_treatment_uuid": "crown", "owed_amount": "250"}));
    assert_eq!(run(&[("debt", "a", whole)]).entries().len(), 1);
}

#[test]
fn what_is_said_of_a_treatment_partly_charged_is_how_much() {
    let rows = [("debt", "a", debt(json!({"applied_treatment_uuid": "implant", "owed_amount": "300"})))];
    let ran = run(&rows);
    let args: Vec<_> = ran.warnings[0].args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(args, [("price", "1000.00"), ("charged", "300.00")]);
}

#[test]
fn hygiene_is_owed_with_remarks_and_without() {
    let source = debt(json!({"applied_treatment_uuid": "hygiene", "owed_amount": "60"}));
    let ran = run(&[("debt", "a", source.clone()), ("debt", "b", source)]);
    let total: rust_decimal::Decimal = ran.entries().iter().map(|entry| entry.amount).sum();
    assert_eq!(total, decimal("120"));
}

#[test]
fn what_was_cancelled_is_booked_and_taken_back() {
    let ran = run(&[("debt", "a", debt(json!({"cancelled_by_uuid": "z", "applied_treatment_uuid": "crown"})))]);
    let amounts: Vec<_> = ran.entries().iter().map(|entry| entry.amount.to_string()).collect();
    assert_eq!(amounts, ["250.00", "-250.00"]);
    let [entry, reversal] = ran.entries()[..] else { panic!("two entries") };
    assert_eq!(reversal.description.as_deref(), Some("Anulado: Corona"));
    assert!(entry.source_session_id.is_some() && entry.source_session_id != reversal.source_session_id);
    assert_eq!((ran.codes(), ran.dispositions["a"]), (vec!["debt.cancelled"], Disposition::Created));
    let sums = Sums { in_file: decimal("250"), in_clinic: decimal("0"), unreadable: 0 };
    assert_eq!(ran.sums(Kind::Debts), sums);
}

#[test]
fn of_an_uncollectible_debt_what_was_paid_stays() {
    let source = debt(json!({"uncollectible": true, "uncollectible_description": "moroso"}));
    let ran = run(&[
        ("debt", "a", source),
        ("payment", "p", json!({"patient_uuid": "bea", "amount": "50", "paid_on": "2024-06-20"})),
        ("debt_payment_application", "x", json!({"debt_uuid": "a", "payment_uuid": "p", "amount": "50.00"})),
    ]);
    let amounts: Vec<_> = ran.entries().iter().map(|entry| entry.amount.to_string()).collect();
    assert_eq!(amounts, ["250.00", "-200.00"]);
    assert_eq!(ran.entries()[1].description.as_deref(), Some("Incobrable (moroso): Adeudo migrado"));
    assert_eq!(ran.codes(), ["debt.uncollectible"]);
    assert_eq!(ran.dispositions["x"], Disposition::Merged);
}

#[test]
fn a_no_in_words_is_not_uncollectible() {
    let ran = run(&[("debt", "a", debt(json!({"uncollectible": "false"})))]);
    assert_eq!((ran.entries().len(), ran.codes()), (1, vec![]));
}

#[test]
fn amounts_that_are_none_are_said() {
    let rows: Vec<_> = ["NaN", "1.234,56", "1e300", &"9".repeat(40), "0", "0.001"]
        .map(|amount| ("debt", amount.to_owned(), debt(json!({"owed_amount": amount}))))
        .into_iter()
        .collect();
    let rows: Vec<_> = rows.iter().map(|(kind, uuid, payload)| (*kind, uuid.as_str(), payload.clone())).collect();
    let ran = run(&rows);
    assert!(ran.entries().is_empty());
    assert!(ran.dispositions.values().all(|disposition| *disposition == Disposition::Skipped));
    let unreadable = ["debt.invalid_amount", "value.bad_number"].repeat(4);
    assert_eq!(ran.codes(), [unreadable, vec!["debt.zero_amount"; 2], vec!["import.nothing_landed"]].concat());
    let sums = Sums { in_file: decimal("0.001"), in_clinic: decimal("0"), unreadable: 4 };
    assert_eq!(ran.sums(Kind::Debts), sums);
}

#[test]
fn a_negative_debt_is_a_correction() {
    let ran = run(&[("debt", "a", debt(json!({"owed_amount": "-5"})))]);
    assert_eq!(ran.entries()[0].amount, decimal("-5.00"));
}

#[test]
fn a_debt_is_its_patients_or_else_its_payers() {
    let nobody = json!({"patient_uuid": null});
    let of = |client: &str| debt(json!({"patient_uuid": null, "client_uuid": client}));
    let ran = run(&[
        ("debt", "by treatment", debt(json!({"patient_uuid": null, "applied_treatment_uuid": "crown"}))),
        ("debt", "by payer", of("c-ana")),
        ("debt", "by chance", of("c-rosa")),
        ("debt", "by link", of("c-bea")),
        ("debt", "of nobody", debt(nobody)),
        ("debt", "of a stranger", debt(json!({"patient_uuid": "luis", "client_uuid": "c-ana"}))),
        ("debt", "another's", debt(json!({"patient_uuid": "leo", "applied_treatment_uuid": "crown"}))),
    ]);
    let patients: Vec<_> = ran.entries().iter().map(|entry| entry.patient_id).collect();
    assert_eq!(patients, [BEA, ANA, BEA, BEA, LEO]);
    assert_eq!(
        ran.codes(),
        [
            "debt.patient_guessed",
            "debt.patient_guessed",
            "debt.no_patient",
            "debt.unmapped_patient",
            "debt.treatment_of_another"
        ]
    );
}

#[test]
fn a_second_import_charges_nobody_again() {
    let rows = [("debt", "a", debt(json!({"applied_treatment_uuid": "crown"})))];
    let first = run(&rows);
    let second = run_into(first.then(), context(), &rows);
    assert!(second.records.is_empty() && second.warnings.is_empty());
    assert_eq!(second.sums(Kind::Debts).in_clinic, decimal("0"));
    assert_eq!(second.reconciliation.differences()[0].reason, "imported_before");
}

#[test]
fn a_treatment_that_is_charged_already_is_not_charged_whole_again() {
    let destination = Destination { charged_treatments: vec![crown().treatment], ..clinic() };
    let ran = run_into(destination, context(), &[("debt", "a", debt(json!({"applied_treatment_uuid": "crown"})))]);
    assert!(ran.entries()[0].source_session_id.is_some());
}
