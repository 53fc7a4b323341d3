#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use dpmf::check::{Checked, check};
use dpmf::entity::PROCESSING_ORDER;
use dpmf::open::open_path;
use dpmf::progress::Silent;
use dpmf::{EntityType, Limits};
use jiff::civil::date;
use serde_json::Value;

use super::*;

struct Sample {
    folder: tempfile::TempDir,
    written: Written,
}

impl Sample {
    fn write(seed: u64, size: Size) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let images = folder.path().join("images");
        let recipe = Recipe { seed, today: date(2026, 3, 14), size, images: Some(&images) };
        let writer = Writer::create(&folder.path().join("clinic.dpm")).expect("a file");
        let written = write(&recipe, writer, &mut |_| {}).expect("written");
        Self { folder, written }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("clinic.dpm")
    }

    fn check(&self) -> Checked {
        let opened = open_path(&self.path(), None, &Limits::default(), &mut Silent).expect("opens");
        check(&opened.container, &Limits::default(), &mut Silent).expect("valid")
    }

    /// The payloads of a table.
    fn payloads(&self, table: &str) -> Vec<Value> {
        let connection = rusqlite::Connection::open(self.path()).expect("opens");
        let mut statement = connection.prepare(&format!("SELECT payload FROM \"{table}\"")).expect("a table");
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        rows.map(|payload| serde_json::from_str(&payload.expect("text")).expect("JSON")).collect()
    }
}

fn cents(payload: &Value, field: &str) -> i64 {
    let text = payload[field].as_str().expect("a decimal string").replace('.', "");
    text.parse().expect("two decimals")
}

#[test]
fn a_sample_passes_every_check_and_has_no_loose_ends() {
    let sample = Sample::write(7, Size::Rows(6_000));
    let checked = sample.check();
    assert_eq!(checked.digest, sample.written.digest);
    assert!(checked.dangling.is_empty(), "{:?}", checked.dangling);
    assert!(checked.json_errors.is_empty(), "{:?}", checked.json_errors);
    let found: BTreeSet<_> = checked.entities.iter().map(|entity| entity.entity_type.as_str()).collect();
    assert_eq!(found, PROCESSING_ORDER.into());
    for entity in &checked.entities {
        assert!(entity.row_count > 0, "{}", entity.entity_type);
    }
    assert!(checked.files.total > 0 && checked.files.without_sha256 > 0);
    assert!(!checked.extractor_warnings.is_empty());
}

/// What every payload has, and no screen shows.
const ENVELOPE: [&str; 8] = [
    "canonical_uuid",
    "source_system",
    "entity_type",
    "source_id",
    "adapter_version",
    "extracted_at",
    "raw_source_data",
    "tenant_label",
];

#[test]
fn every_field_of_a_sample_has_words_on_the_screen() {
    let sample = Sample::write(7, Size::Rows(6_000));
    let mut fields = BTreeSet::new();
    for payload in PROCESSING_ORDER.iter().flat_map(|name| sample.payloads(name)) {
        fields.extend(payload.as_object().expect("an object").keys().cloned());
    }
    let messages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/messages");
    for language in ["en", "es", "pt", "fr"] {
        let words = std::fs::read_to_string(messages.join(language).join("migration.ftl")).expect("messages");
        let has_words = |field: &&String| words.contains(&format!("\nfield-{field} = "));
        let shown = fields.iter().filter(|field| !ENVELOPE.contains(&field.as_str()));
        let bare: Vec<_> = shown.filter(|field| !has_words(field)).collect();
        assert!(bare.is_empty(), "{language}: {bare:?}");
    }
}

#[test]
fn rows_are_counted_before_they_are_written() {
    let sample = Sample::write(3, Size::Rows(4_000));
    let declared: u64 = sample.check().entities.iter().map(|entity| entity.row_count).sum();
    assert_eq!(declared, sample.written.rows);
    assert!((4_000..5_300).contains(&declared), "{declared}");
}

#[test]
fn patients_are_as_many_as_asked_for() {
    let sample = Sample::write(1, Size::Patients(41));
    let patient = EntityType::parse("patient").expect("well-formed");
    let declared = sample.check().entities.into_iter().find(|entity| entity.entity_type == patient);
    assert_eq!(declared.map(|entity| entity.row_count), Some(41));
    assert_eq!(sample.written.patients, 41);
}

#[test]
fn a_seed_gives_the_same_file_and_another_seed_another() {
    let [one, again, other] = [(5, 30), (5, 30), (6, 30)].map(|(seed, n)| Sample::write(seed, Size::Patients(n)));
    assert_eq!(one.written, again.written);
    assert_ne!(one.written.digest, other.written.digest);
}

