//! The messages of every language, to tell what stands on a screen without having been translated.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::root;

/// Those the screens speak; English is first.
pub const LANGUAGES: [&str; 4] = ["en", "es", "pt", "fr"];

/// What must not be seen.
pub struct Words {
    /// Names of messages that no word of a language is written like.
    keys: HashSet<String>,
    /// Whole sentences of English that a language says otherwise.
    foreign: HashMap<&'static str, HashSet<String>>,
}

impl Words {
    /// From the messages of the app.
    pub fn read() -> Result<Self> {
        let english = messages("en")?;
        let keys = english.keys().filter(|key| key.contains('-')).cloned().collect();
        let mut foreign = HashMap::new();
        for language in LANGUAGES {
            let own = messages(language)?;
            let said: HashSet<&String> = own.values().collect();
            let others =
                english.values().filter(|text| text.contains(' ') && !text.contains('{') && !said.contains(text));
            foreign.insert(language, others.cloned().collect());
        }
        Ok(Self { keys, foreign })
    }

    /// What is wrong with a text on a screen, if anything is.
    #[must_use]
    pub fn wrong_with(&self, text: &str, language: &str) -> Option<String> {
        let is_part = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
        let is_name = |word: &&str| self.keys.contains(*word) || (text == *word && is_key(word));
        let key = text.split(|it| !is_part(it)).find(is_name);
        if let Some(key) = key {
            return Some(format!("a message's name: {key}"));
        }
        if text.contains("{ $") || text.contains("{$") {
            return Some(format!("an argument without a value: {text}"));
        }
        self.foreign.get(language)?.contains(text).then(|| format!("English: {text}"))
    }
}

/// Written as names of messages are, and as words are not.
fn is_key(word: &str) -> bool {
    let is_lower = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let hyphens = word.matches('-').count();
    word.split('-').all(is_lower) && (hyphens > 1 || (hyphens == 1 && word.contains('_')))
}

/// Messages by name, those of one line.
fn messages(language: &str) -> Result<HashMap<String, String>> {
    let mut all = HashMap::new();
    for file in std::fs::read_dir(root().join("www/messages").join(language))? {
        let text = std::fs::read_to_string(file?.path())?;
        let lines = text.lines().filter(|line| line.starts_with(|it: char| it.is_ascii_lowercase()));
        all.extend(
            lines.filter_map(|line| line.split_once(" = ")).map(|(key, said)| (key.to_owned(), said.to_owned())),
        );
    }
    Ok(all)
}
