//! Step four: what the admin may decide before the import, a card for each kind of rows that the dry run asks about.
//!
//! The cards stay as they are while another dry run goes on: they follow its outcome, they are not drawn anew.

mod legal;
mod patients;
pub(super) mod professionals;
mod treatment;
mod treatments;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::confirm::ConfirmDialog;
use super::driver::Driver;
use super::trial::TrialStatus;
use crate::app::i18n::said;
use crate::app::session;
use crate::app::ui::{Button, ButtonKind, PageHead};
use crate::journey::open_questions::Topic;
use legal::{LEGAL, LegalCard};
use patients::{PATIENTS, PatientsCard};
use professionals::{FALLBACK, ProfessionalsCard, TEAM};
use treatments::{TREATMENTS, TreatmentsCard};

/// The id of the section, to come back to.
pub(super) const REVIEW: &str = "review";

#[component]
pub(super) fn DecideScreen(driver: Driver) -> impl IntoView {
    let asking = RwSignal::new(false);
    // Escape and the browser's own ways out close the dialog too.
    Effect::new(move |_| {
        if !asking.get() {
            driver.not_yet();
        }
    });
    let ask = move |_| {
        driver.ask();
        asking.set(true);
    };
    let may_import = Memo::new(|_| session::is_admin());
    let is_tried = Memo::new(move |_| driver.outcome().with(Option::is_some));
    view! {
        <section id="decide" class="stack">
            <PageHead title=said("decide-heading") lead=said("decide-lead")>
                <Button attr:id="decide-back" on:click=move |_| driver.look_again()>
                    {said("decide-back")}
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || !may_import.get())
                    attr:id="continue"
                    on:click=ask
                >
                    {said("preview-continue")}
                </Button>
            </PageHead>
            <div class="stack" id=REVIEW tabindex="-1">
                <PatientsCard driver />
                <TreatmentsCard driver />
                <LegalCard driver />
                // Its rules can be chosen without a dry run.
                <ProfessionalsCard driver />
            </div>
            // Shown where there is nothing before it.
            {move || is_tried.get().then(|| view! { <p class="soft" id="decide-nothing">{said("questions-none")}</p> })}
            <TrialStatus driver />
        </section>
        <ConfirmDialog driver open=asking />
    }
}

/// Where something is decided: the id of its place on the screen.
pub(super) fn place(topic: Topic) -> &'static str {
    match topic {
        Topic::Patients => PATIENTS,
        Topic::Treatments => TREATMENTS,
        Topic::Staff => TEAM,
        Topic::Appointments => FALLBACK,
        Topic::Legal => LEGAL,
    }
}

/// Goes to a place of the screen, once it is drawn and the heading, or what was closed, has given the focus away.
pub(super) fn go_to(id: &'static str) {
    request_animation_frame(move || {
        let place = document().get_element_by_id(id).and_then(|place| place.dyn_into::<HtmlElement>().ok());
        if let Some(place) = place {
            place.scroll_into_view();
            // An element that cannot take the focus is no reason to stop.
            let _ = place.focus();
        }
    });
}
