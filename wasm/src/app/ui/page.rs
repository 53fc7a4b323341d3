use std::cell::Cell;

use gloo::utils::document;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

thread_local! {
    /// The first screen after loading leaves the focus where the browser put it.
    static NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

/// A screen's heading, which also names the document and takes the focus when one comes from another screen. `lead` is a
/// sentence under it; children stand at its right: the screen's next action.
#[component]
pub(crate) fn PageHead(
    #[prop(into)] title: TextProp,
    #[prop(into, optional)] lead: Option<TextProp>,
    /// Where the screen belongs, above the heading.
    #[prop(into, optional)]
    section: Option<TextProp>,
    /// The id of the heading.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let document_title = title.clone();
    Effect::new(move |_| document().set_title(&format!("{} · Puente", document_title.get())));
    heading.on_load(|heading| {
        if NAVIGATED.replace(true) {
            // An element that cannot take the focus is no reason to stop.
            let _ = heading.focus();
        }
    });
    view! {
        <header class="page-head">
            <div>
                {section.map(|section| view! { <p class="page-section">{move || section.get()}</p> })}
                <h1 id=id tabindex="-1" node_ref=heading>
                    {move || title.get()}
                </h1>
                {lead.map(|lead| view! { <p class="page-lead">{move || lead.get()}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}
