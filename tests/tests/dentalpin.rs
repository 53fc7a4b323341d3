//! A database that DentalPin uses is the destination; and what an import makes does not depend on the engine.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tests::database::Database;
use tests::dentalpin::{self, server};
use tests::files::shared;
use tests::golden;
use tests::server::{Engine, Server, postgres_database, puente};

/// A freshly set-up DentalPin's database; nothing, after saying so, where what makes one is not there.
fn dentalpin() -> Result<Option<String>> {
    let url = postgres_database();
    Ok(dentalpin::set_up(&url)?.then_some(url))
}

fn import(server: &Server, file: &str) -> Result<Value> {
    let output =
        puente(&["import", file, "--server", &server.url(), "--token", &server.token, "--yes", "--json"], None)?;
    serde_json::from_slice(&output.stdout).with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Changes the database behind the server's back.
fn run(url: &str, sql: &str) -> Result<()> {
    let done = Command::new("psql").args(["--quiet", "--dbname", url, "--command", sql]).status()?;
    ensure!(done.success(), "psql");
    Ok(())
}

/// How many rows of a type became what.
fn accounted(report: &Value, entity_type: &str, what: &str) -> u64 {
    let lines = report["accounting"].as_array().map(Vec::as_slice).unwrap_or_default();
    let line = lines.iter().find(|line| line["entity_type"] == entity_type);
    line.and_then(|line| line[what].as_u64()).unwrap_or_default()
}

#[test]
fn a_clinic_comes_into_dentalpin_once_and_goes_again() -> Result<()> {
    let (Some(file), Some(url)) = (shared("rich.dpm"), dentalpin()?) else { return Ok(()) };
    let file = file.to_string_lossy();
    let before = Database::open(&tests::database::Place::Url(url.clone()))?.dump()?;
    let server = server(&url)?;
    let database = Database::open(&server.database())?;

    let first = import(&server, &file)?;
    assert_eq!(accounted(&first, "patient", "created"), 102, "{first}");
    assert_eq!(database.number("SELECT count(*) FROM patients")?, 102);
    assert!(accounted(&first, "treatment_catalog_item", "linked") > 0, "its catalog is used");
    let imported = database.dump()?;
    assert!(before.is_subset(&imported) && imported.len() > before.len() + 1_000, "and nothing of it is changed");

    let second = import(&server, &file)?;
    for line in second["accounting"].as_array().context("no accounting")? {
        assert_eq!(line["created"], 0, "{line}");
    }
    assert_eq!(database.dump()?, imported, "the second time adds nothing");

    for report in [&second, &first] {
        let job = report["job"]["id"].as_str().context("no job")?;
        let undone = server.ask("POST", &format!("/api/v1/migration_import/jobs/{job}/undo"), "{}")?;
        assert_eq!(undone.status, 200, "{undone:?}");
    }
    assert_eq!(database.dump()?, before);
    Ok(())
}

/// What DentalPin's importer makes of `fab100.dpm`, and what it calls its source rows.
const THEIRS: [(&str, &str); 14] = [
    ("users", "professional"),
    ("users", "user"),
    ("treatment_catalog_items", "treatment_catalog_item"),
    ("patients", "patient"),
    ("appointments", "appointment"),
    ("budgets", "budget"),
    ("budget_items", "budget_line"),
    ("treatments", "applied_treatment"),
    ("planned_treatment_items", "applied_treatment"),
    ("planned_treatment_item_sessions", "applied_treatment_phase"),
    ("payments", "payment"),
    ("invoices", "fiscal_document"),
    ("invoice_items", "fiscal_document_line"),
    ("patients_clinical_medication", "pharmacological_history"),
];

#[test]
fn what_dentalpins_own_importer_brought_is_not_brought_again() -> Result<()> {
    let (Some(file), Some(url)) = (shared("fab100.dpm"), dentalpin()?) else { return Ok(()) };
    if !golden::load(&url, "fab100")? {
        return Ok(());
    }
    let server = server(&url)?;
    let database = Database::open(&server.database())?;
    let count = |table: &str| database.number(&format!("SELECT count(*) FROM {table}"));
    let before = THEIRS.map(|(table, _)| count(table));
    let report = import(&server, &file.to_string_lossy())?;
    for ((table, entity_type), before) in THEIRS.into_iter().zip(before) {
        assert_eq!(count(table)?, before?, "{table}");
        // Of phases of remarks it makes nothing; they become notes.
        if entity_type != "applied_treatment_phase" {
            assert_eq!(accounted(&report, entity_type, "created"), 0, "{entity_type}");
        }
        assert!(accounted(&report, entity_type, "linked") > 0, "{entity_type}");
    }
    Ok(())
}

#[test]
fn what_is_dentalpins_is_left_to_it_and_what_is_ours_goes() -> Result<()> {
    let (Some(file), Some(url)) = (shared("fab100.dpm"), dentalpin()?) else { return Ok(()) };
    let server = server(&url)?;
    let database = Database::open(&server.database())?;
    import(&server, &file.to_string_lossy())?;
    let clinic = database.texts("SELECT id::text FROM clinics")?.into_iter().flatten().next().context("no clinic")?;
    let path = |rest: &str| format!("/api/v1/clinics/{clinic}/{rest}");
    for (method, rest, body) in [
        ("GET", "invitations", ""),
        ("POST", "invitations", r#"{"email": "eva@example.com", "role": "dentist"}"#),
        ("DELETE", "members/00000000-0000-4000-8000-000000000001", ""),
    ] {
        let refused = server.ask(method, &path(rest), body)?;
        assert_eq!(
            (refused.status, refused.body["code"].as_str()),
            (409, Some("destination.dentalpin")),
            "{refused:?}"
        );
    }
    for (state, is_active) in [("installed", true), ("uninstalled", false)] {
        run(
            &url,
            &format!(
                "INSERT INTO core_module (name, version, state, category, removable, auto_install, manifest_snapshot)
                 VALUES ('verifactu', '1.0.0', '{state}', 'official', true, false, '{{}}')
                 ON CONFLICT (name) DO UPDATE SET state = EXCLUDED.state"
            ),
        )?;
        let verifactu = server.ask("GET", &path("modules"), "")?.body["data"][1].clone();
        assert_eq!(verifactu, json!({ "name": "verifactu", "is_active": is_active, "control": "dentalpin" }));
    }

    // One that DentalPin's own module made.
    let theirs = "INSERT INTO migration_import_jobs
            (id, clinic_id, created_by, status, original_filename, file_path, created_at, updated_at)
        SELECT gen_random_uuid(), clinics.id, users.id, 'completed', 'theirs.dpm', '/staging/theirs', now(), now()
        FROM clinics, users LIMIT 1";
    run(&url, theirs)?;
    let before = database.dump()?;
    let uninstalled = server.ask("DELETE", &path("modules/migration_import"), "")?;
    assert_eq!(uninstalled.status, 204, "{uninstalled:?}");
    assert_eq!(database.dump()?, before);
    assert_eq!(database.number("SELECT count(*) FROM migration_import_entity_mappings")?, 0);
    assert_eq!(database.texts("SELECT original_filename FROM migration_import_jobs")?, [Some("theirs.dpm".to_owned())]);
    Ok(())
}

#[test]
fn a_database_that_differs_is_told_of_and_left_alone() -> Result<()> {
    let (Some(file), Some(url)) = (shared("fab100.dpm"), dentalpin()?) else { return Ok(()) };
    let change = "ALTER TABLE patients DROP COLUMN profession; ALTER TABLE patients ALTER phone TYPE varchar(10);
        ALTER TABLE recalls RENAME TO reminders; ALTER TABLE payments ADD COLUMN till text NOT NULL";
    run(&url, change)?;
    let server = server(&url)?;
    let output = puente(
        &["import", &file.to_string_lossy(), "--server", &server.url(), "--token", &server.token, "--yes"],
        None,
    )?;
    assert!(!output.status.success());
    let log = server.log()?;
    for difference in [
        "patients.profession is missing",
        "patients.phone is character varying(10), not varchar(20)",
        "the table recalls is missing",
        "payments.till has to be filled",
    ] {
        assert!(log.contains(difference), "{log}");
    }
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("patients.profession is missing"), "{error}");
    assert_eq!(Database::open(&server.database())?.number("SELECT count(*) FROM migration_import_jobs")?, 0);
    Ok(())
}

#[test]
fn the_rows_are_the_same_on_every_engine() -> Result<()> {
    let Some(file) = shared("rich.dpm") else { return Ok(()) };
    let mut contents = Vec::new();
    for engine in Engine::ALL {
        let server = Server::start_on(engine)?;
        import(&server, &file.to_string_lossy())?;
        contents.push(Database::open(&server.database())?.contents()?);
    }
    let (embedded, postgres) = (&contents[0], &contents[1]);
    assert!(embedded.len() > 1_000);
    let differing: Vec<_> = embedded.iter().zip(postgres).filter(|(a, b)| a != b).take(3).collect();
    assert!(differing.is_empty() && embedded.len() == postgres.len(), "{differing:#?}");
    Ok(())
}
