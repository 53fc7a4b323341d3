#![allow(clippy::expect_used)]

use jiff::civil::date;
use serde_json::{Value, json};

use crate::Disposition;
use crate::record::Patient;
use crate::testing::{Desk, Mapped, NOW, record_of};

fn ana() -> Value {
    json!({
        "patient_number": "00001", "given_name": "Ana", "family_name": "García Ruiz", "national_id": "10000001Z",
        "date_of_birth": "1980-05-01", "sex": "female", "registered_at": "2015-03-02", "deceased": false,
        "gdpr_consent": true, "mobile_phone": "600112233", "email": "Ana@x.es", "address_street": "Mayor 1",
        "address_postal_code": "28001"
    })
}

fn with(fields: &[(&str, Value)]) -> Value {
    let mut payload = ana();
    for (name, value) in fields {
        payload[*name] = value.clone();
    }
    payload
}

fn map(payload: &Value) -> Mapped {
    Desk::empty().map("patient", "p", payload)
}

fn patient(mapped: &Mapped) -> &Patient {
    record_of!(mapped, Patient)
}

#[test]
fn a_patient_becomes_one_row() {
    let mapped = map(&ana());
    assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Created, vec![]));
    assert_eq!(mapped.tables(), ["patients", "migration_import_entity_mappings"]);
    let patient = patient(&mapped);
    assert_eq!((&*patient.first_name, &*patient.last_name), ("Ana", "García Ruiz"));
    assert_eq!((patient.national_id.as_deref(), patient.national_id_type), (Some("10000001Z"), Some("dni")));
    assert_eq!((patient.date_of_birth, patient.gender), (Some(date(1980, 5, 1)), Some("female")));
    assert_eq!((patient.phone.as_deref(), patient.email.as_deref()), (Some("600112233"), Some("Ana@x.es")));
    assert_eq!(patient.address.as_ref().expect("one").as_str(), r#"{"street": "Mayor 1", "postal_code": "28001"}"#);
    assert_eq!((patient.status, patient.do_not_contact, &*patient.preferred_language), ("active", false, "es"));
    assert_eq!(patient.notes.as_deref(), Some("Nº de paciente en origen: 00001\nAlta en origen: 2015-03-02"));
    assert_eq!(patient.created_at.to_string(), "2015-03-01T23:00:00Z", "midnight in Madrid");
    assert_eq!((patient.updated_at.to_string().as_str(), &patient.billing_name), (NOW, &None));
}

#[test]
fn nobody_is_lost_for_a_bad_field() {
    let mapped = map(&json!({
        "given_name": "N".repeat(300), "family_name": "Gar\u{0}cía 😀", "national_id": "9".repeat(60),
        "date_of_birth": "1980-13-01", "sex": "H", "deceased": "false", "email": "no tiene",
        "mobile_phone": "600 11 22 33 preguntar por su madre", "registered_at": "hace mucho"
    }));
    assert_eq!(
        mapped.codes(),
        [
            "value.cut",
            "patient.phone_cleaned",
            "value.bad_email",
            "value.cut",
            "value.nul_removed",
            "value.bad_date",
            "value.bad_type",
        ]
    );
    let patient = patient(&mapped);
    assert_eq!((patient.first_name.len(), &*patient.last_name), (100, "García 😀"));
    assert_eq!((patient.phone.as_deref(), patient.email.as_deref()), (Some("600112233"), None));
    assert_eq!((patient.date_of_birth, patient.gender, patient.status), (None, None, "active"));
    assert_eq!((patient.national_id.as_deref().map(str::len), patient.national_id_type), (Some(50), None));
    let notes = patient.notes.as_deref().expect("notes");
    for whole in [&"N".repeat(300), "600 11 22 33 preguntar por su madre", "no tiene", &"9".repeat(60), "hace mucho"] {
        assert!(notes.contains(whole), "{whole}");
    }
    assert!(record_of!(mapped, RawEntity).payload.as_str().contains("␀"));
}

