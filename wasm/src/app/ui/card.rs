use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A quiet box with an optional heading and, at its right, actions or a figure.
#[component]
pub(crate) fn Card(
    #[prop(into, optional)] title: Option<TextProp>,
    #[prop(into, optional)] aside: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            {title
                .map(|title| {
                    view! {
                        <header class="card-head">
                            <h2>{move || title.get()}</h2>
                            {aside.run()}
                        </header>
                    }
                })}
            {children()}
        </section>
    }
}
