//! What a browser tries out with what it is told of the clinic is what the server does.

use api::Page;
use api::job::{ExecuteOptions, Report, WarningGroup, WarningLine};
use axum::http::StatusCode;
use dpmf::EntityType;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mappers::context::Snapshot;
use mappers::{Context, Import, Output, WarningGroups};
use uuid::Uuid;

use crate::support::{File, JOBS, Row, Server};

/// An account of nobody in this clinic.
const ELSEWHERE: &str = "
    INSERT INTO users (id, email, password_hash, first_name, last_name, is_active, token_version, created_at, updated_at)
        SELECT '00000000-0000-0000-0000-0000000000e1', 'Ana@clinica.es', '!', 'Ana', 'García', TRUE, 0, created_at, created_at
        FROM clinics WHERE name = 'Sonrisa'";

/// A dentist whose address somebody elsewhere has, and three appointments: hers, of nobody, and of someone unknown.
fn file() -> File {
    let dentist = r#"{"given_name":"Ana","family_name":"García","email":"ana@clinica.es","role":"dentist"}"#;
    let appointment = |n, professional: &str| {
        let payload = format!(
            r#"{{"professional_uuid":{professional},"scheduled_date":"2024-05-0{n}","scheduled_time":"10:00:00","coarse_status":"attended"}}"#
        );
        Row::new(n, payload)
    };
    let hers = format!("\"{}\"", Row::new(1, String::new()).canonical_uuid);
    let appointments = vec![appointment(1, &hers), appointment(2, "null"), appointment(3, "\"gone\"")];
    File {
        types: [
            ("professional", vec![Row::new(1, dentist.to_owned())]),
            ("appointment", appointments),
            ("patient", vec![Row::new(1, r#"{"given_name":"Eva","family_name":"Sol"}"#.to_owned())]),
        ]
        .into(),
        ..File::default()
    }
}

/// As `wasm::worker::dry_run`, with the browser's means.
pub(crate) fn try_out(file: &File, snapshot: Snapshot, clinic: Uuid, options: &ExecuteOptions) -> (Import, Output) {
    let context = Context {
        clinic_id: clinic,
        job_id: Uuid::nil(),
        imported_by: Uuid::nil(),
        now: Timestamp::now(),
        exported_at: None,
        timezone: TimeZone::tzif(&snapshot.timezone, &snapshot.tzif).unwrap(),
        language: mappers::Language::default(),
        professional_filters: options.into(),
        import_legal_data: options.import_fiscal_compliance,
        fallback_professional: options.fallback_professional.clone(),
        decisions: options.decisions.clone(),
    };
    let mut import = Import::dry_run(context, snapshot.destination);
    let mut types: Vec<_> = file.types.iter().map(|(name, rows)| (EntityType::parse(name).unwrap(), rows)).collect();
    types.sort_by(|(a, _), (b, _)| a.processing_key().cmp(&b.processing_key()));
    for (entity_type, rows) in &types {
        if Import::PREPARED.contains(&entity_type.as_str()) {
            rows.iter().for_each(|row| import.prepare(entity_type, &row.borrow()));
        }
    }
    let mut output = Output::default();
    for (entity_type, rows) in &types {
        for row in *rows {
            import.map(entity_type, &row.borrow(), &mut output);
        }
    }
    import.finish(&mut output);
    (import, output)
}

/// How many warnings of each code a dry run gave.
pub(crate) fn warned(output: &Output) -> Vec<(String, u64)> {
    let mut groups = WarningGroups::default();
    output.warnings.iter().for_each(|warning| groups.add(warning));
    counted(groups.sorted())
}

/// How many warnings of each code there are.
pub(crate) fn counted(groups: Vec<WarningGroup>) -> Vec<(String, u64)> {
    let mut counted: Vec<_> = groups.into_iter().map(|group| (group.code, group.count)).collect();
    counted.sort();
    counted
}

#[tokio::test]
async fn the_import_says_what_the_dry_run_said_beside_another_clinic() {
    let server = Server::start().await;
    server.run(ELSEWHERE).await;
    let file = file();
    let fallback_professional = Some(Row::new(1, String::new()).canonical_uuid);
    let options = ExecuteOptions { fallback_professional, ..ExecuteOptions::default() };
    let clinic = server.admin.clinic;

    let path = format!("/api/v1/migration_import/destination?clinic_id={clinic}");
    let told = server.get(&path).await.body;
    assert!(!String::from_utf8_lossy(&told).contains("clinica.es"), "who works elsewhere is not told");
    let (tried, output) = try_out(&file, minicbor_serde::from_slice(&told).unwrap(), clinic, &options);

    let job = server.import_with(&file, &options).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    for line in &report.accounting {
        assert_eq!(tried.accounting().line(&EntityType::parse(&line.entity_type).unwrap(), line.declared), *line);
    }
    let expected =
        [("appointment.fallback_professional", 2), ("appointment.without_patient", 3), ("staff.email_elsewhere", 1)];
    let expected = expected.map(|(code, count)| (code.to_owned(), count));
    assert_eq!(warned(&output), expected);
    assert_eq!(counted(report.warnings), expected);

    let answer = server.get(&format!("{JOBS}/{}/warnings?page_size=100", job.id)).await;
    let page: Page<WarningLine> = serde_json::from_slice(&answer.body).unwrap();
    let said = |mut lines: Vec<WarningLine>| {
        for line in &mut lines {
            line.id = Uuid::nil();
        }
        lines.sort_by(|a, b| (&a.code, &a.source_id).cmp(&(&b.code, &b.source_id)));
        lines
    };
    assert_eq!(said(output.warnings.iter().map(|warning| warning.line(Uuid::nil())).collect()), said(page.data));
    let address = "SELECT email FROM users WHERE email LIKE 'migrado+%'";
    assert_eq!(server.texts(address).await, ["migrado+anagarcia-00000001@dental-bridge.local"]);
    let owners = "SELECT email FROM appointments JOIN users ON users.id = appointments.professional_id";
    assert_eq!(server.texts(owners).await, ["migrado+anagarcia-00000001@dental-bridge.local"; 3]);
}
