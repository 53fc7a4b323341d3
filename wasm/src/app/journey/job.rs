//! The page of one import: progress while it runs, its report afterwards. It has an address of its own, so that it
//! survives a reload and can be come back to.

use api::Item;
use api::job::{Job, JobState, ReceivedBatches};
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasm_bindgen::{JsCast as _, JsValue};

use super::driver::start_job;
use super::executing::Executing;
use super::follow::fetch_job;
use super::frame::Frame;
use super::give_up::GiveUp;
use super::options::{RulesForm, in_a_line};
use super::report::ReportScreen;
use super::words::failure_words;
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Asked, Button, ButtonKind, PageHead, Tone, loaded};
use crate::app::{address, format, session};
use crate::journey::team::Rules;
use crate::journey::{Sent, Step, is_kept};

#[component]
pub(crate) fn JobPage(id: Uuid) -> impl IntoView {
    let found = Asked::new(move || fetch(id));
    let known = Memo::new(move |_| found.get::<Known>().and_then(Result::ok));
    let step = Signal::derive(move || {
        known.with(|known| match known {
            Some(Known { job, .. }) if matches!(job.state, JobState::Completed | JobState::Undone) => Step::Report,
            _ => Step::Import,
        })
    });
    let sent = Signal::derive(move || known.with(|known| known.as_ref().map(|known| known.sent)));
    let changed = Callback::new(move |()| found.again());
    follow_clinic(known);
    view! {
        <Frame step sent job=id>
            <nav class="breadcrumb">
                <a href="/settings/data-migration">{said("job-back")}</a>
            </nav>
            {loaded(found, move |known: Known| view! { <Standing job=known.job changed /> })}
            // Outside of what a change of state draws anew: it may be sending.
            <import-files job=id.to_string()></import-files>
        </Frame>
    }
}

/// An import is shown in its own clinic, whose money, rights and patients are meant; choosing another one leads to that one's imports.
fn follow_clinic(known: Memo<Option<Known>>) {
    let of = Memo::new(move |_| known.with(|known| known.as_ref().map(|known| known.job.clinic_id)));
    let chosen = Memo::new(|_| session::clinic().map(|clinic| clinic.id));
    Effect::new(move |_| {
        if let Some(id) = of.get() {
            session::choose_clinic(id);
        }
    });
    let leave = move |chosen: &Option<Uuid>, _: Option<&Option<Uuid>>, _: Option<()>| {
        if of.get_untracked().is_some_and(|of| *chosen != Some(of)) {
            address::go("/settings/data-migration");
        }
    };
    Effect::watch(move || chosen.get(), leave, false);
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
        JobState::Receiving => view! { <Receiving job changed /> }.into_any(),
        JobState::Validated => {
            view! { <Stopped job title="job-heading-validated" lead="job-validated" changed /> }.into_any()
        }
        JobState::Executing => view! { <Executing job finished=move || changed.run(()) /> }.into_any(),
        JobState::Completed | JobState::Undone => view! { <ReportScreen job changed /> }.into_any(),
        JobState::Failed => {
            let lead = if is_kept(&job) { "job-failed" } else { "job-failed-deleted" };
            view! { <Stopped job title="job-heading-failed" lead changed /> }.into_any()
        }
        JobState::Abandoned => view! { <PageHead title=said("job-heading-abandoned") /> }.into_any(),
    }
}

/// Not everything has arrived: the file is needed again.
#[component]
fn Receiving(job: Job, changed: Callback<()>) -> impl IntoView {
    let Job { id, file_name, received_bytes, .. } = job;
    view! {
        <section id="job-receiving" class="stack">
            <PageHead
                title=move || t!("job-heading-receiving", name = file_name.as_str())
                lead=move || t!("job-receiving", size = format::bytes(received_bytes))
            />
            <div class="card">
                <p>{said("job-receiving-help")}</p>
                <div class="actions">
                    <ChooseAgain />
                    <GiveUp job_id=id done=changed />
                </div>
            </div>
        </section>
    }
}

#[component]
fn ChooseAgain() -> impl IntoView {
    view! {
        <a href="/settings/data-migration" class="button button-primary" id="choose-again">
            {said("job-choose-again")}
        </a>
    }
}

