#![allow(clippy::expect_used)]

use std::collections::BTreeSet;

use api::decisions::{Decisions, Feature, MatchedBy, PatientDecision};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::context::{Destination, ExistingHealth, ExistingPatient, HealthKind};
use crate::record::Record;
use crate::resolver::{Mappings, Target};
use crate::testing::{Desk, Mapped, context, parse, record_of, row};
use crate::{Disposition, Import, Output};

const ANA: Uuid = Uuid::from_u128(0xa);
const BEA: Uuid = Uuid::from_u128(0xb);

fn ana() -> Value {
    json!({
        "given_name": "Ana", "family_name": "García Ruiz", "national_id": "10000001Z", "date_of_birth": "1980-05-01",
        "mobile_phone": "600112233"
    })
}

fn with(fields: &[(&str, Value)]) -> Value {
    let mut payload = ana();
    for (name, value) in fields {
        payload[*name] = value.clone();
    }
    payload
}

/// Ana, as the clinic has her.
fn known() -> ExistingPatient {
    ExistingPatient {
        id: ANA,
        first_name: "ANA".to_owned(),
        last_name: "Garcia Ruiz".to_owned(),
        national_id: Some("10000001-z".to_owned()),
        date_of_birth: Some(date(1980, 5, 1)),
        phone: Some("+34 600 112 233".to_owned()),
        ..ExistingPatient::default()
    }
}

fn clinic(patients: impl IntoIterator<Item = ExistingPatient>) -> Destination {
    Destination { patients: patients.into_iter().collect(), ..Destination::default() }
}

fn decided(uuid: &str, decision: PatientDecision) -> Decisions {
    Decisions { patients: [(uuid.to_owned(), decision)].into(), ..Decisions::default() }
}

fn target(mapped: &Mapped) -> Uuid {
    record_of!(mapped, EntityMapping).dentalpin_id
}

#[test]
fn a_patient_the_clinic_has_beyond_doubt_is_linked_and_stays_as_they_are() {
    let existing = [
        known(),
        ExistingPatient { phone: None, date_of_birth: None, first_name: "Ana María".to_owned(), ..known() },
        ExistingPatient { national_id: None, ..known() },
    ];
    for known in existing {
        let mut desk = Desk::with(clinic([known]));
        let mapped = desk.map("patient", "p", &ana());
        assert_eq!((mapped.disposition, target(&mapped)), (Disposition::Linked, ANA));
        assert_eq!(mapped.codes().first(), Some(&"patient.linked_existing"));
        assert!(!mapped.tables().contains(&"patients"));
        assert!(mapped.tables().contains(&"migration_import_raw_entities"), "the row is kept");
        let appointment = desk.map("recall", "r", &json!({"patient_uuid": "p", "scheduled_date": "2026-12-01"}));
        assert_eq!(record_of!(appointment, Recall).patient_id, ANA);
    }
}

#[test]
fn a_likely_one_is_created_and_pointed_out() {
    for (known, by) in [
        (ExistingPatient { national_id: None, phone: None, ..known() }, "name and date of birth"),
        (ExistingPatient { national_id: None, date_of_birth: None, ..known() }, "name and phone"),
        (ExistingPatient { first_name: "Eva".to_owned(), ..known() }, "national id"),
    ] {
        let mapped = Desk::with(clinic([known])).map("patient", "p", &ana());
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["patient.possible_duplicate"]));
        assert_ne!(target(&mapped), ANA);
        assert_eq!(mapped.warnings[0].args[2], ("by", by.to_owned()));
    }
}

#[test]
fn families_twins_and_placeholders_are_left_alone() {
    for payload in [
        with(&[("given_name", "Eva".into()), ("national_id", Value::Null)]),
        with(&[("date_of_birth", "2010-01-01".into()), ("national_id", Value::Null)]),
        with(&[("given_name", "Luis".into()), ("national_id", "10000002S".into())]),
    ] {
        let mapped = Desk::with(clinic([known()])).map("patient", "p", &payload);
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]), "{payload}");
    }
    let nobody = ExistingPatient {
        national_id: Some("00000000T".to_owned()),
        phone: Some("000000000".to_owned()),
        date_of_birth: None,
        ..known()
    };
    let payload = with(&[("national_id", "00000000T".into()), ("mobile_phone", "000000000".into())]);
    assert!(Desk::with(clinic([nobody])).map("patient", "p", &payload).codes().is_empty());
}

