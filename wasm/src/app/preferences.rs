//! What this browser remembers of its user's choices: language, theme, clinic. Nothing else is ever stored.

use gloo::utils::{document, window};
use web_sys::Storage;

/// How the screens are lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or(Self::System)
    }

    /// The theme chosen last time; `www/theme.js` has applied it already.
    pub(crate) fn stored() -> Self {
        read(THEME).map_or(Self::System, |name| Self::from_name(&name))
    }

    /// Lights the screens so from now on, and remembers it.
    pub(crate) fn apply(self) {
        write(THEME, self.name());
        if let Some(root) = document().document_element() {
            // Cannot fail: the attribute's name is valid.
            let _ = root.set_attribute("data-theme", self.name());
        }
    }
}

const THEME: &str = "puente.theme";

/// A remembered choice. A browser that forbids storage simply remembers nothing.
pub(crate) fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

pub(crate) fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full storage loses a preference, nothing more.
        let _ = storage.set_item(key, value);
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
