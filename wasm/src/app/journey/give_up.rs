//! The way out of an import that is not to be: what the server received of it is deleted, after a question.

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::app::http;
use crate::app::i18n::said;
use crate::app::ui::{Button, ButtonKind, Question};

/// `done` is told once the import is given up.
#[component]
pub(super) fn GiveUp(job_id: Uuid, done: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let give_up = Callback::new(move |()| {
        spawn_local(async move {
            match http::delete(&format!("/migration_import/jobs/{job_id}")).await {
                Ok(()) => done.run(()),
                // The page may be gone by then.
                Err(failure) => drop(refused.try_set(Some(failure.message()))),
            }
        });
    });
    view! {
        <Button kind=ButtonKind::Quiet attr:id="give-up-ask" on:click=move |_| open.set(true)>
            {said("give-up")}
        </Button>
        <Question id="give-up" open go=give_up refused />
    }
}
