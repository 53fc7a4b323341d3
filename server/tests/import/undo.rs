//! A finished import can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use api::ProblemCode;
use api::job::{JobState, Report};
use api::undo::{UndoOrder, UndoPreview, Undone};
use axum::http::StatusCode;
use uuid::Uuid;

use server::store::Dialect;

use crate::support::{File, JOBS, Row, Server, engine};
use crate::undo_references::file as whole_clinic;

/// Three patients of whom the first is allergic, what the second has booked and pays, and a consent.
fn clinic() -> File {
    let patient = |n: usize, notes: &str| {
        Row::new(n, format!(r#"{{"given_name":"Ana {n}","family_name":"López","notes":"{notes}"}}"#))
    };
    let uuid = |n: usize| format!("{n:08x}-0000-4000-8000-000000000000");
    let (ana, eva) = (uuid(2), uuid(0x20));
    let appointment = format!(
        r#"{{"patient_uuid":"{ana}","professional_uuid":"{eva}","scheduled_date":"2025-03-03","scheduled_time":"10:00","duration_minutes":30,"status":"scheduled"}}"#
    );
    let payment = format!(r#"{{"patient_uuid":"{ana}","amount":"80.00","payment_date":"2025-03-03"}}"#);
    File {
        types: BTreeMap::from([
            ("appointment", vec![Row::new(0x10, appointment)]),
            ("consent", vec![Row::new(0x11, r#"{"title":"RGPD"}"#.to_owned())]),
            ("patient", vec![patient(1, "Alergia a la penicilina"), patient(2, ""), patient(3, "")]),
            ("payment", vec![Row::new(0x12, payment)]),
            (
                "professional",
                vec![Row::new(0x20, r#"{"given_name":"Eva","family_name":"Sanz","role":"dentist"}"#.to_owned())],
            ),
        ]),
        ..File::default()
    }
}

async fn preview(server: &Server, job: Uuid) -> UndoPreview {
    server.get(&format!("{JOBS}/{job}/undo")).await.expect(StatusCode::OK)
}

async fn undo(server: &Server, job: Uuid, keep_worked_on: bool) -> crate::support::Answer {
    server.post(&format!("{JOBS}/{job}/undo"), &UndoOrder { keep_worked_on }).await
}

fn rows_of(removed: &[api::undo::TableRows], table: &str) -> u64 {
    removed.iter().find(|rows| rows.table == table).map_or(0, |rows| rows.rows)
}

#[tokio::test]
async fn the_clinic_is_as_before() {
    let server = Server::start().await;
    let before = server.dump().await;
    let job = server.import(&clinic()).await;
    assert_eq!(server.count("SELECT count(*) FROM appointments").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM patients_clinical_allergy").await, 1);

    let expected = preview(&server, job.id).await;
    assert_eq!(rows_of(&expected.removed, "patients"), 3);
    assert_eq!((expected.kept.total, expected.later_import), (0, None));
    assert_eq!(
        server.dump().await.difference(&before).count() as u64,
        expected.removed.iter().map(|t| t.rows).sum::<u64>()
    );

    let undone: Undone = undo(&server, job.id, false).await.expect(StatusCode::OK);
    assert_eq!((&undone.removed, undone.kept), (&expected.removed, 0));
    assert_eq!(server.dump().await, before);
    for own in
        ["SELECT count(*) FROM migration_import_entity_mappings", "SELECT count(*) FROM migration_import_raw_entities"]
    {
        assert_eq!(server.count(own).await, 0, "{own}");
    }
    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    assert_eq!(report.job.state, JobState::Undone);
    assert_eq!(report.undone, Some(undone));
    assert_eq!(undo(&server, job.id, false).await.problem(), ProblemCode::JobState);

    // And it can come back.
    let again = server.import(&clinic()).await;
    assert_ne!(again.id, job.id);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 3);
}

#[tokio::test]
async fn what_was_worked_on_since_is_shown_and_stays() {
    let server = Server::start().await;
    let job = server.import(&clinic()).await;
    // The allergic one's phone was noted; the third one came back.
    server
        .run("UPDATE patients SET phone = '600', updated_at = '2099-03-05T10:00:00.000000Z' WHERE first_name = 'Ana 1'")
        .await;
    server
        .run(
            "INSERT INTO appointments (id, clinic_id, patient_id, professional_id, start_time, end_time, status, created_at, updated_at)
             SELECT '00000000-0000-4000-8000-000000000001', clinic_id, (SELECT id FROM patients WHERE first_name = 'Ana 3'), professional_id,
                '2026-04-01T10:00:00.000000Z', '2026-04-01T10:30:00.000000Z', 'scheduled', updated_at, updated_at FROM appointments",
        )
        .await;

    let shown = preview(&server, job.id).await;
    let named: Vec<_> = shown
        .kept
        .examples
        .iter()
        .map(|row| (row.table.as_str(), row.patient_name.as_deref(), row.changed_at.is_some(), row.used_by.as_deref()))
        .collect();
    let expected = [
        ("patients", Some("Ana 1 López"), true, None),
        ("patients", Some("Ana 3 López"), false, Some("appointments")),
        ("users", None, false, Some("appointments")),
    ];
    assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
    assert_eq!((shown.kept.changed, shown.kept.used), (1, 2));
    assert_eq!(undo(&server, job.id, false).await.problem(), ProblemCode::UndoInUse);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 3, "refused means untouched");

    let undone: Undone = undo(&server, job.id, true).await.expect(StatusCode::OK);
    assert_eq!(undone.kept, shown.kept.total);
    let left: Vec<String> =
        server.app.database.fetch_all("SELECT first_name FROM patients ORDER BY 1", &[]).await.unwrap();
    assert_eq!(left, ["Ana 1", "Ana 3"]);
    assert_eq!(
        server.count("SELECT count(*) FROM patients_clinical_allergy").await,
        1,
        "it is part of a patient who stays"
    );
    assert_eq!(server.count("SELECT count(*) FROM appointments").await, 1, "the clinic's own");
    assert_eq!(server.count("SELECT count(*) FROM payments").await, 0);
    if server.app.database.dialect() == Dialect::Sqlite {
        assert_eq!(server.count("SELECT count(*) FROM pragma_foreign_key_check").await, 0);
    }

    // Who stayed is known again when the file comes back.
    server.import(&clinic()).await;
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 3);
}

#[tokio::test]
async fn a_clock_that_goes_back_hides_no_edit() {
    let server = Server::start().await;
    let job = server.import(&whole_clinic()).await;
    assert_eq!(preview(&server, job.id).await.kept.total, 0);
    for edit in [
        "UPDATE patients SET phone = '600', updated_at = '2019-03-05T10:00:00.000000Z' WHERE first_name = 'Eva'",
        "UPDATE budgets SET internal_notes = '!', updated_at = '2026-01-05T10:00:00.000001Z' WHERE status = 'accepted'",
        "UPDATE clinical_notes SET body = '!', updated_at = '2019-03-05T10:00:00.000000Z' WHERE note_type = 'treatment'",
    ] {
        server.run(edit).await;
    }
    let kept = preview(&server, job.id).await.kept;
    let changed: BTreeSet<&str> =
        kept.examples.iter().filter(|row| row.changed_at.is_some()).map(|row| row.table.as_str()).collect();
    assert_eq!((kept.changed, changed), (3, ["budgets", "clinical_notes", "patients"].into()));
    assert_eq!(undo(&server, job.id, false).await.problem(), ProblemCode::UndoInUse);
    let _: Undone = undo(&server, job.id, true).await.expect(StatusCode::OK);
    assert_eq!(server.count("SELECT count(*) FROM patients WHERE phone = '600'").await, 1);
}

#[tokio::test]
async fn which_import_is_the_last_does_not_rest_on_the_clock() {
    let server = Server::start().await;
    let first = server.import(&clinic()).await;
    let second = server.import(&clinic()).await;
    let later = format!(
        "UPDATE migration_import_jobs SET completed_at = '2099-01-01T00:00:00.000000Z' WHERE id = '{}'",
        first.id
    );
    engine::run(&server.app.database, &later).await;
    assert_eq!(preview(&server, first.id).await.later_import, Some(second.file_name));
    assert_eq!(preview(&server, second.id).await.later_import, None);
    assert_eq!(undo(&server, first.id, true).await.problem(), ProblemCode::UndoLater);
    let _: Undone = undo(&server, second.id, false).await.expect(StatusCode::OK);
    let _: Undone = undo(&server, first.id, false).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_last_import_is_undone_first() {
    let server = Server::start().await;
    let first = server.import(&clinic()).await;
    let mut more = clinic();
    more.types.get_mut("patient").unwrap().push(Row::new(9, r#"{"given_name":"Luz","family_name":"Gil"}"#.to_owned()));
    let second = server.import(&more).await;
    assert_eq!(preview(&server, first.id).await.later_import, Some(second.file_name));
    assert_eq!(undo(&server, first.id, true).await.problem(), ProblemCode::UndoLater);
    let _: Undone = undo(&server, second.id, false).await.expect(StatusCode::OK);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 3);
    let _: Undone = undo(&server, first.id, false).await.expect(StatusCode::OK);
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 0);
}
