//! Taking a finished import back: what would go, what would stay, and the question.

use api::Item;
use api::undo::{KeptRow, KeptRows, TableRows, UndoOrder, UndoPreview, Undone};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::words::type_name;
use crate::app::format;
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Asked, Button, ButtonKind, Card, Dialog, ProgressBar, Tone, loaded};

/// The offer, at the end of a report. `undone` is told once it is done.
#[component]
pub(super) fn UndoCard(job_id: Uuid, file_name: String, undone: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    view! {
        <div class="screen-only">
            <Card title=said("undo-heading")>
                <p class="soft">{said("undo-lead")}</p>
                <div class="actions">
                    <Button attr:id="undo" on:click=move |_| asking.set(true)>
                        {said("undo-ask")}
                    </Button>
                </div>
            </Card>
        </div>
        <Dialog
            id="undo-dialog"
            title={
                let file_name = file_name.clone();
                move || t!("undo-question", name = file_name.as_str())
            }
            open=asking
        >
            <Question job_id asking undone />
        </Dialog>
    }
}

#[component]
fn Question(job_id: Uuid, asking: RwSignal<bool>, undone: Callback<()>) -> impl IntoView {
    let path = format!("/migration_import/jobs/{job_id}/undo");
    let asked = path.clone();
    let preview = Asked::new(move || {
        let path = asked.clone();
        async move { http::get::<Item<UndoPreview>>(&path).await }
    });
    let order = RwSignal::new(None::<UndoOrder>);
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<Failure>);
    let carry_out = move |_| {
        let Some(order) = order.get_untracked() else { return };
        let path = path.clone();
        busy.set(true);
        spawn_local(async move {
            match http::post(&path, &order).await {
                Ok(()) => undone.run(()),
                Err(failure) => {
                    refused.set(Some(failure));
                    busy.set(false);
                }
            }
        });
    };
    let keeps = move || order.get().is_some_and(|order| order.keep_worked_on);
    view! {
        <div class="dialog-body">
            {loaded(
                preview,
                move |preview: Item<UndoPreview>| {
                    let preview = preview.data;
                    let keep_worked_on = preview.kept.total > 0;
                    order.set(preview.later_import.is_none().then_some(UndoOrder { keep_worked_on }));
                    view! { <Consequences preview /> }
                },
            )}
            <Show when=move || busy.get()>
                <p class="soft">{said("undo-running")}</p>
                <ProgressBar part=Signal::derive(|| None) label=said("undo-heading") />
            </Show>
            {move || {
                refused
                    .get()
                    .map(|failure| {
                        view! {
                            <Alert tone=Tone::Bad>
                                <p>{move || failure.message()}</p>
                            </Alert>
                        }
                    })
            }}
        </div>
        <footer>
            <Button attr:id="undo-back" attr:autofocus=true on:click=move |_| asking.set(false)>
                {said("undo-back")}
            </Button>
            <Button
                kind=ButtonKind::Danger
                disabled=Signal::derive(move || busy.get() || order.get().is_none())
                attr:id="undo-confirm"
                on:click=carry_out
            >
                {move || if keeps() { t!("undo-confirm-keep") } else { t!("undo-confirm") }}
            </Button>
        </footer>
    }
}

#[component]
fn Consequences(preview: UndoPreview) -> impl IntoView {
    let UndoPreview { removed, restored, kept, later_import } = preview;
    if let Some(name) = later_import {
        return view! {
            <Alert tone=Tone::Warning>
                <p>{move || t!("undo-later", name = name.as_str())}</p>
            </Alert>
        }
        .into_any();
    }
    let stays = (kept.total > 0).then(|| view! { <Kept kept /> });
    view! {
        <section>
            <h3>{said("undo-goes")}</h3>
            <Removed removed restored />
        </section>
        {stays}
    }
    .into_any()
}

/// Rows by what a clinic calls them; those that only belong to others are added up.
#[component]
pub(super) fn Removed(removed: Vec<TableRows>, restored: u64) -> impl IntoView {
    let named = removed.iter().filter_map(|rows| Some((entity_type(&rows.table)?, rows.rows))).collect::<Vec<_>>();
    let others: u64 = removed.iter().filter(|rows| entity_type(&rows.table).is_none()).map(|rows| rows.rows).sum();
    let figure = |label: Signal<String>, name: &'static str, rows: u64| {
        view! {
            <div class="fact">
                <dt>{label}</dt>
                <dd data-removed=name>{move || format::count(rows)}</dd>
            </div>
        }
    };
    let nothing = (removed.is_empty() && restored == 0).then(|| view! { <p class="soft">{said("undo-nothing")}</p> });
    view! {
        {nothing}
        <dl class="key-facts key-facts-small" id="undo-removed">
            {named
                .into_iter()
                .map(|(name, rows)| figure(Signal::derive(move || type_name(name)), name, rows))
                .collect_view()}
            {(others > 0).then(|| figure(Signal::derive(said("undo-others")), "others", others))}
            {(restored > 0).then(|| figure(Signal::derive(said("undo-restored")), "restored", restored))}
        </dl>
    }
}

/// What somebody has worked on since, row by row.
#[component]
fn Kept(kept: KeptRows) -> impl IntoView {
    let KeptRows { changed, used, total, examples } = kept;
    view! {
        <Alert tone=Tone::Warning title=move || t!("undo-stays", count = total)>
            <p>{move || t!("undo-stays-why", changed = changed, used = used)}</p>
            <details>
                <summary>{said("undo-stays-list")}</summary>
                <ul id="undo-kept">{examples.into_iter().map(|row| view! { <Worked row /> }).collect_view()}</ul>
            </details>
        </Alert>
    }
}

#[component]
fn Worked(row: KeptRow) -> impl IntoView {
    let KeptRow { table, patient_name, changed_at, used_by, .. } = row;
    let what = move || {
        let kind = table_name(&table);
        match &patient_name {
            Some(name) => format!("{name} · {kind}"),
            None => kind,
        }
    };
    let why = move || match (&changed_at, &used_by) {
        (Some(at), _) => t!("undo-changed", date = format::date_time(at, None)),
        (None, Some(by)) => t!("undo-used", by = table_name(by)),
        (None, None) => String::new(),
    };
    view! { <li>{what} <small class="soft">" " {why}</small></li> }
}

fn table_name(table: &str) -> String {
    entity_type(table).map_or_else(said("undo-others"), type_name)
}

/// The kind of source rows that a table's rows come from, for the tables a clinic thinks in.
fn entity_type(table: &str) -> Option<&'static str> {
    Some(match table {
        "patients" => "patient",
        "appointments" => "appointment",
        "budgets" => "budget",
        "budget_items" => "budget_line",
        "treatments" => "applied_treatment",
        "payments" => "payment",
        "invoices" => "fiscal_document",
        "users" => "professional",
        "treatment_catalog_items" => "treatment_catalog_item",
        "recalls" => "recall",
        "documents" => "patient_document",
        _ => return None,
    })
}

/// An import that was undone.
#[component]
pub(super) fn UndoneFacts(undone: Undone) -> impl IntoView {
    let Undone { removed, restored, kept, undone_at, .. } = undone;
    view! {
        <section class="card" id="undone">
            <p>{move || t!("undone-lead", date = format::date_time(&undone_at, None))}</p>
            <Removed removed restored />
            {(kept > 0).then(|| view! { <p>{move || t!("undone-kept", count = kept)}</p> })}
        </section>
    }
}
