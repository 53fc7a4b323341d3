use leptos::prelude::*;

use crate::app::ui::Tone;

/// A word or figure set apart. The words say what the colour says.
#[component]
pub(crate) fn Tag(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class=format!("tag tag-{}", tone.name())>{children()}</span> }
}
