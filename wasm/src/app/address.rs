//! Where in the app the visitor is: the browser's address, followed and changed without loading the page anew.

use std::cell::OnceCell;

use leptos::ev;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, UrlSearchParams};

use crate::app::leaving;

thread_local! {
    // Of no view: whichever asks first, it outlives it.
    static PATH: OnceCell<ArcRwSignal<String>> = const { OnceCell::new() };
}

/// The address's path, to be followed by views.
pub(crate) fn path() -> ArcRwSignal<String> {
    PATH.with(|cell| cell.get_or_init(|| ArcRwSignal::new(browsers())).clone())
}

/// A value of the address's query.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Follows the links of the page, and the browser going back and forward.
pub(crate) fn follow() {
    window_event_listener(ev::popstate, |_| {
        let target = browsers();
        if leaving::is_asked(&target) {
            // The browser has gone already: back to where the visitor still is.
            go(&path().get_untracked());
        } else {
            path().set(target);
        }
    });
    window_event_listener(ev::click, |click| {
        if let Some(target) = target(&click) {
            click.prevent_default();
            if !leaving::is_asked(&target) {
                go(&target);
            }
        }
    });
}

/// Goes to an address of the app.
pub(crate) fn go(target: &str) {
    change(target, false);
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Goes to an address of the app, to which going back will not lead.
pub(crate) fn replace(target: &str) {
    change(target, true);
}

/// Leads elsewhere as soon as it is shown.
#[component]
pub(crate) fn Redirect(#[prop(into)] to: String) -> impl IntoView {
    Effect::new(move |_| replace(&to));
}

fn change(target: &str, replace: bool) {
    let changed = window().history().and_then(|history| {
        if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(target))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(target))
        }
    });
    // A browser refuses an address of another site, and too many changes at once.
    if changed.is_ok() {
        path().set(browsers());
    }
}

fn browsers() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Where a click leads, if that is a screen of the app and the visitor did not ask for a new tab or for a file.
fn target(click: &ev::MouseEvent) -> Option<String> {
    if click.default_prevented() || click.button() != 0 {
        return None;
    }
    if click.alt_key() || click.ctrl_key() || click.meta_key() || click.shift_key() {
        return None;
    }
    let link = click.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let address = link.get_attribute("href")?;
    let a_screen = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/api/");
    let plain = !link.has_attribute("download") && !link.has_attribute("target");
    (a_screen && plain).then_some(address)
}
