#![allow(clippy::expect_used)]

use std::collections::HashSet;

use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Disposition;
use crate::context::{Destination, ExistingHealth, HealthKind};
use crate::record::{MedicalContext, Record};
use crate::testing::{ADMIN, CLINIC, Desk, Mapped, NOW, record_of};

/// A clinic with a patient `p`, imported from a row with these notes.
fn with_patient(notes: &str) -> (Desk, Mapped) {
    let mut desk = Desk::empty();
    let mapped = desk.map("patient", "p", &json!({"given_name": "Ana", "family_name": "Gil", "notes": notes}));
    (desk, mapped)
}

fn alert(text: &str) -> Value {
    json!({"patient_uuid": "p", "text": text, "flagged": false})
}

fn patient_id(mapped: &Mapped) -> Uuid {
    record_of!(mapped, Patient).id
}

fn summaries(desk: &mut Desk) -> Vec<MedicalContext> {
    let summary = |record| if let Record::MedicalContext(summary) = record { Some(summary) } else { None };
    desk.finish().records.into_iter().filter_map(summary).collect()
}

/// Kind and name of all that a row is said to have been read as.
fn entered(mapped: &Mapped) -> Vec<(&str, &str)> {
    let told = mapped.warnings.iter().filter(|warning| warning.code == "health.entered");
    told.map(|warning| match &*warning.args {
        [("kind", kind), ("name", name)] => (kind.as_str(), name.as_str()),
        other => panic!("{other:?}"),
    })
    .collect()
}

#[test]
fn an_alert_becomes_what_it_says() {
    let (mut desk, patient) = with_patient("");
    let mapped =
        desk.map("patient_alert", "a", &alert("Alérgica a penicilina y látex. HTA. Toma Enalapril 20 mg c/24h"));
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec!["health.entered"; 4]));
    assert_eq!(
        mapped.tables(),
        [
            "patients_clinical_allergy",
            "patients_clinical_allergy",
            "patients_clinical_systemic_disease",
            "patients_clinical_medication",
            "migration_import_entity_mappings",
        ]
    );
    let allergy = record_of!(mapped, PatientAllergy);
    assert_eq!((&*allergy.name, allergy.severity, allergy.patient_id), ("penicilina", "high", patient_id(&patient)));
    let whole = "Alerta del origen: Alérgica a penicilina y látex. HTA. Toma Enalapril 20 mg c/24h";
    assert_eq!(allergy.notes.as_deref(), Some(whole));
    let illness = record_of!(mapped, PatientIllness);
    assert_eq!((&*illness.name, illness.is_controlled, illness.is_critical), ("HTA", false, false));
    let drug = record_of!(mapped, PatientMedication);
    assert_eq!(
        (&*drug.name, drug.dosage.as_deref(), drug.frequency.as_deref(), drug.notes.as_deref()),
        ("Enalapril", Some("20 mg"), Some("c/24h"), illness.notes.as_deref())
    );
    let unconfirmed =
        "Alerta del origen, por confirmar: Alérgica a penicilina y látex. HTA. Toma Enalapril 20 mg c/24h";
    assert_eq!(illness.notes.as_deref(), Some(unconfirmed));
    assert!(summaries(&mut desk).is_empty(), "nothing of it is for the summary");
}

#[test]
fn a_text_without_a_row_of_its_own_is_a_note() {
    let (mut desk, patient) = with_patient("");
    for (number, text) in
        ["Sin alergias conocidas", "Paga poco a poco", "Ex fumadora", "Bruxismo", "Prefiere tardes"].iter().enumerate()
    {
        let mapped = desk.map("patient_alert", &format!("a{number}"), &alert(text));
        assert_eq!(mapped.disposition, Disposition::Created, "{text}");
        let note = record_of!(mapped, ClinicalNote);
        assert_eq!(&*note.body, format!("Alerta del origen: {text}"));
        assert_eq!(
            (note.note_type, note.owner_type, note.owner_id),
            ("administrative", "patient", patient_id(&patient))
        );
        assert_eq!((note.author_id, note.clinic_id), (ADMIN, CLINIC));
        assert!(!mapped.tables().contains(&"patients_clinical_allergy"), "{text}");
    }
}