#[test]
fn two_who_are_both_certain_are_asked_about() {
    let again = ExistingPatient { id: BEA, national_id: None, ..known() };
    let mut desk = Desk::with(clinic([known(), again]));
    let mapped = desk.map("patient", "p", &ana());
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["patient.possible_duplicate"]));
    let (reviewed, more) = desk.0.reviewed_patients();
    assert_eq!((reviewed[0].proposal, more), (None, 0));
    let candidates: Vec<_> = reviewed[0].candidates.iter().map(|candidate| (candidate.id, candidate.by)).collect();
    assert_eq!(candidates, [(ANA, MatchedBy::NationalId), (BEA, MatchedBy::NameBirthPhone)]);
    let agrees = |at: usize| reviewed[0].candidates[at].agrees.clone();
    assert_eq!(agrees(0), [Feature::Name, Feature::NationalId, Feature::DateOfBirth, Feature::Phone]);
    assert_eq!(agrees(1), [Feature::Name, Feature::DateOfBirth, Feature::Phone]);
}

#[test]
fn two_of_the_file_do_not_both_become_one_patient() {
    let mut desk = Desk::with(clinic([known()]));
    let first = desk.map("patient", "p", &ana());
    let second = desk.map("patient", "q", &ana());
    assert_eq!((first.disposition, second.disposition), (Disposition::Linked, Disposition::Created));
    assert_eq!(second.codes(), ["patient.match_taken"]);
    let proposals: Vec<_> = desk.0.reviewed_patients().0.into_iter().map(|one| (one.source_id, one.proposal)).collect();
    assert_eq!(proposals, [("q".to_owned(), None), ("p".to_owned(), Some(ANA))], "likely ones first");
}

#[test]
fn whom_an_earlier_import_brought_is_nobody_else_s() {
    for (system, disposition) in [("gesden", Disposition::Created), ("other", Disposition::Linked)] {
        let mut mappings = Mappings::default();
        mappings.insert(system, "patient", "earlier", Target { table: "patients", id: ANA });
        let mut desk = Desk::with(Destination { mappings, ..clinic([known()]) });
        assert_eq!(desk.map("patient", "p", &ana()).disposition, disposition, "{system}");
    }
}

#[test]
fn the_same_person_twice_in_the_file_is_said_and_kept_twice() {
    let mut desk = Desk::empty();
    assert!(desk.map("patient", "p", &ana()).codes().is_empty());
    let again = desk.map("patient", "q", &with(&[("given_name", "ANA".into())]));
    assert_eq!((again.disposition, again.codes()), (Disposition::Created, vec!["patient.twice_in_file"]));
    assert_eq!(again.warnings[0].args[1], ("other", "p".to_owned()));
    assert!(
        desk.map("patient", "twin", &with(&[("given_name", "Eva".into()), ("national_id", Value::Null)]))
            .codes()
            .is_empty()
    );
}

#[test]
fn what_is_decided_counts() {
    let link = PatientDecision::Link { patient_id: ANA };
    let likely = ExistingPatient { national_id: None, phone: None, ..known() };
    for (existing, decision, disposition, codes) in [
        (known(), PatientDecision::Create, Disposition::Created, vec![]),
        (likely.clone(), PatientDecision::Create, Disposition::Created, vec![]),
        (likely, link, Disposition::Linked, vec!["patient.linked_existing", "patient.linked_differs"]),
        (
            ExistingPatient { id: BEA, ..known() },
            link,
            Disposition::Linked,
            vec!["patient.link_gone", "patient.linked_existing"],
        ),
        (
            ExistingPatient { id: BEA, national_id: None, phone: None, ..known() },
            link,
            Disposition::Created,
            vec!["patient.link_gone", "patient.possible_duplicate"],
        ),
    ] {
        let destination = Destination { decisions: decided("p", decision), ..clinic([existing]) };
        let mapped = Desk::with(destination).map("patient", "p", &ana());
        assert_eq!((mapped.disposition, mapped.codes()), (disposition, codes), "{decision:?}");
    }
    let mut desk = Desk::with(Destination { decisions: decided("p", PatientDecision::Create), ..clinic([known()]) });
    desk.map("patient", "p", &ana());
    let reviewed = desk.0.reviewed_patients().0;
    assert_eq!((reviewed[0].proposal, reviewed[0].outcome), (Some(ANA), None));
    // What was decided before can be undecided.
    let before = Destination { decisions: decided("p", PatientDecision::Create), ..clinic([known()]) };
    let mut desk = Desk::deciding(before, decided("p", PatientDecision::Undecided));
    assert_eq!(desk.map("patient", "p", &ana()).disposition, Disposition::Linked);
    assert!(desk.0.reviewed_patients().0[0].is_remembered);
    // Who is somebody's by decision is nobody else's by rule.
    let mut desk = Desk::with(Destination { decisions: decided("q", link), ..clinic([known()]) });
    assert_eq!(desk.map("patient", "p", &ana()).codes(), ["patient.match_taken"]);
    assert_eq!(desk.map("patient", "q", &ana()).disposition, Disposition::Linked);
}

