use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::format;

/// Tells screen readers how far something is, once a quarter: they must not be flooded.
#[component]
pub(crate) fn Announced(#[prop(into)] label: TextProp, part: Signal<Option<f64>>) -> impl IntoView {
    let quarter = Memo::new(move |_| part.get().map(|part| (part * 4.0).floor() / 4.0));
    let words = move || {
        quarter.get().filter(|part| *part > 0.0).map(|part| format!("{} {}", label.get(), format::percent(part)))
    };
    view! {
        <p class="visually-hidden" role="status">
            {words}
        </p>
    }
}
