//! A newer export of a clinic that was imported before.

use std::collections::BTreeMap;

use api::changes::{AppliedChanges, ApplyChanges, Change, ChangeCounts, ChangeState};
use api::job::{Job, Report};
use api::undo::{UndoOrder, UndoPreview, Undone};
use api::{Page, ProblemCode};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, File, JOBS, Row, Server};

pub(crate) fn uuid(n: usize) -> String {
    Row::new(n, String::new()).canonical_uuid
}

/// A small clinic, as its program exports it one day.
pub(crate) fn export(rows: &[(&'static str, usize, Value)]) -> File {
    let mut types: BTreeMap<&'static str, Vec<Row>> = BTreeMap::new();
    for (name, n, payload) in rows {
        types.entry(name).or_default().push(Row::new(*n, payload.to_string()));
    }
    File { types, ..File::default() }
}

/// Two patients and what is planned for them; a later export has changed values in place of some.
pub(crate) fn clinic(later: bool) -> Vec<(&'static str, usize, Value)> {
    let pick = |then: Value, now: Value| if later { now } else { then };
    vec![
        ("professional", 1, json!({"given_name": "Bea", "family_name": "Gil"})),
        ("treatment_catalog_item", 2, json!({"short_name": "Empaste", "reference_price": "50"})),
        ("treatment_catalog_variant", 3, json!({"treatment_uuid": uuid(2), "unit_price": "50.00"})),
        (
            "patient",
            4,
            json!({
                "given_name": "Ana", "family_name": "Gil", "registered_at": "2020-01-01",
                "mobile_phone": pick("600112233".into(), "611223344".into()),
            }),
        ),
        (
            "patient",
            5,
            json!({"given_name": "Eva", "family_name": "Sol", "email": pick("eva@x.es".into(), "eva@y.es".into())}),
        ),
        (
            "appointment",
            6,
            json!({
                "patient_uuid": uuid(4), "professional_uuid": uuid(1), "scheduled_time": "10:00", "duration_minutes": 30,
                "scheduled_date": pick("2026-12-01".into(), "2026-12-02".into()),
            }),
        ),
        (
            "budget",
            7,
            json!({
                "patient_uuid": uuid(4), "number": 1, "quote_date": "2026-01-01", "accepted_date": "2026-01-02",
            }),
        ),
        (
            "budget",
            12,
            json!({
                "patient_uuid": uuid(5), "number": 2, "quote_date": "2026-01-01",
                "accepted_date": pick(Value::Null, "2026-01-10".into()),
            }),
        ),
        (
            "budget_line",
            8,
            json!({
                "budget_uuid": uuid(7), "patient_uuid": uuid(4), "treatment_variant_uuid": uuid(3), "units": "1",
                "unit_amount": "50.00", "teeth": [16], "applied_treatment_uuid": uuid(9),
            }),
        ),
        (
            "applied_treatment",
            9,
            json!({
                "patient_uuid": uuid(4), "start_date": "2026-01-02", "teeth": [16], "IdTipoODG": 22, "amount": "50.00",
                "treatment_variant_uuid": uuid(3), "status_code": pick(1.into(), 5.into()),
                "end_date": pick(Value::Null, "2026-01-20".into()),
            }),
        ),
        (
            "patient_alert",
            13,
            json!({"patient_uuid": uuid(4), "text": pick("Bruxismo".into(), "Bruxismo. Fuma".into())}),
        ),
        (
            "payment",
            10,
            json!({"patient_uuid": uuid(4), "amount": pick("20.00".into(), "25.00".into()), "paid_on": "2026-01-20"}),
        ),
    ]
}

async fn report(server: &Server, job: &Job) -> ChangeCounts {
    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    report.changes
}

async fn changes(server: &Server, job: &Job, query: &str) -> Vec<Change> {
    let answer = server.get(&format!("{JOBS}/{}/changes?page_size=200&{query}", job.id)).await;
    let page: Page<Change> = serde_json::from_slice(&answer.body).expect("a page");
    assert_eq!(page.total, page.data.len() as u64);
    page.data
}

async fn apply(server: &Server, job: &Job, what: &ApplyChanges) -> Answer {
    server.post(&format!("{JOBS}/{}/changes/apply", job.id), what).await
}

fn all() -> ApplyChanges {
    ApplyChanges { all: true, ..ApplyChanges::default() }
}

fn texts(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|it| {
            let value = |value: &Option<String>| value.as_deref().unwrap_or("–").to_owned();
            format!("{}.{} {} → {}", it.table, it.column, value(&it.before), value(&it.after))
        })
        .collect()
}

/// What the later export says of Ana.
const OFFERED: [&str; 15] = [
    "patients.phone 600112233 → 611223344",
    "budgets.status draft → accepted",
    "budgets.accepted_via – → manual",
    "appointments.start_time 2026-12-01T09:00:00.000000Z → 2026-12-02T09:00:00.000000Z",
    "appointments.end_time 2026-12-01T09:30:00.000000Z → 2026-12-02T09:30:00.000000Z",
    "treatment_plans.status active → completed",
    "tooth_records.general_condition healthy → filling",
    "treatments.status planned → performed",
    "treatments.performed_at – → 2026-01-19T23:00:00.000000Z",
    "planned_treatment_items.status pending → completed",
    "planned_treatment_items.completed_at – → 2026-01-19T23:00:00.000000Z",
    "planned_treatment_item_sessions.status pending → completed",
    "planned_treatment_item_sessions.completed_at – → 2026-01-19T23:00:00.000000Z",
    "clinical_notes.body Alerta del origen: Bruxismo → Alerta del origen: Bruxismo. Fuma",
    "patients_clinical_medical_context.is_smoker 0 → 1",
];

#[tokio::test]
async fn what_changed_is_offered_and_applied_on_an_admin_s_word() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    // Eva moved, and told the clinic.
    server
        .run("UPDATE patients SET email = 'eva@z.es', updated_at = '2099-01-01T00:00:00.000000Z' WHERE first_name = 'Eva'")
        .await;
    let job = server.import(&export(&clinic(true))).await;

    let offered = changes(&server, &job, "state=offered").await;
    assert_eq!(texts(&offered), OFFERED);
    let phone = offered.iter().find(|change| change.column == "phone").expect("the phone");
    assert_eq!((phone.entity_type.as_deref(), phone.source_id.as_deref()), (Some("patient"), Some("4")));
    assert_eq!((phone.patient_name.as_deref(), phone.patient_id), (Some("Ana Gil"), Some(phone.row_id)));
    let of_ana =
        |change: &&Change| change.table.starts_with("planned_treatment_item_s") || change.column == "is_smoker";
    assert!(offered.iter().filter(of_ana).all(|change| change.patient_id == Some(phone.row_id)));
    let edited = changes(&server, &job, "state=edited").await;
    assert_eq!(texts(&edited), ["patients.email eva@z.es → eva@y.es"]);
    let booked = changes(&server, &job, "state=booked").await;
    assert!(texts(&booked).contains(&"payments.amount 20.00 → 25.00".to_owned()), "{booked:?}");
    let found = (offered.len() + edited.len() + booked.len()) as u64;
    let counts =
        ChangeCounts { found, offered: offered.len() as u64, edited: 1, booked: booked.len() as u64, applied: 0 };
    assert_eq!(report(&server, &job).await, counts);
    assert_eq!(
        server.count("SELECT count(*) FROM patients WHERE phone = '600112233'").await,
        1,
        "nothing is changed yet"
    );

    let one = ApplyChanges { ids: vec![phone.id, edited[0].id, booked[0].id, 999], ..ApplyChanges::default() };
    let outcome: AppliedChanges = apply(&server, &job, &one).await.expect(StatusCode::OK);
    assert_eq!(outcome, AppliedChanges { applied: 1, edited: 0, refused: 0 });
    assert_eq!(server.count("SELECT count(*) FROM patients WHERE phone = '611223344'").await, 1);

    // Edited after the import, before the word.
    server.run("UPDATE appointments SET start_time = '2026-12-24T09:00:00.000000Z'").await;
    let outcome: AppliedChanges = apply(&server, &job, &all()).await.expect(StatusCode::OK);
    assert_eq!((outcome.applied, outcome.edited, outcome.refused), (counts.offered - 2, 1, 0));
    assert_eq!(
        server.count("SELECT count(*) FROM appointments WHERE CAST(start_time AS TEXT) LIKE '2026-12-24%'").await,
        1
    );
    assert_eq!(server.count("SELECT count(*) FROM budgets WHERE status = 'accepted'").await, 2);
    assert_eq!(server.count("SELECT count(*) FROM treatments WHERE performed_at IS NOT NULL").await, 1);
    let session = "SELECT count(*) FROM planned_treatment_item_sessions WHERE status = 'completed'";
    assert_eq!(server.count(session).await, 1);
    let summary = "SELECT count(*) FROM patients_clinical_medical_context WHERE is_smoker AND bruxism";
    assert_eq!(server.count(summary).await, 1);
    assert_eq!(server.count("SELECT count(*) FROM payments WHERE amount = '20.00'").await, 1, "booked");
    assert_eq!(server.count("SELECT count(*) FROM patients WHERE email = 'eva@z.es'").await, 1, "edited");

    let again: AppliedChanges = apply(&server, &job, &all()).await.expect(StatusCode::OK);
    assert_eq!(again, AppliedChanges::default(), "twice is once");
    let counts = report(&server, &job).await;
    assert_eq!((counts.offered, counts.applied, counts.edited), (0, found - 2 - counts.booked, 2));
}

