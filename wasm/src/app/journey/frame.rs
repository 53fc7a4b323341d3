//! What frames every step: the rail that shows where one is, and the ledger of what has left this computer.

use leptos::prelude::*;
use uuid::Uuid;

use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Icon, Shape};
use crate::journey::{Sent, Step};

#[component]
pub(super) fn Frame(
    #[prop(into)] step: Signal<Step>,
    /// What has left this computer, if anything.
    #[prop(into)]
    sent: Signal<Option<Sent>>,
    /// The import whose files may leave it, too.
    #[prop(optional)]
    job: Option<Uuid>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="journey">
            <aside class="journey-side">
                <Rail step />
                <Ledger sent job />
            </aside>
            <div class="journey-main">{children()}</div>
        </div>
    }
}

#[component]
fn Rail(step: Signal<Step>) -> impl IntoView {
    let steps = (1..).zip(Step::ALL).map(|(number, one)| {
        let (done, now) = (move || one < step.get(), move || one == step.get());
        let mark = move || {
            if done() { view! { <Icon shape=Shape::Check /> }.into_any() } else { number.into_any() }
        };
        view! {
            <li class="rail-step" class:rail-done=done class:rail-now=now aria-current=move || now().then_some("step")>
                <span class="rail-mark" aria-hidden="true">
                    {mark}
                </span>
                <span class="rail-name">
                    {move || step_name(one)}
                    <span class="visually-hidden">{move || done().then(|| format!(" ({})", t!("step-done")))}</span>
                </span>
            </li>
        }
    });
    view! {
        <nav aria-label=said("steps-label")>
            <ol class="rail">{steps.collect_view()}</ol>
        </nav>
    }
}

#[component]
fn Ledger(sent: Signal<Option<Sent>>, job: Option<Uuid>) -> impl IntoView {
    let title = move || if sent.get().is_some() { t!("ledger-sent-title") } else { t!("ledger-nothing-title") };
    let amount = move || match sent.get() {
        Some(sent) => t!("ledger-sent", count = sent.rows, size = format::bytes(sent.bytes)),
        None => t!("ledger-nothing"),
    };
    view! {
        <div class="ledger" id="ledger">
            <strong>
                <Icon shape=Shape::Lock />
                <span>{title}</span>
            </strong>
            <span class="figures" id="ledger-sent">
                {amount}
            </span>
            {job.map(|job| view! { <files-left class="figures" job=job.to_string()></files-left> })}
            <span class="soft">{said("ledger-never")}</span>
        </div>
    }
}

fn step_name(step: Step) -> String {
    match step {
        Step::Open => t!("step-open"),
        Step::Check => t!("step-check"),
        Step::Look => t!("step-look"),
        Step::Decide => t!("step-decide"),
        Step::Confirm => t!("step-confirm"),
        Step::Import => t!("step-import"),
        Step::Report => t!("step-report"),
    }
}
