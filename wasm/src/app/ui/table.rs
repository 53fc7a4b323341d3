use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A table that scrolls sideways in its own frame where the screen is too narrow, by keyboard too. Children are
/// `<thead>` and `<tbody>`; cells with figures have class `num`.
#[component]
pub(crate) fn Table(
    /// What the table lists, for screen readers.
    #[prop(into)]
    caption: TextProp,
    children: Children,
) -> impl IntoView {
    let label = caption.clone();
    view! {
        <div class="table-frame" role="region" tabindex="0" aria-label=move || label.get()>
            // Where rows are blocks of their own on a narrow screen, only the roles keep it a table for screen readers.
            <table role="table">
                <caption class="visually-hidden">{move || caption.get()}</caption>
                {children()}
            </table>
        </div>
    }
}
