//! The whole way.

use api::Page;
use api::job::{Job, JobState, Phase, Progress, Report, Severity, SourceRow, TypeAccounting, WarningLine};
use axum::http::StatusCode;

use crate::support::{File, JOBS, Server};

#[tokio::test]
async fn a_file_lands_in_the_clinic_and_every_row_is_accounted_for() {
    let server = Server::start().await;
    let job = server.import(&File::small(40)).await;

    assert_eq!(job.digest_computed.as_ref(), Some(&job.digest_declared));
    assert_eq!((job.total_entities, job.processed_entities), (43, 43));
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 40);
    assert_eq!(
        server.count("SELECT count(*) FROM migration_import_raw_entities WHERE entity_type = 'consent'").await,
        3
    );
    assert_eq!(server.count("SELECT count(*) FROM puente_import_batches").await, 0, "what was staged is forgotten");
    let pending = "SELECT count(*) FROM migration_import_file_stagings WHERE status = 'pending' AND sha256 IS NOT NULL";
    assert_eq!(server.count(pending).await, 1);

    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let expected = [
        TypeAccounting { entity_type: "patient".to_owned(), declared: 40, created: 40, ..TypeAccounting::default() },
        // They name no patient.
        TypeAccounting { entity_type: "consent".to_owned(), declared: 3, skipped: 3, ..TypeAccounting::default() },
    ];
    assert_eq!(report.accounting, expected);
    let codes: Vec<_> = report.warnings.iter().map(|group| (group.code.as_str(), group.count)).collect();
    assert!(codes.contains(&("import.nothing_landed", 1)), "no consent is brought in: {codes:?}");
    assert!(codes.contains(&("file.sha256_missing", 1)), "{codes:?}");
    assert!(codes.contains(&("dpmf.patient.no_surname", 1)), "{codes:?}");
}

#[tokio::test]
async fn a_file_of_which_every_type_is_empty_brings_nothing_and_says_nothing() {
    let server = Server::start().await;
    let before = server.dump().await;
    let types = dpmf::entity::PROCESSING_ORDER.iter().map(|name| (*name, Vec::new())).collect();
    let job = server.import(&File { types, ..File::default() }).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let nothing = |name: &&str| TypeAccounting { entity_type: (*name).to_owned(), ..TypeAccounting::default() };
    assert_eq!(report.accounting, dpmf::entity::PROCESSING_ORDER.iter().map(nothing).collect::<Vec<_>>());
    assert_eq!((report.accounting.len(), report.warnings.len()), (32, 0));
    assert_eq!(server.dump().await, before);
}

#[tokio::test]
async fn two_clinics_with_one_file_share_nothing_of_it() {
    let mut server = Server::start().await;
    let file = File::small(2);
    let first = server.import(&file).await;
    let ours = server.texts("SELECT CAST(id AS TEXT) FROM patients ORDER BY id").await;
    server.admin = server.stranger().await;
    let second = server.import(&file).await;
    assert_eq!(first.digest_declared, second.digest_declared);
    let report: Report = server.get(&format!("{JOBS}/{}/report", second.id)).await.expect(StatusCode::OK);
    assert_eq!((report.accounting[0].created, report.accounting[0].linked), (2, 0));
    let names = "SELECT first_name || ' ' || last_name FROM patients GROUP BY 1 HAVING count(DISTINCT clinic_id) = 2 ORDER BY 1";
    assert_eq!(server.texts(names).await, ["Ana 1 López", "Ana 2 López"]);
    let _undone: api::undo::Undone =
        server.post(&format!("{JOBS}/{}/undo", second.id), &serde_json::json!({})).await.expect(StatusCode::OK);
    assert_eq!(server.texts("SELECT CAST(id AS TEXT) FROM patients ORDER BY id").await, ours);
}

#[tokio::test]
async fn figures_open_to_their_rows_in_pages() {
    let server = Server::start().await;
    let job = server.import(&File::small(600)).await;
    let rows = async |query: &str| -> Page<SourceRow> {
        let answer = server.get(&format!("{JOBS}/{}/rows?{query}", job.id)).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        serde_json::from_slice(&answer.body).unwrap()
    };
    let skipped = rows("entity_type=consent&outcome=skipped").await;
    assert_eq!(skipped.total, 3);
    assert_eq!(skipped.data[0].fields, [("title".to_owned(), "RGPD".to_owned())]);
    for row in &skipped.data {
        assert_eq!(row.warnings.iter().map(|line| &*line.code).collect::<Vec<_>>(), ["paper.no_patient"]);
    }

    let created = rows("entity_type=patient&outcome=created&page=2&page_size=200").await;
    assert_eq!((created.total, created.data.len()), (500, 200), "as many as a dry run lists");
    assert_eq!((&*created.data[0].source_id, created.data[0].fields.len()), ("201", 0), "wholly imported");
    assert_eq!(rows("entity_type=patient&outcome=merged").await.total, 0);
    let odd = server.get(&format!("{JOBS}/{}/rows?entity_type=patient&outcome=eaten", job.id)).await;
    assert!(odd.status.is_client_error());
}

