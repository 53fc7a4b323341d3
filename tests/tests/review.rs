//! The catalog is reviewed before an import: what the admin decides is what lands in the database.

use std::path::{Path, PathBuf};

use anyhow::Result;
use dpmf::EntityType;
use dpmf::meta::Meta;
use dpmf::row::EntityRow;
use dpmf::writer::{Writer, canonical_uuid};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::database::Database;
use tests::server::Server;

/// What the clinic offers: code, name, price. All of it restorative.
const OFFERED: [(&str, &str, &str); 4] = [
    ("COMP", "Obturación composite", "60.00"),
    ("MC", "Corona metal-cerámica", "350.00"),
    ("ZIRC", "Corona zirconio", "420.00"),
    ("LIMP", "Limpieza dental", "50.00"),
];

fn uuid(entity_type: &str, id: &str) -> String {
    canonical_uuid("gesden", entity_type, id).to_string()
}

/// Five treatments, one of which was offered for 40 and done for 45.
fn file(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("catalog.dpm");
    let mut writer = Writer::create(&path)?;
    let mut push = |name: &str, id: &str, payload: Value, columns: Value| -> Result<()> {
        let (uuid, payload, columns) = (uuid(name, id), payload.to_string(), columns.to_string());
        let row = EntityRow {
            canonical_uuid: &uuid,
            source_id: id,
            source_system: "gesden",
            payload: &payload,
            raw_source_data: &columns,
        };
        Ok(writer.push(&EntityType::parse(name)?, &row, "2026-05-17T00:00:00Z")?)
    };
    for (id, name, kind) in [
        ("1", "OBTUR. COMP.", 22),
        ("2", "CORONA MC", 26),
        ("3", "Férula", 0),
        ("4", "Bono", 0),
        ("5", "Limpieza dental", 0),
    ] {
        push("treatment_catalog_item", id, json!({"short_name": name}), json!({"IdTipoODG": kind}))?;
    }
    let (ana, bono) = (uuid("patient", "1"), uuid("treatment_catalog_item", "4"));
    push("patient", "1", json!({"given_name": "Ana", "family_name": "Gil"}), json!({}))?;
    push("treatment_catalog_variant", "1", json!({"treatment_uuid": bono}), json!({}))?;
    push("budget", "1", json!({"patient_uuid": ana, "quote_date": "2024-03-01"}), json!({}))?;
    let line =
        json!({"budget_uuid": uuid("budget", "1"), "patient_uuid": ana, "treatment_uuid": bono, "unit_amount": "40"});
    push("budget_line", "1", line, json!({}))?;
    let done = json!({
        "patient_uuid": ana, "treatment_variant_uuid": uuid("treatment_catalog_variant", "1"),
        "status_code": 5, "start_date": "2024-03-02", "end_date": "2024-03-02", "amount": "45"
    });
    push("applied_treatment", "1", done, json!({"IdTipoODG": 38}))?;
    let meta = Meta {
        format_version: Some("0.1.0".to_owned()),
        source_system: Some("gesden".to_owned()),
        exported_at: Some("2026-05-17T00:00:00Z".to_owned()),
        ..Meta::default()
    };
    writer.finish(&meta)?;
    Ok(path)
}

/// Puts treatments into the clinic's catalog.
fn offer(database: &Path) -> Result<()> {
    let connection = Connection::open(database)?;
    for (code, name, price) in OFFERED {
        connection.execute(
            "INSERT INTO treatment_catalog_items (id, clinic_id, category_id, internal_code, names, default_price,
                requires_appointment, pricing_strategy, treatment_scope, is_diagnostic, requires_surfaces, billing_mode,
                is_active, is_system, created_at, updated_at)
             SELECT ?1, clinic_id, id, ?2, json_object('es', ?3), ?4, 1, 'flat', 'tooth', 0, 0, 'on_completion', 1, 0,
                created_at, created_at
             FROM treatment_categories WHERE key = 'restauradora'",
            params![uuid("offered", code), code, name, price],
        )?;
    }
    Ok(())
}

