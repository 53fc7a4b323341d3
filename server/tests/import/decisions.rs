//! What the admin decides of single rows lands as decided, and is remembered for the clinic's next import.

use api::decisions::{Decisions, TreatmentDecision};
use api::job::{ExecuteOptions, Report, TypeAccounting};
use axum::http::StatusCode;
use mappers::context::Snapshot;
use uuid::Uuid;

use crate::support::{File, JOBS, Row, Server};

const CROWN: Uuid = Uuid::from_u128(0xc0);

/// Two categories, and a crown.
const CATALOG: &str = r#"
    INSERT INTO treatment_categories (id, clinic_id, key, names, display_order, is_active, is_system, created_at, updated_at)
        SELECT '00000000-0000-0000-0000-0000000000a1', id, 'restauradora', '{"es": "Restauradora"}', 1, TRUE, TRUE, created_at, created_at
        FROM clinics
        UNION ALL
        SELECT '00000000-0000-0000-0000-0000000000a2', id, 'cirugia', '{"es": "Cirugía"}', 2, TRUE, TRUE, created_at, created_at
        FROM clinics;
    INSERT INTO treatment_catalog_items (id, clinic_id, category_id, internal_code, names, default_price, requires_appointment,
            pricing_strategy, treatment_scope, is_diagnostic, requires_surfaces, billing_mode, is_active, is_system,
            created_at, updated_at)
        SELECT '00000000-0000-0000-0000-0000000000c0', id, '00000000-0000-0000-0000-0000000000a1', 'CORONA',
            '{"es": "Corona"}', '300.00', TRUE, 'flat', 'tooth', FALSE, FALSE, 'on_completion', TRUE, FALSE, created_at, created_at
        FROM clinics;"#;

/// The treatments of the file by their numbers: a crown by another name, a splint, a voucher, a cleaning.
fn file() -> File {
    let names = ["Funda cerámica", "Férula", "Bono", "Limpieza"];
    let treatment = |(n, name)| Row::new(n, format!(r#"{{"short_name":"{name}","reference_price":"50"}}"#));
    File { types: [("treatment_catalog_item", (1..).zip(names).map(treatment).collect())].into(), ..File::default() }
}

fn decisions() -> Decisions {
    let of = |n: usize, decision| (Row::new(n, String::new()).canonical_uuid, decision);
    let treatments = [
        of(1, TreatmentDecision::Link { item_id: CROWN }),
        of(2, TreatmentDecision::Create { category: "cirugia".to_owned() }),
        of(3, TreatmentDecision::Ignore),
    ];
    Decisions { treatments: treatments.into(), ..Decisions::default() }
}

#[tokio::test]
async fn treatments_land_as_decided_and_the_next_import_knows() {
    let server = Server::start().await;
    server.run(CATALOG).await;
    let options = ExecuteOptions { decisions: decisions(), ..ExecuteOptions::default() };
    let job = server.import_with(&file(), &options).await;

    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let expected = TypeAccounting { declared: 4, created: 2, linked: 1, skipped: 1, ..report.accounting[0].clone() };
    assert_eq!(report.accounting, [expected]);
    let mut codes: Vec<_> = report.warnings.iter().map(|group| (group.code.as_str(), group.count)).collect();
    codes.sort_unstable();
    let decided = ["catalog.created", "catalog.decided_create", "catalog.decided_link", "catalog.operator_ignored"];
    assert_eq!(
        codes,
        decided.map(|code| (code, 1)).into_iter().chain([("catalog.price_differs", 1)]).collect::<Vec<_>>()
    );
    let landed = "SELECT (item.names ->> 'es') || ' in ' || category.key
        FROM migration_import_entity_mappings AS mapping
        JOIN treatment_catalog_items AS item ON item.id = mapping.dentalpin_id
        JOIN treatment_categories AS category ON category.id = item.category_id ORDER BY source_canonical_uuid";
    assert_eq!(
        server.texts(landed).await,
        ["Corona in restauradora", "Férula in cirugia", "Limpieza in migrado_gesden"]
    );
    let archived = "SELECT canonical_uuid FROM migration_import_raw_entities ORDER BY canonical_uuid";
    assert_eq!(server.texts(archived).await.len(), 2, "what was linked, for its price, and what was left out");

    let path = format!("/api/v1/migration_import/destination?clinic_id={}", server.admin.clinic);
    let snapshot: Snapshot = minicbor_serde::from_slice(&server.get(&path).await.body).unwrap();
    assert_eq!(snapshot.destination.decisions, decisions());
    let mut categories: Vec<_> = snapshot.destination.categories.iter().map(|it| it.name.as_deref()).collect();
    categories.sort_unstable();
    assert_eq!(categories, [Some("Cirugía"), Some("Importado de Gesdén"), Some("Restauradora")]);

    // The voucher stays out without being decided again.
    let again = server.import(&file()).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", again.id)).await.expect(StatusCode::OK);
    let expected = TypeAccounting { declared: 4, linked: 3, skipped: 1, created: 0, ..report.accounting[0].clone() };
    assert_eq!(report.accounting, [expected]);
}

#[tokio::test]
async fn an_item_of_another_clinic_is_not_linked_to() {
    let mut server = Server::start().await;
    server.run(CATALOG).await;
    server.admin = server.stranger().await;
    let options = ExecuteOptions { decisions: decisions(), ..ExecuteOptions::default() };
    let job = server.import_with(&file(), &options).await;
    let report: Report = server.get(&format!("{JOBS}/{}/report", job.id)).await.expect(StatusCode::OK);
    let codes: Vec<_> = report.warnings.iter().map(|group| group.code.as_str()).collect();
    assert!(
        codes.contains(&"catalog.decided_item_gone") && codes.contains(&"catalog.decided_category_gone"),
        "{codes:?}"
    );
    assert_eq!(
        server
            .count("SELECT count(*) FROM migration_import_entity_mappings WHERE CAST(dentalpin_id AS TEXT) LIKE '%c0'")
            .await,
        0
    );
}
