//! One treatment of the source's catalog: what it is, what becomes of it, and what can be decided.

use std::sync::Arc;

use api::decisions::{CatalogItem, ReviewedTreatment, TreatmentDecision, TreatmentProposal, Usage};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::treatments::{Desk, accepted, row_id};
use crate::app::format;
use crate::app::i18n::t;
use crate::app::journey::money::amount;
use crate::app::ui::{Button, ButtonKind, Tag, Tone};

/// What opens below a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    /// Looking for another treatment of the clinic.
    Another,
    /// Choosing a category.
    New,
    /// What leaving it out means.
    LeaveOut,
}

#[component]
pub(super) fn Treatment(desk: Desk, row: ReviewedTreatment) -> impl IntoView {
    let row = Arc::new(row);
    let ReviewedTreatment { canonical_uuid: uuid, label, code, price, .. } = (*row).clone();
    let mine = Memo::new({
        let uuid = uuid.clone();
        move |_| desk.decided(&uuid)
    });
    let fate = {
        let row = Arc::clone(&row);
        move || view! { <Fate desk row=Arc::clone(&row) decision=mine.get() /> }
    };
    let open = Memo::new({
        let uuid = uuid.clone();
        move |_| desk.opened.with(|open| open.as_ref().filter(|(of, _)| *of == uuid).map(|(_, panel)| *panel))
    });
    let panel = {
        let row = Arc::clone(&row);
        move || {
            let row = Arc::clone(&row);
            open.get().map(|panel| match panel {
                Panel::Another => view! { <Another desk row /> }.into_any(),
                Panel::New => view! { <New desk row /> }.into_any(),
                Panel::LeaveOut => view! { <LeaveOut desk row /> }.into_any(),
            })
        }
    };
    let named = label.clone();
    let usage = {
        let row = Arc::clone(&row);
        move || used(&row)
    };
    let of = uuid.clone();
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.with_untracked(Option::is_some) {
            desk.close(&of);
        }
    };
    view! {
        <li id=row_id(&uuid) tabindex="-1" data-treatment=named on:keydown=close>
            <div class="reviewed-source">
                <strong>{label}</strong>
                <small class="soft">
                    {code.map(|code| format!("{code} · "))}
                    {price.map(|price| view! { <span class="figures">{move || amount(&price)}</span> " · " })} {usage}
                </small>
            </div>
            <div class="reviewed-fate">{fate}</div>
            <div class="reviewed-actions">
                <Actions desk row=Arc::clone(&row) is_mine=Signal::derive(move || mine.with(Option::is_some)) open />
            </div>
            {panel}
        </li>
    }
}

/// `12 budget lines, 600 € · 3 treatments, 150 €`.
fn used(row: &ReviewedTreatment) -> String {
    let part = |key: &str, Usage { rows, amount: sum }: &Usage| {
        (*rows > 0).then(|| t!(key, count = *rows, amount = amount(sum)))
    };
    let parts = [part("catalog-offered", &row.offered), part("catalog-applied", &row.applied)];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { t!("catalog-unused") } else { parts.join(" · ") }
}

/// What becomes of a treatment: as decided now, or for an earlier import, or as proposed.
#[component]
fn Fate(desk: Desk, row: Arc<ReviewedTreatment>, decision: Option<TreatmentDecision>) -> impl IntoView {
    let is_mine = decision.is_some();
    let Some(decision) = decision.or_else(|| row.remembered.clone()) else {
        return view! { <Proposed desk row /> }.into_any();
    };
    let is_left_out = decision == TreatmentDecision::Ignore;
    let becomes = match decision {
        TreatmentDecision::Link { item_id } => match desk.item(&row, item_id) {
            Some(item) => view! { <Item desk item /> }.into_any(),
            None => view! { <span>{move || t!("catalog-item-gone")}</span> }.into_any(),
        },
        TreatmentDecision::Create { category } => {
            view! { <span>{move || t!("catalog-new-in", category = desk.category(&category))}</span> }.into_any()
        }
        TreatmentDecision::Ignore => view! { <span>{move || t!("catalog-left-out")}</span> }.into_any(),
    };
    let said = if is_mine { "catalog-decided-tag" } else { "catalog-remembered-tag" };
    view! {
        {becomes}
        <Tag tone=if is_left_out { Tone::Warning } else { Tone::Good }>{move || t!(said)}</Tag>
    }
    .into_any()
}

#[component]
fn Proposed(desk: Desk, row: Arc<ReviewedTreatment>) -> impl IntoView {
    match row.proposal.clone() {
        TreatmentProposal::Link { item, score: None } => view! {
            <Item desk item />
            <Tag tone=Tone::Good>{move || t!("catalog-certain-tag")}</Tag>
        }
        .into_any(),
        TreatmentProposal::Link { item, score: Some(score) } => view! {
            <Item desk item />
            <span class="score">
                <span class="share" aria-hidden="true">
                    <span style:width=format!("{}%", score * 100.0)></span>
                </span>
                <span class="figures">{move || t!("catalog-alike", percent = format::percent(score))}</span>
            </span>
        }
        .into_any(),
        TreatmentProposal::Create { category } => view! {
            <span>{move || t!("catalog-new-in", category = desk.category(&category))}</span>
            <Tag>{move || t!("catalog-new-tag")}</Tag>
        }
        .into_any(),
    }
}

