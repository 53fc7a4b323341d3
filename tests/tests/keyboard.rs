//! A whole import without a mouse: every control is reached by Tab, shows that it has the focus, and does what it does by
//! Enter or Space; the focus is never lost, and dialogs keep it and give it back.

use anyhow::{Result, ensure};
use serde_json::Value;
use tests::browser::Browser;
use tests::database::Database;
use tests::files::{PASSPHRASE, sample};
use tests::server::{EMAIL, PASSWORD, Server};
use thirtyfour::Key;

/// Where the focus is: see there.
struct Focus(Value);

impl Focus {
    fn is(&self, what: &str) -> bool {
        self.0[what] == true
    }

    fn name(&self) -> &str {
        self.0["name"].as_str().unwrap_or_default()
    }
}

const FOCUS: &str = "
    const it = document.activeElement;
    const framed = (at) => getComputedStyle(at).outlineStyle !== 'none' && parseFloat(getComputedStyle(at).outlineWidth) >= 1;
    // One that lies unseen over what stands for it.
    const clipped = getComputedStyle(it).clipPath === 'inset(50%)' || getComputedStyle(it).opacity === '0';
    const shown = clipped ? (it.closest('label, .icon-select') ?? it) : it;
    const box = shown.getBoundingClientRect();
    const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;
    const hit = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    const modal = [...document.querySelectorAll('dialog[open]')].filter((one) => one.matches(':modal')).at(-1);
    // Framed: it is told from all others. Landmark: it was given the focus to be read from. Seen: nothing lies over it.
    // Within: what is modal has it.
    return {
        name: `${it.tagName.toLowerCase()}#${it.id}.${it.className} ${it.innerText?.slice(0, 40) ?? ''}`,
        lost: it === document.body || it === document.documentElement,
        framed: it.matches(':focus-visible') && framed(shown),
        landmark: it.getAttribute('tabindex') === '-1',
        seen: hit !== null && (shown.contains(hit) || hit.contains(shown)),
        within: !modal || modal.contains(it),
    };";

/// More controls than a screen has.
const MANY: usize = 600;

struct Keyboard<'b>(&'b Browser);

impl Keyboard<'_> {
    async fn press(&self, key: Key) -> Result<()> {
        Ok(self.0.page.action_chain().send_keys(key).perform().await?)
    }

    /// To the next control, or the one before.
    async fn tab(&self, is_back: bool) -> Result<()> {
        let keys = self.0.page.action_chain();
        let keys = if is_back { keys.key_down(Key::Shift) } else { keys };
        let keys = keys.send_keys(Key::Tab);
        let keys = if is_back { keys.key_up(Key::Shift) } else { keys };
        Ok(keys.perform().await?)
    }

    async fn write(&self, text: &str) -> Result<()> {
        Ok(self.0.page.action_chain().send_keys(text).perform().await?)
    }

    async fn focus(&self) -> Result<Focus> {
        Ok(Focus(self.0.page.execute(FOCUS, vec![]).await?.json().clone()))
    }

    async fn is_true(&self, script: &str) -> Result<bool> {
        Ok(self.0.page.execute(script, vec![]).await?.json() == true)
    }

    async fn is_at(&self, css: &str) -> Result<bool> {
        self.is_true(&format!("return document.activeElement.matches({css:?})")).await
    }

    /// Goes to a control, forwards or backwards; everything on the way shows the focus.
    async fn go_to(&self, css: &str) -> Result<()> {
        self.0.find(css).await?;
        let behind = format!(
            "return [...document.querySelectorAll({css:?})].some(it =>
                document.activeElement.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING)"
        );
        let is_behind = self.is_true(&behind).await?;
        for _ in 0..MANY {
            if self.is_at(css).await? {
                return Ok(());
            }
            self.tab(!is_behind).await?;
            let focus = self.focus().await?;
            ensure!(!focus.is("lost"), "on the way to {css} the focus was lost");
            ensure!(focus.is("framed") || focus.is("landmark"), "the focus is not to be seen: {}", focus.name());
            ensure!(focus.is("seen"), "something lies over what has the focus: {}", focus.name());
            ensure!(focus.is("within"), "the focus left the dialog: {}", focus.name());
        }
        anyhow::bail!("no way to {css} by Tab")
    }

    /// The screen has changed; the focus is somewhere on it.
    async fn arrives(&self, css: &str) -> Result<()> {
        self.0.see(css).await?;
        let patience = "return document.activeElement !== document.body && document.activeElement !== null";
        let arrived = tokio::time::timeout(std::time::Duration::from_secs(3), self.0.until(patience)).await;
        ensure!(arrived.is_ok_and(|it| it.is_ok()), "the focus was lost when {css} came");
        Ok(())
    }

    /// What is modal keeps the focus, all around and back; Escape closes it and gives the focus back to `opener`.
    async fn is_modal(&self, dialog: &str, opener: &str) -> Result<()> {
        self.0.see(&format!("{dialog}[open]")).await?;
        let controls = format!(
            "return [...document.querySelectorAll({dialog:?} + ' :is(a, button, input, select, summary, [tabindex=\"0\"])')].length"
        );
        let controls: usize = self.0.page.execute(controls, vec![]).await?.convert()?;
        for is_back in [false, true] {
            for _ in 0..controls + 2 {
                self.tab(is_back).await?;
                let focus = self.focus().await?;
                // Between the last control and the first a browser's own may have it: nothing of the page.
                ensure!(focus.is("within") || focus.is("lost"), "the focus left {dialog}: {}", focus.name());
            }
        }
        self.press(Key::Escape).await?;
        self.0.until(&format!("return document.querySelector('{dialog}[open]') === null")).await?;
        ensure!(self.is_at(opener).await?, "{dialog} did not give the focus back: {}", self.focus().await?.name());
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_without_a_mouse() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = sample(folder.path(), "zst.enc", 1_000)?;
    let server = Server::start()?;
    let browser = Browser::open(&server.url()).await?;
    browser.see("#sign-in-email").await?;
    let keyboard = Keyboard(&browser);
    sign_in(&keyboard).await?;

    keyboard.go_to("#file-input").await?;
    // What a browser's own dialog would do.
    browser.choose(&file).await?;
    unlock(&keyboard).await?;
    look(&keyboard).await?;
    confirm(&keyboard).await?;

    keyboard.arrives("#result-accounting").await?;
    let created = browser.accounted("patient", "created").await?;
    assert!(created > 5, "{created} patients");
    assert_eq!(Database::open(&server.database())?.number("SELECT count(*) FROM patients")?, i64::try_from(created)?);
    keyboard.go_to("#see-patients").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.arrives("a[data-patient-id]").await?;
    keyboard.go_to("a[data-patient-id]").await?;
    keyboard.press(Key::Enter).await?;
    keyboard.arrives("#patient-name").await
}

