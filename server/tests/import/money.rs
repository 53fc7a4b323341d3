//! Money in the clinic's tables: for each clinic its own, and gone when it is undone.

use std::collections::BTreeMap;

use api::ProblemCode;
use api::job::{JobState, Report, TypeAccounting};
use api::undo::{UndoOrder, UndoPreview, Undone};
use axum::http::StatusCode;
use server::values;
use uuid::Uuid;

use crate::support::{File, JOBS, Row, Server};

/// A patient who owes, pays, gets some of it back, and is invoiced.
fn clinic() -> File {
    let uuid = |n: usize| format!("{n:08x}-0000-4000-8000-000000000000");
    let (ana, paid, invoice) = (uuid(1), uuid(0x12), uuid(0x14));
    let rows = |n: usize, payload: String| vec![Row::new(n, payload)];
    let debt = format!(r#"{{"patient_uuid":"{ana}","owed_amount":"100.00","due_date":"2025-03-03"}}"#);
    let payment = format!(r#"{{"patient_uuid":"{ana}","amount":"80.00","paid_on":"2025-03-03","payment_kind":1}}"#);
    let refund = format!(
        r#"{{"patient_uuid":"{ana}","amount":"-30.00","paid_on":"2025-03-04","payment_kind":1,"related_payment_uuid":"{paid}"}}"#
    );
    let document = format!(
        r#"{{"patient_uuid":"{ana}","series":"F","number":"7","year":2025,"document_date":"2025-03-05","due_date":"2025-04-05",
            "subtotal":"100.00","tax_total":"0.00","total":"100.00"}}"#
    );
    let line = format!(r#"{{"document_uuid":"{invoice}","concept":"Corona","amount":"100.00","vat_percent":"0"}}"#);
    let patient = r#"{"given_name":"Ana","family_name":"López","national_id":"12345678Z"}"#.to_owned();
    let payments = [rows(0x12, payment), rows(0x13, refund)].concat();
    File {
        types: BTreeMap::from([
            ("debt", rows(0x11, debt)),
            ("fiscal_document", rows(0x14, document)),
            ("fiscal_document_line", rows(0x15, line)),
            ("patient", rows(1, patient)),
            ("payment", payments),
        ]),
        ..File::default()
    }
}

const TABLES: [(&str, i64); 10] = [
    ("patients", 1),
    ("patient_earned_entries", 1),
    ("payments", 1),
    ("payment_allocations", 1),
    ("payment_history", 2),
    ("refunds", 1),
    ("invoice_series", 1),
    ("invoices", 1),
    ("invoice_history", 1),
    ("migration_import_entity_mappings", 6),
];

async fn rows_of(server: &Server, table: &str, clinic: Uuid) -> i64 {
    let sql = format!("SELECT count(*) FROM {table} WHERE clinic_id = ?1");
    server.app.database.fetch_one(sqlx::AssertSqlSafe(sql), &values![clinic]).await.unwrap()
}

async fn accounting(server: &Server, job: Uuid) -> Vec<TypeAccounting> {
    let report: Report = server.get(&format!("{JOBS}/{job}/report")).await.expect(StatusCode::OK);
    assert_eq!(report.job.state, JobState::Completed);
    report.accounting
}

#[tokio::test]
async fn one_file_in_two_clinics_is_two_of_everything() {
    let mut server = Server::start().await;
    let first = server.admin.clone();
    let job = server.import(&clinic()).await;
    let there = accounting(&server, job.id).await;
    server.admin = server.stranger().await;
    let second = server.admin.clone();
    let job = server.import(&clinic()).await;
    assert_eq!(accounting(&server, job.id).await, there, "what the other clinic has is none of this one's business");
    assert!(there.iter().all(|line| line.created == line.declared), "{there:?}");
    for (table, rows) in TABLES {
        for clinic in [first.clinic, second.clinic] {
            assert_eq!(rows_of(&server, table, clinic).await, rows, "{table}");
        }
    }
    // Nothing of one hangs on the other.
    for (table, column, of) in [
        ("patient_earned_entries", "patient_id", "patients"),
        ("payments", "patient_id", "patients"),
        ("refunds", "payment_id", "payments"),
        ("invoices", "patient_id", "patients"),
        ("invoices", "series_id", "invoice_series"),
        ("invoice_history", "invoice_id", "invoices"),
        ("invoice_items", "invoice_id", "invoices"),
    ] {
        let sql = format!(
            "SELECT count(*) FROM {table} AS it JOIN {of} AS other ON other.id = it.{column}
             WHERE other.clinic_id <> it.clinic_id"
        );
        let astray: i64 = server.app.database.fetch_one(sqlx::AssertSqlSafe(sql), &[]).await.unwrap();
        assert_eq!(astray, 0, "{table}.{column}");
    }
    let numbers = server.texts("SELECT invoice_number FROM invoices").await;
    assert_eq!(numbers, ["F-2025-7", "F-2025-7"]);

    server.admin = first;
    server.import(&clinic()).await;
    assert_eq!(rows_of(&server, "payments", second.clinic).await, 1);
    let total = server.count("SELECT count(*) FROM invoice_history").await;
    assert_eq!(total, 2, "again in the first clinic: nothing new");
}

#[tokio::test]
async fn the_history_of_an_invoice_comes_and_goes_with_it() {
    let server = Server::start().await;
    let before = server.dump().await;
    let job = server.import(&clinic()).await;
    let history = server
        .texts(
            "SELECT history.action FROM invoice_history AS history JOIN invoices ON invoices.id = history.invoice_id",
        )
        .await;
    assert_eq!(history, ["issued"]);
    let order = UndoOrder { keep_worked_on: false };
    let undone: Undone = server.post(&format!("{JOBS}/{}/undo", job.id), &order).await.expect(StatusCode::OK);
    let removed = undone.removed.iter().find(|rows| rows.table == "invoice_history").map(|rows| rows.rows);
    assert_eq!((removed, undone.kept), (Some(1), 0));
    assert_eq!(server.dump().await, before);
}

/// Every export goes on from the one before, and no place in a series is given twice: DentalPin allows each once.
#[tokio::test]
async fn a_series_goes_on_from_export_to_export() {
    let server = Server::start().await;
    let patient = "00000001-0000-4000-8000-000000000000";
    let document = |n: usize, year: i32, number: &str| {
        let day = format!("{year}-03-05");
        Row::new(
            n,
            format!(
                r#"{{"patient_uuid":"{patient}","series":"F","number":"{number}","year":{year},"document_date":"{day}","total":"10.00"}}"#
            ),
        )
    };
    let mut file = clinic();
    let numbers = [(0x21, 2026, "20"), (0x22, 2027, "20"), (0x23, 2027, "020"), (0x24, 2027, "21")];
    server.import(&file).await;
    for (n, year, number) in numbers {
        file.types.get_mut("fiscal_document").unwrap().push(document(n, year, number));
        server.import(&file).await;
    }
    let places = "SELECT invoice_number FROM invoices WHERE sequential_number IS NOT NULL ORDER BY sequential_number";
    assert_eq!(server.texts(places).await, ["F-2025-7", "F-2026-20", "F-2027-21"]);
    assert_eq!(server.count("SELECT count(*) FROM invoices WHERE series_id IS NOT NULL").await, 5);
    assert_eq!(server.count("SELECT count(*) FROM invoice_series").await, 1);
}

/// The clinic's own series has the name of the source's: what is issued next is no number of the source, and undoing gives the
/// clinic its counter back, unless it went on meanwhile.
#[tokio::test]
async fn the_clinics_counter_is_raised_past_the_sources_numbers() {
    let server = Server::start().await;
    let year = jiff::Zoned::now().year();
    let made =
        "INSERT INTO invoice_series (id, clinic_id, prefix, series_type, current_number, reset_yearly, last_reset_year,
            is_default, is_active, created_at, updated_at)
         SELECT '00000000-0000-4000-8000-00000000000f', id, 'F', 'invoice', 3, TRUE, 2020, TRUE, TRUE,
            '2020-01-01T00:00:00.000000Z', '2020-01-01T00:00:00.000000Z' FROM clinics";
    server.run(made).await;
    let before = server.dump().await;
    let mut file = clinic();
    let document = format!(
        r#"{{"patient_uuid":"00000001-0000-4000-8000-000000000000","series":"F","number":"41","year":{year},"total":"10.00"}}"#
    );
    file.types.get_mut("fiscal_document").unwrap().push(Row::new(0x21, document));

    let order = |keep_worked_on| UndoOrder { keep_worked_on };
    let job = server.import(&file).await;
    let raised = server.texts("SELECT current_number || ' in ' || last_reset_year FROM invoice_series").await;
    assert_eq!(raised, [format!("41 in {year}")]);
    let said = "SELECT code FROM migration_import_warnings WHERE code LIKE 'fiscal_document.series%'";
    assert_eq!(server.texts(said).await, ["fiscal_document.series_raised"]);
    let undo = format!("{JOBS}/{}/undo", job.id);
    let shown: UndoPreview = server.get(&undo).await.expect(StatusCode::OK);
    assert_eq!((shown.restored, shown.kept.total), (2, 0));
    let undone: Undone = server.post(&undo, &order(false)).await.expect(StatusCode::OK);
    assert_eq!(undone.restored, 2);
    assert_eq!(server.dump().await, before);

    // A number was given since.
    let job = server.import(&file).await;
    server.run("UPDATE invoice_series SET current_number = 42, updated_at = '2099-01-01T00:00:00.000000Z'").await;
    let undo = format!("{JOBS}/{}/undo", job.id);
    assert_eq!(server.post(&undo, &order(false)).await.problem(), ProblemCode::UndoInUse);
    let undone: Undone = server.post(&undo, &order(true)).await.expect(StatusCode::OK);
    assert_eq!(undone.restored, 0);
    assert_eq!(server.count("SELECT current_number FROM invoice_series").await, 42);
}
