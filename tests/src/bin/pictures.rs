//! Takes the README's pictures: a sample clinic's way through a real browser and a real server. `cargo xtask pictures` runs it.
#![allow(clippy::print_stderr)] // a program for people

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tests::browser::Browser;
use tests::database::Database;
use tests::files::PASSPHRASE;
use tests::server::{Server, puente};

/// Patients of the clinic in the pictures.
const PATIENTS: &str = "240";
const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
/// What moves or fades has done so.
const SETTLED: Duration = Duration::from_millis(600);

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::args().nth(1).map_or_else(|| tests::root().join("docs/pictures"), PathBuf::from);
    match take(&folder).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pictures: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn take(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let place = tempfile::tempdir()?;
    let (file, images) = sample(place.path())?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    let camera = Camera { browser: &browser, folder };
    browser.sign_in().await?;
    camera.look(DESKTOP, "1-open", "body").await?;
    before_the_import(&camera, &file).await?;
    after_the_import(&camera, &server, &images).await
}

async fn before_the_import(camera: &Camera<'_>, file: &Path) -> Result<()> {
    let browser = camera.browser;
    browser.choose(file).await?;
    browser.see("#passphrase").await?;
    camera.look(DESKTOP, "2-unlock", "body").await?;
    browser.unlock(PASSPHRASE).await?;
    browser.see("#trial-accounting").await?;
    camera.look(DESKTOP, "3-preview", "body").await?;
    camera.look(DESKTOP, "3-questions", "#preview .columns").await?;
    camera.look(DESKTOP, "3-dry-run", "#trial").await?;
    camera.look(PHONE, "3-preview-phone", "body").await?;
    camera.dark(true).await?;
    camera.look(DESKTOP, "3-dry-run-dark", "#trial").await?;
    camera.dark(false).await?;
    browser.press("#preview tr[data-entity-type=patient] .row-button").await?;
    browser.see("#samples .sample").await?;
    camera.look(DESKTOP, "3-rows", "#samples").await?;
    browser.press("#samples-close").await?;
    browser.decide().await?;
    camera.look(DESKTOP, "3-review", "#catalog").await?;
    browser.ask().await?;
    camera.look(DESKTOP, "4-confirm", "#confirm-dialog").await?;
    browser.press("#confirm-import").await
}

async fn after_the_import(camera: &Camera<'_>, server: &Server, images: &Path) -> Result<()> {
    let browser = camera.browser;
    browser.see("#result-accounting").await?;
    camera.look(DESKTOP, "5-result", "body").await?;
    let job = browser.page.current_url().await?;
    browser.find("#files-folder").await?.send_keys(images.canonicalize()?.to_string_lossy()).await?;
    browser.until("return document.querySelector('#files-expected')?.dataset.value === '0'").await?;
    let patient = documented(server)?;
    browser.page.goto(format!("{}/patients/{patient}", server.url())).await?;
    browser.see("#patient-documents .document img").await?;
    camera.look(DESKTOP, "6-patient", "body").await?;
    camera.look(DESKTOP, "8-documents", "#patient-documents").await?;
    browser.press("#patient-documents .document").await?;
    browser.until("return document.querySelector('.viewer-picture')?.naturalWidth > 40").await?;
    camera.look(DESKTOP, "8-viewer", "body").await?;
    browser.page.goto(job.as_str()).await?;
    browser.press("#undo").await?;
    browser.see("#undo-removed").await?;
    camera.look(DESKTOP, "7-undo", "body").await
}

/// A patient with radiographs that can be shown.
fn documented(server: &Server) -> Result<String> {
    let shown = "SELECT patient_id FROM documents JOIN puente_documents AS own ON own.document_id = documents.id
        WHERE own.preview = 'ready' AND media_kind = 'xray' GROUP BY patient_id ORDER BY count(*) DESC LIMIT 1";
    for _ in 0..600 {
        let waiting = "SELECT 'one' FROM puente_documents WHERE preview = 'waiting' LIMIT 1";
        let database = Database::open(&server.database())?;
        if database.texts(waiting)?.is_empty() {
            return database.texts(shown)?.into_iter().flatten().next().context("no patient has a radiograph");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    anyhow::bail!("the documents' previews were not made in a minute")
}

fn sample(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let (file, images) = (folder.join("clinic.dpm.zst.enc"), folder.join("images"));
    let (target, pictures) = (file.to_string_lossy(), images.to_string_lossy());
    let arguments = ["sample", &*target, "--patients", PATIENTS, "--seed", "7", "--layering", "zst.enc"];
    let output = puente(&[&arguments[..], &["--images", &pictures]].concat(), Some(PASSPHRASE))?;
    ensure!(output.status.success(), "no sample: {}", String::from_utf8_lossy(&output.stderr));
    Ok((file, images))
}

struct Camera<'b> {
    browser: &'b Browser,
    folder: &'b Path,
}

impl Camera<'_> {
    /// Takes a picture with something at the top of it.
    async fn look(&self, size: (u32, u32), name: &str, top: &str) -> Result<()> {
        self.size(size).await?;
        self.browser.find(top).await?;
        let scroll = format!(
            "const it = document.querySelector('{top}');
             scrollTo(0, it === document.body ? 0 : it.getBoundingClientRect().top + scrollY - 90);"
        );
        self.browser.page.execute(scroll, vec![]).await?;
        tokio::time::sleep(SETTLED).await;
        self.browser.picture(&self.folder.join(format!("{name}.png"))).await
    }

    async fn size(&self, (width, height): (u32, u32)) -> Result<()> {
        Ok(self.browser.page.set_window_rect(0, 0, width, height).await?)
    }

    async fn dark(&self, is_dark: bool) -> Result<()> {
        let theme = if is_dark { "dark" } else { "light" };
        self.browser.page.execute(format!("document.documentElement.dataset.theme = '{theme}'"), vec![]).await?;
        Ok(())
    }
}
