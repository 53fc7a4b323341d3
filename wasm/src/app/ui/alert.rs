use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::ui::{Icon, Shape, Tone};

/// A message that matters now. Bad news interrupts a screen reader, other news waits for a pause.
#[component]
pub(crate) fn Alert(
    #[prop(optional)] tone: Tone,
    #[prop(into, optional)] title: Option<TextProp>,
    children: Children,
) -> impl IntoView {
    let shape = match tone {
        Tone::Good => Shape::Check,
        Tone::Neutral => Shape::Info,
        Tone::Warning | Tone::Bad => Shape::Warning,
    };
    view! {
        <div class=format!("alert alert-{}", tone.name()) role=if tone == Tone::Bad { "alert" } else { "status" }>
            <Icon shape />
            <div class="alert-body">
                {title.map(|title| view! { <strong>{move || title.get()}</strong> })} {children()}
            </div>
        </div>
    }
}
