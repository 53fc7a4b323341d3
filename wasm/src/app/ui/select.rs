use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::ui::{Field, described_by};

/// Something to choose: the value behind it and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
}

/// One of several.
#[component]
pub(crate) fn SelectField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
) -> impl IntoView {
    view! {
        <Field id label>
            <select
                id=id
                name=id
                aria-describedby=described_by(id)
                prop:value=move || {
                    choices.track();
                    value.get()
                }
                on:change:target=move |event| value.set(event.target().value())
            >
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|choice| {
                            let chosen = value.with_untracked(|value| *value == choice.value);
                            view! { <option value=choice.value selected=chosen>{choice.name}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </Field>
    }
}