#[tokio::test]
async fn what_was_applied_is_not_taken_for_an_edit() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    let job = server.import(&export(&clinic(true))).await;
    let _applied: AppliedChanges = apply(&server, &job, &all()).await.expect(StatusCode::OK);

    let mut third = clinic(true);
    third[3].2["mobile_phone"] = "622334455".into();
    let job = server.import(&export(&third)).await;
    assert_eq!(texts(&changes(&server, &job, "state=offered").await), ["patients.phone 611223344 → 622334455"]);
    assert!(changes(&server, &job, "state=edited").await.is_empty());
}

#[tokio::test]
async fn what_the_clinic_edited_and_the_source_did_not_is_no_news() {
    let server = Server::start().await;
    let mut rows = clinic(false);
    // With something that is archived, as every row of a real source has.
    rows[3].2["fax"] = "910000000".into();
    server.import(&export(&rows)).await;
    server.run("UPDATE patients SET email = 'new@x.es', updated_at = '2099-01-01T00:00:00.000000Z'").await;
    rows[4].2["family_name"] = "Sol Mar".into();
    let job = server.import(&export(&rows)).await;
    let told = texts(&changes(&server, &job, "").await);
    assert_eq!(told, ["patients.last_name Sol → Sol Mar", "patients.email new@x.es → eva@x.es"], "of Ana nothing");
}