/// A button of a row.
fn button(row: &str, action: &str) -> String {
    format!("[data-treatment=\"{row}\"] [data-action=\"catalog-{action}\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_of_treatments_is_what_lands() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    offer(server.database().file()?)?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(&file(folder.path())?).await?;
    browser.decide().await?;

    browser.press("[data-standing=all]").await?;
    browser.press(&button("CORONA MC", "another")).await?;
    browser.type_into("#catalog-another", "zirc").await?;
    browser.press("[data-item=ZIRC]").await?;
    browser.press(&button("Férula", "new-here")).await?;
    browser.press("#catalog-category option[value=cirugia]").await?;
    browser.press(&button("Férula", "create")).await?;
    browser.press(&button("Bono", "leave-out")).await?;
    let said = browser.see("#catalog-leave-out-means").await?.text().await?;
    assert!(said.contains("one budget line, €40.00 · one treatment, €45.00"), "{said}");
    browser.press(&button("Bono", "leave-out-do")).await?;
    assert_eq!(browser.see("#catalog-accept-all").await?.text().await?, "Accept 2");
    browser.press("#catalog-accept-all").await?;
    browser.until("return document.querySelector('[data-standing=decided] strong').textContent === '5'").await?;
    browser.press(&button("Limpieza dental", "take-back")).await?;
    browser.see(&button("Limpieza dental", "accept")).await?;

    browser.look_again().await?;
    let skipped = "#trial-accounting tr[data-entity-type=treatment_catalog_item] td[data-count=skipped]";
    browser.until(&format!("return document.querySelector('{skipped}')?.textContent.trim() === '1'")).await?;
    browser.until("return !document.querySelector('#preview progress')").await?;
    let tried = browser.figures("trial-accounting").await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    assert_eq!(tried, browser.figures("result-accounting").await?, "the dry run said what would happen");

    let database = Database::open(&server.database())?;
    let landed = database.texts(
        "SELECT json_extract(item.names, '$.es') || ' in ' || category.key
         FROM migration_import_entity_mappings AS mapping
         JOIN treatment_catalog_items AS item ON item.id = mapping.dentalpin_id
         JOIN treatment_categories AS category ON category.id = item.category_id
         WHERE entity_type = 'treatment_catalog_item' ORDER BY 1",
    )?;
    let expected = [
        "Corona zirconio in restauradora",
        "Férula in cirugia",
        "Limpieza dental in restauradora",
        "Obturación composite in restauradora",
    ];
    assert_eq!(landed, expected.map(|item| Some(item.to_owned())));
    let line = database.texts(
        "SELECT internal_code || ' ' || line_total || ' ' || notes FROM budget_items
         JOIN treatment_catalog_items AS item ON item.id = catalog_item_id",
    )?;
    assert_eq!(line, [Some("MIG-GENERAL 40.00 Tratamiento en origen: Bono".to_owned())]);
    let done = database.texts("SELECT price_snapshot || ' ' || notes FROM treatments WHERE catalog_item_id IS NULL")?;
    assert_eq!(done, [Some("45 Tratamiento en origen: Bono".to_owned())]);
    let codes =
        database.texts("SELECT code FROM migration_import_warnings WHERE code LIKE 'catalog.%' ORDER BY code")?;
    let codes: Vec<_> = codes.iter().flatten().map(String::as_str).collect();
    let expected = [
        "catalog.decided_create",
        "catalog.decided_link",
        "catalog.decided_link",
        "catalog.matched_existing",
        "catalog.operator_ignored",
        "catalog.unlinked",
        "catalog.unlinked",
    ];
    assert_eq!(codes, expected);
    assert_eq!(database.number("SELECT count(*) FROM puente_decisions")?, 4);

    // The next import of the clinic remembers.
    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    browser.choose(&folder.path().join("catalog.dpm")).await?;
    browser.decide().await?;
    browser.press("[data-standing=decided]").await?;
    let row = browser.see("[data-treatment=Bono]").await?.text().await?;
    assert!(row.contains("Decided for an earlier import"), "{row}");

    // Until it is undecided again.
    browser.press("[data-treatment=Bono] [data-action=review-undecide]").await?;
    browser.until("return document.querySelector('[data-standing=decided] strong').textContent === '0'").await?;
    browser.until("return !document.querySelector('#decide progress')").await?;
    browser.ask().await?;
    let sent = browser.see("#confirm-decided").await?.text().await?;
    assert!(sent.contains("1 on treatments, 0 on patients, 0 on staff"), "{sent}");
    browser.press("#confirm-import").await?;
    browser.see("#result-accounting").await?;
    assert_eq!(Database::open(&server.database())?.number("SELECT count(*) FROM puente_decisions")?, 3);
    Ok(())
}
