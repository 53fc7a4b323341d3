#![allow(clippy::expect_used)]

mod fake;

use std::collections::BTreeMap;

use api::ProblemCode;
use api::job::{JobState, TypeAccounting};
use dpmf::container::BatchReader;
use dpmf::row::EntityRow;
use dpmf::{EntityType, Meta};

use self::fake::Fake;
use super::*;
use crate::sample;

fn membership(id: u128, name: &str) -> Membership {
    Membership { id: Uuid::from_u128(id), name: name.to_owned(), role: api::account::Role::Admin }
}

#[test]
fn the_only_clinic_is_chosen_and_one_of_several_must_be() {
    let several = || vec![membership(1, "Norte"), membership(2, "Sur")];
    assert_eq!(choose(vec![membership(1, "Norte")], None).map(|clinic| clinic.name).ok(), Some("Norte".to_owned()));
    assert_eq!(choose(several(), Some(Uuid::from_u128(2))).map(|clinic| clinic.name).ok(), Some("Sur".to_owned()));
    for wanted in [None, Some(Uuid::from_u128(3))] {
        let Err(Failure::Usage(message)) = choose(several(), wanted) else { panic!("chosen") };
        assert!(message.contains("Norte") && message.contains("Sur"), "{message}");
    }
    assert!(matches!(choose(Vec::new(), None), Err(Failure::Usage(_))));
}

#[test]
fn rows_go_in_the_clear_to_this_computer_only() {
    for url in ["https://puente.example", "http://127.0.0.1:8080/", "http://localhost:1"] {
        assert!(Server::new(url, "t").is_ok(), "{url}");
    }
    for url in ["http://puente.example", "ftp://puente.example", "puente.example", "http://127.0.0.1.evil.example", ""]
    {
        assert!(matches!(Server::new(url, "t"), Err(Failure::Usage(_))), "{url}");
    }
}

#[test]
fn the_question_names_the_clinic_and_what_it_holds() {
    let holds =
        ClinicSummary { patients: 1_234, appointments: 9_876, staff: 7, imports: 1, ..ClinicSummary::default() };
    insta::assert_snapshot!(question("Clínica Norte", &holds, 1_000_000));
    assert!(question("Clínica Norte", &ClinicSummary::default(), 5).contains("It holds no patients yet"));
}

fn sample_file(folder: &Path) -> PathBuf {
    let path = folder.join("clinic.dpm");
    let writer = dpmf::writer::Writer::create(&path).expect("a file");
    let today = jiff::civil::date(2026, 3, 14);
    let recipe = sample::Recipe { seed: 4, today, size: sample::Size::Rows(6_000), images: None };
    sample::write(&recipe, writer, &mut |_| {}).expect("written");
    path
}

fn import(fake: &Fake, file: &Path) -> anyhow::Result<api::job::Report> {
    let server = Server::new(&fake.url(), " secret-token\n").expect("an address");
    let inspected = inspect(file, &passphrase::Arguments::default()).expect("valid");
    job::carry_out(&server, &inspected, file, fake.clinic(), &ExecuteOptions::default())
}

#[test]
fn what_is_missing_is_sent_and_tried_again_until_it_arrives() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = sample_file(folder.path());
    let inspected = inspect(&file, &passphrase::Arguments::default()).expect("valid");
    let mut reader = BatchReader::new(&inspected.opened.container).expect("a reader");
    let mut wanted = BTreeMap::new();
    while let Some(batch) = reader.next().expect("a batch") {
        wanted.insert(wanted.len() as u64, batch);
    }
    // The first was received before; one of the others fails at first.
    wanted.remove(&0);

    let fake = Fake::start(JobState::Completed);
    let report = import(&fake, &file).expect("imported");
    assert_eq!(fake.batches(), wanted);
    assert_eq!(fake.manifest().digest, inspected.checked.digest.to_string());
    assert_eq!(fake.manifest().meta.get("source_system").map(String::as_str), Some("gesden"));
    assert_eq!(fake.options(), Some(ExecuteOptions::default()));
    assert!(fake.failures() > 0, "the fake never failed");
    insta::assert_snapshot!(report::text(&report));
    insta::assert_json_snapshot!(report::json(&report));

    let mut none = report;
    for row in &mut none.accounting {
        *row = TypeAccounting { entity_type: row.entity_type.clone(), declared: 5, skipped: 5, ..Default::default() };
    }
    assert!(report::text(&none).contains("Nothing came in of: patient."), "{}", report::text(&none));
}

#[test]
fn a_failed_import_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = sample_file(folder.path());
    let fake = Fake::start(JobState::Failed);
    let error = import(&fake, &file).expect_err("failed").to_string();
    assert!(error.contains("as it was before") && error.contains("the disk is full"), "{error}");
}

#[test]
fn a_refusal_is_final() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = sample_file(folder.path());
    let fake = Fake::refusing(ProblemCode::NotAMember);
    let error = format!("{:#}", import(&fake, &file).expect_err("refused"));
    assert!(error.contains("clinic.not_a_member"), "{error}");
    assert_eq!(fake.requests(), 1);
}

/// There are more than wait to be sent: whoever reads them does not wait for somebody to send them.
#[test]
fn a_refusal_halfway_is_told() {
    const BATCHES: u32 = 80;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("clinic.dpm");
    let mut writer = dpmf::writer::Writer::create(&file).expect("a file");
    let payload = format!(r#"{{"notes": "{}"}}"#, "x".repeat(1 << 20));
    for number in 0..BATCHES {
        let id = format!("{number:03}");
        let row = EntityRow {
            canonical_uuid: &id,
            source_id: &id,
            source_system: "gesden",
            payload: &payload,
            raw_source_data: "{}",
        };
        writer.push(&EntityType::parse("patient").expect("a name"), &row, "2026-03-14T10:00:00Z").expect("written");
    }
    let meta = Meta { format_version: Some(dpmf::FormatVersion::CURRENT.to_string()), ..Meta::default() };
    writer.finish(&meta).expect("sealed");

    let fake = Fake::refusing_batches(ProblemCode::JobState);
    let error = format!("{:#}", import(&fake, &file).expect_err("refused"));
    assert!(error.contains("job.wrong_state"), "{error}");
    assert!(fake.requests() < BATCHES, "{}", fake.requests());
}
