//! Legal data of invoices, wanted only after the invoices were imported.

use api::changes::{Change, ChangeCounts, ChangeState};
use api::job::{ExecuteOptions, Job, Report};
use api::undo::{UndoOrder, UndoPreview, Undone};
use api::{Page, ProblemCode};
use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;

use crate::changes::{export, uuid};
use crate::dry_run::{counted, try_out, warned};
use crate::support::{File, JOBS, Server};

/// Three signed invoices, each naming the one before, and one without legal data. A newer export has one more.
fn clinic(is_newer: bool) -> File {
    let invoice = |n: usize, legal: Option<(&str, &str)>| {
        let mut payload = json!({
            "patient_uuid": uuid(1), "series": "F", "number": n.to_string(), "year": 2025, "document_date": "2025-03-05",
            "total": "10.00",
        });
        if let Some((own, previous)) = legal {
            payload["legal_hash"] = own.repeat(32).into();
            payload["previous_hash"] = previous.repeat(32).into();
            payload["qr_code"] = "https://x?a=1&b=\"ñ\"".into();
        }
        ("fiscal_document", n, payload)
    };
    let mut rows = vec![
        ("patient", 1, json!({"given_name": "Ana", "family_name": "Gil"})),
        invoice(2, Some(("aa", "no hash"))),
        invoice(3, Some(("bb", "aa"))),
        invoice(4, Some(("cc", "bb"))),
        invoice(5, None),
    ];
    if is_newer {
        rows.push(invoice(6, Some(("dd", "cc"))));
    }
    export(&rows)
}

/// A server whose clinic keeps legal data.
async fn start() -> Server {
    let server = Server::start().await;
    server.run("UPDATE clinics SET settings = '{\"country\": \"ES\"}'").await;
    let path = format!("/api/v1/clinics/{}/modules/verifactu", server.admin.clinic);
    assert_eq!(server.send(server.admin.request("POST", &path, Body::empty())).await.status, StatusCode::NO_CONTENT);
    server
}

async fn import(server: &Server, file: &File, is_wanted: bool) -> Job {
    let options = ExecuteOptions { import_fiscal_compliance: is_wanted, ..ExecuteOptions::default() };
    server.import_with(file, &options).await
}

/// The legal data of every invoice.
async fn legal(server: &Server) -> Vec<String> {
    let sql = "SELECT invoice_number || ' ' || coalesce(CAST(compliance_data AS TEXT), '-') || ' '
            || coalesce(document_hash, '-') || ' ' || coalesce(previous_hash, '-')
        FROM invoices ORDER BY invoice_number";
    server.texts(sql).await
}

async fn said(server: &Server) -> Vec<String> {
    let sql = "SELECT code || ' ' || CAST(raw_data AS TEXT) FROM migration_import_warnings
        WHERE code IN ('verifactu.added', 'verifactu.others') ORDER BY code, id";
    server.texts(sql).await.into_iter().map(|line| line.replace(": ", ":")).collect()
}

async fn undo(server: &Server, job: &Job, keep_worked_on: bool) -> crate::support::Answer {
    server.post(&format!("{JOBS}/{}/undo", job.id), &UndoOrder { keep_worked_on }).await
}