/// Everything has arrived but nothing runs: it was not started, or it failed.
#[component]
fn Stopped(job: Job, title: &'static str, lead: &'static str, changed: Callback<()>) -> impl IntoView {
    let failed = job.state == JobState::Failed;
    let is_gone = failed && !is_kept(&job);
    let Job { id, clinic_name, error, failure, .. } = job;
    view! {
        <section id="result" class="stack" data-state=if failed { "failed" } else { "validated" }>
            <PageHead title=move || t!(title) lead=move || t!(lead, clinic = clinic_name.as_str()) />
            {error
                .map(|error| {
                    let failure = StoredValue::new(failure.unwrap_or_default());
                    let words = move || failure.with_value(failure_words);
                    view! {
                        <Alert tone=Tone::Bad title=move || words().0>
                            <p>{move || words().1}</p>
                            <details>
                                <summary>{said("refusal-detail")}</summary>
                                <p class="code">{error}</p>
                            </details>
                        </Alert>
                    }
                })}
            <div class="card">
                {if is_gone {
                    view! {
                        <div class="actions">
                            <ChooseAgain />
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <Start id failed changed /> }.into_any()
                }}
            </div>
        </section>
    }
}

/// What a job was executed with last. What was decided of single rows goes back to the server as it came.
#[derive(Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box the admin ticked")]
struct Confirmed {
    professional_min_activity_months: u16,
    professional_exclude_agenda_orphans: bool,
    professional_exclude_inactive_in_source: bool,
    professional_exclude_non_clinical_roles: bool,
    import_fiscal_compliance: bool,
    fallback_professional: Option<String>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    decisions: JsValue,
}

impl Confirmed {
    fn rules(&self) -> Rules {
        Rules {
            months: self.professional_min_activity_months,
            orphans: self.professional_exclude_agenda_orphans,
            inactive: self.professional_exclude_inactive_in_source,
            non_clinical: self.professional_exclude_non_clinical_roles,
        }
    }

    fn set_rules(&mut self, rules: Rules) {
        self.professional_min_activity_months = rules.months;
        self.professional_exclude_agenda_orphans = rules.orphans;
        self.professional_exclude_inactive_in_source = rules.inactive;
        self.professional_exclude_non_clinical_roles = rules.non_clinical;
    }

    /// How many of the staff are decided one by one.
    fn decided(&self) -> usize {
        let professionals = Reflect::get(&self.decisions, &"professionals".into()).ok();
        let decisions = professionals.and_then(|it| it.dyn_into::<Object>().ok()).map(|it| Object::values(&it));
        let stands = |decision: &JsValue| decision.as_string().is_none_or(|word| word != "undecided");
        decisions.map_or(0, |decisions| decisions.iter().filter(stands).count())
    }
}

/// Starts the job as it was confirmed; the rules can be changed, what was decided one by one stays.
#[component]
fn Start(id: Uuid, failed: bool, changed: Callback<()>) -> impl IntoView {
    let confirmed = StoredValue::new_local(None::<Confirmed>);
    let is_there = RwSignal::new(false);
    let rules = RwSignal::new(None::<Rules>);
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    spawn_local(async move {
        match http::get::<Item<Confirmed>>(&format!("/migration_import/jobs/{id}/options")).await {
            Ok(found) if !rules.is_disposed() => {
                rules.set(Some(found.data.rules()));
                confirmed.set_value(Some(found.data));
                is_there.set(true);
            }
            Err(failure) if !rules.is_disposed() => refused.set(Some(failure)),
            _ => {}
        }
    });
    let run = move |_| {
        let (Some(rules), Some(Some(mut options))) = (rules.get_untracked(), confirmed.try_update_value(Option::take))
        else {
            return;
        };
        options.set_rules(rules);
        busy.set(true);
        spawn_local(async move {
            match start_job(id, &options).await {
                Ok(()) => changed.run(()),
                Err(failure) => refused.set(Some(failure)),
            }
            confirmed.set_value(Some(options));
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
    let line = move || {
        let decided = confirmed.with_value(|confirmed| confirmed.as_ref().map_or(0, Confirmed::decided));
        rules.get().filter(|_| is_there.get()).map(|rules| in_a_line(rules, decided))
    };
    view! {
        {refusal}
        <Show when=move || is_there.get()>
            <details>
                <summary>{said("options-heading")}</summary>
                <p class="soft">{said("options-lead")}</p>
                <RulesForm rules />
            </details>
        </Show>
        <p class="soft" id="run-options">{line}</p>
        <div class="actions">
            <Button
                kind=ButtonKind::Primary
                busy
                disabled=Signal::derive(move || rules.with(Option::is_none))
                attr:id="run-again"
                on:click=run
            >
                {move || if failed { t!("job-run-again") } else { t!("job-run") }}
            </Button>
            <GiveUp job_id=id done=changed />
        </div>
    }
}