#[test]
fn what_is_for_the_desk_is_a_note_beside_the_allergy() {
    let (mut desk, _) = with_patient("");
    let mapped = desk.map("patient_alert", "a", &alert("Alérgico a penicilina. Paga poco a poco"));
    assert_eq!(&*record_of!(mapped, PatientAllergy).name, "penicilina");
    assert!(record_of!(mapped, ClinicalNote).body.ends_with("Paga poco a poco"));
}

#[test]
fn the_same_is_entered_once_wherever_it_stands() {
    let (mut desk, patient) = with_patient("Alergia a penicilina. Toma Sintrom");
    desk.prepare("pharmacological_history", "h", &json!({"patient_uuid": "p", "drug_description": "ENALAPRIL"}));
    assert_eq!(&*record_of!(patient, PatientAllergy).name, "penicilina");
    let mapped = desk.map("patient_alert", "a", &alert("ALÉRGICA A PENICILINA"));
    assert_eq!((mapped.disposition, mapped.tables().len()), (Disposition::Merged, 2), "a note and its mapping");
    assert!(record_of!(mapped, ClinicalNote).body.ends_with("ALÉRGICA A PENICILINA"));
    let again = desk.map("patient_alert", "b", &alert("Alérgica a penicilina"));
    assert_eq!(
        (again.disposition, again.tables()),
        (Disposition::Merged, vec!["migration_import_entity_mappings", "migration_import_raw_entities"])
    );
    let announced = desk.map("patient_alert", "c", &alert("Toma Enalapril"));
    assert_eq!(announced.disposition, Disposition::Merged);
    let history =
        desk.map("pharmacological_history", "h", &json!({"patient_uuid": "p", "drug_description": "ENALAPRIL"}));
    assert_eq!(
        (history.disposition, &*record_of!(history, PatientMedication).name),
        (Disposition::Created, "ENALAPRIL")
    );
}

#[test]
fn what_the_clinic_knows_is_not_entered_again() {
    let patient_id = Uuid::from_u128(7);
    let mut mappings = crate::Mappings::default();
    mappings.insert("gesden", "patient", "p", crate::Target { table: "patients", id: patient_id });
    let known = ExistingHealth { patient_id, kind: HealthKind::Allergy, name: "Penicilina".to_owned() };
    let destination = Destination {
        mappings,
        health: vec![known],
        medical_contexts: HashSet::from([patient_id]),
        ..Destination::default()
    };
    let mut desk = Desk::with(destination);
    let mapped = desk.map("patient_alert", "a", &alert("Alergia a penicilina y látex"));
    let allergies = mapped.tables().iter().filter(|table| **table == "patients_clinical_allergy").count();
    assert_eq!((allergies, &*record_of!(mapped, PatientAllergy).name), (1, "látex"));
    // The clinic's own summary stays as it is; what it lacks is told, and kept as a note.
    let mapped = desk.map("patient_alert", "b", &alert("Toma Sintrom"));
    assert_eq!(mapped.codes(), ["health.entered", "health.summary_kept"]);
    assert!(mapped.tables().contains(&"clinical_notes") && mapped.tables().contains(&"patients_clinical_medication"));
    assert!(summaries(&mut desk).is_empty());
}