/// The light is chosen by arrows on the way.
async fn sign_in(keyboard: &Keyboard<'_>) -> Result<()> {
    keyboard.tab(false).await?;
    keyboard.go_to("#theme").await?;
    keyboard.press(Key::Down).await?;
    keyboard.0.until("return document.documentElement.dataset.theme === 'light'").await?;
    keyboard.go_to("#sign-in-email").await?;
    keyboard.write(EMAIL).await?;
    keyboard.go_to("#sign-in-password").await?;
    keyboard.write(PASSWORD).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.arrives(".drop").await
}

async fn unlock(keyboard: &Keyboard<'_>) -> Result<()> {
    keyboard.arrives("#passphrase").await?;
    // There is one thing to do: it has the focus, and after a wrong try again.
    for passphrase in ["not the passphrase", PASSPHRASE] {
        keyboard.0.until("return document.activeElement.id === 'passphrase'").await?;
        keyboard.write(passphrase).await?;
        keyboard.press(Key::Enter).await?;
        if passphrase != PASSPHRASE {
            keyboard.arrives("#refusal").await?;
        }
    }
    Ok(())
}

/// Rows are looked at in a dialog.
async fn look(keyboard: &Keyboard<'_>) -> Result<()> {
    keyboard.arrives("#preview").await?;
    keyboard.0.until("return document.querySelector('#trial-accounting') !== null").await?;
    keyboard.arrives("#preview").await?;
    let row = ".counts tr:nth-child(2) .row-button";
    keyboard.go_to(row).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.0.see("#samples .sample").await?;
    keyboard.is_modal("#samples", row).await
}

/// On to the question, by whatever steps lead there; back once, then yes.
async fn confirm(keyboard: &Keyboard<'_>) -> Result<()> {
    const ON: &str = "main .button-primary:not(:disabled)";
    const ASKS: &str = "return document.querySelector('#confirm-dialog[open]') !== null";
    for step in 0.. {
        ensure!(step < 4, "no question after {step} steps");
        switch_someone(keyboard).await?;
        keyboard.go_to(ON).await?;
        let heading = keyboard.0.see("h1").await?.text().await?;
        keyboard.press(Key::Enter).await?;
        let moved = format!("{ASKS} || document.querySelector('h1').innerText !== {heading:?}");
        keyboard.0.until(&moved).await?;
        if keyboard.is_true(ASKS).await? {
            break;
        }
        keyboard.arrives("h1").await?;
    }
    keyboard.0.see("#clinic-holds").await?;
    ensure!(keyboard.is_at("#confirm-back").await?, "the safe answer is first: {}", keyboard.focus().await?.name());
    keyboard.is_modal("#confirm-dialog", ON).await?;
    keyboard.press(Key::Enter).await?;
    keyboard.0.see("#clinic-holds").await?;
    keyboard.go_to("#confirm-import").await?;
    keyboard.press(Key::Space).await
}

/// Where people are switched on and off, one is, twice: what is drawn anew keeps the focus.
async fn switch_someone(keyboard: &Keyboard<'_>) -> Result<()> {
    let switch = "#team-people li:first-child .switch";
    if !keyboard.is_true(&format!("return document.querySelector({switch:?}) !== null")).await? {
        return Ok(());
    }
    keyboard.go_to(switch).await?;
    for _ in 0..2 {
        let state = keyboard.0.find(switch).await?.attr("aria-checked").await?.unwrap_or_default();
        keyboard.press(Key::Space).await?;
        let switched = format!("return document.querySelector({switch:?}).getAttribute('aria-checked') !== {state:?}");
        keyboard.0.until(&switched).await?;
        ensure!(keyboard.is_at(switch).await?, "the switch lost the focus: {}", keyboard.focus().await?.name());
    }
    Ok(())
}
