//! What the import would do, tried out in this browser before anything is sent.

use std::sync::Arc;

use api::job::DryRun;
use leptos::prelude::*;

use super::driver::{Driver, Trial};
use super::money::MoneyCard;
use super::remarks::{Remarks, Source};
use super::report::{Accounting, Rows};
use super::shortfall::ShortfallAlert;
use super::words::trouble;
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Announced, Button, Card, Later, ProgressBar, Tone};
use crate::journey::result::Shortfall;

#[component]
pub(super) fn TrialSection(driver: Driver) -> impl IntoView {
    let outcome = driver.outcome();
    view! {
        <TrialStatus driver />
        // Each outcome is drawn afresh: lists that were open in the last one are closed.
        <For
            each=move || outcome.get()
            key=|outcome| Arc::as_ptr(outcome).addr()
            children=move |outcome| view! { <Outcome driver outcome /> }
        />
    }
}

/// How far the trial is, or why it failed; nothing once it is done.
#[component]
pub(super) fn TrialStatus(driver: Driver) -> impl IntoView {
    let trial = driver.trial();
    // The bar moves by itself; only another kind of state draws anew.
    let kind = Memo::new(move |_| trial.with(std::mem::discriminant));
    move || {
        // A memo that is only tracked is never computed, and an uncomputed one follows nothing.
        let _ = kind.get();
        match trial.get_untracked() {
            Trial::None | Trial::Done => None,
            Trial::Running { .. } => Some(view! { <Running trial /> }.into_any()),
            Trial::Failed => Some(view! { <Failed driver /> }.into_any()),
        }
    }
}

#[component]
fn Running(trial: ReadSignal<Trial>) -> impl IntoView {
    let part = Signal::derive(move || trial.get().part());
    view! {
        <Card title=said("trial-heading")>
            <p class="soft">{said("trial-running")}</p>
            <ProgressBar part label=said("trial-heading") />
            <Announced label=said("trial-heading") part />
        </Card>
    }
}

#[component]
fn Outcome(driver: Driver, outcome: Arc<DryRun>) -> impl IntoView {
    let DryRun { accounting, money, warnings, .. } = (*outcome).clone();
    let shortfall = Shortfall::of(&accounting, &warnings);
    view! {
        <section class="stack" id="trial" aria-label=said("trial-heading")>
            <Later>
                <Card title=said("trial-heading")>
                    <p class="soft">{said("trial-lead")}</p>
                    <ShortfallAlert when="trial" shortfall />
                    <Accounting id="trial-accounting" accounting rows=Rows::DryRun(driver) />
                </Card>
            </Later>
            <Later>
                <MoneyCard money />
            </Later>
            <Later>
                <Remarks source=Source::DryRun(driver) groups=warnings />
            </Later>
        </section>
    }
}

#[component]
fn Failed(driver: Driver) -> impl IntoView {
    view! {
        <Alert tone=Tone::Warning>
            <p>{move || t!("trial-failed", why = driver.trouble().with(|(code, detail)| trouble(code, detail)))}</p>
            <Button attr:id="trial-again" on:click=move |_| driver.try_out()>
                {said("trial-again")}
            </Button>
        </Alert>
    }
}