#[tokio::test]
async fn wanted_later_is_as_wanted_at_first_and_can_be_undone() {
    let at_first = start().await;
    import(&at_first, &clinic(false), true).await;
    let server = start().await;
    let empty = server.dump().await;
    let first = import(&server, &clinic(false), false).await;
    let declined = server.dump().await;
    assert!(legal(&server).await.iter().all(|line| line.ends_with(" - - -")));

    let later = import(&server, &clinic(false), true).await;
    assert_eq!(legal(&server).await, legal(&at_first).await);
    assert_eq!(legal(&server).await.iter().filter(|line| line.contains("imported")).count(), 3);
    assert_eq!(said(&server).await, [r#"verifactu.added {"count":"3"}"#]);
    let counts: ChangeCounts = report(&server, &later).await.changes;
    assert_eq!((counts.found, counts.applied), (0, 8), "two texts of one, three of the others");
    let path = format!("{JOBS}/{}/changes?state=applied&page_size=100", later.id);
    let page: Page<Change> = serde_json::from_slice(&server.get(&path).await.body).unwrap();
    assert!(page.data.iter().all(|it| it.state == ChangeState::Applied && it.before.is_none() && it.after.is_some()));
    assert!(page.data.iter().all(|it| it.patient_name.as_deref() == Some("Ana Gil") && it.source_id.is_some()));

    // Wanted once more, there is nothing to add.
    let again = import(&server, &clinic(false), true).await;
    assert_eq!(report(&server, &again).await.changes.applied, 0);
    assert_eq!(said(&server).await.len(), 1);

    assert_eq!(undo(&server, &first, false).await.problem(), ProblemCode::UndoLater);
    let _nothing: Undone = undo(&server, &again, false).await.expect(StatusCode::OK);
    let shown: UndoPreview = server.get(&format!("{JOBS}/{}/undo", later.id)).await.expect(StatusCode::OK);
    assert_eq!((shown.restored, shown.kept.total), (8, 0));
    let undone: Undone = undo(&server, &later, false).await.expect(StatusCode::OK);
    assert_eq!(undone.restored, 8);
    assert_eq!(server.dump().await, declined);
    let undone: Undone = undo(&server, &first, false).await.expect(StatusCode::OK);
    assert_eq!((undone.kept, server.dump().await), (0, empty), "nobody has worked on the invoices");
}

async fn report(server: &Server, job: &Job) -> Report {
    server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK)
}

#[tokio::test]
async fn the_dry_run_says_how_many() {
    let server = start().await;
    import(&server, &clinic(false), false).await;
    server.run("UPDATE invoices SET document_hash = 'theirs' WHERE invoice_number = 'F-2025-3'").await;
    let clinic_id = server.admin.clinic;
    let told = server.get(&format!("/api/v1/migration_import/destination?clinic_id={clinic_id}")).await.body;
    let options = ExecuteOptions { import_fiscal_compliance: true, ..ExecuteOptions::default() };
    let (_, output) = try_out(&clinic(true), minicbor_serde::from_slice(&told).unwrap(), clinic_id, &options);
    let job = import(&server, &clinic(true), true).await;
    assert_eq!(warned(&output), counted(report(&server, &job).await.warnings));
    let expected =
        [r#"verifactu.added {"count":"2"}"#, r#"verifactu.others {"fields":"legal_hash, previous_hash, qr_code"}"#];
    assert_eq!(said(&server).await, expected);
}

#[tokio::test]
async fn a_newer_export_brings_them_and_tells_no_change_of_them() {
    let at_first = start().await;
    import(&at_first, &clinic(true), true).await;
    let server = start().await;
    import(&server, &clinic(false), false).await;
    let newer = import(&server, &clinic(true), true).await;
    assert_eq!(legal(&server).await, legal(&at_first).await);
    let counts = report(&server, &newer).await.changes;
    assert_eq!((counts.found, counts.booked, counts.applied), (0, 0, 8));
}

#[tokio::test]
async fn what_the_clinic_wrote_stays() {
    let server = start().await;
    import(&server, &clinic(false), false).await;
    server
        .run("UPDATE invoices SET compliance_data = '{\"ES\": {\"qr\": \"theirs\"}}' WHERE invoice_number = 'F-2025-4'")
        .await;
    let theirs = legal(&server).await[2].clone();
    let later = import(&server, &clinic(false), true).await;
    assert_eq!(legal(&server).await[2], theirs);
    assert_eq!(report(&server, &later).await.changes.applied, 5);

    // What was written over the file's since is not put back over.
    server
        .run("UPDATE invoices SET document_hash = 'new', updated_at = '2099-01-01T00:00:00.000000Z' WHERE invoice_number = 'F-2025-3'")
        .await;
    let edited = legal(&server).await;
    let shown: UndoPreview = server.get(&format!("{JOBS}/{}/undo", later.id)).await.expect(StatusCode::OK);
    assert_eq!((shown.restored, shown.kept.total), (2, 1), "an invoice counts once");
    let row = &shown.kept.examples[0];
    assert!(row.patient_name.is_some() && row.columns == ["document_hash"], "{row:?}");
    assert_eq!(undo(&server, &later, false).await.problem(), ProblemCode::UndoInUse);
    let undone: Undone = undo(&server, &later, true).await.expect(StatusCode::OK);
    assert_eq!(undone.restored, 2);
    let after = legal(&server).await;
    assert_eq!((&after[1], &after[2], after[0].ends_with(" - - -")), (&edited[1], &theirs, true));
}

#[tokio::test]
async fn an_invoice_that_was_deleted_since_is_told_too() {
    let server = start().await;
    import(&server, &clinic(false), false).await;
    let later = import(&server, &clinic(false), true).await;
    server.run("DELETE FROM invoice_history").await;
    server.run("DELETE FROM invoices WHERE invoice_number = 'F-2025-3'").await;
    let shown: UndoPreview = server.get(&format!("{JOBS}/{}/undo", later.id)).await.expect(StatusCode::OK);
    assert_eq!((shown.kept.total, &shown.kept.examples[0].patient_name), (1, &None));
}
