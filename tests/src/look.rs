//! Looking at screens in every language, in light on a desk and in the dark on a phone: what is wrong with them is gathered
//! and told at once.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::Browser;
use crate::words::{LANGUAGES, Words};

/// What is done in the page: see there.
const LOOK: &str = include_str!("look.js");
/// Roles that a screen reader names.
const NAMED: &str = "button link textbox searchbox combobox listbox checkbox radio switch slider spinbutton progressbar dialog \
    image DisclosureTriangle";

/// How a screen is lit, and on what.
struct Light {
    theme: &'static str,
    width: u32,
    height: u32,
}

const LIGHTS: [Light; 2] =
    [Light { theme: "light", width: 1280, height: 900 }, Light { theme: "dark", width: 360, height: 740 }];

/// Someone who looks at one screen after another.
pub struct Looker<'b> {
    browser: &'b Browser,
    words: Words,
    /// What is wrong, by screen; and in which languages and lights.
    wrong: BTreeMap<String, BTreeSet<String>>,
}

impl<'b> Looker<'b> {
    /// Through that browser.
    pub fn new(browser: &'b Browser) -> Result<Self> {
        Ok(Self { browser, words: Words::read()?, wrong: BTreeMap::new() })
    }

    /// Looks at what is shown, which follows the language and the light.
    pub async fn look(&mut self, screen: &str) -> Result<()> {
        for light in &LIGHTS {
            self.put_into(light).await?;
            for language in LANGUAGES {
                self.look_once(screen, light, language).await?;
            }
            self.ask_for_names(screen, light).await?;
        }
        Ok(())
    }

    /// Looks at a dialog, which speaks the language of when it was opened: by `button`; `shown` is in it.
    pub async fn look_into(&mut self, screen: &str, button: &str, shown: &str) -> Result<()> {
        for light in &LIGHTS {
            self.put_into(light).await?;
            for language in LANGUAGES {
                self.run(light, language).await?;
                self.browser.press(button).await?;
                self.browser.see(shown).await?;
                self.look_once(screen, light, language).await?;
                if language == LANGUAGES[0] {
                    self.ask_for_names(screen, light).await?;
                }
                escape(self.browser).await?;
                self.browser.until(&format!("return document.querySelector({shown:?}) === null")).await?;
            }
        }
        Ok(())
    }

    /// Says what was wrong, if anything was.
    pub fn is_content(self) -> Result<()> {
        let lines: Vec<String> = self
            .wrong
            .into_iter()
            .map(|(what, where_)| format!("{what}   [{}]", where_.into_iter().collect::<Vec<_>>().join(", ")))
            .collect();
        ensure!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
        Ok(())
    }

    async fn put_into(&self, light: &Light) -> Result<()> {
        let Light { width, height, .. } = light;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.browser.page.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await?;
        Ok(())
    }

    async fn look_once(&mut self, screen: &str, light: &Light, language: &str) -> Result<()> {
        let seen = self.run(light, language).await?;
        let list = |name: &str| -> Vec<String> {
            let texts = seen[name].as_array().into_iter().flatten();
            texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let place = format!("{language} {}", light.theme);
        for what in list("wrong") {
            self.note(screen, &what, &place);
        }
        for text in list("texts") {
            if let Some(what) = self.words.wrong_with(&text, language) {
                self.note(screen, &what, &place);
            }
        }
        Ok(())
    }

    async fn run(&self, light: &Light, language: &str) -> Result<Value> {
        let given = vec![language.into(), light.theme.into()];
        let seen = self.browser.page.execute_async(LOOK, given).await?;
        Ok(seen.json().clone())
    }

    /// What has no name for a screen reader, as the browser tells them.
    async fn ask_for_names(&mut self, screen: &str, light: &Light) -> Result<()> {
        let devtools = self.browser.page.cdp();
        let tree: Value = devtools.send_raw("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("no accessibility tree")?;
        for node in nodes {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            let name = node["name"]["value"].as_str().unwrap_or_default();
            if node["ignored"] == true || !NAMED.split(' ').any(|named| named == role) || !name.trim().is_empty() {
                continue;
            }
            let element = json!({ "backendNodeId": node["backendDOMNodeId"] });
            let described: Value = devtools.send_raw("DOM.describeNode", element).await?;
            let what =
                format!("no name: {role} {} {}", described["node"]["localName"], described["node"]["attributes"]);
            self.note(screen, &what, light.theme);
        }
        Ok(())
    }

    fn note(&mut self, screen: &str, what: &str, place: &str) {
        self.wrong.entry(format!("{screen}: {what}")).or_default().insert(place.to_owned());
    }
}

/// Presses Escape, wherever the focus is.
pub async fn escape(browser: &Browser) -> Result<()> {
    Ok(browser.page.action_chain().send_keys(Key::Escape).perform().await?)
}