#[test]
fn a_patient_has_one_summary_of_all_that_is_said() {
    let (mut desk, patient) = with_patient("Fumadora (10 cig/día). Bebedora social");
    desk.map("patient_alert", "a", &alert("Toma Sintrom. Bruxismo"));
    desk.map("patient_alert", "b", &alert("Se mareó con la anestesia"));
    desk.map("patient_alert", "c", &alert("Alergia a la anestesia"));
    desk.map(
        "pharmacological_history",
        "h",
        &json!({"patient_uuid": "p", "drug_description": "Adiro", "dose": "100 mg"}),
    );
    desk.map(
        "pharmacological_history",
        "i",
        &json!({"patient_uuid": "p", "drug_description": "SINTROM", "dose": "4 mg"}),
    );
    let summaries = summaries(&mut desk);
    let [summary] = &*summaries else { panic!("{summaries:?}") };
    assert_eq!((summary.patient_id, summary.clinic_id), (patient_id(&patient), CLINIC));
    assert!(summary.is_smoker && summary.bruxism && summary.is_on_anticoagulants);
    assert!(summary.adverse_reactions_to_anesthesia && !summary.is_pregnant && !summary.is_lactating);
    assert_eq!(summary.smoking_frequency.as_deref(), Some("10 cig/día"));
    assert_eq!(summary.alcohol_consumption.as_deref(), Some("Bebedora social"));
    assert_eq!(summary.anticoagulant_medication.as_deref(), Some("Sintrom, Adiro"));
    assert_eq!(
        summary.anesthesia_reaction_details.as_deref(),
        Some("Se mareó con la anestesia\nAlergia a la anestesia")
    );
    assert_eq!(summary.last_updated_at.map(|at| at.to_string()).as_deref(), Some(NOW));
}

#[test]
fn whatever_is_read_is_told_once_and_one_by_one() {
    let (mut desk, patient) = with_patient("HTA. Fuma");
    assert_eq!(entered(&patient), [("illness", "HTA"), ("summary", "fuma")]);
    let mapped = desk.map("patient_alert", "a", &alert("Alergia a penicilina y látex. HTA. Toma Sintrom. Fuma"));
    let read =
        [("allergy", "penicilina"), ("allergy", "látex"), ("medication", "Sintrom"), ("summary", "anticoagulado")];
    assert_eq!(entered(&mapped), read, "what the notes said already is not told again");
    assert!(mapped.warnings.iter().all(|it| (&*it.entity_type, &*it.source_id) == ("patient_alert", "a")));
    let again = desk.map("patient_alert", "b", &alert("Alergia a penicilina y látex. HTA. Toma Sintrom. Fuma"));
    assert_eq!((again.disposition, again.codes()), (Disposition::Merged, vec![]));
    let more = desk.map("patient_alert", "c", &alert("Fuma 10 cig/día"));
    assert_eq!(entered(&more), [("summary", "fuma")], "how much is news");
    let taken = json!({"patient_uuid": "p", "drug_description": "Adiro"});
    assert_eq!(entered(&desk.map("pharmacological_history", "h", &taken)), [("summary", "anticoagulado")]);
    let denied = desk.map("patient_alert", "d", &alert("No fuma. Sin alergias. Embarazada"));
    assert_eq!((entered(&denied), denied.codes()), (vec![], vec!["health.not_asserted"]));
}

#[test]
fn thinners_in_a_list_set_the_flag() {
    let (mut desk, _) = with_patient("");
    let mapped = desk.map("patient_alert", "a", &alert("MEDICACION: ENALAPRIL, SINTROM"));
    assert_eq!(mapped.tables().iter().filter(|table| **table == "patients_clinical_medication").count(), 2);
    assert!(summaries(&mut desk)[0].is_on_anticoagulants);
}

#[test]
fn pregnancy_is_entered_only_while_it_lasts() {
    let pregnant = |text: &str, written: Value| {
        let (mut desk, _) = with_patient("");
        let mut payload = alert(text);
        payload["alert_date"] = written;
        let mapped = desk.map("patient_alert", "a", &payload);
        assert!(mapped.tables().contains(&"clinical_notes"), "the text is kept: {text}");
        let summary = summaries(&mut desk).pop();
        (mapped.codes().contains(&"health.not_asserted"), summary.map(|summary| summary.pregnancy_week))
    };
    assert_eq!(pregnant("Embarazada", json!(null)), (true, None));
    assert_eq!(pregnant("Embarazada de 20 semanas (marzo 2019)", json!(null)), (true, None));
    assert_eq!(pregnant("Embarazada de 20 semanas", json!("2026-10-25")), (false, Some(Some(24))));
    assert_eq!(pregnant("Embarazada", json!("2026-10-25")), (false, Some(None)));
    assert_eq!(pregnant("Embarazada, FPP 31/01/2027", json!("2019-01-01")), (false, Some(Some(30))));
}

