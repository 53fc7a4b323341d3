//! What a newer export says differently than what the clinic has: applied when the admin says so.

use api::changes::{AppliedChanges, ApplyChanges, Change, ChangeCounts, ChangeState};
use api::{Item, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::money::amount;
use super::words::{field_name, field_value, type_name};
use crate::app::http::{self, Failure};
use crate::app::i18n::{said, t};
use crate::app::ui::{Alert, Asked, Button, ButtonKind, Card, Dialog, Pager, Tone, loaded};
use crate::app::{format, session};

const PAGE_SIZE: u32 = 25;

/// What the lists of a card share.
#[derive(Clone, Copy)]
struct Lists {
    job_id: Uuid,
    /// Whether the clinic had a newer export already.
    is_older: bool,
    /// Changes that are to be applied.
    chosen: RwSignal<Vec<u64>>,
    /// Counts what was applied, so that the lists are fetched anew.
    version: RwSignal<u32>,
}

#[component]
pub(super) fn ChangesCard(job_id: Uuid, counts: ChangeCounts, older_than: Option<String>) -> impl IntoView {
    let ChangeCounts { found, offered, edited, booked, applied } = counts;
    let is_older = older_than.is_some();
    let lists = Lists { job_id, is_older, chosen: RwSignal::new(Vec::new()), version: RwSignal::new(0) };
    let is_listed = offered + edited + booked + applied;
    let is_shown = RwSignal::new(!is_older);
    (found > 0).then(|| {
        view! {
            <Card title=said("changes-heading")>
                <div class="stack" id="changes">
                    {older_than.map(|newest| view! { <Older newest is_shown /> })}
                    <p>{move || t!("changes-lead", count = found)}</p>
                    {(found > is_listed)
                        .then(|| view! { <p class="soft">{move || t!("changes-unlisted", count = is_listed)}</p> })}
                    <Show when=move || is_shown.get()>
                        <Orders lists offered />
                        <List lists state=ChangeState::Offered />
                        <List lists state=ChangeState::Edited />
                        <List lists state=ChangeState::Booked />
                        <List lists state=ChangeState::Applied />
                    </Show>
                </div>
            </Card>
        }
    })
}

/// Says that the file is older than what was imported before. Its values are shown when the admin asks.
#[component]
fn Older(newest: String, is_shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <Alert tone=Tone::Warning>
            <p id="changes-older">{move || t!("changes-older", date = format::date_time(&newest, None))}</p>
            <Show when=move || !is_shown.get()>
                <Button attr:id="changes-show" on:click=move |_| is_shown.set(true)>
                    {said("changes-older-show")}
                </Button>
            </Show>
        </Alert>
    }
}

/// Applying: those chosen, or all.
#[component]
fn Orders(lists: Lists, offered: u64) -> impl IntoView {
    let Lists { job_id, is_older, chosen, version } = lists;
    let asking = RwSignal::new(false);
    let (left, busy) = (RwSignal::new(offered), RwSignal::new(false));
    let outcome = RwSignal::new(None::<Result<AppliedChanges, Failure>>);
    let order = move |what: ApplyChanges| {
        busy.set(true);
        spawn_local(async move {
            let path = format!("/migration_import/jobs/{job_id}/changes/apply");
            let answer = http::ask::<Item<AppliedChanges>>(&path, &what).await.map(|answer| answer.data);
            if let Ok(applied) = &answer {
                left.update(|left| *left = left.saturating_sub(applied.applied + applied.edited));
                chosen.set(Vec::new());
                version.update(|version| *version += 1);
            }
            outcome.set(Some(answer));
            busy.set(false);
        });
    };
    let words = move |outcome: Result<AppliedChanges, Failure>| match outcome {
        Ok(AppliedChanges { applied, edited, refused }) => {
            let tone = if edited + refused == 0 { Tone::Good } else { Tone::Warning };
            (tone, t!("changes-outcome", applied = applied, edited = edited, refused = refused))
        }
        Err(failure) => (Tone::Bad, failure.message()),
    };
    view! {
        <div class="actions">
            <Button
                busy
                disabled=Signal::derive(move || chosen.with(Vec::is_empty))
                attr:id="apply-chosen"
                on:click=move |_| order(ApplyChanges { ids: chosen.get_untracked(), all: false, even_older: is_older })
            >
                {move || t!("changes-apply", count = chosen.with(Vec::len))}
            </Button>
            <Button
                busy
                disabled=Signal::derive(move || left.get() == 0)
                attr:id="apply-all"
                on:click=move |_| asking.set(true)
            >
                {move || t!("changes-apply-all", count = left.get())}
            </Button>
        </div>
        <Dialog
            id="apply-all-dialog"
            title=move || t!("changes-apply-all-heading", count = left.get())
            open=asking
        >
            <div class="dialog-body">
                <p>{said("changes-apply-all-means")}</p>
            </div>
            <footer>
                <Button attr:id="apply-all-back" attr:autofocus=true on:click=move |_| asking.set(false)>
                    {said("undo-back")}
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    attr:id="apply-all-confirm"
                    on:click=move |_| {
                        asking.set(false);
                        order(ApplyChanges { ids: Vec::new(), all: true, even_older: is_older });
                    }
                >
                    {move || t!("changes-apply-all", count = left.get())}
                </Button>
            </footer>
        </Dialog>
        {move || {
            outcome
                .get()
                .map(|outcome| {
                    let (tone, words) = words(outcome);
                    view! {
                        <Alert tone>
                            <p>{words}</p>
                        </Alert>
                    }
                })
        }}
    }
}

