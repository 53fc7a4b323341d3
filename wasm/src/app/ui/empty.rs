use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::ui::{Icon, Shape};

/// What stands where a list would, when there is nothing to list: why, and (as children) what to do about it.
#[component]
pub(crate) fn EmptyState(
    shape: Shape,
    #[prop(into)] title: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape />
            <h2>{move || title.get()}</h2>
            {children.map(|children| children())}
        </div>
    }
}