#[tokio::test]
async fn the_accounting_can_be_had_as_a_table() {
    let server = Server::start().await;
    let job = server.import(&File::small(2)).await;
    let mut request = server.admin.request("GET", &format!("{JOBS}/{}/report", job.id), axum::body::Body::empty());
    request.headers_mut().insert("accept", "text/csv".parse().unwrap());
    let accepted = String::from_utf8(server.send(request).await.body).unwrap();
    let linked = server.get(&format!("{JOBS}/{}/report?format=csv", job.id)).await;
    assert_eq!(String::from_utf8(linked.body).unwrap(), accepted, "as a browser's link asks for it");
    assert_eq!(
        accepted,
        "entity_type,declared,created,linked,merged,archived,skipped\r\npatient,2,2,0,0,0,0\r\nconsent,3,0,0,0,0,3\r\n"
    );
}

#[tokio::test]
async fn the_same_file_again_duplicates_nothing() {
    let server = Server::start().await;
    let file = File::small(5);
    server.import(&file).await;
    let tables = "SELECT (SELECT count(*) FROM patients) + (SELECT count(*) FROM users) +
        (SELECT count(*) FROM migration_import_entity_mappings) + (SELECT count(*) FROM migration_import_raw_entities)";
    let before = server.count(tables).await;

    let again = server.import(&file).await;
    assert_eq!(server.count(tables).await, before);
    let report: Report = server.get(&format!("{JOBS}/{}/report", again.id)).await.expect(StatusCode::OK);
    let patients = report.accounting.first().expect("patients come first");
    assert_eq!((patients.declared, patients.created, patients.linked), (5, 0, 5));
}

#[tokio::test]
async fn what_was_deleted_since_comes_back() {
    let server = Server::start().await;
    let file = File::small(5);
    server.import(&file).await;
    server.run("DELETE FROM patient_timeline").await;
    server.run("DELETE FROM patients WHERE first_name = 'Ana 3'").await;

    let again = server.import(&file).await;
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 5);
    let report: Report = server.get(&format!("{JOBS}/{}/report", again.id)).await.expect(StatusCode::OK);
    let patients = report.accounting.first().expect("patients come first");
    assert_eq!((patients.created, patients.linked), (1, 4));
}

#[tokio::test]
async fn warnings_are_listed_in_pages_and_filtered() {
    let server = Server::start().await;
    let mut file = File::small(1);
    let first = file.warnings[0];
    file.warnings = (1..=5).map(|id| dpmf::row::WarningRow { id, severity: "info", ..first }).collect();
    let job = server.import(&file).await;

    let list = async |query: &str| -> Page<WarningLine> {
        let answer = server.get(&format!("{JOBS}/{}/warnings?{query}", job.id)).await;
        assert_eq!(answer.status, StatusCode::OK);
        serde_json::from_slice(&answer.body).unwrap()
    };
    let of_extractor = "code=dpmf.patient.no_surname";
    let all = list(of_extractor).await;
    assert_eq!(all.total, 5);
    assert!(all.data.iter().all(|line| line.severity == Severity::Info && line.args["field"] == "Apellidos"));
    let mut pages = Vec::new();
    for page in 1..=3 {
        pages.extend(list(&format!("{of_extractor}&page={page}&page_size=2")).await.data);
    }
    assert_eq!(pages, all.data);
    let errors = list("severity=error").await.data;
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].code.as_str(), &errors[0].source_id), ("import.nothing_landed", &None));
    assert_eq!((errors[0].entity_type.as_deref(), errors[0].args["count"].as_str()), (Some("consent"), "3"));
    assert_eq!(list("severity=warn&entity_type=patient_document").await.total, 1);
    let too_many = server.get(&format!("{JOBS}/{}/warnings?page_size=201", job.id)).await;
    assert_eq!(too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn events_begin_at_once_and_end_with_the_job() {
    let server = Server::start().await;
    let job = server.receive(&File::small(20)).await;
    let path = format!("{JOBS}/{}/events", job.id);
    let watching = server.get(&path);
    let (answer, ()) = tokio::join!(watching, async {
        let _started: Job = server.execute(job.id).await.expect(StatusCode::ACCEPTED);
    });
    let events = progress(&answer.body);
    assert_eq!(events.first().map(|p| p.total), Some(23));
    let last = events.last().expect("an end");
    assert_eq!((last.state, last.phase, last.done), (JobState::Completed, Phase::Done, 23));

    let late = progress(&server.get(&path).await.body);
    assert_eq!(late.iter().map(|p| (p.state, p.done)).collect::<Vec<_>>(), [(JobState::Completed, 23)]);
}

fn progress(stream: &[u8]) -> Vec<Progress> {
    let text = std::str::from_utf8(stream).unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|json| serde_json::from_str(json).expect(json)).collect()
}

#[tokio::test]
async fn jobs_are_listed_newest_first() {
    let server = Server::start().await;
    let first = server.import(&File::small(1)).await;
    let second = server.open(&File::small(2)).await;
    let answer = server.get(&format!("{JOBS}?clinic_id={}&page_size=5", server.admin.clinic)).await;
    let page: Page<Job> = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(page.total, 2);
    assert_eq!(page.data.iter().map(|job| job.id).collect::<Vec<_>>(), [second.id, first.id]);
}
