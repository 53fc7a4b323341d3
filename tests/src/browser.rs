//! A real, headless Chromium, driven as a person would drive it.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::server::{EMAIL, PASSWORD};

/// How long a person would wait for anything here before giving up.
const PATIENCE: Duration = Duration::from_mins(1);

/// An open browser. Closes when dropped.
pub struct Browser {
    /// For what a test does itself.
    pub page: WebDriver,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Opens a page.
    pub async fn open(url: &str) -> Result<Self> {
        let (driver, port) = driver()?;
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        for flag in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en",
            "--window-size=1280,900",
        ] {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        let page = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        page.goto(url).await?;
        Ok(Self { page, driver, _profile: profile })
    }

    /// The process that drives the browser, whose children the browser's processes are.
    #[must_use]
    pub fn driver_process(&self) -> u32 {
        self.driver.id()
    }

    /// The element, once it is there and can be seen.
    pub async fn see(&self, css: &str) -> Result<WebElement> {
        let found =
            self.page.query(By::Css(css)).wait(PATIENCE, Duration::from_millis(50)).and_displayed().first().await;
        found.with_context(|| format!("{css} did not appear"))
    }

    /// The element, once it is there, seen or not.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        let found = self.page.query(By::Css(css)).wait(PATIENCE, Duration::from_millis(50)).first().await;
        found.with_context(|| format!("{css} is not there"))
    }

    /// Presses a button, once it can be pressed. One that is redrawn meanwhile is looked for again.
    pub async fn press(&self, css: &str) -> Result<()> {
        loop {
            let button = self.see(css).await?;
            let pressed = async {
                button.wait_until().wait(PATIENCE, Duration::from_millis(50)).enabled().await?;
                // Into the middle, where no bar covers it.
                button.scroll_into_view().await?;
                button.click().await
            };
            match pressed.await {
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
                pressed => return Ok(pressed?),
            }
        }
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str) -> Result<()> {
        let patience = Instant::now() + PATIENCE;
        while self.page.execute(script, vec![]).await?.json() != &serde_json::Value::Bool(true) {
            anyhow::ensure!(Instant::now() < patience, "it never came true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Types into a field.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        Ok(self.see(css).await?.send_keys(text).await?)
    }

    /// Signs in as the admin and goes to Data migration.
    pub async fn sign_in(&self) -> Result<()> {
        self.type_into("#sign-in-email", EMAIL).await?;
        self.type_into("#sign-in-password", PASSWORD).await?;
        self.press("#sign-in-submit").await?;
        self.find("#file-input").await?;
        Ok(())
    }

    /// Chooses a file on the Data migration page.
    pub async fn choose(&self, file: &Path) -> Result<()> {
        let file = file.canonicalize()?;
        Ok(self.find("#file-input").await?.send_keys(file.to_string_lossy()).await?)
    }

    /// Types the passphrase and unlocks.
    pub async fn unlock(&self, passphrase: &str) -> Result<()> {
        self.type_into("#passphrase", passphrase).await?;
        self.press("#unlock").await
    }

    /// From looking, goes on to decide.
    pub async fn decide(&self) -> Result<()> {
        self.go_on("#preview", "#decide").await
    }

    /// From deciding, goes back to look.
    pub async fn look_again(&self) -> Result<()> {
        self.page.execute("scrollTo(0, 0)", vec![]).await?;
        self.press("#decide-back").await?;
        self.see("#preview").await?;
        Ok(())
    }

    /// From looking or deciding, goes on to the question.
    pub async fn ask(&self) -> Result<()> {
        if self.see("#preview, #decide").await?.id().await?.as_deref() == Some("preview") {
            self.decide().await?;
        }
        self.go_on("#decide", "#confirm-dialog").await
    }

    /// From looking or deciding, confirms.
    pub async fn confirm(&self) -> Result<()> {
        self.ask().await?;
        self.press("#confirm-import").await
    }

    async fn go_on(&self, from: &str, to: &str) -> Result<()> {
        self.see(from).await?;
        // Scrolled away, it is below the bar at the top.
        self.page.execute("scrollTo(0, 0)", vec![]).await?;
        self.press(&format!("{from} #continue")).await?;
        self.see(to).await?;
        Ok(())
    }

    /// A cell of the result's accounting.
    pub async fn accounted(&self, entity_type: &str, count: &str) -> Result<u64> {
        let cell = format!("#result-accounting tr[data-entity-type=\"{entity_type}\"] td[data-count={count}]");
        let text = self.see(&cell).await?.text().await?;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Ok(if digits.is_empty() { 0 } else { digits.parse()? })
    }

    /// What a table's rows say of themselves: their data attributes, and their cells'.
    pub async fn figures(&self, body: &str) -> Result<Vec<String>> {
        let script = format!(
            "return [...document.querySelectorAll('#{body} tr')].map(row => JSON.stringify(
                [{{...row.dataset}}, ...[...row.cells].map(cell => ({{...cell.dataset}})),
                 [...row.querySelectorAll('[data-reason]')].map(it => it.textContent)]))"
        );
        Ok(self.page.execute(script, vec![]).await?.convert()?)
    }

    /// Keeps a picture, for people to look at.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        Ok(self.page.screenshot(file).await?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver alone would leave its browser behind: their group goes as one.
        let group = format!("-{}", self.driver.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).status());
        drop(self.driver.wait());
    }
}

/// Starts a driver on a port of its choosing.
fn driver() -> Result<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("chromedriver is not there: `cargo xtask test` installs it")?;
    let printed = BufReader::new(driver.stdout.take().context("no output")?);
    for line in printed.lines() {
        let line = line?;
        if let Some((_, rest)) = line.split_once("successfully on port ") {
            return Ok((driver, rest.trim_end_matches('.').parse()?));
        }
    }
    anyhow::bail!("chromedriver did not say its port")
}
