//! The page of one import: progress while it runs, its report afterwards. It has an address of its own, so that it
//! survives a reload and can be come back to.

use api::Item;
use api::job::{ExecuteOptions, Job, JobState, ReceivedBatches};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

use super::driver::start_job;
use super::executing::Executing;
use super::follow::fetch_job;
use super::frame::Frame;
use super::options::{RulesForm, in_a_line};
use super::report::ReportScreen;
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::t;
use crate::app::ui::{Alert, Button, ButtonKind, PageHead, Tone, loaded};
use crate::journey::team::Rules;
use crate::journey::{Sent, Step};

#[component]
pub(crate) fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("job")?.parse::<Uuid>().ok()));
    let found = LocalResource::new(move || {
        let id = id.get();
        // An address that is no id names no import either: the server says so.
        async move { fetch(id.unwrap_or_default()).await }
    });
    let known = Memo::new(move |_| found.get().and_then(Result::ok));
    let step = Signal::derive(move || {
        known.with(|known| match known {
            Some(Known { job, .. }) if job.state == JobState::Completed => Step::Report,
            _ => Step::Import,
        })
    });
    let sent = Signal::derive(move || known.with(|known| known.as_ref().map(|known| known.sent)));
    let changed = Callback::new(move |()| found.refetch());
    view! {
        <Frame step sent>
            <nav class="breadcrumb">
                <A href="/settings/data-migration">{move || t!("job-back")}</A>
            </nav>
            {loaded(found, move |known: Known| view! { <Standing job=known.job changed /> })}
        </Frame>
    }
}

/// A job, and what of it has left this computer.
#[derive(Clone, PartialEq)]
struct Known {
    job: Job,
    sent: Sent,
}

async fn fetch(id: Uuid) -> Result<Known, Failure> {
    let job = fetch_job(id).await?.data;
    let (rows, bytes) = if job.state == JobState::Receiving {
        let received: Item<ReceivedBatches> = http::get(&format!("/migration_import/jobs/{id}/batches")).await?;
        (received.data.rows, received.data.bytes)
    } else {
        (job.total_entities, job.received_bytes)
    };
    Ok(Known { sent: Sent { rows, total_rows: job.total_entities, bytes }, job })
}

/// The view of the state the job is in; `changed` asks the server again.
#[component]
fn Standing(job: Job, changed: Callback<()>) -> impl IntoView {
    match job.state {
        JobState::Receiving => view! { <Receiving job /> }.into_any(),
        JobState::Validated => {
            view! { <Stopped job title="job-heading-validated" lead="job-validated" changed /> }.into_any()
        }
        JobState::Executing => view! { <Executing job finished=move || changed.run(()) /> }.into_any(),
        JobState::Completed => view! { <ReportScreen job /> }.into_any(),
        JobState::Failed => view! { <Stopped job title="job-heading-failed" lead="job-failed" changed /> }.into_any(),
        JobState::Undone => view! { <PageHead title=|| t!("job-heading-undone") /> }.into_any(),
        JobState::Abandoned => view! { <PageHead title=|| t!("job-heading-abandoned") /> }.into_any(),
    }
}

/// Not everything has arrived: the file is needed again.
#[component]
fn Receiving(job: Job) -> impl IntoView {
    let Job { file_name, received_bytes, .. } = job;
    view! {
        <section id="job-receiving" class="stack">
            <PageHead
                title=move || t!("job-heading-receiving", name = file_name.as_str())
                lead=move || t!("job-receiving", size = format::bytes(received_bytes))
            />
            <div class="card">
                <p>{move || t!("job-receiving-help")}</p>
                <div class="actions">
                    <A href="/settings/data-migration" attr:class="button button-primary" attr:id="choose-again">
                        {move || t!("job-choose-again")}
                    </A>
                </div>
            </div>
        </section>
    }
}

/// Everything has arrived but nothing runs: it was not started, or it failed.
#[component]
fn Stopped(job: Job, title: &'static str, lead: &'static str, changed: Callback<()>) -> impl IntoView {
    let failed = job.state == JobState::Failed;
    let Job { id, clinic_name, error, .. } = job;
    let confirmed = LocalResource::new(move || async move {
        http::get::<Item<ExecuteOptions>>(&format!("/migration_import/jobs/{id}/options")).await
    });
    view! {
        <section id="result" class="stack" data-state=if failed { "failed" } else { "validated" }>
            <PageHead title=move || t!(title) lead=move || t!(lead, clinic = clinic_name.as_str()) />
            {error
                .map(|error| {
                    view! {
                        <Alert tone=Tone::Bad title=|| t!("job-failed-reason")>
                            <p class="code">{error}</p>
                        </Alert>
                    }
                })}
            <div class="card">
                {loaded(
                    confirmed,
                    move |confirmed: Item<ExecuteOptions>| view! { <Start id failed options=confirmed.data changed /> },
                )}
            </div>
        </section>
    }
}

/// Starts the job as it was confirmed; the rules can be changed, what was decided one by one stays.
#[component]
fn Start(id: Uuid, failed: bool, options: ExecuteOptions, changed: Callback<()>) -> impl IntoView {
    let rules = RwSignal::new(Some(Rules::of(&options)));
    let options = Memo::new(move |_| {
        let mut options = options.clone();
        rules.get().map(|rules| {
            rules.apply(&mut options);
            options
        })
    });
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    let run = move |_| {
        let Some(options) = options.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match start_job(id, &options).await {
                Ok(()) => changed.run(()),
                Err(failure) => refused.set(Some(failure)),
            }
            busy.set(false);
        });
    };
    let refusal = move || {
        refused.get().map(|failure| {
            view! {
                <Alert tone=Tone::Bad>
                    <p>{move || failure.message()}</p>
                </Alert>
            }
        })
    };
    view! {
        {refusal}
        <details>
            <summary>{move || t!("options-heading")}</summary>
            <p class="soft">{move || t!("options-lead")}</p>
            <RulesForm rules />
        </details>
        <p class="soft" id="run-options">
            {move || options.with(|options| options.as_ref().map(in_a_line))}
        </p>
        <div class="actions">
            <Button
                kind=ButtonKind::Primary
                busy
                disabled=Signal::derive(move || options.with(Option::is_none))
                attr:id="run-again"
                on:click=run
            >
                {move || if failed { t!("job-run-again") } else { t!("job-run") }}
            </Button>
        </div>
    }
}
