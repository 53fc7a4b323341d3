//! Every screen, in every language, on a desk in the light and on a phone in the dark: it fits, it can be read, pressed and
//! told by a screen reader, and it is translated.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{PASSPHRASE, sample_of};
use tests::look::{Looker, escape};
use tests::recorder::Recorder;
use tests::server::{Server, puente};

/// A clinic that has moved in, with its pictures; and what else there is to look at.
struct Clinic {
    server: Server,
    /// The import that brought it.
    job: String,
    /// One that waits for its file.
    waiting: String,
    /// Who has radiographs and most payments.
    patient: String,
    /// The token of an invitation.
    invitation: String,
}

impl Clinic {
    fn new(folder: &Path) -> Result<Self> {
        let (file, images) = (folder.join("clinic.dpm"), folder.join("images"));
        let (target, pictures) = (file.to_string_lossy(), images.to_string_lossy());
        run(&["sample", &target, "--patients", "40", "--seed", "7", "--images", &pictures])?;
        let server = Server::start()?;
        let (url, token) = (server.url(), server.token.clone());
        run(&["import", &target, "--server", &url, "--token", &token, "--yes"])?;
        let one = |sql: &str| -> Result<String> {
            let rows = Database::open(&server.database())?.texts(sql)?;
            rows.into_iter().flatten().next().with_context(|| format!("nothing: {sql}"))
        };
        let job = one("SELECT job_id FROM puente_import_jobs")?;
        let state = folder.join("state.json");
        let state = state.to_string_lossy();
        run(&["sync", "--server", &url, "--job", &job, "--token", &token, "--root", &pictures, "--state", &state])?;
        let patience = Instant::now() + Duration::from_secs(30);
        while one("SELECT count(*) || '' FROM puente_documents WHERE preview = 'waiting'")? != "0" {
            ensure!(Instant::now() < patience, "previews were not made");
            std::thread::sleep(Duration::from_millis(50));
        }
        let patient = one("SELECT documents.patient_id FROM documents
            JOIN puente_documents AS own ON own.document_id = documents.id AND own.preview = 'ready'
            WHERE media_kind = 'xray' GROUP BY documents.patient_id
            ORDER BY (SELECT count(*) FROM payments WHERE payments.patient_id = documents.patient_id) DESC LIMIT 1")?;
        let clinic = one("SELECT id FROM clinics")?;
        let waiting = server.ask("POST", "/api/v1/migration_import/jobs", &manifest(&clinic))?;
        let waiting = waiting.body["data"]["id"].as_str().context("no job")?.to_owned();
        let invited = json!({ "email": "eva@sol.example", "role": "dentist" }).to_string();
        let invited = server.ask("POST", &format!("/api/v1/clinics/{clinic}/invitations"), &invited)?;
        let invitation = invited.body["data"]["token"].as_str().context("no invitation")?.to_owned();
        Ok(Self { server, job, waiting, patient, invitation })
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let output = puente(arguments, None)?;
    // Some files of a sample were not readable when it was extracted: not all is there, and 3 says so.
    let is_done = matches!(output.status.code(), Some(0 | 3));
    ensure!(is_done, "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn manifest(clinic: &str) -> String {
    let manifest = json!({
        "clinic_id": clinic, "file_name": "an older one.dpm", "file_size": 1,
        "meta": { "format_version": "0.1.0", "source_system": "gesden", "exported_at": "2026-02-01T10:00:00Z" },
        "entities": [{ "entity_type": "patient", "row_count": 1, "schema_version": "0.1.0" }],
        "files": 0, "warnings": 0, "digest": "0".repeat(64),
    });
    manifest.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_for_everyone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clinic = Clinic::new(folder.path())?;
    let file = sample_of(folder.path(), "zst.enc", 1_500, 8)?;
    let new = Server::start_new()?;
    let browser = Browser::open(&new.url()).await?;
    let mut looker = Looker::new(&browser)?;
    first_start(&browser, &new, &mut looker).await?;
    let wire = Recorder::before(clinic.server.address())?;
    let visit = Visit { browser: &browser, wire };
    visit.outside(&mut looker, &clinic).await?;
    visit.patients(&mut looker, &clinic).await?;
    visit.settings(&mut looker).await?;
    visit.file(&mut looker, folder.path(), &file).await?;
    visit.imports(&mut looker, &clinic).await?;
    looker.is_content()
}

async fn first_start(browser: &Browser, new: &Server, looker: &mut Looker<'_>) -> Result<()> {
    browser.page.goto(format!("{}/sign-in", new.url())).await?;
    browser.see("main .alert").await?;
    looker.look("nobody can sign in yet").await?;
    browser.page.goto(format!("{}/setup", new.url())).await?;
    browser.see("setup-clinic .alert").await?;
    looker.look("first start, incomplete link").await?;
    browser.page.goto("about:blank").await?;
    browser.page.goto(new.set_up_link()?).await?;
    browser.see("#setup-submit").await?;
    looker.look("first start").await
}

/// Going from screen to screen, by a wire that can be cut.
struct Visit<'b> {
    browser: &'b Browser,
    wire: Recorder,
}

impl Visit<'_> {
    async fn go(&self, path: &str, sight: &str) -> Result<()> {
        self.browser.page.goto(format!("{}{path}", self.wire.url())).await?;
        self.browser.see(sight).await?;
        Ok(())
    }

    async fn outside(&self, looker: &mut Looker<'_>, clinic: &Clinic) -> Result<()> {
        let browser = self.browser;
        self.go(&format!("/join#{}", clinic.invitation), "#join-submit").await?;
        looker.look("invitation").await?;
        self.go("/sign-in", "#sign-in-submit").await?;
        browser.type_into("#sign-in-email", "nobody@sol.example").await?;
        browser.type_into("#sign-in-password", "not the password").await?;
        browser.press("#sign-in-submit").await?;
        browser.see("main .alert-bad").await?;
        looker.look("sign-in, refused").await?;
        self.go("/sign-in", "#sign-in-submit").await?;
        looker.look("sign-in").await?;
        // A clinic with patients opens at their list.
        browser.type_into("#sign-in-email", tests::server::EMAIL).await?;
        browser.type_into("#sign-in-password", tests::server::PASSWORD).await?;
        browser.press("#sign-in-submit").await?;
        browser.see("#patients-search").await?;
        self.go("/nowhere", "main .empty").await?;
        looker.look("no such page").await
    }

    async fn patients(&self, looker: &mut Looker<'_>, clinic: &Clinic) -> Result<()> {
        let browser = self.browser;
        self.go("/patients", "a[data-patient-id]").await?;
        looker.look("patients").await?;
        browser.press("#account").await?;
        browser.see("#account-menu").await?;
        looker.look("account").await?;
        escape(browser).await?;
        browser.type_into("#patients-search", "zzzz").await?;
        browser.see("main .empty").await?;
        looker.look("patients, none found").await?;
        self.go(&format!("/patients/{}", clinic.patient), "#patient-documents .document img").await?;
        looker.look("patient").await?;
        looker.look_into("viewer", "#patient-documents button.document", "#viewer").await
    }

    async fn settings(&self, looker: &mut Looker<'_>) -> Result<()> {
        for section in ["modules", "members", "clinics", "sessions", "audit"] {
            self.go(&format!("/settings/{section}"), ".settings h1").await?;
            looker.look(section).await?;
        }
        self.go("/settings/modules", "#migration_import-off").await?;
        looker.look_into("uninstalling", "#migration_import-off", "#uninstall").await
    }

    /// Up to the question, and as far as a yes comes over a wire that is cut.
    async fn file(&self, looker: &mut Looker<'_>, folder: &Path, file: &Path) -> Result<()> {
        let browser = self.browser;
        self.go("/settings/data-migration", "#history table").await?;
        looker.look("open").await?;
        browser.choose(&not_an_export(folder)?).await?;
        browser.see("#refusal").await?;
        looker.look("refused").await?;
        self.go("/settings/data-migration", ".drop").await?;
        browser.choose(file).await?;
        browser.see("#passphrase").await?;
        looker.look("unlock").await?;
        browser.unlock("not the passphrase").await?;
        browser.see("#refusal").await?;
        looker.look("unlock, refused").await?;
        browser.unlock(PASSPHRASE).await?;
        browser.see("#preview-digest").await?;
        browser.until("return document.querySelector('#preview .progress') === null").await?;
        browser.until(OPEN_EVERYTHING).await?;
        looker.look("look").await?;
        browser.press(".counts .row-button").await?;
        browser.see("#samples .sample").await?;
        looker.look("rows of the file").await?;
        escape(browser).await?;
        browser.press("#nav-patients").await?;
        browser.see("#leave-back").await?;
        looker.look("leaving").await?;
        escape(browser).await?;
        self.to_the_question(looker).await?;
        looker.look("confirm").await?;
        self.wire.cut();
        browser.press("#confirm-import").await?;
        browser.see("#stop-send").await?;
        looker.look("sending").await?;
        browser.see("#resume-send").await?;
        looker.look("sending, interrupted").await?;
        // Nothing of it is sent any more.
        browser.page.goto("about:blank").await?;
        self.wire.mend();
        Ok(())
    }

    /// Presses what leads on until the question is there.
    async fn to_the_question(&self, looker: &mut Looker<'_>) -> Result<()> {
        for step in 1.. {
            let heading = self.browser.see("h1").await?.text().await?;
            self.browser.press(LEADS_ON).await?;
            let moved = format!(
                "return document.querySelector('#confirm-dialog[open]') !== null
                    || document.querySelector('h1').innerText !== {heading:?}"
            );
            self.browser.until(&moved).await?;
            let asks = "return document.querySelector('#confirm-dialog[open]') !== null";
            if self.browser.page.execute(asks, vec![]).await?.json() == true {
                break;
            }
            ensure!(step < 4, "no question after {step} steps");
            self.browser.until(OPEN_EVERYTHING).await?;
            looker.look(&format!("step {step} after looking")).await?;
        }
        self.browser.see("#clinic-holds").await?;
        Ok(())
    }

    async fn imports(&self, looker: &mut Looker<'_>, clinic: &Clinic) -> Result<()> {
        let browser = self.browser;
        self.go(&format!("/settings/data-migration/{}", clinic.waiting), "#job-receiving").await?;
        looker.look("import, waiting").await?;
        browser.press("#give-up-ask").await?;
        browser.see("#give-up-back").await?;
        looker.look("giving up").await?;
        self.go(&format!("/settings/data-migration/{}", clinic.job), "#result-accounting").await?;
        browser.see("#import-files").await?;
        browser.until(OPEN_EVERYTHING).await?;
        looker.look("report").await?;
        browser.press("#result-accounting .row-button").await?;
        browser.see("#rows .sample").await?;
        looker.look("rows of the import").await?;
        escape(browser).await?;
        looker.look_into("undoing", "#undo", "#undo-removed").await
    }
}

/// What leads on from a step.
const LEADS_ON: &str = "main .button-primary:not(:disabled)";

/// Lists that are closed are opened: the first of their kind.
const OPEN_EVERYTHING: &str = "for (const it of document.querySelectorAll('main details')) it.open = true;
    document.querySelector('.remark-head button[aria-expanded=false]')?.click();
    return true";

fn not_an_export(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("letter.txt");
    std::fs::write(&path, "Dear colleague, ".repeat(20))?;
    Ok(path)
}
