//! The whole way: a file in each layering, opened in a real browser, imported, and found in the database.

use anyhow::Result;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{PASSPHRASE, SHARED_PASSPHRASE, sample, shared};
use tests::server::{Engine, Server};

/// Opens, unlocks where needed, imports, and waits for the result.
async fn import(browser: &Browser, file: &std::path::Path, passphrase: Option<&str>) -> Result<()> {
    browser.choose(file).await?;
    if let Some(passphrase) = passphrase {
        browser.unlock(passphrase).await?;
    }
    browser.confirm().await?;
    browser.see("#result").await?;
    Ok(())
}

const EVERYONE_LISTED_IS_A_MORENO: &str = "const listed = [...document.querySelectorAll('a[data-patient-id]')];
    return listed.length > 0 && listed.every(link => link.textContent.includes('Moreno'));";

#[tokio::test(flavor = "multi_thread")]
async fn every_layering_arrives_whole() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let layerings = [
        ("raw", None),
        ("zst", None),
        ("enc", Some(())),
        ("zst.enc", Some(())),
        ("age", Some(())),
        ("zst.age", Some(())),
    ];
    for (layering, encrypted) in layerings {
        let file = sample(folder.path(), layering, 3_000)?;
        let server = Server::start()?;
        let browser = Browser::open(&server.url()).await?;
        browser.sign_in().await?;
        import(&browser, &file, encrypted.map(|()| PASSPHRASE)).await?;

        let database = Database::open(&server.database())?;
        let patients = browser.accounted("patient", "created").await?;
        assert!(patients > 10, "{layering}: {patients} patients");
        assert_eq!(database.number("SELECT count(*) FROM patients")?, i64::try_from(patients)?, "{layering}");
        let appointments = browser.accounted("appointment", "created").await?;
        assert_eq!(database.number("SELECT count(*) FROM appointments")?, i64::try_from(appointments)?, "{layering}");
        assert_eq!(
            database.number("SELECT count(*) FROM puente_import_batches")?,
            0,
            "{layering}: staged data is gone"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_program_arrives_whole() -> Result<()> {
    let Some(file) = shared("fab100.dpm.zst.enc") else { return Ok(()) };
    for engine in Engine::ALL {
        file_journey(engine, &file).await?;
    }
    Ok(())
}

async fn file_journey(engine: Engine, file: &std::path::Path) -> Result<()> {
    let server = Server::start_on(engine)?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    browser.choose(file).await?;
    browser.unlock("not the passphrase").await?;
    browser.see("[data-code=\"passphrase.wrong_or_damaged\"]").await?;
    browser.unlock(SHARED_PASSPHRASE).await?;
    browser.see("#trial-accounting").await?;
    let tried = browser.figures("trial-accounting").await?;
    browser.confirm().await?;
    browser.see("#result-accounting").await?;
    assert_eq!(tried, browser.figures("result-accounting").await?, "the dry run said what would happen");

    let database = Database::open(&server.database())?;
    for (table, rows) in [("patients", 100), ("appointments", 105), ("migration_import_jobs", 1)] {
        assert_eq!(database.number(&format!("SELECT count(*) FROM {table}"))?, rows, "{table}");
    }
    assert_eq!(browser.accounted("patient", "created").await?, 100);
    assert_eq!(browser.accounted("payment", "created").await?, 213);

    browser.page.goto(format!("{}/patients", server.url())).await?;
    browser.type_into("#patients-search", "moreno munoz").await?;
    browser.until(EVERYONE_LISTED_IS_A_MORENO).await?;
    browser.press("a[data-patient-id]").await?;
    assert!(browser.see("#patient-name").await?.text().await?.contains("Moreno"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_with_everything_is_tried_out_as_it_is_imported() -> Result<()> {
    let Some(file) = shared("rich.dpm") else { return Ok(()) };
    for engine in Engine::ALL {
        clinic_journey(engine, &file).await?;
    }
    Ok(())
}

async fn clinic_journey(engine: Engine, file: &std::path::Path) -> Result<()> {
    let server = Server::start_on(engine)?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    for round in ["an empty clinic", "the same clinic again"] {
        browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
        browser.choose(file).await?;
        browser.see("#trial-accounting").await?;
        let tried = browser.figures("trial-accounting").await?;
        let money = browser.figures("money").await?;
        assert!(tried.len() > 20, "{round}: every type is there");
        assert!(!money.is_empty(), "{round}: money is reconciled");
        browser.confirm().await?;
        browser.see("#result-accounting").await?;
        assert_eq!(tried, browser.figures("result-accounting").await?, "{round}");
        assert_eq!(money, browser.figures("money").await?, "{round}");
    }
    let database = Database::open(&server.database())?;
    let warned = database.number("SELECT count(DISTINCT code) FROM migration_import_warnings")?;
    assert!(warned > 10, "what the file has that is odd is told");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_adds_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 2_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    import(&browser, &file, None).await?;
    let counts = || -> Result<Vec<i64>> {
        let database = Database::open(&server.database())?;
        let tables =
            ["patients", "appointments", "users", "cabinets", "clinical_notes", "migration_import_raw_entities"];
        tables.iter().map(|table| database.number(&format!("SELECT count(*) FROM {table}"))).collect()
    };
    let first = counts()?;

    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    import(&browser, &file, None).await?;
    assert_eq!(browser.accounted("patient", "created").await?, 0);
    assert_eq!(counts()?, first);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_click_away_before_an_import_into_a_clinic_in_use() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "raw", 1_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.sign_in().await?;
    import(&browser, &file, None).await?;
    let patients = || -> Result<i64> { Database::open(&server.database())?.number("SELECT count(*) FROM patients") };

    browser.page.goto(format!("{}/settings/data-migration", server.url())).await?;
    browser.choose(&file).await?;
    browser.ask().await?;
    browser.press("#take-backup").await?;
    browser.until("return document.querySelector('#backup').textContent.includes('.db')").await?;

    let backups = server.database().file()?.with_file_name("backups");
    let taken: Vec<_> = std::fs::read_dir(&backups)?.collect::<Result<_, _>>()?;
    let [backup] = &taken[..] else { anyhow::bail!("{taken:?}") };
    let name = backup.file_name().to_string_lossy().into_owned();
    assert!(browser.see("#backup").await?.text().await?.contains(&name), "{name} is named");
    let copy = Database::open(&tests::database::Place::File(backup.path()))?;
    assert_eq!(copy.number("SELECT count(*) FROM patients")?, patients()?);

    browser.press("#confirm-import").await?;
    browser.see("#result").await?;
    Ok(())
}