#[tokio::test]
async fn what_is_only_new_changes_nothing() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    let mut more = clinic(false);
    more.push(("patient", 11, json!({"given_name": "Luz", "family_name": "Mar"})));
    let job = server.import(&export(&more)).await;
    assert_eq!(report(&server, &job).await, ChangeCounts::default());
    assert_eq!(server.count("SELECT count(*) FROM patients").await, 3);
}

#[tokio::test]
async fn the_same_file_is_not_compared() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    server.import(&export(&clinic(true))).await;
    // Its values are not offered over what came later.
    let again = server.import(&export(&clinic(false))).await;
    assert_eq!(report(&server, &again).await, ChangeCounts::default());
}

#[tokio::test]
async fn what_the_clinic_cannot_have_is_refused_and_stays_offered() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    let job = server.import(&export(&clinic(true))).await;
    server
        .run(
            "UPDATE puente_import_changes SET column_name = 'professional_id', after = 'nobody',
                before = (SELECT CAST(professional_id AS TEXT) FROM appointments) WHERE column_name = 'start_time';
             UPDATE puente_import_changes SET column_name = 'clinic_id' WHERE column_name = 'phone'",
        )
        .await;
    let outcome: AppliedChanges = apply(&server, &job, &all()).await.expect(StatusCode::OK);
    // Eva's address, who did not tell the clinic another one, is offered too.
    assert_eq!((outcome.applied, outcome.refused), (OFFERED.len() as u64 - 1, 2));
    assert_eq!(changes(&server, &job, "state=offered").await.len(), 2);
}

#[tokio::test]
async fn an_older_export_is_not_offered_like_a_newer_one() {
    let server = Server::start().await;
    server.import(&File { exported_at: Some("2026-02-01T10:00:00Z"), ..export(&clinic(true)) }).await;
    let job = server.import(&File { exported_at: Some("2026-02-01T10:00:00+02:00"), ..export(&clinic(false)) }).await;
    let shown: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    assert_eq!(shown.older_than.as_deref(), Some("2026-02-01T10:00:00Z"));
    assert!(shown.changes.offered > 0, "it is told all the same");
    assert_eq!(apply(&server, &job, &all()).await.problem(), ProblemCode::JobState);
    let asked = ApplyChanges { even_older: true, ..all() };
    let applied: AppliedChanges = apply(&server, &job, &asked).await.expect(StatusCode::OK);
    assert_eq!(applied.applied, shown.changes.offered, "unless the admin asks");

    let newer = server.import(&File { exported_at: Some("2026-03-01T10:00:00Z"), ..export(&clinic(true)[..4]) }).await;
    let shown: Report = server.get(&format!("{JOBS}/{}/report", newer.id)).await.expect(StatusCode::OK);
    assert_eq!(shown.older_than, None);
    let shown: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    assert!(shown.older_than.is_some(), "what came later does not change it");
}