/// The changes of a state, a page at a time.
#[component]
fn List(lists: Lists, state: ChangeState) -> impl IntoView {
    let page = RwSignal::new(1_u32);
    let Lists { job_id, chosen, version, .. } = lists;
    Effect::new(move |_| {
        version.track();
        if page.get_untracked() != 1 {
            page.set(1);
        }
    });
    let found = Asked::new(move || {
        version.track();
        let query = format!("state={}&page={}&page_size={PAGE_SIZE}", state.as_str(), page.get());
        async move { http::get::<Page<Change>>(&format!("/migration_import/jobs/{job_id}/changes?{query}")).await }
    });
    loaded(found, move |found: Page<Change>| {
        let total = found.total;
        let title = move || t!(&format!("changes-{}", state.as_str()));
        (total > 0).then(|| {
            let chosen = (state == ChangeState::Offered).then_some(chosen);
            let groups = found.data.chunk_by(|one, next| one.row_id == next.row_id);
            let groups = groups.map(|group| view! { <Group group=group.to_vec() chosen /> }.into_any()).collect_view();
            view! {
                <section class="changes" data-state=state.as_str()>
                    <h3>{title}</h3>
                    <p class="soft">{move || t!(&format!("changes-{}-help", state.as_str()))}</p>
                    <ul class="remarks">{groups}</ul>
                    {(total > u64::from(PAGE_SIZE))
                        .then(|| view! { <Pager page page_size=PAGE_SIZE total label=title /> })}
                </section>
            }
        })
    })
}

/// What changed of one row. Without `chosen` there is nothing to choose.
#[component]
fn Group(group: Vec<Change>, chosen: Option<RwSignal<Vec<u64>>>) -> impl IntoView {
    let first = group.first().cloned();
    let about = move || {
        let Some(Change { entity_type, source_id, patient_name, .. }) = &first else { return String::new() };
        let kind = entity_type.as_deref().map_or_else(said("type-none"), type_name);
        let row =
            source_id.as_deref().map_or_else(|| kind.clone(), |id| t!("result-source-row", type = &*kind, id = id));
        patient_name.as_ref().map_or_else(|| row.clone(), |name| format!("{name} · {row}"))
    };
    let lines = group.into_iter().map(|change| {
        let id = change.id;
        let words = move || words(&change);
        let line = match chosen {
            None => view! { <span>{words}</span> }.into_any(),
            Some(chosen) => {
                let toggle = move |_| {
                    chosen.update(|ids| match ids.iter().position(|it| *it == id) {
                        Some(at) => drop(ids.swap_remove(at)),
                        None => ids.push(id),
                    });
                };
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || chosen.with(|ids| ids.contains(&id))
                            on:change=toggle
                        />
                        <span>{words}</span>
                    </label>
                }
                .into_any()
            }
        };
        view! { <li>{line}</li> }
    });
    view! {
        <li class="remark">
            <strong>{about}</strong>
            <ul class="change-lines">{lines.collect_view()}</ul>
        </li>
    }
}

/// `Phone: 600112233 → 611223344`.
fn words(change: &Change) -> String {
    let value = |value: &Option<String>, name: &Option<String>| match (name, value) {
        (Some(name), _) => name.clone(),
        (None, Some(value)) if is_yes_or_no(&change.column) => {
            if value == "1" {
                t!("value-yes")
            } else {
                t!("value-no")
            }
        }
        (None, Some(value)) if is_money(&change.column) => amount(value),
        (None, Some(value)) if is_instant(value) => {
            let clinic = session::clinic();
            format::date_time(value, clinic.as_ref().map(|clinic| clinic.timezone.as_str()))
        }
        (None, Some(value)) if !value.is_empty() => field_value(&change.column, value),
        _ => "—".to_owned(),
    };
    let before = value(&change.before, &change.before_name);
    let after = value(&change.after, &change.after_name);
    t!("changes-line", field = field_name(&change.column), before = before, after = after)
}

fn is_yes_or_no(column: &str) -> bool {
    column.starts_with("is_") || matches!(column, "do_not_contact" | "bruxism" | "adverse_reactions_to_anesthesia")
}

fn is_money(column: &str) -> bool {
    const AMOUNTS: [&str; 13] = [
        "amount",
        "cost_price",
        "default_price",
        "line_discount",
        "line_subtotal",
        "line_tax",
        "line_total",
        "price_snapshot",
        "subtotal",
        "total",
        "total_discount",
        "total_tax",
        "unit_price",
    ];
    AMOUNTS.contains(&column)
}

/// Whether a value is an instant as the database spells it, not text that happens to begin like a date.
fn is_instant(value: &str) -> bool {
    value.len() == "2026-12-01T09:00:00.000000Z".len()
        && value.ends_with('Z')
        && value.as_bytes().get(10) == Some(&b'T')
}
