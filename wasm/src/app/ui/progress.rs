use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// How far something is, from 0 to 1; nothing while the end is unknown.
#[component]
pub(crate) fn ProgressBar(
    #[prop(into)] part: Signal<Option<f64>>,
    /// What is progressing, for screen readers.
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    // Screen readers read every change: whole percents are news enough.
    let value = Memo::new(move |_| part.get().map(|part| (part.clamp(0.0, 1.0) * 100.0).floor()));
    view! { <progress class="progress" max="100" value=move || value.get() aria-label=move || label.get() /> }
}
