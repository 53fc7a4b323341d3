//! Step six: what became of everything; and what taking it back came to, if it was taken back.

use api::Item;
use api::job::{Job, JobState, Report, Severity, TypeAccounting};
use js_sys::Date;
use leptos::prelude::*;
use leptos_router::components::A;

use super::changes::ChangesCard;
use super::money::MoneyCard;
use super::remarks::Remarks;
use super::undo::{UndoCard, UndoneFacts};
use super::words::type_name;
use crate::app::format;
use crate::app::http;
use crate::app::i18n::t;
use crate::app::session;
use crate::app::ui::{Card, PageHead, Table, loaded};

#[component]
pub(super) fn ReportScreen(job: Job, changed: Callback<()>) -> impl IntoView {
    let id = job.id;
    let is_undone = job.state == JobState::Undone;
    let report = LocalResource::new(move || async move {
        http::get::<Item<Report>>(&format!("/migration_import/jobs/{id}/report")).await
    });
    let seconds = seconds_between(job.started_at.as_deref(), job.completed_at.as_deref());
    let total = job.total_entities;
    let lead = move || t!("result-lead", count = total, time = format::duration(seconds));
    view! {
        <section id="result" class="stack" data-state=if is_undone { "undone" } else { "completed" }>
            <PageHead
                title=move || if is_undone { t!("job-heading-undone") } else { t!("result-heading") }
                lead
            >
                <A href="/patients" attr:class="button button-primary" attr:id="see-patients">
                    {move || t!("result-patients")}
                </A>
            </PageHead>
            <Facts job />
            {loaded(report, move |report: Item<Report>| view! { <Contents report=report.data changed /> })}
        </section>
    }
}

fn seconds_between(from: Option<&str>, to: Option<&str>) -> f64 {
    let milliseconds = to.map_or(f64::NAN, Date::parse) - from.map_or(f64::NAN, Date::parse);
    if milliseconds.is_nan() { 0.0 } else { milliseconds / 1_000.0 }
}

#[component]
fn Facts(job: Job) -> impl IntoView {
    let Job { file_name, digest_declared, completed_at, .. } = job;
    let digest = digest_declared.get(..12).unwrap_or(&digest_declared).to_owned();
    view! {
        <dl class="facts card" id="job-facts">
            <div class="fact">
                <dt>{move || t!("result-facts-file")}</dt>
                <dd>{file_name}</dd>
            </div>
            <div class="fact">
                <dt>{move || t!("result-facts-when")}</dt>
                <dd>{move || completed_at.as_deref().map(|at| format::date_time(at, None))}</dd>
            </div>
            <div class="fact">
                <dt>{move || t!("result-facts-digest")}</dt>
                <dd title=digest_declared>
                    <code>{digest} "…"</code>
                </dd>
            </div>
        </dl>
    }
}

#[component]
fn Contents(report: Report, changed: Callback<()>) -> impl IntoView {
    let Report { job, accounting, money, warnings, changes, undone, .. } = report;
    let may_undo = session::is_admin() && undone.is_none();
    let worth = warnings.iter().filter(|group| group.severity > Severity::Info).count();
    view! {
        {undone.map(|undone| view! { <UndoneFacts undone /> })}
        <p>
            {move || if worth == 0 { t!("result-all-clear") } else { t!("result-needs-look", count = worth) }}
        </p>
        <Card title=|| t!("result-accounting")>
            <p class="soft">{move || t!("result-accounting-lead")}</p>
            <Accounting id="result-accounting" accounting />
        </Card>
        <MoneyCard money />
        <ChangesCard job_id=job.id counts=changes />
        <Remarks job_id=Some(job.id) groups=warnings />
        {may_undo.then(|| view! { <UndoCard job_id=job.id file_name=job.file_name undone=changed /> })}
    }
}

type Reading = fn(&TypeAccounting) -> u64;

/// The columns, in the order of the sum they make: key of the heading and the figure.
const COLUMNS: [(&str, Reading); 6] = [
    ("declared", |row| row.declared),
    ("created", |row| row.created),
    ("linked", |row| row.linked),
    ("merged", |row| row.merged),
    ("archived", |row| row.archived),
    ("skipped", |row| row.skipped),
];

/// What became of the rows of every type, or would.
#[component]
pub(super) fn Accounting(id: &'static str, accounting: Vec<TypeAccounting>) -> impl IntoView {
    let total = |figure: Reading| accounting.iter().map(figure).sum::<u64>();
    let totals = COLUMNS.map(|(name, figure)| view! { <Figure name count=total(figure) /> });
    let headings = COLUMNS.map(|(name, _)| {
        view! {
            <th scope="col" class="num" title=move || column_help(name)>
                {move || t!(&format!("result-{name}"))}
            </th>
        }
    });
    let rows = accounting.into_iter().map(|row| {
        let cells = COLUMNS.map(|(name, figure)| view! { <Figure name count=figure(&row) /> });
        let named = row.entity_type.clone();
        view! {
            <tr data-entity-type=row.entity_type>
                <th scope="row">{move || type_name(&named)}</th>
                {cells.into_iter().collect_view()}
            </tr>
        }
    });
    view! {
        <Table caption=|| t!("result-accounting")>
            <thead>
                <tr>
                    <th scope="col">{move || t!("result-type")}</th>
                    {headings.into_iter().collect_view()}
                </tr>
            </thead>
            <tbody id=id>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{move || t!("result-total")}</th>
                    {totals.into_iter().collect_view()}
                </tr>
            </tfoot>
        </Table>
    }
}

/// A figure; a nothing stays in the background.
#[component]
fn Figure(name: &'static str, count: u64) -> impl IntoView {
    view! {
        <td class="num" class:nothing=count == 0 data-count=name data-value=count>
            {move || format::count(count)}
        </td>
    }
}

fn column_help(name: &str) -> Option<String> {
    (name != "declared").then(|| t!(&format!("result-{name}-help")))
}