#[test]
fn money_adds_up() {
    let sample = Sample::write(11, Size::Patients(120));
    let owed: BTreeMap<_, _> = sample
        .payloads("debt")
        .iter()
        .map(|debt| (debt["canonical_uuid"].to_string(), cents(debt, "owed_amount")))
        .collect();
    let mut left: BTreeMap<_, _> = sample
        .payloads("payment")
        .iter()
        .map(|payment| (payment["canonical_uuid"].to_string(), cents(payment, "amount")))
        .collect();
    let mut settled: BTreeMap<String, i64> = BTreeMap::new();
    for application in sample.payloads("debt_payment_application") {
        let amount = cents(&application, "amount");
        *settled.entry(application["debt_uuid"].to_string()).or_default() += amount;
        *left.get_mut(&application["payment_uuid"].to_string()).expect("its payment") -= amount;
    }
    for (debt, settled) in &settled {
        assert!(*settled > 0 && *settled <= owed[debt], "{debt}");
    }
    // What is not applied was a deposit, and what went below zero its refund.
    assert!(left.values().any(|left| *left > 0) && left.values().any(|left| *left < 0));
    for phase_debts in sample.payloads("fiscal_document") {
        assert_eq!(cents(&phase_debts, "subtotal") + cents(&phase_debts, "tax_total"), cents(&phase_debts, "total"));
    }
}

#[test]
fn families_share_a_payer_and_plans_have_three_phases() {
    let sample = Sample::write(11, Size::Patients(120));
    let mut patients_of: BTreeMap<String, u32> = BTreeMap::new();
    for link in sample.payloads("patient_client_link") {
        *patients_of.entry(link["client_uuid"].to_string()).or_default() += 1;
    }
    assert!(patients_of.values().any(|patients| *patients > 2));
    let mut percents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for phase in sample.payloads("applied_treatment_phase") {
        let percent = phase["percent_to_bill"].as_str().expect("a decimal string").to_owned();
        percents.entry(phase["applied_treatment_uuid"].to_string()).or_default().push(percent);
    }
    assert!(percents.values().any(|phases| *phases == ["30", "30", "40"]));
}

/// Every field that something is made of occurs, also those of which most rows have none.
#[test]
fn rare_fields_occur() {
    let sample = Sample::write(11, Size::Patients(160));
    let has = |table: &str, is_meant: &dyn Fn(&Value) -> bool| {
        assert!(sample.payloads(table).iter().any(is_meant), "{table}");
    };
    let says = |field: &'static str| move |payload: &Value| payload[field].is_string();
    for (table, field) in [
        ("debt", "client_uuid"),
        ("debt", "professional_uuid"),
        ("fiscal_document", "previous_hash"),
        ("fiscal_document", "atcud"),
        ("fiscal_document", "qr_code"),
        ("patient_alert", "alert_date"),
        ("pharmacological_history", "end_date"),
    ] {
        has(table, &says(field));
    }
    has("budget_line", &|line| line["units"] != "1" && line["discount_percent"] != "0");
    has("applied_treatment", &|treatment| treatment["units"] == 4);
    has("applied_treatment", &|memo| memo["treatment_variant_uuid"].is_null() && memo["notes"].is_string());
    has("applied_treatment", &|treatment| {
        let source = &treatment["raw_source_data"];
        source["IdTto"].is_u64() && source["ZonasPieza"].is_string()
    });
    has("applied_treatment_phase", &|phase| phase["percent_to_bill"] == "33.33");
    has("fiscal_document_line", &|line| line["discount_percent"] != "0" && cents(line, "discount_amount") > 0);
    let people = sample.payloads("patient");
    let of_name = |person: &Value| {
        [&person["given_name"], &person["family_name"], &person["date_of_birth"]].map(Value::to_string)
    };
    let names: BTreeSet<_> = people.iter().map(of_name).collect();
    assert!(names.len() < people.len(), "somebody is in the list twice");
}

#[test]
fn pictures_lie_where_the_manifest_says_with_the_digest_it_says() {
    let sample = Sample::write(2, Size::Patients(25));
    let connection = rusqlite::Connection::open(sample.path()).expect("opens");
    let mut statement =
        connection.prepare("SELECT relative_path, sha256, declared_size_bytes FROM _files").expect("a table");
    let rows = statement
        .query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .expect("rows");
    let mut found = 0;
    for (path, sha256, size) in rows.map(|row| row.expect("a row")) {
        let picture = std::fs::read(sample.folder.path().join("images").join(&path)).ok();
        assert_eq!(picture.as_ref().map(|bytes| bytes.len().try_into().expect("small")), size, "{path}");
        let digest = picture.map(|bytes| out::sha256(&bytes));
        assert_eq!(digest, sha256, "{path}");
        found += usize::from(sha256.is_some());
    }
    assert!(found > 10, "{found}");
}
