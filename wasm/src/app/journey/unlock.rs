//! Step two, for encrypted files: the passphrase.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::driver::Driver;
use super::open::FileLine;
use super::words::refusal_words;
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Button, ButtonKind, PageHead, PasswordField, Tone};
use crate::journey::{Journey, Recognised};

#[component]
pub(super) fn UnlockScreen(driver: Driver) -> impl IntoView {
    driver.journey().with_untracked(|journey| match journey {
        Journey::Locked { file, rejected } => {
            Some(view! { <Unlock driver file=file.clone() rejected=rejected.clone() /> })
        }
        _ => None,
    })
}

#[component]
fn Unlock(driver: Driver, file: Recognised, rejected: Option<String>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let name = file.name.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            let passphrase = input.value();
            input.set_value("");
            driver.unlock(passphrase);
        }
    };
    // There is one thing to do here: no need to look for the field. It takes the focus after the heading did.
    input.on_load(|input| {
        request_animation_frame(move || {
            input.select();
            // A field that cannot take the focus can still be clicked.
            let _ = input.focus();
        });
    });
    let was_rejected = rejected.is_some();
    let error = Signal::derive(move || was_rejected.then(said("unlock-rejected")));

    view! {
        <PageHead title=move || t!("unlock-heading", name = name.as_str()) lead=said("unlock-lead") />
        <section class="card">
            <FileLine file />
            {rejected.map(|code| view! { <Rejected code /> })}
            <form class="unlock" autocomplete="off" on:submit=submit>
                <PasswordField id="passphrase" label=said("unlock-label") error node=input autocomplete="off" />
                <div class="actions">
                    <Button kind=ButtonKind::Primary submit=true attr:id="unlock">
                        {said("unlock-button")}
                    </Button>
                    <Button kind=ButtonKind::Quiet attr:id="choose-another" on:click=move |_| driver.forget()>
                        {said("file-choose-another")}
                    </Button>
                </div>
            </form>
        </section>
    }
}

/// A wrong passphrase and a damaged file look alike: both are said.
#[component]
fn Rejected(code: String) -> impl IntoView {
    let (titled, helped) = (code.clone(), code.clone());
    view! {
        <div id="refusal" data-code=code>
            <Alert tone=Tone::Bad title=move || refusal_words(&titled).0>
                <p>{move || refusal_words(&helped).1}</p>
            </Alert>
        </div>
    }
}
