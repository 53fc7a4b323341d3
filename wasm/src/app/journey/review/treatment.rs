//! One treatment of the source's catalog: what it is, what becomes of it, and what can be decided.
//!
//! Buttons, texts and treatments of the clinic are drawn by one function each, so that the app stays small.

use std::sync::Arc;

use api::decisions::{CatalogItem, ReviewedTreatment, TreatmentDecision, TreatmentProposal, Usage};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::treatments::{Desk, accepted, row_id};
use crate::app::format;
use crate::app::i18n::t;
use crate::app::journey::money::amount;
use crate::app::ui::{Tag, Tone};

const PLAIN: &str = "button";
const QUIET: &str = "button button-quiet";

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

pub(super) fn treatment(desk: Desk, row: &Arc<ReviewedTreatment>) -> AnyView {
    let own = || (Arc::clone(row), row.canonical_uuid.clone());
    let mine = {
        let (_, uuid) = own();
        Memo::new(move |_| desk.decided(&uuid))
    };
    let source = {
        let (row, _) = own();
        text(move || details([row.code.clone(), row.price.as_deref().map(amount), None]))
    };
    let usage = {
        let (row, _) = own();
        text(move || used(&row))
    };
    let becomes = {
        let (row, _) = own();
        move || fate(desk, &row, mine.with(Option::is_some))
    };
    let actions = {
        let (row, _) = own();
        move || actions(desk, &row, mine.get())
    };
    let panel = {
        let (row, uuid) = own();
        move || desk.panel(&uuid).map(|panel| panel_of(desk, &row, panel))
    };
    let (_, uuid) = own();
    let id = row_id(&uuid);
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && untrack(|| desk.panel(&uuid)).is_some() {
            desk.close(&uuid);
        }
    };
    view! {
        <li id=id tabindex="-1" data-treatment=row.label.clone() on:keydown=close>
            <div class="reviewed-source">
                <strong>{row.label.clone()}</strong>
                <small class="soft">{source}</small>
                <small class="soft">{usage}</small>
            </div>
            <div class="reviewed-fate">{becomes}</div>
            <div class="reviewed-actions">{actions}</div>
            {panel}
        </li>
    }
    .into_any()
}

fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(words)
}

fn said(key: &'static str) -> Signal<String> {
    text(move || t!(key))
}

/// What there is of these, side by side.
fn details(parts: [Option<String>; 3]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `12 budget lines, 600 € · 3 treatments, 150 €`.
fn used(row: &ReviewedTreatment) -> String {
    let part = |key: &str, Usage { rows, amount: sum }: &Usage| {
        (*rows > 0).then(|| t!(key, count = *rows, amount = amount(sum)))
    };
    let used = details([part("catalog-offered", &row.offered), part("catalog-applied", &row.applied), None]);
    if used.is_empty() { t!("catalog-unused") } else { used }
}

/// A button, named for what it does: the key of its words.
fn button(
    class: &'static str,
    action: &'static str,
    is_open: Option<Signal<bool>>,
    press: Box<dyn Fn() + 'static>,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class
            data-action=action
            aria-expanded=move || is_open.map(|is_open| is_open.get().to_string())
            on:click=move |_| press()
        >
            {said(action)}
        </button>
    }
    .into_any()
}

/// What becomes of a treatment: as decided now, or for an earlier import, or as proposed.
fn fate(desk: Desk, row: &ReviewedTreatment, is_mine: bool) -> AnyView {
    let Some(decision) = desk.stands(row) else { return proposed(desk, &row.proposal) };
    let (becomes, tone) = match decision {
        TreatmentDecision::Link { item_id } => match desk.item(row, item_id) {
            Some(found) => (item(desk, &found), Tone::Good),
            None => (words(said("catalog-item-gone")), Tone::Warning),
        },
        TreatmentDecision::Create { category } => (new_in(desk, category), Tone::Good),
        TreatmentDecision::Ignore => (words(said("catalog-left-out")), Tone::Warning),
        TreatmentDecision::Undecided => return proposed(desk, &row.proposal),
    };
    vec![becomes, tag(tone, if is_mine { "catalog-decided-tag" } else { "catalog-remembered-tag" })].into_any()
}

fn proposed(desk: Desk, proposal: &TreatmentProposal) -> AnyView {
    let shown = match proposal {
        TreatmentProposal::Link { item: found, score: None } => {
            [item(desk, found), tag(Tone::Good, "catalog-certain-tag")]
        }
        TreatmentProposal::Link { item: found, score: Some(score) } => [item(desk, found), alike(*score)],
        TreatmentProposal::Create { category } => {
            [new_in(desk, category.clone()), tag(Tone::Neutral, "catalog-new-tag")]
        }
    };
    Vec::from(shown).into_any()
}

fn words(words: Signal<String>) -> AnyView {
    view! { <span>{words}</span> }.into_any()
}

fn new_in(desk: Desk, category: String) -> AnyView {
    words(text(move || t!("catalog-new-in", category = desk.category(&category))))
}

fn tag(tone: Tone, key: &'static str) -> AnyView {
    view! { <Tag tone>{said(key)}</Tag> }.into_any()
}

/// How much two treatments are alike, as a bar and in figures.
fn alike(score: f64) -> AnyView {
    view! {
        <span class="score">
            <span class="share" aria-hidden="true">
                <span style:width=format!("{}%", score * 100.0)></span>
            </span>
            <span>{text(move || t!("catalog-alike", percent = format::percent(score)))}</span>
        </span>
    }
    .into_any()
}

