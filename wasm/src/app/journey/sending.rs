//! Step six, first half: the rows go to the server.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use uuid::Uuid;

use super::driver::Driver;
use super::give_up::GiveUp;
use super::words::trouble;
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Announced, Button, ButtonKind, PageHead, ProgressBar, Spinner, Tone};
use crate::journey::{Journey, Order, Pace, Sent};

/// Where the sending stands, without what changes from moment to moment.
#[derive(Clone, PartialEq)]
enum Standing {
    Sending,
    Interrupted { job_id: Option<Uuid>, code: String, detail: String },
    Starting,
    NotStarted { job_id: Uuid, code: String, detail: String },
}

#[component]
pub(super) fn SendScreen(driver: Driver) -> impl IntoView {
    let clinic = driver.journey().with_untracked(|journey| order(journey).map(|order| order.clinic_name.clone()));
    let clinic = clinic.unwrap_or_default();
    let standing = Memo::new(move |_| driver.journey().with(standing));
    view! {
        <section id="import-progress" class="stack">
            <PageHead title=move || t!("send-heading", clinic = clinic.as_str()) lead=said("send-lead") />
            <div class="card">
                <SentSoFar driver />
                {move || standing.get().map(|standing| next(driver, standing))}
            </div>
        </section>
    }
}

fn order(journey: &Journey) -> Option<&Order> {
    match journey {
        Journey::Sending { order, .. }
        | Journey::Interrupted { order, .. }
        | Journey::Received { order, .. }
        | Journey::NotStarted { order, .. } => Some(order),
        _ => None,
    }
}

fn standing(journey: &Journey) -> Option<Standing> {
    match journey {
        Journey::Sending { .. } => Some(Standing::Sending),
        Journey::Interrupted { job_id, code, detail, .. } => {
            Some(Standing::Interrupted { job_id: *job_id, code: code.clone(), detail: detail.clone() })
        }
        Journey::Received { .. } => Some(Standing::Starting),
        Journey::NotStarted { job_id, code, detail, .. } => {
            Some(Standing::NotStarted { job_id: *job_id, code: code.clone(), detail: detail.clone() })
        }
        _ => None,
    }
}

#[component]
fn SentSoFar(driver: Driver) -> impl IntoView {
    let pace = Memo::new(move |_| {
        driver.journey().with(|journey| match journey {
            Journey::Sending { pace, .. } => *pace,
            _ => None,
        })
    });
    let sent = Memo::new(move |_| driver.left().get().unwrap_or_default());
    let part = Signal::derive(move || part(sent.get()));
    view! {
        <div class="headline">
            <span class="big figures">{move || format::percent(part.get().unwrap_or_default())}</span>
            <div class="headline-aside figures">
                <strong>{move || pace.get().and_then(Pace::per_second).map(|rate| t!("send-rate", rate = rate.round()))}</strong>
                <small class="soft">
                    {move || {
                        pace.get()
                            .and_then(|pace| pace.seconds_left(sent.get().total_rows))
                            .map(|seconds| t!("time-about-left", time = format::duration(seconds)))
                    }}
                </small>
            </div>
        </div>
        <ProgressBar part label=said("send-row") />
        <Announced label=said("send-row") part />
        <p class="soft figures">{move || amount(sent.get())}</p>
    }
}

#[expect(clippy::cast_precision_loss, reason = "a part to look at")]
fn part(sent: Sent) -> Option<f64> {
    (sent.total_rows > 0).then(|| sent.rows as f64 / sent.total_rows as f64)
}

fn amount(sent: Sent) -> String {
    match sent.total_rows {
        0 => t!("send-starting"),
        total => t!("send-amount", rows = sent.rows, total = total, size = format::bytes(sent.bytes)),
    }
}

/// What goes on, or what the user can do about it.
fn next(driver: Driver, standing: Standing) -> AnyView {
    let given_up = Callback::new(move |()| driver.forget());
    match standing {
        Standing::Sending => view! {
            <div class="card-foot">
                <p class="soft">{said("send-stop-note")}</p>
                <Button kind=ButtonKind::Quiet attr:id="stop-send" on:click=move |_| driver.forget()>
                    {said("send-stop")}
                </Button>
            </div>
        }
        .into_any(),
        Standing::Interrupted { job_id, code, detail } => view! {
            <Trouble title=said("send-interrupted") code detail />
            <div class="actions">
                <Button kind=ButtonKind::Primary attr:id="resume-send" on:click=move |_| driver.resume()>
                    {said("send-resume")}
                </Button>
                {match job_id {
                    Some(job_id) => view! { <GiveUp job_id done=given_up /> }.into_any(),
                    // The server took nothing.
                    None => {
                        view! {
                            <Button kind=ButtonKind::Quiet attr:id="stop-send" on:click=move |_| driver.forget()>
                                {said("send-stop")}
                            </Button>
                        }
                            .into_any()
                    }
                }}
            </div>
        }
        .into_any(),
        Standing::Starting => view! {
            <p class="busy" role="status">
                <Spinner />
                {said("send-received")}
            </p>
        }
        .into_any(),
        Standing::NotStarted { job_id, code, detail } => view! {
            <Trouble title=said("send-not-started") code detail />
            <div class="actions">
                <Button kind=ButtonKind::Primary attr:id="start-again" on:click=move |_| driver.start_again()>
                    {said("send-start-again")}
                </Button>
                <GiveUp job_id done=given_up />
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Trouble(#[prop(into)] title: TextProp, code: String, detail: String) -> impl IntoView {
    let message = move || if code == "network" { t!("send-network") } else { trouble(&code, &detail) };
    view! {
        <Alert tone=Tone::Bad title>
            <p>{message}</p>
        </Alert>
    }
}