#[test]
fn dates_of_birth_are_plausible() {
    for (text, kept) in
        [("1980-05-01T00:00:00", true), ("1753-01-01", false), ("2030-01-01", false), ("2026-11-22", true)]
    {
        let mapped = map(&with(&[("date_of_birth", text.into())]));
        assert_eq!(patient(&mapped).date_of_birth.is_some(), kept, "{text}");
        assert_eq!(mapped.codes().contains(&"value.bad_date"), !kept, "{text}");
    }
}

#[test]
fn the_dead_and_the_gone_are_archived() {
    for (field, value, line) in [
        ("deceased", json!(true), "Fallecido según el programa de origen"),
        ("deactivated_at", json!("2020-01-01"), "Baja en origen: 2020-01-01"),
    ] {
        let mapped = map(&with(&[(field, value)]));
        assert_eq!(patient(&mapped).status, "archived");
        assert!(patient(&mapped).notes.as_deref().is_some_and(|notes| notes.contains(line)));
    }
}

#[test]
fn whoever_refuses_is_not_contacted() {
    for (field, value, refuses) in [
        ("gdpr_consent", json!(false), true),
        ("sms_consent", json!("false"), true),
        ("gdpr_consent", json!(null), false),
        ("sms_consent", json!(true), false),
    ] {
        assert_eq!(patient(&map(&with(&[(field, value.clone())]))).do_not_contact, refuses, "{field} {value}");
    }
}

#[test]
fn notes_are_kept_word_for_word() {
    let mapped = map(&with(&[("notes", "Alérgica a penicilina.\r\nNo fuma.".into())]));
    assert!(mapped.codes().contains(&"patient.notes_kept"));
    assert!(
        patient(&mapped).notes.as_deref().is_some_and(|notes| notes.ends_with("\nAlérgica a penicilina.\r\nNo fuma."))
    );
}

#[test]
fn allergies_in_the_notes_are_shown_for_review() {
    let mapped = map(&with(&[("notes", "Diabetes. Alérgica a penicilina. Sin otras alergias".into())]));
    assert_eq!(
        mapped.codes(),
        ["patient.allergy_for_review", "health.entered", "health.entered", "patient.notes_kept"]
    );
    let allergy = record_of!(mapped, PatientAllergy);
    assert_eq!((&*allergy.name, allergy.severity, allergy.patient_id), ("penicilina", "high", patient(&mapped).id));
    assert!(allergy.notes.as_deref().is_some_and(|notes| notes.ends_with("Alérgica a penicilina")));
}

#[test]
fn what_has_no_column_is_archived() {
    let mapped = map(&with(&[("fax", "910000000".into()), ("tenant_label", "x".into())]));
    assert!(record_of!(mapped, RawEntity).payload.as_str().contains("910000000"));
    let columns = r#"{"Nombre": "Ana"}"#;
    let mapped = Desk::empty().map_text("patient", "p", &ana().to_string(), columns);
    assert_eq!(record_of!(mapped, RawEntity).raw_source_data.as_str(), columns);
}

mod payers {
    use super::*;

    fn with_client(client: &Value, patient: &Value, columns: &str) -> Mapped {
        let mut desk = Desk::empty();
        desk.prepare("client", "12", client);
        desk.map_text("patient", "p", &patient.to_string(), columns)
    }

    fn without_contact() -> Value {
        let nothing =
            ["mobile_phone", "email", "address_street", "address_postal_code"].map(|field| (field, Value::Null));
        with(&nothing)
    }

