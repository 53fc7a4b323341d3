//! Leaving a page that holds what is kept nowhere else: the visitor is asked first.

use std::cell::{OnceCell, RefCell};

use leptos::ev;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;

use crate::app::address;
use crate::app::ui::Question;
use crate::journey::Ties;

thread_local! {
    // Of no view, as pages come and go.
    static TIES: OnceCell<ArcRwSignal<Ties>> = const { OnceCell::new() };
    static ASKING: OnceCell<RwSignal<bool>> = const { OnceCell::new() };
    /// Where the visitor wants to go.
    static TARGET: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What holds the visitor now.
pub(crate) fn ties() -> ArcRwSignal<Ties> {
    TIES.with(|cell| cell.get_or_init(ArcRwSignal::default).clone())
}

fn asking() -> RwSignal<bool> {
    ASKING.with(|cell| *cell.get_or_init(|| RwSignal::new(false)))
}

/// Whether going there has to be asked first; if so, it is being asked.
pub(crate) fn is_asked(target: &str) -> bool {
    let path = target.split(['?', '#']).next();
    let leaves = path != Some(address::path().get_untracked().as_str());
    let asks = leaves && ties().get_untracked().page;
    if asks {
        TARGET.replace(target.to_owned());
        asking().set(true);
    }
    asks
}

/// The question.
#[component]
pub(crate) fn LeaveDialog() -> impl IntoView {
    let open = asking();
    // Closing the tab is asked by the browser, in its own words.
    window_event_listener(ev::beforeunload, |event| {
        if ties().get_untracked().page {
            event.prevent_default();
        }
    });
    let leave = Callback::new(move |()| {
        open.set(false);
        address::go(&TARGET.take());
    });
    view! { <Question id="leave" open go=leave /> }
}
