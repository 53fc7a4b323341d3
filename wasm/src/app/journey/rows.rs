//! The source rows behind a figure of a finished import, a page at a time.

use api::Page;
use api::job::{Outcome, SourceRow};
use leptos::prelude::*;
use uuid::Uuid;

use super::samples::{Sample, kept_of};
use super::words::{outcome_help, outcome_name, type_name};
use crate::app::http;
use crate::app::i18n::{said, t};
use crate::app::ui::{Asked, Button, Dialog, Pager, loaded};
use crate::protocol::PAGE_SIZE;

/// Which rows.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RowsOf {
    pub(super) entity_type: String,
    pub(super) outcome: Outcome,
    /// How many there are; fewer may be listed.
    pub(super) count: u64,
}

#[component]
pub(super) fn RowsDialog(job_id: Uuid, opened: RwSignal<Option<RowsOf>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(opened.with(Option::is_some)));
    Effect::new(move |_| {
        // Setting what is set already would go round for ever.
        if !open.get() && opened.with_untracked(Option::is_some) {
            opened.set(None);
        }
    });
    let title = move || {
        opened.with(|of| {
            of.as_ref().map_or_else(String::new, |RowsOf { entity_type, outcome, .. }| {
                t!("outcomes-heading", type = type_name(entity_type), fate = outcome_name(*outcome))
            })
        })
    };
    view! {
        <Dialog id="rows" title open>
            {move || opened.get().map(|of| view! { <Listed job_id of /> })}
            <footer>
                <Button attr:id="rows-close" on:click=move |_| open.set(false)>
                    {said("samples-close")}
                </Button>
            </footer>
        </Dialog>
    }
}

#[component]
fn Listed(job_id: Uuid, of: RowsOf) -> impl IntoView {
    let page = RwSignal::new(1_u32);
    let RowsOf { entity_type, outcome, count } = of;
    let found = Asked::new(move || {
        let about = format!("entity_type={}&outcome={}", http::encode(&entity_type), outcome.as_str());
        let query = format!("{about}&page={}&page_size={PAGE_SIZE}", page.get());
        async move { http::get::<Page<SourceRow>>(&format!("/migration_import/jobs/{job_id}/rows?{query}")).await }
    });
    view! {
        <p class="soft">{move || outcome_help(outcome)}</p>
        {loaded(
            found,
            move |found: Page<SourceRow>| {
                let total = found.total;
                let rows = found.data.into_iter().map(|row| view! { <Sample row /> }).collect_view();
                view! {
                    <p class="soft">{move || kept_of(total, count)}</p>
                    <div class="samples" tabindex="0" role="region" aria-label=move || outcome_name(outcome)>
                        {rows}
                    </div>
                    {(total > u64::from(PAGE_SIZE))
                        .then(|| view! { <Pager page page_size=PAGE_SIZE total label=said("result-open-list") /> })}
                }
            },
        )}
    }
}
