//! Which language the screens speak, and the words for what they say: `t!("key")`, `t!("key", name = value)`.
//!
//! Both follow the chosen language when they are called inside a view's closure.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use fluent_bundle::FluentArgs;
use gloo::net::http::Request;
use gloo::utils::{document, window};
use js_sys::{Array, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::app::preferences;
use crate::messages::{AREAS, Language, Messages};

const STORED: &str = "puente.language";

thread_local! {
    static LANGUAGE: OnceCell<RwSignal<Language>> = const { OnceCell::new() };
    static MESSAGES: RefCell<HashMap<Language, Rc<Messages>>> = RefCell::default();
}

/// Takes up the language chosen last time, or else the browser's. Nothing can be said before this is done.
pub(crate) async fn start() {
    let language = preferences::read(STORED)
        .and_then(|tag| Language::from_tag(&tag))
        .or_else(|| browser_tags().iter().find_map(|tag| Language::from_tag(tag)))
        .unwrap_or(Language::English);
    speak(language).await;
}

/// The chosen language.
pub(crate) fn language() -> Language {
    signal().get()
}

/// Speaks another language from now on, and remembers it.
pub(crate) fn choose(language: Language) {
    preferences::write(STORED, language.tag());
    spawn_local(speak(language));
}

/// Speaks a language once its words are there. Without them, as when the server is away, it stays with the one it speaks.
async fn speak(language: Language) {
    let is_known = MESSAGES.with_borrow(|all| all.contains_key(&language));
    if !is_known {
        let Some(sources) = fetch(language).await else { return };
        MESSAGES.with_borrow_mut(|all| all.insert(language, Rc::new(Messages::new(language, sources))));
    }
    announce(language);
    signal().set(language);
}

/// The texts of a language's files, all at once.
async fn fetch(language: Language) -> Option<Vec<String>> {
    let texts = Array::new();
    for area in AREAS {
        let path = format!("/messages/{}/{area}.ftl", language.tag());
        texts.push(&future_to_promise(async move {
            let response = Request::get(&path).send().await.map_err(|_| JsValue::NULL)?;
            if !response.ok() {
                return Err(JsValue::NULL);
            }
            response.text().await.map(JsValue::from).map_err(|_| JsValue::NULL)
        }));
    }
    let texts = JsFuture::from(Promise::all(&texts)).await.ok()?;
    Array::from(&texts).iter().map(|text| text.as_string()).collect()
}

/// The tag to write numbers and dates with: the browser's own variant of the chosen language (`en-GB`, `es-MX`) where it
/// has one.
pub(crate) fn locale() -> String {
    let language = language();
    browser_tags()
        .into_iter()
        .find(|tag| Language::from_tag(tag) == Some(language))
        .unwrap_or_else(|| language.tag().to_owned())
}

/// What `t!` stands for. A key without a message shows as itself.
pub(crate) fn translate(key: &str, args: Option<&FluentArgs<'_>>) -> String {
    try_translate(key, args).unwrap_or_else(|| key.to_owned())
}

/// The words for a key, as they are in the language of the moment: what views show. One closure type for all of them:
/// what a view is made of is compiled anew for each, and there are hundreds.
pub(crate) fn said(key: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || translate(key, None)
}

/// The message, if there is one: for keys made from codes that come over the wire.
pub(crate) fn try_translate(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let language = language();
    MESSAGES.with_borrow(|all| all.get(&language).cloned())?.get(key, args)
}

fn signal() -> RwSignal<Language> {
    LANGUAGE.with(|cell| *cell.get_or_init(|| RwSignal::new(Language::English)))
}

fn browser_tags() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

fn announce(language: Language) {
    if let Some(root) = document().document_element() {
        // Cannot fail: the attribute's name is valid.
        let _ = root.set_attribute("lang", language.tag());
    }
}

/// The words for a key in the chosen language.
macro_rules! t {
    ($key:expr) => {
        $crate::app::i18n::translate($key, None)
    };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        $crate::app::i18n::translate($key, Some(&args))
    }};
}
pub(crate) use t;
