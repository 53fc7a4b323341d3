//! Earlier imports into the clinic.

use api::Page;
use api::job::{Job, JobState};
use leptos::prelude::*;

use super::driver::job_path;
use crate::app::format;
use crate::app::http;
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Asked, Card, Pager, Table, Tag, Tone, loaded};

const PAGE_SIZE: u32 = 10;

#[component]
pub(super) fn History() -> impl IntoView {
    let page = RwSignal::new(1_u32);
    let clinic = Memo::new(|_| session::clinic());
    let jobs = Asked::new(move || {
        let id = clinic.get().map(|clinic| clinic.id.to_string()).unwrap_or_default();
        let page = page.get();
        async move {
            let query = format!("clinic_id={id}&page={page}&page_size={PAGE_SIZE}");
            http::get::<Page<Job>>(&format!("/migration_import/jobs?{query}")).await
        }
    });
    let name = move || clinic.get().map(|clinic| clinic.name).unwrap_or_default();
    view! {
        <Card title=said("history-heading")>
            <div id="history">
                {loaded(
                    jobs,
                    move |found: Page<Job>| {
                        if found.total == 0 {
                            view! { <p class="soft">{move || t!("history-empty", clinic = name())}</p> }.into_any()
                        } else {
                            view! { <Jobs found page /> }.into_any()
                        }
                    },
                )}
            </div>
        </Card>
    }
}

#[component]
fn Jobs(found: Page<Job>, page: RwSignal<u32>) -> impl IntoView {
    let total = found.total;
    view! {
        <Table caption=said("history-heading")>
            <thead>
                <tr>
                    <th scope="col">{said("history-file")}</th>
                    <th scope="col" class="wide">
                        {said("history-when")}
                    </th>
                    <th scope="col" class="num wide">
                        {said("history-rows")}
                    </th>
                    <th scope="col">{said("history-state")}</th>
                </tr>
            </thead>
            <tbody>{found.data.into_iter().map(|job| view! { <Line job /> }).collect_view()}</tbody>
        </Table>
        {(total > u64::from(PAGE_SIZE))
            .then(|| view! { <Pager page page_size=PAGE_SIZE total label=said("history-heading") /> })}
    }
}

#[component]
fn Line(job: Job) -> impl IntoView {
    let Job { id, state, file_name, created_at, total_entities, .. } = job;
    let at = created_at.clone();
    view! {
        <tr data-job=id.to_string()>
            <th scope="row">
                <a href=job_path(id) class="file-name">
                    {file_name}
                </a>
                <small class="soft narrow-only">{move || format::date_time(&at, None)}</small>
            </th>
            <td class="figures wide">{move || format::date_time(&created_at, None)}</td>
            <td class="num wide">{move || format::count(total_entities)}</td>
            <td>
                <Tag tone=state_tone(state)>{move || state_name(state)}</Tag>
            </td>
        </tr>
    }
}

fn state_name(state: JobState) -> String {
    match state {
        JobState::Receiving => t!("state-receiving"),
        JobState::Validated => t!("state-validated"),
        JobState::Executing => t!("state-executing"),
        JobState::Completed => t!("state-completed"),
        JobState::Failed => t!("state-failed"),
        JobState::Undone => t!("state-undone"),
        JobState::Abandoned => t!("state-abandoned"),
    }
}

fn state_tone(state: JobState) -> Tone {
    match state {
        JobState::Completed => Tone::Good,
        JobState::Failed => Tone::Bad,
        JobState::Receiving | JobState::Validated => Tone::Warning,
        JobState::Executing | JobState::Undone | JobState::Abandoned => Tone::Neutral,
    }
}
