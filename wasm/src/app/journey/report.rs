//! Step seven: what became of everything; and what taking it back came to, if it was taken back.

use api::Item;
use api::job::{Job, JobState, Report, Severity, TypeAccounting};
use js_sys::Date;
use leptos::prelude::*;
use web_sys::Event;

use super::changes::ChangesCard;
use super::driver::Driver;
use super::money::MoneyCard;
use super::preview::system_name;
use super::remarks::{Remarks, Source};
use super::rows::{RowsDialog, RowsOf};
use super::shortfall::ShortfallAlert;
use super::words::{outcome_count, outcome_help, outcome_name, type_name};
use crate::app::format;
use crate::app::http;
use crate::app::i18n::{said, t};
use crate::app::session;
use crate::app::ui::{Asked, Button, Card, PageHead, Table, loaded};
use crate::journey::result::Shortfall;
use crate::protocol::Outcome;

#[component]
pub(super) fn ReportScreen(job: Job, changed: Callback<()>) -> impl IntoView {
    let id = job.id;
    let is_undone = job.state == JobState::Undone;
    let report =
        Asked::new(
            move || async move { http::get::<Item<Report>>(&format!("/migration_import/jobs/{id}/report")).await },
        );
    let seconds = seconds_between(job.started_at.as_deref(), job.completed_at.as_deref());
    let total = job.total_entities;
    // Known once the report is there.
    let heading = RwSignal::new("result-heading-over");
    let lead = move || t!("result-lead", count = total, time = format::duration(seconds));
    view! {
        <section id="result" class="stack" data-state=if is_undone { "undone" } else { "completed" }>
            <PageHead
                title=move || if is_undone { t!("job-heading-undone") } else { t!(heading.get()) }
                lead
            >
                <Button attr:id="print-report" on:click=|_| drop(window().print())>
                    {said("result-print")}
                </Button>
                <a href=format!("/api/v1/migration_import/jobs/{id}/report?format=csv") class="button" id="report-csv" download>
                    {said("result-csv")}
                </a>
                <a href="/patients" class="button button-primary" id="see-patients">
                    {said("result-patients")}
                </a>
            </PageHead>
            <Facts job />
            {loaded(report, move |report: Item<Report>| view! { <Contents report=report.data heading changed /> })}
        </section>
    }
}

fn seconds_between(from: Option<&str>, to: Option<&str>) -> f64 {
    let milliseconds = to.map_or(f64::NAN, Date::parse) - from.map_or(f64::NAN, Date::parse);
    if milliseconds.is_nan() { 0.0 } else { milliseconds / 1_000.0 }
}

#[component]
fn Facts(job: Job) -> impl IntoView {
    let Job { file_name, digest_declared, completed_at, clinic_name, source_system, tenant_label, exported_at, .. } =
        job;
    let source = [source_system.as_deref().map(system_name), tenant_label].into_iter().flatten().collect::<Vec<_>>();
    let digest = digest_declared.get(..12).unwrap_or(&digest_declared).to_owned();
    view! {
        <dl class="facts card" id="job-facts">
            <div class="fact">
                <dt>{said("clinic-label")}</dt>
                <dd>{clinic_name}</dd>
            </div>
            <div class="fact">
                <dt>{said("result-facts-source")}</dt>
                <dd>
                    {source.join(" · ")}
                    {move || exported_at.as_deref().map(|at| format!(" · {}", format::date_time(at, None)))}
                </dd>
            </div>
            <div class="fact">
                <dt>{said("result-facts-file")}</dt>
                <dd>{file_name}</dd>
            </div>
            <div class="fact">
                <dt>{said("result-facts-when")}</dt>
                <dd>{move || completed_at.as_deref().map(|at| format::date_time(at, None))}</dd>
            </div>
            <div class="fact">
                <dt>{said("result-facts-digest")}</dt>
                <dd title=digest_declared>
                    <code>{digest} "…"</code>
                </dd>
            </div>
        </dl>
    }
}

#[component]
fn Contents(report: Report, heading: RwSignal<&'static str>, changed: Callback<()>) -> impl IntoView {
    let Report { job, accounting, money, warnings, changes, older_than, undone, .. } = report;
    let may_undo = session::is_admin() && undone.is_none();
    let opened = RwSignal::new(None);
    let shortfall = Shortfall::of(&accounting, &warnings);
    heading.set(if shortfall.is_nothing() { "result-heading" } else { "result-heading-partly" });
    let worth = warnings.iter().filter(|group| group.severity > Severity::Info).count();
    view! {
        {undone.is_some().then(|| view! { <import-undone job=job.id.to_string()></import-undone> })}
        <ShortfallAlert when="result" shortfall />
        <p>
            {move || if worth == 0 { t!("result-all-clear") } else { t!("result-needs-look", count = worth) }}
        </p>
        <Card title=said("result-accounting")>
            <p class="soft">{said("result-accounting-lead")}</p>
            <Accounting id="result-accounting" accounting rows=Rows::Job(opened) />
        </Card>
        <RowsDialog job_id=job.id opened />
        <MoneyCard money />
        <ChangesCard job_id=job.id counts=changes older_than />
        <Remarks source=Source::Job(job.id) groups=warnings />
        <NextSteps />
        {may_undo
            .then(|| {
                view! {
                    <import-undo
                        job=job.id.to_string()
                        name=job.file_name
                        on:undone=move |_: Event| changed.run(())
                    ></import-undo>
                }
            })}
    }
}

