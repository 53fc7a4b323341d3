use leptos::prelude::*;

use crate::app::i18n::translate;
use crate::app::ui::{Alert, Button, ButtonKind, Dialog, Tone};

/// A question before something is lost. Its words are the messages that begin with `id`: `-heading`, `-means`, `-back` and `-go`; its
/// elements are named alike.
#[component]
pub(crate) fn Question(
    id: &'static str,
    open: RwSignal<bool>,
    /// Does what is asked about, and closes the question once it is done.
    go: Callback<()>,
    /// Why it could not be done.
    #[prop(into, optional)]
    refused: Signal<Option<String>>,
) -> impl IntoView {
    let words = move |part: &str| translate(&format!("{id}{part}"), None);
    view! {
        <Dialog id title=move || words("-heading") open>
            <div class="dialog-body">
                <p>{move || words("-means")}</p>
                {move || {
                    refused
                        .get()
                        .map(|why| {
                            view! {
                                <Alert tone=Tone::Bad>
                                    <p>{why}</p>
                                </Alert>
                            }
                        })
                }}
            </div>
            <footer>
                <Button attr:id=format!("{id}-back") attr:autofocus=true on:click=move |_| open.set(false)>
                    {move || words("-back")}
                </Button>
                <Button kind=ButtonKind::Danger attr:id=format!("{id}-go") on:click=move |_| go.run(())>
                    {move || words("-go")}
                </Button>
            </footer>
        </Dialog>
    }
}
