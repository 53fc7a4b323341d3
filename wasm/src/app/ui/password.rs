use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::app::i18n::{said, t};
use crate::app::ui::{Field, Icon, Shape, described_by};

/// A secret, with a button to look at it and a word when caps lock is on. Its value stays in the input and is read
/// through `node`: no signal holds a copy.
#[component]
pub(crate) fn PasswordField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into, optional)] hint: Option<TextProp>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    node: NodeRef<html::Input>,
    #[prop(default = "current-password")] autocomplete: &'static str,
    /// Characters; a form with fewer is not submitted.
    #[prop(optional)]
    min_length: Option<u32>,
) -> impl IntoView {
    let revealed = RwSignal::new(false);
    let caps_lock = RwSignal::new(false);
    let watch_caps_lock = move |event: ev::KeyboardEvent| caps_lock.set(event.get_modifier_state("CapsLock"));
    let reveal_label = move || if revealed.get() { t!("password-hide") } else { t!("password-show") };

    view! {
        <Field id label nostrip:hint=hint error>
            <div class="field-with-button">
                <input
                    id=id
                    name=id
                    node_ref=node
                    type=move || if revealed.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    minlength=min_length.map(|length| length.to_string())
                    aria-describedby=described_by(id)
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:keyup=watch_caps_lock
                />
                <button
                    type="button"
                    class="button button-icon"
                    id=format!("{id}-reveal")
                    aria-pressed=move || revealed.get().to_string()
                    aria-label=reveal_label
                    title=reveal_label
                    on:click=move |_| revealed.update(|revealed| *revealed = !*revealed)
                >
                    {move || view! { <Icon shape=if revealed.get() { Shape::EyeOff } else { Shape::Eye } /> }}
                </button>
            </div>
            <p class="field-note" role="status">
                {move || caps_lock.get().then(said("password-caps-lock"))}
            </p>
        </Field>
    }
}
