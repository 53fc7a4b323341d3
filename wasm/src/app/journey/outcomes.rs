//! The rows behind a figure of the dry run: what they are, and what was said of them.

use api::Page;
use leptos::prelude::*;

use super::driver::Driver;
use super::remarks::message;
use super::samples::Sample;
use super::words::type_name;
use crate::app::format;
use crate::app::i18n::{t, translate};
use crate::app::ui::{Button, Dialog, Pager, loaded};
use crate::protocol::{Outcome, OutcomeRow, PAGE_SIZE};

/// Which rows are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) entity_type: String,
    pub(super) outcome: Outcome,
    /// How many rows there are.
    pub(super) count: u64,
}

/// The end of a message's key for a fate.
pub(super) fn key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Linked => "linked",
        Outcome::Merged => "merged",
        Outcome::Archived => "archived",
        Outcome::Skipped => "skipped",
    }
}

pub(super) fn name(outcome: Outcome) -> String {
    translate(&format!("result-{}", key(outcome)), None)
}

/// Opens while there is a `door`.
#[component]
pub(super) fn OutcomesDialog(driver: Driver, door: RwSignal<Option<Door>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(door.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() {
            door.set(None);
        }
    });
    let title = move || {
        door.with(|door| {
            let Door { entity_type, outcome, .. } = door.as_ref()?;
            Some(format!("{}: {}", type_name(entity_type), name(*outcome)))
        })
        .unwrap_or_default()
    };
    view! {
        <Dialog id="outcomes" title open>
            {move || door.get().map(|door| view! { <Rows driver door /> })}
            <footer>
                <Button attr:id="outcomes-close" on:click=move |_| open.set(false)>
                    {move || t!("samples-close")}
                </Button>
            </footer>
        </Dialog>
    }
}

#[component]
fn Rows(driver: Driver, door: Door) -> impl IntoView {
    let Door { entity_type, outcome, count } = door;
    let page = RwSignal::new(1_u32);
    let rows = LocalResource::new(move || driver.outcomes(entity_type.clone(), outcome, page.get()));
    let help = move || translate(&format!("result-{}-help", key(outcome)), None);
    view! {
        <p class="soft">{help}</p>
        {loaded(
            rows,
            move |found: Page<OutcomeRow>| {
                let total = found.total;
                view! {
                    {kept_of(total, count)}
                    <div class="samples" tabindex="0" role="region" aria-label=move || name(outcome)>
                        {found.data.into_iter().map(|row| view! { <Row row /> }).collect_view()}
                    </div>
                    {(total > u64::from(PAGE_SIZE))
                        .then(|| view! { <Pager page page_size=PAGE_SIZE total label=move || name(outcome) /> })}
                }
            },
        )}
    }
}

/// Says it when the list has not all of them.
pub(super) fn kept_of(kept: u64, found: u64) -> impl IntoView {
    let line = move || t!("list-kept", kept = format::count(kept), found = format::count(found));
    (kept < found).then(|| view! { <p class="soft">{line}</p> })
}

#[component]
fn Row(row: OutcomeRow) -> impl IntoView {
    let OutcomeRow { row, warnings } = row;
    let said = warnings.into_iter().map(|line| view! { <li>{move || message(&line)}</li> }).collect_view();
    view! { <Sample row said=view! { <ul class="said">{said}</ul> }.into_any() /> }
}