/// A treatment of the clinic.
#[component]
fn Item(desk: Desk, item: CatalogItem) -> impl IntoView {
    let CatalogItem { code, name, category, price, is_active, .. } = item;
    view! {
        <span class="reviewed-item">
            <span>{name}</span>
            <small class="soft">
                {code} " · "
                {price.map(|price| view! { <span class="figures">{move || amount(&price)}</span> " · " })}
                {move || desk.category(&category)}
                {(!is_active).then(|| view! { " · " {move || t!("catalog-inactive")} })}
            </small>
        </span>
    }
}

#[component]
fn Actions(desk: Desk, row: Arc<ReviewedTreatment>, is_mine: Signal<bool>, open: Memo<Option<Panel>>) -> impl IntoView {
    let uuid = row.canonical_uuid.clone();
    let opener = move |panel: Panel, key: &'static str| {
        let uuid = uuid.clone();
        let toggle = move |_| match open.get_untracked() {
            Some(opened) if opened == panel => desk.close(&uuid),
            _ => desk.open(&uuid, panel),
        };
        view! {
            <Button
                kind=ButtonKind::Quiet
                attr:data-action=key
                attr:aria-expanded=move || (open.get() == Some(panel)).to_string()
                on:click=toggle
            >
                {move || t!(key)}
            </Button>
        }
    };
    move || {
        let (uuid, decision) = (row.canonical_uuid.clone(), accepted(&row.proposal));
        if is_mine.get() {
            return view! {
                <Button
                    kind=ButtonKind::Quiet
                    attr:data-action="catalog-take-back"
                    on:click=move |_| desk.decide(&uuid, None)
                >
                    {move || t!("catalog-take-back")}
                </Button>
            }
            .into_any();
        }
        view! {
            <Button
                attr:data-action="catalog-accept"
                on:click=move |_| desk.decide(&uuid, Some(decision.clone()))
            >
                {move || t!("catalog-accept")}
            </Button>
            {opener(Panel::Another, "catalog-another")}
            {opener(Panel::New, "catalog-new-here")}
            {opener(Panel::LeaveOut, "catalog-leave-out")}
        }
        .into_any()
    }
}

/// Looking for another treatment of the clinic: at first those that are called most like it.
#[component]
fn Another(desk: Desk, row: Arc<ReviewedTreatment>) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let label = row.label.clone();
    let asked = Memo::new(move |_| {
        words.with(|words| if words.trim().is_empty() { label.clone() } else { words.trim().to_owned() })
    });
    Effect::new(move |_| desk.search(asked.get()));
    let found = desk.found();
    let results = move || {
        let items = found.with(|(words, items)| asked.with(|asked| asked == words).then(|| items.clone()))?;
        if items.is_empty() {
            return Some(view! { <p class="soft">{move || t!("catalog-nothing-found")}</p> }.into_any());
        }
        let item = |item: CatalogItem| {
            let (uuid, chosen, code) = (row.canonical_uuid.clone(), item.clone(), item.code.clone());
            view! {
                <li>
                    <button
                        type="button"
                        data-item=code
                        on:click=move |_| desk.link_to(&uuid, chosen.clone())
                    >
                        <Item desk item />
                    </button>
                </li>
            }
        };
        Some(view! { <ul class="found">{items.into_iter().map(item).collect_view()}</ul> }.into_any())
    };
    view! {
        <div class="reviewed-panel">
            <label for="catalog-another">{move || t!("catalog-another-label")}</label>
            <input
                type="search"
                id="catalog-another"
                autocomplete="off"
                maxlength="100"
                bind:value=words
            />
            <div role="status" class="visually-hidden">
                {move || found.with(|(_, items)| t!("catalog-found", count = items.len() as u64))}
            </div>
            {results}
        </div>
    }
}

/// A new treatment, in a category of the admin's choice.
#[component]
fn New(desk: Desk, row: Arc<ReviewedTreatment>) -> impl IntoView {
    let categories = desk.review.with_untracked(|review| review.categories.clone());
    let proposed = match &row.proposal {
        TreatmentProposal::Create { category } => category.clone(),
        TreatmentProposal::Link { item, .. } => item.category.clone(),
    };
    let chosen = RwSignal::new(proposed);
    let create = move |_| {
        desk.decide(&row.canonical_uuid, Some(TreatmentDecision::Create { category: chosen.get_untracked() }));
    };
    view! {
        <div class="reviewed-panel">
            <label for="catalog-category">{move || t!("catalog-category")}</label>
            <select id="catalog-category" on:change:target=move |event| chosen.set(event.target().value())>
                {categories
                    .into_iter()
                    .map(|(key, name)| {
                        let selected = chosen.with_untracked(|chosen| *chosen == key);
                        view! { <option value=key selected=selected>{name}</option> }
                    })
                    .collect_view()}
            </select>
            <Button attr:id="catalog-create" on:click=create>
                {move || t!("catalog-create")}
            </Button>
        </div>
    }
}

/// What is lost by leaving it out, said before it is done.
#[component]
fn LeaveOut(desk: Desk, row: Arc<ReviewedTreatment>) -> impl IntoView {
    let (says, kept) = (Arc::clone(&row), row.canonical_uuid.clone());
    let leave_out = move |_| desk.decide(&row.canonical_uuid, Some(TreatmentDecision::Ignore));
    view! {
        <div class="reviewed-panel">
            <p id="catalog-leave-out-means">{move || t!("catalog-leave-out-means", used = used(&says))}</p>
            <Button
                attr:id="catalog-leave-out"
                attr:aria-describedby="catalog-leave-out-means"
                on:click=leave_out
            >
                {move || t!("catalog-leave-out-do")}
            </Button>
            <Button kind=ButtonKind::Quiet on:click=move |_| desk.close(&kept)>
                {move || t!("catalog-keep")}
            </Button>
        </div>
    }
}
