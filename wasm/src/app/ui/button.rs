use leptos::ev;
use leptos::prelude::*;

use crate::app::ui::Spinner;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ButtonKind {
    /// The screen's next step: one a screen.
    Primary,
    #[default]
    Plain,
    /// A way out or aside, without a frame.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button. Handlers and further attributes are put on the component: `<Button on:click=… attr:id="…">`.
///
/// While `busy` it keeps the focus and swallows clicks, so that nothing is sent twice.
#[component]
pub(crate) fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Submits the form it is in.
    #[prop(optional)]
    submit: bool,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let swallow_when_busy = move |event: ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            on:click=swallow_when_busy
        >
            <Show when=move || busy.get()>
                <Spinner />
            </Show>
            {children()}
        </button>
    }
}
