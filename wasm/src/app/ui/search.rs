use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::ui::{Icon, Shape};

/// A field to search a list that is at hand.
#[component]
pub(crate) fn SearchField(
    id: &'static str,
    /// What is searched; shown while nothing is typed.
    #[prop(into)]
    label: TextProp,
    value: RwSignal<String>,
) -> impl IntoView {
    let placeholder = label.clone();
    view! {
        <label class="search">
            <span class="visually-hidden">{move || label.get()}</span>
            <Icon shape=Shape::Search />
            <input type="search" id=id autocomplete="off" placeholder=move || placeholder.get() bind:value=value />
        </label>
    }
}
