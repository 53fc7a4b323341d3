//! The words of the screens, in every language, from `www/messages/<language>/<area>.ftl`. The page fetches those of the
//! language it speaks.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language the screens speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    English,
    Spanish,
    Portuguese,
    French,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::English, Self::Spanish, Self::Portuguese, Self::French];

    /// Its BCP 47 tag, as in `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::French => "fr",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::French => "Français",
        }
    }

    /// The language of a tag such as `es-ES`, region and script aside.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// What the four folders hold alike, in one order.
pub const AREAS: [&str; 6] = ["common", "patients", "documents", "migration", "warnings", "problems"];

/// What there is beside them, which modules of the page's own read: the app does not fetch it.
pub const OF_MODULES: [&str; 1] = ["settings"];

/// The messages of one language.
pub struct Messages {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("locales", &self.bundle.locales).finish()
    }
}

impl Messages {
    /// Reads the texts of the language's files. What cannot be parsed is left out: its keys then show as themselves, and a test
    /// keeps that from happening.
    #[must_use]
    pub fn new(language: Language, sources: impl IntoIterator<Item = String>) -> Self {
        let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![locale]);
        // All four languages run left to right: isolation marks would only end up in copied text.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new(source).unwrap_or_else(|(parsed, _)| parsed);
            bundle.add_resource_overriding(resource);
        }
        // Fluent prints numbers bare; the browser knows how the reader writes them.
        #[cfg(target_arch = "wasm32")]
        bundle.set_formatter(Some(|value, _| match value {
            fluent_bundle::FluentValue::Number(number) => Some(crate::app::format::number(number.value)),
            _ => None,
        }));
        Self { bundle }
    }

    /// The message with its arguments in place, if the language has it.
    #[must_use]
    pub fn get(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }
}
