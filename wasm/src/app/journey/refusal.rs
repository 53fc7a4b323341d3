//! A file that cannot be imported: why, and what to do.

use leptos::prelude::*;

use super::driver::Driver;
use super::words::refusal_words;
use crate::app::i18n::{said, t};
use crate::app::ui::{Button, ButtonKind, PageHead};
use crate::journey::Journey;
use crate::protocol::Refusal;

#[component]
pub(super) fn RefusalScreen(driver: Driver) -> impl IntoView {
    driver.journey().with_untracked(|journey| match journey {
        Journey::Refused { refusal } => Some(view! { <Refused driver refusal=refusal.clone() /> }),
        _ => None,
    })
}

#[component]
fn Refused(driver: Driver, refusal: Refusal) -> impl IntoView {
    let Refusal { code, message, .. } = refusal;
    let reload = matches!(code.as_str(), "worker.build_mismatch" | "worker.crashed");
    let (code_of_title, code_of_help) = (code.clone(), code.clone());
    let nothing_sent = driver.left().with_untracked(Option::is_none);
    view! {
        <section id="refusal" class="refusal" data-code=code.clone()>
            <PageHead
                title=move || refusal_words(&code_of_title).0
                lead=move || if nothing_sent { t!("refusal-nothing-sent") } else { String::new() }
            />
            <div class="card">
                <p>{move || refusal_words(&code_of_help).1}</p>
                <details>
                    <summary>{said("refusal-detail")}</summary>
                    <p class="code">{message}</p>
                    <p class="soft">{said("refusal-code")} ": " <code>{code.clone()}</code></p>
                </details>
                <div class="actions">
                    {reload
                        .then(|| {
                            view! {
                                <Button kind=ButtonKind::Primary attr:id="reload" on:click=|_| reload_page()>
                                    {said("refusal-reload")}
                                </Button>
                            }
                        })}
                    <Button
                        kind=if reload { ButtonKind::Plain } else { ButtonKind::Primary }
                        attr:id="choose-another"
                        on:click=move |_| driver.forget()
                    >
                        {said("file-choose-another")}
                    </Button>
                </div>
            </div>
        </section>
    }
}

fn reload_page() {
    // A browser that refuses leaves the page as it is.
    let _ = window().location().reload();
}
