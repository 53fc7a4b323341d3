//! What the import noticed, or its dry run, in groups that open to their rows.

use api::Page;
use api::job::{Severity, WarningGroup, WarningLine};
use leptos::prelude::*;
use uuid::Uuid;

use super::driver::Driver;
use super::findings::severity_tone;
use super::samples::kept_of;
use super::words::{type_name, warning_message, warning_title};
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::ui::{Asked, Button, ButtonKind, Card, Pager, Tag, loaded};
use crate::protocol::PAGE_SIZE;

/// Who has the lists.
#[derive(Clone, Copy)]
pub(super) enum Source {
    Job(Uuid),
    DryRun(Driver),
}

impl Source {
    /// A page of the warnings of a code about rows of a type.
    async fn page(self, code: String, entity_type: Option<String>, page: u32) -> Result<Page<WarningLine>, Failure> {
        match self {
            Self::DryRun(driver) => driver.warnings(code, entity_type, page).await,
            Self::Job(id) => {
                let about = entity_type.map(|name| format!("&entity_type={}", http::encode(&name))).unwrap_or_default();
                let query = format!("code={}{about}&page={page}&page_size={PAGE_SIZE}", http::encode(&code));
                http::get(&format!("/migration_import/jobs/{id}/warnings?{query}")).await
            }
        }
    }
}

#[component]
pub(super) fn Remarks(source: Source, groups: Vec<WarningGroup>) -> impl IntoView {
    let lines = groups.iter().map(|group| group.count).sum::<u64>();
    let kinds = groups.len();
    view! {
        <Card title=said("result-warnings")>
            {if groups.is_empty() {
                view! { <p class="soft">{said("result-warnings-none")}</p> }.into_any()
            } else {
                view! {
                    <p class="soft">{move || t!("result-warnings-count", count = lines, groups = kinds)}</p>
                    <ul class="remarks" id="result-warnings">
                        {groups.into_iter().map(|group| view! { <Group source group /> }).collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </Card>
    }
}

#[component]
fn Group(source: Source, group: WarningGroup) -> impl IntoView {
    let WarningGroup { code, severity, entity_type, count, example } = group;
    let open = RwSignal::new(false);
    let tone = severity_tone(severity_key(severity));
    let list_id = format!("remarks-{}-{}", code.replace('.', "-"), entity_type.as_deref().unwrap_or_default());
    let controls = list_id.clone();
    let titled = code.clone();
    let (title, first) = (example.clone(), example);
    // What nobody has given a title, such as the extractor's own remarks, is named by its first line.
    let title = move || warning_title(&titled).unwrap_or_else(|| message(&title));
    let coded = code.clone();
    let detail = move || if warning_title(&coded).is_some() { message(&first) } else { coded.clone() };
    let listed = (code.clone(), entity_type.clone());
    let about = move || entity_type.as_deref().map_or_else(said("type-none"), type_name);
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
                <Button
                    kind=ButtonKind::Quiet
                    attr:aria-expanded=move || open.get().to_string()
                    attr:aria-controls=controls
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || if open.get() { t!("result-close-list") } else { t!("result-open-list") }}
                </Button>
            </div>
            <div id=list_id>
                <Show when=move || open.get()>
                    <Lines source of=listed.clone() count />
                </Show>
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

pub(super) fn message(line: &WarningLine) -> String {
    warning_message(&line.code, &line.args, &line.message)
}

/// The rows a remark is about, a page at a time.
#[component]
fn Lines(source: Source, of: (String, Option<String>), count: u64) -> impl IntoView {
    let page = RwSignal::new(1_u32);
    let lines = Asked::new(move || {
        let (code, entity_type) = of.clone();
        source.page(code, entity_type, page.get())
    });
    loaded(lines, move |found: Page<WarningLine>| {
        let total = found.total;
        view! {
            <p class="soft">{move || kept_of(total, count)}</p>
            <ul class="remark-lines">
                {found.data.into_iter().map(|line| view! { <Line line /> }).collect_view()}
            </ul>
            {(total > u64::from(PAGE_SIZE))
                .then(|| view! { <Pager page page_size=PAGE_SIZE total label=said("result-warnings") /> })}
        }
    })
}

#[component]
fn Line(line: WarningLine) -> impl IntoView {
    let entity_type = line.entity_type.clone();
    let source_id = line.source_id.clone();
    let row = move || {
        let kind = entity_type.as_deref().map_or_else(said("type-none"), type_name);
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
