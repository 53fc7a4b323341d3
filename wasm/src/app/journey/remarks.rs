//! What the import noticed, in groups that open to their rows.

use api::Page;
use api::job::{Severity, WarningGroup, WarningLine};
use leptos::prelude::*;
use uuid::Uuid;

use super::findings::severity_tone;
use super::words::{type_name, warning_message, warning_title};
use crate::app::format;
use crate::app::http;
use crate::app::i18n::t;
use crate::app::ui::{Button, ButtonKind, Card, Pager, Tag, loaded};

const PAGE_SIZE: u32 = 25;

/// Without a job, as after a dry run, there are no lists to open.
#[component]
pub(super) fn Remarks(job_id: Option<Uuid>, groups: Vec<WarningGroup>) -> impl IntoView {
    let lines = groups.iter().map(|group| group.count).sum::<u64>();
    let kinds = groups.len();
    view! {
        <Card title=|| t!("result-warnings")>
            {if groups.is_empty() {
                view! { <p class="soft">{move || t!("result-warnings-none")}</p> }.into_any()
            } else {
                view! {
                    <p class="soft">{move || t!("result-warnings-count", count = lines, groups = kinds)}</p>
                    <ul class="remarks" id="result-warnings">
                        {groups.into_iter().map(|group| view! { <Group job_id group /> }).collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Group(job_id: Option<Uuid>, group: WarningGroup) -> impl IntoView {
    let WarningGroup { code, severity, entity_type, count, example } = group;
    let open = RwSignal::new(false);
    let tone = severity_tone(severity_key(severity));
    let list_id = format!("remarks-{}", code.replace('.', "-"));
    let controls = list_id.clone();
    let titled = code.clone();
    let (title, first) = (example.clone(), example);
    // What nobody has given a title, such as the extractor's own remarks, is named by its first line.
    let title = move || warning_title(&titled).unwrap_or_else(|| message(&title));
    let coded = code.clone();
    let detail = move || if warning_title(&coded).is_some() { message(&first) } else { coded.clone() };
    let about = move || entity_type.as_deref().map_or_else(|| t!("type-none"), type_name);
    let listed = code.clone();
    view! {
        <li class="remark" data-code=code>
            <div class="remark-head">
                <Tag tone>
                    <span class="visually-hidden">
                        {move || super::words::severity_name(severity_key(severity))} ": "
                    </span>
                    {move || format::count(count)}
                </Tag>
                <div class="remark-text">
                    <strong>{title}</strong>
                    <small class="soft">{about} " · " {detail}</small>
                </div>
                {job_id
                    .map(|_| {
                        view! {
                            <Button
                                kind=ButtonKind::Quiet
                                attr:aria-expanded=move || open.get().to_string()
                                attr:aria-controls=controls
                                on:click=move |_| open.update(|open| *open = !*open)
                            >
                                {move || if open.get() { t!("result-close-list") } else { t!("result-open-list") }}
                            </Button>
                        }
                    })}
            </div>
            <div id=list_id>
                {job_id
                    .map(|job_id| {
                        view! {
                            <Show when=move || open.get()>
                                <Lines job_id code=listed.clone() />
                            </Show>
                        }
                    })}
            </div>
        </li>
    }
}

fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warn => "warn",
        Severity::Error => "error",
    }
}

fn message(line: &WarningLine) -> String {
    warning_message(&line.code, &line.args, &line.message)
}

/// The rows a remark is about, a page at a time.
#[component]
fn Lines(job_id: Uuid, code: String) -> impl IntoView {
    let page = RwSignal::new(1_u32);
    let lines = LocalResource::new(move || {
        let query = format!("code={}&page={}&page_size={PAGE_SIZE}", http::encode(&code), page.get());
        async move { http::get::<Page<WarningLine>>(&format!("/migration_import/jobs/{job_id}/warnings?{query}")).await }
    });
    loaded(lines, move |found: Page<WarningLine>| {
        let total = found.total;
        view! {
            <ul class="remark-lines">
                {found.data.into_iter().map(|line| view! { <Line line /> }).collect_view()}
            </ul>
            {(total > u64::from(PAGE_SIZE))
                .then(|| view! { <Pager page page_size=PAGE_SIZE total label=|| t!("result-warnings") /> })}
        }
    })
}

#[component]
fn Line(line: WarningLine) -> impl IntoView {
    let entity_type = line.entity_type.clone();
    let source_id = line.source_id.clone();
    let row = move || {
        let kind = entity_type.as_deref().map_or_else(|| t!("type-none"), type_name);
        match source_id.as_deref() {
            Some(id) => t!("result-source-row", type = kind, id = id),
            None => kind,
        }
    };
    view! {
        <li>
            <span class="soft figures">{row}</span>
            <span>{move || message(&line)}</span>
        </li>
    }
}
