use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A control with its label, hint and error. The control (children) has `id`, and [`described_by`] of it as its
/// `aria-describedby`.
#[component]
pub(crate) fn Field(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into, optional)] hint: Option<TextProp>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field-wrong=move || error.with(Option::is_some)>
            <label for=id>{move || label.get()}</label>
            {children()}
            <p class="field-error" id=format!("{id}-error") aria-live="polite">
                {move || error.get()}
            </p>
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{move || hint.get()}</p> })}
        </div>
    }
}

/// The ids of a field's error and hint.
pub(crate) fn described_by(id: &str) -> String {
    format!("{id}-error {id}-hint")
}

/// A line of text.
#[component]
pub(crate) fn TextField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into, optional)] hint: Option<TextProp>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    value: RwSignal<String>,
    /// The `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    view! {
        <Field id label nostrip:hint=hint error>
            <input
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                required
                aria-describedby=described_by(id)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                bind:value=value
            />
        </Field>
    }
}