#[test]
fn what_the_file_says_beside_is_noted_and_told() {
    let payload = with(&[
        ("mobile_phone", "611000000".into()),
        ("phone", "600112233".into()),
        ("email", "ana@x.es".into()),
        ("address_street", "Mayor 1".into()),
        ("address_postal_code", "28001".into()),
        ("patient_number", "00007".into()),
        ("deceased", true.into()),
        ("notes", "Alérgica a penicilina".into()),
    ]);
    let existing = ExistingPatient { address: Some(r#"{"postal_code": "28002"}"#.to_owned()), ..known() };
    let mapped = Desk::with(clinic([existing])).map("patient", "p", &payload);
    assert_eq!(
        mapped.codes(),
        [
            "patient.linked_existing",
            "patient.linked_differs",
            "patient.allergy_for_review",
            "health.entered",
            "patient.notes_kept"
        ]
    );
    assert_eq!(mapped.warnings[1].args[1], ("fields", "phone, email, address, deceased".to_owned()));
    let note = record_of!(mapped, ClinicalNote);
    assert_eq!((note.owner_id, note.note_type), (ANA, "administrative"));
    assert_eq!(
        &*note.body,
        "Ficha del paciente en el programa de origen\nTeléfono: 611000000\nCorreo: ana@x.es\n\
         Dirección: 28001, Mayor 1\nFallecido: sí\nNº de paciente en origen: 00007\n\
         Fallecido según el programa de origen\nOtros teléfonos en origen: 600112233\nAlérgica a penicilina"
    );
    assert_eq!(record_of!(mapped, PatientAllergy).patient_id, ANA);
}

#[test]
fn what_the_clinic_knows_of_someone_s_health_is_neither_lost_nor_repeated() {
    let knows = |kind, name: &str| ExistingHealth { patient_id: ANA, kind, name: name.to_owned() };
    let destination = Destination {
        health: vec![knows(HealthKind::Allergy, "penicilina")],
        medical_contexts: [ANA].into(),
        ..clinic([known()])
    };
    let mut desk = Desk::with(destination);
    desk.map("patient", "p", &ana());
    let alert = |text| json!({"patient_uuid": "p", "text": text});
    let repeated = desk.map("patient_alert", "a", &alert("Alérgica a penicilina"));
    assert!(!repeated.tables().contains(&"patients_clinical_allergy"));
    let other = desk.map("patient_alert", "b", &alert("Alérgica a látex. Fuma"));
    assert_eq!(record_of!(other, PatientAllergy).patient_id, ANA);
    assert!(other.codes().contains(&"health.summary_kept"));
    assert!(desk.finish().records.is_empty(), "the summary stays as it is");
}

#[test]
fn an_archived_patient_is_linked_with_a_word() {
    let destination = Destination { unreachable_patients: [ANA].into(), ..clinic([known()]) };
    let mapped = Desk::with(destination).map("patient", "p", &ana());
    assert_eq!(mapped.codes(), ["patient.linked_existing", "patient.linked_unreachable"]);
}

#[test]
fn crowds_of_namesakes_cost_little() {
    let existing = (0..50_000).map(|id| ExistingPatient { id: Uuid::from_u128(id), national_id: None, ..known() });
    let mut desk = Desk::with(clinic(existing));
    for number in 0..2_000 {
        let mapped = desk.map("patient", &format!("p{number}"), &ana());
        assert_eq!(mapped.disposition, Disposition::Created);
    }
    let (reviewed, more) = desk.0.reviewed_patients();
    assert!(reviewed.iter().all(|patient| patient.candidates.len() == 5) && reviewed.len() == 2_000 && more == 0);
}

/// People of few names, ids, days and phones, so that many are like others.
fn someone() -> impl Strategy<Value = (usize, usize, usize, usize)> {
    (0..3_usize, 0..4_usize, 0..3_usize, 0..4_usize)
}

const NAMES: [&str; 3] = ["Ana", "Eva", ""];
const IDS: [Option<&str>; 4] = [None, Some("10000001Z"), Some("1.0000002-S"), Some("00000000T")];
const BIRTHS: [Option<&str>; 3] = [None, Some("1980-05-01"), Some("2010-01-01")];
const PHONES: [Option<&str>; 4] = [None, Some("600112233"), Some("0034 600112233"), Some("x")];

proptest! {
    #[test]
    fn rows_and_money_add_up_whoever_is_there_and_whatever_is_decided(
        existing in prop::collection::vec(someone(), 0..6),
        file in prop::collection::vec((someone(), prop::option::of(prop::option::of(0_u128..8))), 1..8),
        payments in prop::collection::vec((0..8_usize, 1_i64..10_000), 0..12),
    ) {
        let patients = existing.iter().zip(0_u128..).map(|(&(name, id, birth, phone), number)| ExistingPatient {
            id: Uuid::from_u128(number),
            first_name: NAMES[name].to_owned(),
            last_name: "Gil".to_owned(),
            national_id: IDS[id].map(str::to_owned),
            date_of_birth: BIRTHS[birth].map(|date| date.parse().expect("a date")),
            phone: PHONES[phone].map(str::to_owned),
            ..ExistingPatient::default()
        });
        let destination = clinic(patients);
        let here: BTreeSet<_> = destination.patients.iter().map(|patient| patient.id).collect();
        let mut context = context();
        for (number, (_, decision)) in file.iter().enumerate() {
            let decision = decision.map(|link| link.map_or(PatientDecision::Create, |id| PatientDecision::Link {
                patient_id: Uuid::from_u128(id),
            }));
            context.decisions.patients.extend(decision.map(|decision| (format!("p{number}"), decision)));
        }
        let decisions = context.decisions.patients.clone();

        let mut rows: Vec<(&str, String, Value)> = Vec::new();
        for (number, ((name, id, birth, phone), _)) in file.iter().enumerate() {
            rows.push(("patient", format!("p{number}"), json!({
                "given_name": NAMES[*name], "family_name": "Gil", "national_id": IDS[*id],
                "date_of_birth": BIRTHS[*birth], "mobile_phone": PHONES[*phone],
            })));
        }
        for (number, (patient, cents)) in payments.iter().enumerate() {
            rows.push(("payment", format!("m{number}"), json!({
                "patient_uuid": format!("p{patient}"), "amount": Decimal::new(*cents, 2).to_string(), "paid_on": "2024-01-01",
            })));
        }
        let rows: Vec<_> = rows.iter().map(|(kind, uuid, payload)| (parse(kind), uuid, payload.to_string())).collect();
        let mut import = Import::new(context, destination);
        let mut output = Output::default();
        for (kind, uuid, payload) in &rows {
            import.prepare(kind, &row(uuid, uuid, payload, "{}"));
        }
        let mut became = std::collections::HashMap::new();
        for (kind, uuid, payload) in &rows {
            let first = output.records.len();
            let disposition = import.map(kind, &row(uuid, uuid, payload, "{}"), &mut output);
            if kind.as_str() == "patient" {
                let mapped = output.records[first..].iter().find_map(|record| match record {
                    Record::EntityMapping(it) if &*it.entity_type == "patient" => Some(it.dentalpin_id),
                    _ => None,
                }).expect("nobody is lost");
                prop_assert_eq!(disposition == Disposition::Linked, here.contains(&mapped));
                became.insert(uuid.as_str(), mapped);
            }
        }
        import.finish(&mut output);

        // By rule a patient of the clinic is one of the file; by decision they may be several.
        let linked: Vec<_> = became.values().filter(|id| here.contains(id)).collect();
        let unasked = became.iter().filter(|(uuid, id)| here.contains(id) && decisions.get(**uuid) != Some(&PatientDecision::Link { patient_id: **id }));
        for (uuid, id) in unasked {
            prop_assert_eq!(linked.iter().filter(|other| **other == id).count(), 1, "{} is another too", uuid);
            prop_assert_ne!(decisions.get(*uuid), Some(&PatientDecision::Create));
        }
        for record in &output.records {
            if let Record::Payment(payment) = record {
                prop_assert!(became.values().any(|id| *id == payment.patient_id));
            }
        }
        for (name, of) in &became {
            let paid: Decimal = payments.iter().filter(|(patient, _)| became.get(format!("p{patient}").as_str()) == Some(of)).map(|(_, cents)| Decimal::new(*cents, 2)).sum();
            let booked: Decimal = output.records.iter().filter_map(|record| match record {
                Record::Payment(payment) if payment.patient_id == *of => Some(payment.amount),
                _ => None,
            }).sum();
            prop_assert_eq!(paid, booked, "{}", name);
        }
        prop_assert!(import.reconciliation().is_closed());
        for (kind, count) in [("patient", file.len()), ("payment", payments.len())] {
            prop_assert_eq!(import.accounting().of(&parse(kind)).total(), count as u64);
        }
    }
}