/// A treatment of the clinic.
fn item(desk: Desk, item: &CatalogItem) -> AnyView {
    let CatalogItem { code, name, category, price, is_active, .. } = item.clone();
    let more = move || {
        let place = desk.category(&category);
        let place = if is_active { place } else { format!("{place} · {}", t!("catalog-inactive")) };
        details([Some(code.clone()), price.as_deref().map(amount), Some(place)])
    };
    view! {
        <span class="reviewed-item">
            <span>{name}</span>
            <small class="soft">{text(more)}</small>
        </span>
    }
    .into_any()
}

fn actions(desk: Desk, row: &Arc<ReviewedTreatment>, mine: Option<TreatmentDecision>) -> AnyView {
    let decide = |decision: Option<TreatmentDecision>| -> Box<dyn Fn()> {
        let uuid = row.canonical_uuid.clone();
        Box::new(move || desk.decide(&uuid, decision.clone()))
    };
    let is_open = matches!(mine, None | Some(TreatmentDecision::Undecided));
    if !is_open {
        return button(QUIET, "catalog-take-back", None, decide(None));
    }
    let opener = |panel: Panel, key: &'static str| {
        let uuid = row.canonical_uuid.clone();
        let is_open = {
            let uuid = uuid.clone();
            Signal::derive(move || desk.panel(&uuid) == Some(panel))
        };
        let toggle = move || if is_open.get_untracked() { desk.close(&uuid) } else { desk.open(&uuid, panel) };
        button(QUIET, key, Some(is_open), Box::new(toggle))
    };
    let stands = row.remembered.is_some() && mine.is_none();
    let undecide = stands.then(|| button(QUIET, "review-undecide", None, decide(Some(TreatmentDecision::Undecided))));
    vec![
        button(PLAIN, "catalog-accept", None, decide(Some(accepted(&row.proposal)))),
        opener(Panel::Another, "catalog-another"),
        opener(Panel::New, "catalog-new-here"),
        opener(Panel::LeaveOut, "catalog-leave-out"),
        undecide.into_any(),
    ]
    .into_any()
}

fn panel_of(desk: Desk, row: &Arc<ReviewedTreatment>, panel: Panel) -> AnyView {
    let row = Arc::clone(row);
    match panel {
        Panel::Another => another(desk, row),
        Panel::New => new(desk, row),
        Panel::LeaveOut => leave_out(desk, row),
    }
}

/// Looking for another treatment of the clinic: at first those that are called most like it.
fn another(desk: Desk, row: Arc<ReviewedTreatment>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let label = row.label.clone();
    let asked =
        text(move || typed.with(|typed| if typed.trim().is_empty() { label.clone() } else { typed.trim().to_owned() }));
    Effect::new(move |_| desk.search(asked.get()));
    let found = desk.found();
    let result = move |item_found: CatalogItem| {
        let (uuid, code) = (row.canonical_uuid.clone(), item_found.code.clone());
        let shown = item(desk, &item_found);
        let link = move |_| desk.link_to(&uuid, item_found.clone());
        view! { <li><button type="button" data-item=code on:click=link>{shown}</button></li> }.into_any()
    };
    let results = move || {
        let items = found.with(|(words, items)| (*words == asked.get()).then(|| items.clone())).unwrap_or_default();
        items.into_iter().map(&result).collect::<Vec<_>>()
    };
    view! {
        <div class="reviewed-panel">
            <label for="catalog-another">{said("catalog-another-label")}</label>
            <input type="search" id="catalog-another" autocomplete="off" maxlength="100" bind:value=typed />
            <small role="status" class="soft">
                {text(move || found.with(|(_, items)| t!("catalog-found", count = items.len() as u64)))}
            </small>
            <ul class="found">{results}</ul>
        </div>
    }
    .into_any()
}

/// A new treatment, in a category of the admin's choice.
fn new(desk: Desk, row: Arc<ReviewedTreatment>) -> AnyView {
    let categories = desk.review.with_untracked(|review| review.categories.clone());
    let chosen = RwSignal::new(match &row.proposal {
        TreatmentProposal::Create { category } => category.clone(),
        TreatmentProposal::Link { item, .. } => item.category.clone(),
    });
    let option = |(key, name): (String, String)| {
        let selected = chosen.with_untracked(|chosen| *chosen == key);
        view! { <option value=key selected=selected>{name}</option> }.into_any()
    };
    let options = categories.into_iter().map(option).collect::<Vec<_>>();
    let create = move || {
        desk.decide(&row.canonical_uuid, Some(TreatmentDecision::Create { category: chosen.get_untracked() }));
    };
    view! {
        <div class="reviewed-panel">
            <label for="catalog-category">{said("catalog-category")}</label>
            <select id="catalog-category" on:change:target=move |event| chosen.set(event.target().value())>
                {options}
            </select>
            {button(PLAIN, "catalog-create", None, Box::new(create))}
        </div>
    }
    .into_any()
}

/// What is lost by leaving it out, said before it is done.
fn leave_out(desk: Desk, row: Arc<ReviewedTreatment>) -> AnyView {
    let (leave, keep) = (row.canonical_uuid.clone(), row.canonical_uuid.clone());
    let leave = move || desk.decide(&leave, Some(TreatmentDecision::Ignore));
    view! {
        <div class="reviewed-panel" role="group" aria-labelledby="catalog-leave-out-means">
            <p id="catalog-leave-out-means">{text(move || t!("catalog-leave-out-means", used = used(&row)))}</p>
            {button(PLAIN, "catalog-leave-out-do", None, Box::new(leave))}
            {button(QUIET, "catalog-keep", None, Box::new(move || desk.close(&keep)))}
        </div>
    }
    .into_any()
}