    #[test]
    fn the_patient_s_own_record_as_client_completes_the_patient() {
        let client = json!({"given_name": "ANA", "family_name": "GARCIA RUIZ", "national_id": "10000001-Z", "phone": "910000000", "email": "c@x.es"});
        let mapped = with_client(&client, &without_contact(), r#"{"idclipac": 12.0}"#);
        let patient = patient(&mapped);
        assert_eq!((patient.phone.as_deref(), patient.email.as_deref()), (Some("910000000"), Some("c@x.es")));
        assert_eq!((&patient.billing_name, &patient.billing_tax_id), (&None, &None));
    }

    #[test]
    fn somebody_else_s_contact_data_never_become_the_patient_s() {
        let mother = json!({"given_name": "Eva", "family_name": "Ruiz", "national_id": "2Z", "mobile_phone": "600999999", "email": "eva@x.es", "address_street": "Otra 2"});
        let mapped = with_client(&mother, &without_contact(), r#"{"IdCliTutor": "12"}"#);
        let patient = patient(&mapped);
        assert_eq!((&patient.phone, &patient.email, &patient.address), (&None, &None, &None));
        assert_eq!(
            (patient.billing_name.as_deref(), patient.billing_tax_id.as_deref()),
            (Some("Eva Ruiz"), Some("2Z"))
        );
        assert_eq!(patient.billing_email.as_deref(), Some("eva@x.es"));
        assert_eq!(patient.billing_address.as_ref().map(crate::record::Json::as_str), Some(r#"{"street": "Otra 2"}"#));
        assert!(patient.notes.as_deref().is_some_and(|notes| notes.contains("Paga en origen: Eva Ruiz · 600999999")));
        assert!(mapped.codes().contains(&"patient.payer_contact_in_notes"));
    }

    #[test]
    fn without_a_tax_id_nobody_else_is_on_invoices() {
        let insurer = json!({"legal_name": "Mutua X SL", "email": "m@x.es"});
        let mapped = with_client(&insurer, &without_contact(), r#"{"IdCliDefec": 12}"#);
        assert_eq!((&patient(&mapped).billing_name, &patient(&mapped).billing_email), (&None, &None));
        assert!(patient(&mapped).notes.as_deref().is_some_and(|notes| notes.contains("Mutua X SL · m@x.es")));
    }

    #[test]
    fn links_count_where_the_source_row_names_nobody() {
        let mut desk = Desk::empty();
        desk.prepare("client", "own", &json!({"national_id": "10000001Z", "email": "c@x.es"}));
        desk.prepare("client", "aunt", &json!({"given_name": "Eva", "national_id": "2Z"}));
        desk.prepare("patient_client_link", "l1", &json!({"patient_uuid": "p", "client_uuid": "aunt"}));
        desk.prepare("patient_client_link", "l2", &json!({"patient_uuid": "p", "client_uuid": "own"}));
        let mapped = desk.map("patient", "p", &without_contact());
        assert_eq!(patient(&mapped).email.as_deref(), Some("c@x.es"));
        assert_eq!(patient(&mapped).billing_name, None, "who of two pays is not known");
    }

    #[test]
    fn a_link_says_whom_a_payer_stands_for() {
        let mut desk = Desk::empty();
        desk.prepare("client", "c", &json!({}));
        desk.map("patient", "p", &ana());
        desk.map("patient", "q", &with(&[("national_id", "2Z".into())]));
        let first = desk.map("patient_client_link", "l1", &json!({"patient_uuid": "p", "client_uuid": "c"}));
        assert_eq!((first.disposition, first.codes()), (Disposition::Merged, vec![]));
        assert_eq!(first.tables(), ["migration_import_entity_mappings"; 2]);
        let second = desk.map("patient_client_link", "l2", &json!({"patient_uuid": "q", "client_uuid": "c"}));
        assert_eq!(second.codes(), ["patient_client_link.ambiguous_payer"]);
        for (payload, code) in [
            (json!({"patient_uuid": "p"}), "patient_client_link.incomplete"),
            (json!({"patient_uuid": "gone", "client_uuid": "c"}), "patient_client_link.unmapped_patient"),
        ] {
            let mapped = desk.map("patient_client_link", code, &payload);
            assert_eq!((mapped.disposition, mapped.codes()), (Disposition::Skipped, vec![code]));
        }
        let dangling = desk.map("patient_client_link", "l3", &json!({"patient_uuid": "p", "client_uuid": "gone"}));
        assert_eq!(
            (dangling.disposition, dangling.codes()),
            (Disposition::Merged, vec!["patient_client_link.unknown_client"])
        );
    }
}

#[test]
fn an_address_that_fits_no_column_is_in_the_notes() {
    let long = format!("{}@x.es", "a".repeat(252));
    let mapped = map(&with(&[("email", long.as_str().into())]));
    assert_eq!((patient(&mapped).email.as_deref(), mapped.codes()), (None, vec!["value.bad_email"]));
    assert!(patient(&mapped).notes.as_deref().is_some_and(|notes| notes.contains(&long)));
}

#[test]
fn the_first_phone_with_a_number_counts() {
    let phones = [("mobile_phone", "no tiene"), ("phone", "910 000 001"), ("phone_secondary", "600112233 ext.")];
    let mapped = map(&with(&phones.map(|(field, phone)| (field, phone.into()))));
    assert_eq!((patient(&mapped).phone.as_deref(), mapped.codes()), (Some("910 000 001"), vec![]));
    let notes = patient(&mapped).notes.as_deref().expect("notes");
    assert!(notes.contains("Otros teléfonos en origen: no tiene, 600112233 ext."), "{notes}");
    let mapped = map(&with(&[("mobile_phone", "no tiene".into())]));
    assert_eq!(patient(&mapped).phone, None);
    assert!(patient(&mapped).notes.as_deref().is_some_and(|notes| notes.contains("no tiene")));
}

#[test]
fn billing_data_that_had_to_be_cut_are_whole_in_the_notes() {
    let (name, tax_id) = ("Mutua ".repeat(50), "B-12345678 ".repeat(6));
    let (name, tax_id) = (name.trim(), tax_id.trim());
    let mut desk = Desk::empty();
    desk.prepare("client", "c", &json!({"legal_name": name, "national_id": tax_id}));
    desk.prepare("patient_client_link", "l", &json!({"patient_uuid": "p", "client_uuid": "c"}));
    let mapped = desk.map("patient", "p", &with(&[]));
    let patient = patient(&mapped);
    assert_eq!(patient.billing_name.as_deref().map(|name| name.chars().count()), Some(200));
    assert!(patient.billing_tax_id.as_deref().is_some_and(|id| id.chars().count() <= 50));
    assert_eq!(mapped.codes(), ["value.cut", "value.cut"]);
    let notes = patient.notes.as_deref().expect("notes");
    assert!(notes.contains(name) && notes.contains(tax_id), "{notes}");
}

#[test]
fn a_link_that_does_not_hold_today_makes_no_payer() {
    for (dates, holds) in [
        (json!({"valid_from": "2020-01-01"}), true),
        (json!({"valid_from": "2027-01-01"}), false),
        (json!({"valid_until": "2026-11-22"}), true),
        (json!({"valid_until": "2026-11-21"}), false),
        (json!({"valid_to": "2020-01-01"}), false),
    ] {
        let mut link = json!({"patient_uuid": "p", "client_uuid": "c"});
        link.as_object_mut().expect("an object").extend(dates.as_object().expect("an object").clone());
        let mut desk = Desk::empty();
        desk.prepare("client", "c", &json!({"legal_name": "Mutua", "national_id": "B12345678"}));
        desk.prepare("patient_client_link", "l", &link);
        let mapped = desk.map("patient", "p", &with(&[]));
        assert_eq!(patient(&mapped).billing_name.as_deref(), holds.then_some("Mutua"), "{dates}");
        let mapped = desk.map("patient_client_link", "l", &link);
        assert_eq!(mapped.disposition, Disposition::Merged, "who paid then is known");
        assert_eq!(mapped.codes().is_empty(), holds, "{dates}: {:?}", mapped.codes());
    }
}

#[test]
fn what_is_written_beside_the_source_s_words_is_in_the_clinic_s_language() {
    let abroad =
        |country: &str| crate::Destination { country: Some(country.to_owned()), ..crate::Destination::default() };
    let payload = with(&[
        ("registered_at", "2020-01-01".into()),
        ("given_name", Value::Null),
        ("notes", "Prefiere tarde".into()),
    ]);
    for (country, name, line) in [
        ("ES", "Sin nombre", "Alta en origen: 2020-01-01"),
        ("PT", "Sem nome", "Registo na origem: 2020-01-01"),
        ("FR", "Sans nom", "Inscription dans la source : 2020-01-01"),
        ("GB", "No name", "Registered in the source: 2020-01-01"),
    ] {
        let mapped = Desk::with(abroad(country)).map("patient", "p", &payload);
        assert_eq!(&*patient(&mapped).first_name, name);
        let notes = patient(&mapped).notes.as_deref().expect("notes");
        assert!(notes.contains(line) && notes.ends_with("Prefiere tarde"), "{notes}");
    }
}