#[tokio::test]
async fn what_is_to_be_applied_must_be_said() {
    let server = Server::start().await;
    let file = export(&clinic(false));
    let job = server.receive(&file).await;
    assert_eq!(apply(&server, &job, &all()).await.problem(), ProblemCode::JobState);
    server.execute(job.id).await;
    let job = server.end(job.id).await;
    for what in [ApplyChanges::default(), ApplyChanges { ids: vec![1], all: true, even_older: true }] {
        assert_eq!(apply(&server, &job, &what).await.problem(), ProblemCode::Invalid, "{what:?}");
    }
    let unknown = server.get(&format!("{JOBS}/{}/changes?state=lost", job.id)).await;
    assert!(unknown.status.is_client_error());
    assert_eq!(ChangeState::ALL.len(), 4);
}

#[tokio::test]
async fn what_was_applied_goes_back_with_the_import() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    let before = server.dump().await;
    let job = server.import(&export(&clinic(true))).await;
    let applied: AppliedChanges = apply(&server, &job, &all()).await.expect(StatusCode::OK);
    assert!(applied.applied > 5);

    let path = format!("{JOBS}/{}/undo", job.id);
    let shown: UndoPreview = server.get(&path).await.expect(StatusCode::OK);
    assert_eq!((shown.restored, shown.kept.total), (applied.applied, 0));
    server
        .run("UPDATE patients SET phone = '699', updated_at = '2099-01-01T00:00:00.000000Z' WHERE first_name = 'Ana'")
        .await;
    assert_eq!(server.post(&path, &UndoOrder::default()).await.problem(), ProblemCode::UndoInUse);
    let kept: Vec<_> = server.get(&path).await.expect::<UndoPreview>(StatusCode::OK).kept.examples;
    let kept: Vec<_> = kept.iter().map(|row| (&*row.table, row.columns.concat())).collect();
    assert_eq!(kept, [("patients", "phone".to_owned())]);

    let undone: Undone = server.post(&path, &UndoOrder { keep_worked_on: true }).await.expect(StatusCode::OK);
    assert_eq!((undone.restored, undone.kept), (applied.applied - 1, 1));
    let after = server.dump().await;
    let differing: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(differing.iter().all(|row| row.starts_with("patients: ") && row.contains("Ana")), "{differing:#?}");
    assert_eq!(differing.len(), 2, "the phone that was edited since stays");
}

#[tokio::test]
async fn what_was_applied_while_the_clock_went_back_is_put_back() {
    let server = Server::start().await;
    server.import(&export(&clinic(false))).await;
    let before = server.dump().await;
    let job = server.import(&export(&clinic(true))).await;
    let offered = changes(&server, &job, "state=offered").await;
    let ids: Vec<u64> = offered.iter().filter(|it| it.table == "treatments").map(|it| it.id).collect();
    assert_eq!(ids.len(), 2);
    for id in ids {
        let one = ApplyChanges { ids: vec![id], ..ApplyChanges::default() };
        let outcome: AppliedChanges = apply(&server, &job, &one).await.expect(StatusCode::OK);
        assert_eq!(outcome.applied, 1);
        // By the clock of then, all of this is yet to come.
        for later in [
            "UPDATE treatments SET updated_at = '2099-01-01T00:00:00.000000Z' WHERE updated_at < '2099-01-01'",
            "UPDATE puente_import_changes SET applied_at = '2099-01-01T00:00:00.000000Z' WHERE applied_at < '2099-01-01'",
        ] {
            server.run(later).await;
        }
    }
    let undone: Undone =
        server.post(&format!("{JOBS}/{}/undo", job.id), &UndoOrder::default()).await.expect(StatusCode::OK);
    assert_eq!(undone.restored, 2);
    assert_eq!(server.dump().await, before);
}
