use std::time::Duration;

use leptos::prelude::*;

/// A part of a long page, drawn in a task of its own: all parts in one would keep the browser from answering.
#[component]
pub(crate) fn Later(children: Children) -> impl IntoView {
    let due = RwSignal::new(false);
    let draw = move || {
        // The page may be gone by then.
        let _unless_gone = due.try_set(true);
    };
    set_timeout(draw, Duration::ZERO);
    let mut children = Some(children);
    move || if due.get() { children.take().map(|children| children()) } else { None }
}
