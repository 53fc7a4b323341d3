//! What `www/index.html` holds beside the app.

use gloo::utils::document;

/// Takes away what is shown until the app is there.
pub(crate) fn remove_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

/// Words what `www/boot.js` shows should the app break down: by then it is too late to translate.
pub(crate) fn word_breakdown(message: &str) {
    if let Some(element) = document().get_element_by_id("breakdown") {
        element.set_text_content(Some(message));
    }
}