#[test]
fn a_flagged_illness_is_in_the_banner() {
    let (mut desk, _) = with_patient("");
    let mut payload = alert("Hipertensión arterial");
    let plain = desk.map("patient_alert", "a", &payload);
    assert!(!record_of!(plain, PatientIllness).is_critical);
    payload["flagged"] = json!(true);
    let flagged = desk.map("patient_alert", "b", &payload);
    assert!(record_of!(flagged, PatientIllness).is_critical, "known, but not as critical");
    assert_eq!(summaries(&mut desk).len(), 1, "without a summary the banner shows no illness");
    payload["text"] = json!("Hablarle despacio");
    assert!(desk.map("patient_alert", "c", &payload).codes().contains(&"patient_alert.flagged_in_notes"));
}

#[test]
fn doubtful_allergies_are_for_review() {
    let (mut desk, _) = with_patient("");
    let mapped = desk.map("patient_alert", "a", &alert("NO TOMAR AINES"));
    assert_eq!(mapped.codes(), ["patient_alert.allergy_for_review", "health.entered"]);
    let allergy = record_of!(mapped, PatientAllergy);
    assert_eq!((&*allergy.name, allergy.severity), ("AINES", "high"));
    assert_eq!(allergy.notes.as_deref(), Some("Alerta del origen, por confirmar: NO TOMAR AINES"));
}

#[test]
fn alerts_that_cannot_be_placed_are_kept_with_a_warning() {
    let (mut desk, _) = with_patient("");
    for (payload, code) in [
        (json!({"text": "Alergia a penicilina"}), "patient_alert.no_patient"),
        (json!({"patient_uuid": "gone", "text": "Alergia a penicilina"}), "patient_alert.unmapped_patient"),
        (json!({"patient_uuid": "p", "text": "  "}), "patient_alert.blank"),
    ] {
        let mapped = desk.map("patient_alert", code, &payload);
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]));
        assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
    }
}

#[test]
fn a_long_name_is_cut_and_kept_whole() {
    let (mut desk, _) = with_patient("");
    let text = format!("Alergia a penicilina{}", "o".repeat(200));
    let mapped = desk.map("patient_alert", "a", &alert(&text));
    assert_eq!(mapped.codes(), ["health.entered", "value.cut"]);
    let allergy = record_of!(mapped, PatientAllergy);
    assert_eq!(allergy.name.len(), 100);
    assert!(allergy.notes.as_deref().is_some_and(|notes| notes.ends_with(&text)));
}

#[test]
fn no_text_floods_a_patient() {
    let (mut desk, _) = with_patient("");
    let drugs: Vec<String> = (0..500).map(|number| format!("cosa{number}")).collect();
    let mapped = desk.map("patient_alert", "a", &alert(&format!("Toma: {}. Alergia a látex", drugs.join(", "))));
    assert!(mapped.codes().contains(&"health.too_many_facts"));
    assert_eq!(&*record_of!(mapped, PatientAllergy).name, "látex", "allergies come first");
    assert!(mapped.tables().len() < 110 && mapped.tables().contains(&"clinical_notes"));
}

mod history {
    use super::*;

    fn drug(fields: &[(&str, Value)]) -> Value {
        let mut payload = json!({
            "patient_uuid": "p", "drug_description": "Metformina", "dose": "850 mg", "frequency": "1 cada 8 h",
            "administration_route": "oral", "observations": "Diabetes", "record_kind": 1, "start_date": "2020-01-31"
        });
        for (name, value) in fields {
            payload[*name] = value.clone();
        }
        payload
    }

