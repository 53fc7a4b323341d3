//! Some rows, in a form a person can read: of a type, or those behind a figure of the dry run with what was said of them.

use leptos::prelude::*;

use super::driver::{Driver, Samples};
use super::remarks::message;
use super::words::{field_name, field_value, outcome_count, outcome_help, outcome_name, type_name};
use crate::app::format;
use crate::app::i18n::{said, t};
use crate::app::ui::{Button, Dialog, Pager, Spinner};
use crate::protocol::{PAGE_SIZE, Sample as Looking, SampleRow};

#[component]
pub(super) fn SamplesDialog(driver: Driver) -> impl IntoView {
    let open = RwSignal::new(false);
    let page = RwSignal::new(1_u32);
    Effect::new(move |_| {
        let looking = driver.samples().with(|samples| samples.open.clone());
        open.set(looking.is_some());
        page.set(looking.map_or(1, |looking| looking.page));
    });
    Effect::new(move |_| {
        if !open.get() && driver.samples().with_untracked(|samples| samples.open.is_some()) {
            driver.close_samples();
        }
    });
    Effect::new(move |_| {
        let page = page.get();
        let looking_at = driver.samples().with_untracked(|samples| samples.open.as_ref().map(|looking| looking.page));
        if looking_at.is_some_and(|looking_at| looking_at != page) {
            driver.turn_samples(page);
        }
    });
    // Stays while the next page is fetched, so that the pager keeps the focus.
    let total = Memo::new(move |last: Option<&u64>| {
        let kept = driver.samples().with(|samples| samples.rows().map(|(_, kept)| *kept));
        kept.or(last.copied()).unwrap_or_default()
    });
    let title = move || {
        driver.samples().with(|samples| match samples.open.as_ref() {
            None => String::new(),
            Some(Looking { entity_type, outcome: None, .. }) => t!("samples-heading", type = type_name(entity_type)),
            Some(Looking { entity_type, outcome: Some(outcome), .. }) => {
                t!("outcomes-heading", type = type_name(entity_type), fate = outcome_name(*outcome))
            }
        })
    };
    let lead = move || {
        let shown = driver.samples().with(|samples| {
            let outcome = samples.open.as_ref()?.outcome?;
            Some(format!("{} {}", outcome_help(outcome), kept_of_found(driver, samples).unwrap_or_default()))
        });
        shown.unwrap_or_else(said("samples-lead"))
    };
    view! {
        <Dialog id="samples" title open>
            <p class="soft">{lead}</p>
            <PersonalData driver />
            <div class="samples" tabindex="0" role="region" aria-label=title>
                {move || rows(driver)}
            </div>
            <Show when=move || { total.get() > u64::from(PAGE_SIZE) }>
                <Pager page page_size=PAGE_SIZE total label=said("result-open-list") />
            </Show>
            <footer>
                <Button attr:id="samples-close" on:click=move |_| open.set(false)>
                    {said("samples-close")}
                </Button>
            </footer>
        </Dialog>
    }
}

/// Shows what is masked of the rows, or masks it again.
#[component]
fn PersonalData(driver: Driver) -> impl IntoView {
    let in_clear = Memo::new(move |_| driver.samples().with(|samples| samples.in_clear));
    view! {
        <div class="personal">
            <Button
                attr:id="samples-personal"
                attr:aria-pressed=move || in_clear.get().to_string()
                on:click=move |_| driver.show_in_clear(!in_clear.get_untracked())
            >
                {said("samples-personal")}
            </Button>
            <span class="soft">{said("samples-personal-help")}</span>
        </div>
    }
}

/// Says it when not all rows behind a figure can be looked at.
fn kept_of_found(driver: Driver, samples: &Samples) -> Option<String> {
    let Looking { entity_type, outcome, .. } = samples.open.as_ref()?;
    let (_, kept) = samples.rows()?;
    let found = driver.outcome().with(|outcome_of_all| {
        let row = outcome_of_all.as_ref()?.accounting.iter().find(|row| row.entity_type == *entity_type)?;
        outcome.map(|outcome| outcome_count(row, outcome))
    })?;
    kept_of(*kept, found)
}

/// Says it when a list has not all there are.
pub(super) fn kept_of(kept: u64, found: u64) -> Option<String> {
    (kept < found).then(|| t!("list-kept", kept = format::count(kept), found = format::count(found)))
}

fn rows(driver: Driver) -> AnyView {
    match driver.samples().with(|samples| samples.rows().map(|(rows, _)| rows.clone())) {
        None => view! {
            <p class="busy" role="status">
                <Spinner />
                {said("samples-loading")}
            </p>
        }
        .into_any(),
        Some(rows) if rows.is_empty() => view! { <p class="soft">{said("samples-none")}</p> }.into_any(),
        Some(rows) => rows.into_iter().map(|row| view! { <Sample row /> }).collect_view().into_any(),
    }
}

#[component]
pub(super) fn Sample(row: SampleRow) -> impl IntoView {
    let SampleRow { source_id, fields, warnings } = row;
    let said = warnings.into_iter().map(|line| view! { <p>{move || message(&line)}</p> }).collect_view();
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| {
        let name = field.clone();
        view! {
            <div class="pair">
                <dt>{move || field_name(&name)}</dt>
                <dd>{move || field_value(&field, &value)}</dd>
            </div>
        }
    });
    view! {
        <article class="sample">
            <h3>{move || t!("samples-row", id = source_id.as_str())}</h3>
            {said}
            <dl class="pairs">{fields.collect_view()}</dl>
        </article>
    }
}
