//! What a clinic deleted since an import stays deleted.

use api::job::Report;
use axum::http::StatusCode;

use crate::support::{File, JOBS, Row, Server};

fn file(lines: usize) -> File {
    let uuid = Row::new(1, String::new()).canonical_uuid;
    let line = |n| Row::new(n, format!(r#"{{"budget_uuid":"{uuid}","patient_uuid":"{uuid}","unit_amount":"50"}}"#));
    File {
        types: [
            ("patient", vec![Row::new(1, r#"{"given_name":"Ana","family_name":"Gil"}"#.to_owned())]),
            ("budget", vec![Row::new(1, format!(r#"{{"patient_uuid":"{uuid}","quote_date":"2024-05-01"}}"#))]),
            ("budget_line", (1..=lines).map(line).collect()),
        ]
        .into(),
        ..File::default()
    }
}

#[tokio::test]
async fn nothing_new_hangs_on_what_the_clinic_deleted() {
    let server = Server::start().await;
    server.import(&file(1)).await;
    server.run("UPDATE budgets SET deleted_at = created_at").await;
    let job = server.import(&file(2)).await;

    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let mut codes: Vec<_> = report.warnings.iter().map(|group| (group.code.as_str(), group.count)).collect();
    codes.sort_unstable();
    assert_eq!(codes, [("budget_line.unmapped_budget", 1), ("import.deleted_since", 1)]);
    assert_eq!(server.count("SELECT count(*) FROM budgets WHERE deleted_at IS NOT NULL").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM budget_items").await, 1);
}