/// What an admin does after an import.
#[component]
fn NextSteps() -> impl IntoView {
    view! {
        <div class="screen-only" id="next-steps">
            <Card title=said("next-heading")>
                <ul>
                    <li>
                        <a href="/patients">{said("next-patients")}</a>
                    </li>
                    <li>
                        <a href="/settings/members">{said("next-members")}</a>
                    </li>
                    <li>{said("next-files")}</li>
                </ul>
            </Card>
        </div>
    }
}

/// The columns, in the order of the sum they make: what the file declares, then what becomes of it.
const COLUMNS: [Option<Outcome>; 6] = [
    None,
    Some(Outcome::Created),
    Some(Outcome::Linked),
    Some(Outcome::Merged),
    Some(Outcome::Archived),
    Some(Outcome::Skipped),
];

/// The figure of a column; without a fate, what the file declares.
fn figure(row: &TypeAccounting, fate: Option<Outcome>) -> u64 {
    fate.map_or(row.declared, |outcome| outcome_count(row, outcome))
}

/// The end of the key of a column's heading.
fn column(fate: Option<Outcome>) -> &'static str {
    fate.map_or("declared", Outcome::as_str)
}

/// Who shows the rows behind a figure.
#[derive(Clone, Copy)]
pub(super) enum Rows {
    DryRun(Driver),
    Job(RwSignal<Option<RowsOf>>),
}

impl Rows {
    fn open(self, entity_type: &str, outcome: Outcome, count: u64) {
        let entity_type = entity_type.to_owned();
        match self {
            Self::DryRun(driver) => driver.sample(entity_type, Some(outcome)),
            Self::Job(opened) => opened.set(Some(RowsOf { entity_type, outcome, count })),
        }
    }
}

/// What became of the rows of every type, or would. Figures open to their rows.
#[component]
pub(super) fn Accounting(id: &'static str, accounting: Vec<TypeAccounting>, rows: Rows) -> impl IntoView {
    let total = |fate| accounting.iter().map(|row| figure(row, fate)).sum::<u64>();
    let totals = COLUMNS.map(|fate| view! { <Figure name=column(fate) count=total(fate) /> });
    let headings = COLUMNS.map(|fate| {
        let name = column(fate);
        view! {
            <th scope="col" class="num">
                {move || t!(&format!("result-{name}"))}
            </th>
        }
    });
    let meanings = COLUMNS.map(|fate| {
        fate.map(|outcome| {
            view! {
                <div class="pair">
                    <dt>{move || outcome_name(outcome)}</dt>
                    <dd>{move || outcome_help(outcome)}</dd>
                </div>
            }
        })
    });
    let lines = accounting.into_iter().map(move |row| {
        let cells = COLUMNS.map(|fate| {
            let count = figure(&row, fate);
            let open = fate.filter(|_| count > 0).map(|outcome| (rows, row.entity_type.clone(), outcome));
            view! { <Figure name=column(fate) count nostrip:open=open /> }
        });
        let named = row.entity_type.clone();
        view! {
            <tr data-entity-type=row.entity_type>
                <th scope="row">{move || type_name(&named)}</th>
                {cells.into_iter().collect_view()}
            </tr>
        }
    });
    view! {
        <Table caption=said("result-accounting")>
            <thead>
                <tr>
                    <th scope="col">{said("result-type")}</th>
                    {headings.into_iter().collect_view()}
                </tr>
            </thead>
            <tbody id=id>{lines.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{said("result-total")}</th>
                    {totals.into_iter().collect_view()}
                </tr>
            </tfoot>
        </Table>
        <details>
            <summary>{said("result-columns")}</summary>
            <dl class="pairs">{meanings.into_iter().collect_view()}</dl>
        </details>
    }
}

/// A figure; a nothing is a dash, so that the others stand out.
#[component]
fn Figure(
    name: &'static str,
    count: u64,
    /// Where to look at which rows.
    #[prop(optional)]
    open: Option<(Rows, String, Outcome)>,
) -> impl IntoView {
    let figure = move || if count == 0 { "–".to_owned() } else { format::count(count) };
    let shown = match open {
        None => figure.into_any(),
        Some((rows, entity_type, outcome)) => {
            let asked = entity_type.clone();
            let describe = move || t!("outcomes-open", count = figure(), type = type_name(&entity_type), fate = outcome_name(outcome));
            view! {
                <button
                    type="button"
                    class="row-button"
                    aria-haspopup="dialog"
                    aria-label=describe
                    on:click=move |_| rows.open(&asked, outcome, count)
                >
                    {figure}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <td class="num" class:nothing=count == 0 data-count=name data-value=count>
            {shown}
        </td>
    }
}