    #[test]
    fn a_drug_becomes_one_row() {
        let (mut desk, patient) = with_patient("");
        let mapped = desk.map("pharmacological_history", "h", &drug(&[("dosage", "con comida".into())]));
        assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]));
        assert_eq!(mapped.tables(), ["patients_clinical_medication", "migration_import_entity_mappings"]);
        let drug = record_of!(mapped, PatientMedication);
        assert_eq!((&*drug.name, drug.patient_id), ("Metformina", patient_id(&patient)));
        assert_eq!(
            (drug.dosage.as_deref(), drug.frequency.as_deref()),
            (Some("850 mg · con comida"), Some("1 cada 8 h"))
        );
        assert_eq!((drug.start_date, drug.notes.as_deref()), (Some(date(2020, 1, 31)), Some("Diabetes\nVía: oral")));
        assert_eq!(drug.created_at.to_string(), "2020-01-30T23:00:00Z", "midnight in Madrid");
    }

    #[test]
    fn what_is_no_longer_taken_is_a_note() {
        let (mut desk, _) = with_patient("");
        let ended = drug(&[("drug_description", "Sintrom".into()), ("end_date", "2021-05-01".into())]);
        desk.prepare("pharmacological_history", "h", &ended);
        let mapped = desk.map("pharmacological_history", "h", &ended);
        assert_eq!(mapped.tables()[0], "clinical_notes");
        let body = &record_of!(mapped, ClinicalNote).body;
        assert!(body.contains("Sintrom · 850 mg") && body.contains("hasta 2021-05-01"), "{body}");
        assert!(summaries(&mut desk).is_empty());
        let lasting = desk.map("pharmacological_history", "i", &drug(&[("end_date", "2027-05-01".into())]));
        assert!(
            record_of!(lasting, PatientMedication)
                .notes
                .as_deref()
                .is_some_and(|notes| notes.ends_with("Hasta: 2027-05-01"))
        );
    }

    #[test]
    fn the_same_line_twice_is_one_drug() {
        let (mut desk, _) = with_patient("");
        desk.map("pharmacological_history", "h", &drug(&[]));
        let same = desk.map("pharmacological_history", "i", &drug(&[("drug_description", "METFORMINA".into())]));
        assert_eq!(
            (same.disposition, same.tables().contains(&"patients_clinical_medication")),
            (Disposition::Merged, false)
        );
        let other = desk.map("pharmacological_history", "j", &drug(&[("dose", "1 g".into())]));
        assert_eq!(other.disposition, Disposition::Created, "another dose is told");
    }

    #[test]
    fn an_allergy_among_drugs_is_not_lost() {
        let (mut desk, _) = with_patient("");
        let payload = drug(&[("observations", "ALÉRGICA A PENICILINA".into())]);
        let mapped = desk.map("pharmacological_history", "h", &payload);
        assert_eq!(&*record_of!(mapped, PatientAllergy).name, "PENICILINA");
        assert_eq!(&*record_of!(mapped, PatientMedication).name, "Metformina");
        let payload = drug(&[("drug_description", "Penicilina".into()), ("observations", json!(null))]);
        let taken = desk.map("pharmacological_history", "i", &payload);
        assert!(!taken.tables().contains(&"patients_clinical_allergy"), "a drug alone is what is taken");
    }

    #[test]
    fn entries_that_cannot_be_placed_are_kept_with_a_warning() {
        let (mut desk, _) = with_patient("");
        let entries = [
            (drug(&[("patient_uuid", json!(null))]), "pharm.no_patient"),
            (drug(&[("patient_uuid", "gone".into())]), "pharm.unmapped_patient"),
            (drug(&[("drug_description", " ".into())]), "pharm.no_drug_name"),
            (drug(&[("drug_description", "NO TOMA NADA".into())]), "pharm.no_drug_name"),
            (drug(&[("drug_description", "-".into())]), "pharm.no_drug_name"),
        ];
        for (number, (payload, code)) in entries.iter().enumerate() {
            let mapped = desk.map("pharmacological_history", &format!("h{number}"), payload);
            assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![*code]));
            assert_eq!(mapped.tables(), ["migration_import_raw_entities"]);
        }
    }
}
