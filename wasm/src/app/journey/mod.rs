//! Settings → Data migration: the journey of a file (`JourneyPage`) and the import it becomes (`JobPage`).
//!
//! `driver` moves the state machine of [`crate::journey`] and owns the worker (`worker_link`); each screen shows one of
//! its states: `open`, `unlock`, `check`, `refusal`, `preview` with `trial` and `questions`, `review` with `confirm`, `sending`. An import on
//! the server has a page of its own: `job`, which shows `executing` and, in the end, `report`.

mod asking;
mod changes;
mod check;
mod confirm;
mod counts;
mod driver;
mod executing;
mod findings;
mod follow;
mod frame;
mod give_up;
mod job;
mod money;
mod open;
mod options;
mod preview;
mod questions;
mod refusal;
mod remarks;
mod report;
mod review;
mod rows;
mod samples;
mod sending;
mod shortfall;
mod trial;
mod unlock;
mod words;
mod worker_link;
mod years;

use driver::Driver;
use frame::Frame;
pub(crate) use job::JobPage;
use leptos::prelude::*;

use crate::app::i18n::said;
use crate::app::leaving::ties;
use crate::app::session;
use crate::app::ui::{EmptyState, PageHead, Shape};
use crate::journey::{Journey, Screen, Ties};

/// Only admins import; others learn whom to ask. An opened file stays when another clinic is looked at meanwhile.
#[component]
pub(crate) fn JourneyPage() -> impl IntoView {
    let admin = Memo::new(|_| session::is_admin() || ties().get().page);
    move || if admin.get() { view! { <TheJourney /> }.into_any() } else { view! { <NotForYou /> }.into_any() }
}

#[component]
fn TheJourney() -> impl IntoView {
    let driver = Driver::start();
    let journey = driver.journey();
    let screen = Memo::new(move |_| journey.with(Journey::screen));
    let step = Memo::new(move |_| journey.with(Journey::step));
    let sent = driver.left();
    let held = Memo::new(move |_| journey.with(Journey::ties));
    Effect::new(move |_| ties().set(held.get()));
    on_cleanup(|| ties().set(Ties::default()));
    view! {
        <Frame step sent>
            {move || match screen.get() {
                Screen::Open => view! { <open::OpenScreen driver /> }.into_any(),
                Screen::Unlock => view! { <unlock::UnlockScreen driver /> }.into_any(),
                Screen::Check => view! { <check::CheckScreen driver /> }.into_any(),
                Screen::Refusal => view! { <refusal::RefusalScreen driver /> }.into_any(),
                Screen::Look => view! { <preview::PreviewScreen driver /> }.into_any(),
                Screen::Decide => view! { <review::DecideScreen driver /> }.into_any(),
                Screen::Send => view! { <sending::SendScreen driver /> }.into_any(),
            }}
        </Frame>
    }
}

#[component]
fn NotForYou() -> impl IntoView {
    view! {
        <PageHead title=said("migration-title") />
        <EmptyState shape=Shape::Lock title=said("migration-forbidden")>
            <p>{said("migration-forbidden-help")}</p>
        </EmptyState>
    }
}
